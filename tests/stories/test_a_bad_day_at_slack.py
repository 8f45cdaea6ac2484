"""Slack answers late, wrongly or not at all: everything owed arrives, once."""

import contextlib
import time
from datetime import timedelta

import pytest

from bot.domain.deliveries import State
from bot.sandbox.client import SandboxError, text_of
from bot.store import checkins, deliveries
from tests.stories.office import MONDAY, open_office


def kept(office, person):
    with office.bot.database.reading() as connection:
        said = checkins.find(connection, office.workspace, person.id, MONDAY)
    assert said is not None
    return said


def counts(office):
    with office.bot.database.reading() as connection:
        return deliveries.counts(connection, office.workspace)


@pytest.mark.parametrize(
    "fault",
    [
        {"fault": "ratelimited", "retry_after": 1},
        {"fault": "status", "status": 500},
        {"fault": "status", "status": 503, "accepted": True},
        {"fault": "error", "error": "internal_error"},
        {"fault": "error", "error": "internal_error", "accepted": True},
        {"fault": "error", "error": "service_unavailable"},
        {"fault": "drop_before"},
        {"fault": "drop_after"},
        {"fault": "garbage"},
        {"fault": "late", "seconds": 0.2},
    ],
    ids=lambda fault: "-".join(str(value) for value in fault.values()),
)
def test_a_prompt_arrives_once_whatever_slack_does(office, rita, fault):
    office.slack.faults({"method": "chat.postMessage", "count": 2, **fault})
    office.travel_to(MONDAY, "16:31")
    for _ in range(6):
        office.wait_out()
    time.sleep(2 * fault.get("seconds", 0))  # how late Slack is, is real time
    office.wait_out(timedelta(minutes=20))  # a late twin would be found and deleted by now
    assert len(office.said_to(rita)) == 1
    assert counts(office)[State.SENT] == 1


def test_a_lost_answer_does_not_make_the_card_lie(office, rita):
    office.travel_to(MONDAY, "16:31")
    office.slack.faults({"method": "chat.update", "fault": "drop_after", "count": 1})
    rita.presses("Check in")
    rita.fills({"Self-generated leads": "4", "Presentations": "1"})
    rita.submits()
    rita.closes()
    for _ in range(3):
        office.wait_out()
    (card,) = office.said_to(rita)
    assert "Monday is in." in card


def test_it_stops_within_ten_seconds_although_slack_hangs(databases):
    with open_office(databases.new("sqlite")) as office:
        rita = office.hire("Rita Alvarez")
        office.slack.faults(
            {"method": "chat.postMessage", "fault": "drop_before", "count": 1},
            {"method": "conversations.history", "fault": "delay", "seconds": 8, "count": None},
        )
        office.travel_to(MONDAY, "16:31")
        assert office.said_to(rita) == []
        office.patience += timedelta(minutes=3)
        office.bot.timetable.start()
        time.sleep(1)
        started = time.monotonic()
        office.bot.stop()
        assert time.monotonic() - started < 10


def test_an_admin_hears_of_a_message_that_can_never_arrive(office, maya, rita):
    office.slack.faults(
        {"method": "chat.postMessage", "fault": "error", "error": "user_not_found", "count": 1}
    )
    office.travel_to(MONDAY, "16:31")
    office.wait_out()
    (told,) = office.said_to(maya)
    assert "couldn't deliver the daily prompt" in told
    assert "no longer in Slack" in told
    assert counts(office)[State.FAILED] == 1


def test_a_check_in_stands_although_slack_answers_nothing_afterwards(office, rita):
    office.slack.faults({"method": "*", "fault": "drop_before", "count": 3})
    with contextlib.suppress(SandboxError):
        rita.runs("/checkin")
    assert rita.modal() is None  # the form could not be opened: the person is told, and tries again
    office.slack.clear_faults()
    office.check_in(rita, leads=2)
    assert kept(office, rita).counts["leads"] == 2


def test_a_button_whose_form_cannot_be_opened_is_answered_all_the_same(office, rita):
    office.travel_to(MONDAY, "16:31")
    office.slack.faults({"method": "views.open", "fault": "error", "error": "expired_trigger_id", "count": 2})
    rita.presses("Check in")
    assert rita.modal() is None
    assert "went wrong on my side" in " ".join(text_of(each) for each in rita.whispers)


def test_a_bug_gives_the_person_a_reference_and_the_log_a_traceback(office, rita, monkeypatch, capsys):
    def break_down(*_):
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr("bot.services.checkins.read_counts", break_down)
    rita.runs("/checkin")
    rita.fills({"Self-generated leads": "1", "Presentations": "1"})
    rita.submits()
    said = text_of(rita.modal())
    assert "went wrong on my side" in said
    reference = said.split("`")[1]
    logged = capsys.readouterr().out
    assert reference in logged
    assert "ZeroDivisionError" in logged
    assert len(rita.modals()) == 2  # the form is still there, with what was typed


def test_a_database_that_is_locked_for_long_loses_nothing(office, rita):
    import threading

    rita.runs("/checkin")
    rita.fills({"Self-generated leads": "4", "Presentations": "1"})
    locked, released = threading.Event(), threading.Event()

    def hold():
        with office.bot.database.writing() as connection:
            from sqlalchemy import text

            connection.execute(text("UPDATE people SET name = name"))
            locked.set()
            released.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    locked.wait(5)
    rita.submits()
    assert "couldn't save that just now" in text_of(rita.modal())
    released.set()
    holder.join()
    rita.closes()
    rita.fills({"Self-generated leads": "4", "Presentations": "1"})
    assert rita.submits().ok
    assert kept(office, rita).revision == 1


def test_the_socket_is_refreshed_and_nobody_notices(office, rita):
    assert office.slack.refresh_sockets(close_after=0.5) == 1
    office.check_in(rita, leads=7)
    assert kept(office, rita).counts["leads"] == 7


def test_the_bot_goes_away_in_the_middle_of_prompting_and_comes_back(office, maya):
    reps = [office.hire(f"Rep{number} Ortiz", manager=maya) for number in range(12)]
    office.slack.faults({"method": "chat.postMessage", "fault": "drop_after", "count": 5})
    office.travel_to(MONDAY, "16:31")
    office.restart()
    for _ in range(4):
        office.wait_out()
    assert [len(office.said_to(rep)) for rep in reps] == [1] * len(reps)


def test_two_bots_on_one_database_are_one_bot(databases):
    from concurrent.futures import ThreadPoolExecutor

    from bot.domain.people import Rank

    with open_office(databases.new("postgresql")) as office:
        maya = office.hire("Maya Lindqvist", rank=Rank.MANAGER)
        reps = [office.hire(f"Rep{number} Ortiz", manager=maya) for number in range(12)]
        second = office.new_bot()
        second.introduce()
        second.socket.start()
        office.clock._ahead += timedelta(hours=8, minutes=31).total_seconds()
        with ThreadPoolExecutor(2) as pool:
            for running in [pool.submit(bot.catch_up) for bot in (office.bot, second) for _ in range(3)]:
                running.result()
        office.settle()
        assert [len(office.said_to(rep)) for rep in reps] == [1] * len(reps)
        office.check_in(reps[0])
        second.stop()
