"""What happens beside a request's card: shortcuts, replies in the thread, managers passed over or gone."""

import time
from datetime import timedelta

import pytest

from bot.app import utc_now
from bot.domain.people import Rank
from bot.domain.request_moves import Status
from bot.sandbox.client import text_of
from bot.store import delivery_claims, requests
from jobs.timetable import Tick, Timetable
from tests.stories.office import MONDAY
from tests.stories.test_requests import ASKED, asks, open_ones


@pytest.fixture
def dana(office):
    return office.hire("Dana Okafor", rank=Rank.DIRECTOR, admin=True)


@pytest.fixture
def maya(office, dana):
    return office.hire("Maya Lindqvist", rank=Rank.MANAGER, manager=dana)


@pytest.fixture
def rita(office, maya):
    return office.hire("Rita Alvarez", manager=maya, level="L1")


@pytest.fixture
def approvals(office, dana, maya, rita):
    return office.slack.add_channel("approvals", (dana.id, maya.id, rita.id))


def card_in(person, approvals):
    return person.messages(approvals)[0]


def test_a_shortcut_opens_the_form(office, rita, approvals):
    rita.shortcut("Request")
    assert "What the deal is worth" in text_of(rita.modal())


def test_a_request_that_begins_with_a_message_carries_a_link_to_it(office, maya, rita, approvals):
    ts = rita.types(approvals, "Acme wants 12 % or they wait")
    rita.shortcut("Request with this", message={"channel": approvals, "ts": ts})
    assert "the message it began with" in text_of(rita.modal())
    rita.fills(ASKED)
    assert rita.submits().ok
    office.settle()
    (asked,) = open_ones(office)
    assert asked.case.link.endswith(f"/archives/{approvals}/p{ts.replace('.', '')}")
    assert f"<{asked.case.link}|The message it began with>" in str(maya.dm()[0]["blocks"])


def test_a_decision_that_is_typed_is_answered_once_with_where_the_buttons_are(office, maya, rita, approvals):
    asks(office, rita)
    card = card_in(maya, approvals)
    maya.types(approvals, "Who else is bidding?", thread=card["ts"])
    rita.types(approvals, "ok", thread=card["ts"])
    office.settle()
    assert len(maya.thread(card)) == 3
    maya.types(approvals, "ok, approved", thread=card["ts"])
    maya.types(approvals, "approved!", thread=card["ts"])
    office.settle()
    (answer,) = [each for each in maya.thread(card) if "A reply decides nothing" in text_of(each)]
    assert f"/archives/{approvals}/p{card['ts'].replace('.', '')}|the card>" in answer["text"]
    assert len(open_ones(office)) == 1
    maya.presses("Approve")
    office.settle()
    maya.types(approvals, "approved", thread=card["ts"])
    office.settle()
    assert sum("A reply decides nothing" in text_of(each) for each in maya.thread(card)) == 1


def test_a_decision_typed_beneath_ones_own_card_is_answered_there_and_is_no_check_in(
    office, maya, rita, approvals
):
    asks(office, rita)
    card = maya.dm()[0]
    maya.types(card["channel"], "ok, approved", thread=card["ts"])
    office.settle()
    assert "A reply decides nothing" in text_of(maya.thread(card)[-1])
    assert not any("check in" in text.lower() for text in office.said_to(maya)[1:])
    (waiting,) = open_ones(office)
    assert waiting.status is Status.PENDING


def test_a_decision_typed_beneath_a_card_that_is_settled_is_no_check_in_either(office, maya, rita, approvals):
    asks(office, rita)
    maya.presses("Approve")
    office.settle()
    before = len(office.said_to(rita)), len(office.said_to(maya))
    maya.types(maya.dm()[0]["channel"], "ok approve", thread=maya.dm()[0]["ts"])
    rita.types(rita.dm()[0]["channel"], "Approved, 12 %", thread=rita.dm()[0]["ts"])
    office.settle()
    assert (len(office.said_to(rita)), len(office.said_to(maya))) == before
    assert [len(who.thread(who.dm()[0])) for who in (rita, maya)] == [2, 2]


def test_a_decision_that_is_shown_in_the_channel_too_is_answered(office, maya, rita, approvals):
    asks(office, rita)
    card = card_in(maya, approvals)
    event = {
        "type": "message",
        "subtype": "thread_broadcast",
        "user": maya.id,
        "channel": approvals,
        "channel_type": "channel",
        "text": "approved",
        "ts": "1.1",
        "thread_ts": card["ts"],
    }
    body = {"team_id": office.workspace, "event_id": "Ev1", "type": "event_callback", "event": event}
    assert office.forge(body).status == 200
    office.settle()
    assert "A reply decides nothing" in text_of(maya.thread(card)[-1])


