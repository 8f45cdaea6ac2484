"""Reminders, what a day counts as, and what an outage of the bot does to it."""

from datetime import timedelta

import pytest

from bot.domain.checkins import Mark
from bot.domain.people import Rank
from bot.domain.refusals import CannotSnooze, Stranger
from bot.sandbox.client import text_of
from bot.services.checkins import Words
from bot.services.desk import schedules_for
from bot.services.example import plan
from bot.store import checkins, marks
from tests.stories.office import MONDAY

TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(days=n) for n in (1, 2, 3))
COUNTS = Words(counts={"leads": "5", "demos": "1"})


def given(office, person, day=MONDAY):
    with office.bot.database.reading() as connection:
        return marks.between(connection, office.workspace, [person.id], day, day).get((person.id, day))


def kept(office, person, day=MONDAY):
    with office.bot.database.reading() as connection:
        return checkins.find(connection, office.workspace, person.id, day)


def test_a_day_is_asked_about_reminded_of_twice_and_then_missed(office, rita):
    office.travel_to(MONDAY, "18:01")
    asked, reminded = office.said_to(rita)
    assert "How was Monday, Rita?" in asked
    assert "Monday is still open, Rita." in reminded
    office.travel_to(TUESDAY, "09:01")
    assert "An hour left for Monday 23 November, Rita." in office.said_to(rita)[-1]
    assert len(office.said_to(rita)) == 3
    office.travel_to(WEDNESDAY, "08:00")
    office.bot.marks.close()
    assert given(office, rita) is Mark.MISSED
    assert office.bot.marks.close() == 0

    account = office.bot.checkins.submit(office.workspace, rita.id, receipt="r1", day=MONDAY, words=COUNTS)
    assert account.checkin.mark is Mark.MISSED
    assert kept(office, rita).counts["leads"] == 5
    assert given(office, rita) is Mark.MISSED
    office.settle()
    assert sum("Monday is in." in text for text in office.said_to(rita)) == 3


def test_late_is_said_to_be_late(office, rita):
    office.travel_to(TUESDAY, "10:30")
    office.bot.checkins.form(office.workspace, rita.id, MONDAY)
    account = office.bot.checkins.submit(office.workspace, rita.id, receipt="r1", day=MONDAY, words=COUNTS)
    assert account.checkin.mark is Mark.LATE


def test_snooze_moves_the_reminder_an_hour_on_and_only_the_reminder(office, rita):
    office.travel_to(MONDAY, "16:31")
    rita.presses("Snooze")
    assert "I'll ask once more at 17:31." in text_of(rita.modal())
    rita.closes()
    office.travel_to(MONDAY, "16:45")
    rita.presses("Snooze")
    assert "I'll ask once more at 17:45." in text_of(rita.modal())
    rita.closes()
    office.travel_to(MONDAY, "17:44")
    assert len(office.said_to(rita)) == 1
    office.travel_to(MONDAY, "17:50")
    assert len(office.said_to(rita)) == 2
    with pytest.raises(CannotSnooze):  # she has been reminded
        office.bot.prompts.snooze(office.workspace, rita.id, receipt="r8", day=MONDAY)
    office.travel_to(MONDAY, "18:30")
    with pytest.raises(CannotSnooze):  # in an hour it is quiet
        office.bot.prompts.snooze(office.workspace, rita.id, receipt="r9", day=MONDAY)
    with pytest.raises(CannotSnooze):
        office.bot.prompts.snooze(office.workspace, rita.id, receipt="r9", day=MONDAY - timedelta(days=1))
    with pytest.raises(Stranger):
        office.bot.prompts.snooze(office.workspace, "U_NOBODY", receipt="r9", day=MONDAY)


def test_a_snooze_pressed_twice_at_once_is_one(office, rita):
    office.travel_to(MONDAY, "16:31")
    for _ in range(2):
        office.bot.prompts.snooze(office.workspace, rita.id, receipt="r1", day=MONDAY)
    office.travel_to(MONDAY, "18:30")
    assert len(office.said_to(rita)) == 2


def test_nobody_is_marked_down_for_an_outage_and_the_admins_hear_of_it_by_day(office):
    dana = office.hire("Dana Okafor", rank=Rank.DIRECTOR, admin=True)
    rita = office.hire("Rita Alvarez", manager=dana)
    office.travel_to(MONDAY, "16:45")
    office.jump(timedelta(hours=76))  # to Thursday, a quarter to nine in the evening
    office.settle()
    office.bot.marks.close()
    assert given(office, rita) is Mark.EXCUSED
    assert given(office, rita, TUESDAY) is Mark.EXCUSED
    assert not [text for text in office.said_to(dana) if "out of service" in text]
    office.travel_to(THURSDAY + timedelta(days=1), "08:15")
    (news,) = [text for text in office.said_to(dana) if "out of service" in text]
    assert "from Monday 23 November" in news

    account = office.bot.checkins.submit(office.workspace, rita.id, receipt="r1", day=MONDAY, words=COUNTS)
    assert account.checkin.mark is Mark.ON_TIME
    assert given(office, rita) is Mark.ON_TIME


def test_a_clock_that_jumps_an_hour_either_way_sends_nothing_twice(office, rita):
    office.travel_to(MONDAY, "16:31")
    office.jump(timedelta(hours=-1))
    office.settle()
    office.jump(timedelta(hours=2))
    office.settle()
    office.travel_to(MONDAY, "18:30")
    told = office.said_to(rita)
    assert len(told) == len(set(told)) == 2


def test_people_follow_their_clock_in_slack_and_leave_with_their_account(office, rita):
    people = office.bot.people
    people.moved(office.workspace, rita.id, "Mars/Olympus")
    people.moved(office.workspace, "U_NOBODY", "Europe/Berlin")
    assert people.zone_of(office.workspace, rita.id).key == "America/New_York"
    people.moved(office.workspace, rita.id, "Europe/Berlin")
    assert people.zone_of(office.workspace, rita.id).key == "Europe/Berlin"
    for _ in range(2):
        people.left(office.workspace, rita.id)
    assert people.zone_of(office.workspace, rita.id) is None
    people.moved(office.workspace, rita.id, "Europe/London")
    assert {each.id: each.active for each in people.everyone(office.workspace)}[rita.id] is False


def test_a_team_of_nobody_has_no_schedules(office):
    with office.bot.database.reading() as connection:
        assert schedules_for(connection, plan(), [], office.clock.now()) == {}