def test_a_decision_typed_elsewhere_is_left_alone(office, maya, rita, approvals):
    asks(office, rita)
    maya.types(approvals, "approved")
    other = maya.types(approvals, "Lunch?")
    maya.types(approvals, "yes", thread=other)
    office.settle()
    assert not any(
        "A reply decides" in text_of(each) for each in maya.thread({"channel": approvals, "ts": other})
    )


def test_the_manager_who_is_passed_over_is_told_and_may_comment(office, dana, maya, rita, approvals):
    asks(office, rita, **{"Percentage off": "30"})
    (told,) = office.said_to(maya)
    assert "Rita asks Dana: Price concession of 30 % for Acme." in told
    assert "It goes beyond what you may grant" in told


def test_the_manager_who_is_away_is_told_who_decides_instead(office, dana, maya, rita, approvals):
    maya.runs("/away", "today")
    office.settle()
    asks(office, rita)
    assert any("They decide while you're away" in text for text in office.said_to(maya))


def test_when_who_is_next_has_lent_their_seat_to_who_was_asked_the_one_above_is_asked(
    office, dana, maya, rita, approvals
):
    carla = office.hire("Carla Chief", rank=Rank.DIRECTOR)
    office.change(dana, manager=carla.id)
    asks(office, rita)
    dana.runs("/latitude", "delegate @maya until friday")
    dana.runs("/away", "today - friday")
    office.settle()
    office.travel_to(MONDAY, "12:15")
    assert office.bot.requests.chase() == 1
    assert open_ones(office)[0].seats[-1].person == carla.id


def test_when_nobody_asked_can_decide_any_more_the_next_one_can_at_once(office, dana, maya, rita, approvals):
    asks(office, rita)
    assert office.bot.requests.chase() == 0
    maya.runs("/away", "today")
    office.settle()
    assert office.bot.requests.chase() == 1
    office.settle()
    assert "Waits for Maya and Dana." in text_of(dana.dm()[0])
    assert office.bot.requests.chase() == 0


def test_when_nobody_at_all_can_decide_any_more_it_waits_and_lapses(office, dana, maya, rita, approvals):
    asks(office, rita)
    office.change(maya, active=False)
    office.change(dana, active=False)
    assert office.bot.requests.chase() == 0
    office.travel_to(MONDAY + timedelta(days=3), "10:00")
    assert office.bot.requests.chase() == 1
    assert open_ones(office) == []


def test_a_request_that_cannot_be_read_keeps_no_other_from_its_clock(office, dana, maya, rita, approvals):
    asks(office, rita)
    asks(office, rita, Customer="Orbit")
    with office.bot.database.writing() as connection:
        connection.exec_driver_sql("UPDATE requests SET plan_version = 0 WHERE number = 1")
        connection.exec_driver_sql(
            "INSERT INTO plans (workspace, version, document, applied_at, applied_by) "
            "SELECT workspace, 0, '{}', applied_at, applied_by FROM plans WHERE version = 1"
        )
    office.jump(timedelta(hours=5))
    assert office.bot.requests.chase() == 1
    with office.bot.database.reading() as connection:
        assert len(requests.open_ones(connection, office.workspace)) == 2


def test_a_reminder_that_is_only_about_to_be_sent_is_drawn_again_too(office, maya, rita, approvals):
    asks(office, rita)
    office.travel_to(MONDAY, "09:15")
    assert office.bot.requests.chase() == 1
    (asked,) = open_ones(office)
    office.bot.requests.approve(office.workspace, maya.id, asked.id, receipt="1")
    with office.bot.database.reading() as connection:
        assert delivery_claims.find(connection, office.workspace, f"request-reminder:{asked.id}:0:1")
    office.settle()
    assert not any("is waiting" in text for text in office.said_to(maya))


def test_the_card_is_redrawn_at_once_whenever_the_next_tick_comes(office, maya, rita, approvals):
    asks(office, rita)
    office.bot.timetable = Timetable([Tick("send", 3600, office.bot.outbox.send)], utc_now)
    office.bot.timetable.start()
    maya.presses("Approve", where=approvals)
    until = time.monotonic() + 10
    while "approved it" not in text_of(card_in(maya, approvals)) and time.monotonic() < until:
        time.sleep(0.01)
    assert "approved it" in text_of(card_in(maya, approvals))


def test_the_card_is_redrawn_before_the_line_beneath_makes_its_channel_wait(office, maya, rita, approvals):
    asks(office, rita)
    maya.presses("Approve", where=approvals)
    office.settle()
    card = card_in(maya, approvals)
    assert float(card["edited"]["ts"]) < float(maya.thread(card)[-1]["ts"])
