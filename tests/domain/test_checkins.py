from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.checkins import (
    Checkin,
    Commitment,
    Kept,
    Mark,
    clean,
    day_to_fill,
    mark_at,
    mark_unanswered,
    open_promise,
    require_open,
)
from bot.domain.outages import Outage
from bot.domain.refusals import NotAWorkingDay, TooEarly, TooLate
from tests.domain.test_schedules import FRIDAY, MONDAY, SATURDAY, SUNDAY, TUESDAY, at, schedule

EARLIER_MONDAY = MONDAY - timedelta(days=7)
NEXT_MONDAY = MONDAY + timedelta(days=7)
HOUR = timedelta(hours=1)


def said(day, **words):
    return Checkin(day, {"leads": Decimal(1)}, "", "", at(day, "17:00"), Mark.ON_TIME, **words)


def test_a_day_is_open_from_its_midnight_until_its_week_is_closed():
    with pytest.raises(TooEarly):
        require_open(MONDAY, schedule(), at(SUNDAY, "23:59"))
    assert require_open(MONDAY, schedule(), at(MONDAY, "00:00"))
    assert require_open(MONDAY, schedule(), at(NEXT_MONDAY, "09:59"), answered=True)
    with pytest.raises(TooLate):
        require_open(MONDAY, schedule(), at(NEXT_MONDAY, "10:00"))
    with pytest.raises(NotAWorkingDay):
        require_open(SATURDAY, schedule(), at(SATURDAY, "12:00"))


def test_friday_may_be_late_on_monday_but_not_edited_then():
    assert require_open(FRIDAY, schedule(), at(MONDAY, "15:00"))
    with pytest.raises(TooLate):
        require_open(FRIDAY, schedule(), at(MONDAY, "15:00"), answered=True)
    with pytest.raises(TooLate):
        require_open(FRIDAY, schedule(), at(TUESDAY, "00:00"))


def test_an_answered_day_can_be_edited_though_it_turned_out_to_be_leave():
    away = schedule(away=[(MONDAY, MONDAY)])
    assert require_open(MONDAY, away, at(MONDAY, "18:00"), answered=True)
    with pytest.raises(NotAWorkingDay):
        require_open(MONDAY, away, at(MONDAY, "18:00"))


@pytest.mark.parametrize(
    ("now", "answered", "day"),
    [
        (at(MONDAY, "09:00"), {FRIDAY}, MONDAY),
        (at(MONDAY, "09:00"), set(), FRIDAY),  # still owed, still on time
        (at(MONDAY, "11:00"), set(), MONDAY),  # too late to be on time: today first
        (at(SATURDAY, "12:00"), {FRIDAY}, FRIDAY),  # a Saturday: what there is to edit
        (at(TUESDAY, "09:00"), {MONDAY}, TUESDAY),
    ],
)
def test_the_day_someone_means_when_they_check_in(now, answered, day):
    assert day_to_fill(schedule(), now, answered) == day


@pytest.mark.parametrize(
    ("now", "answered", "day"),
    [
        (at(TUESDAY, "09:00"), set(), FRIDAY + timedelta(days=7)),
        (at(MONDAY, "09:00"), set(), FRIDAY),
        (at(MONDAY, "09:00"), {FRIDAY}, FRIDAY + timedelta(days=7)),
        (at(SUNDAY, "09:00"), {FRIDAY}, FRIDAY),
    ],
)
def test_the_week_someone_means_at_a_trusted_level(now, answered, day):
    assert day_to_fill(schedule(level="L3"), now, answered) == day


def test_nothing_was_owed_before_the_first_day():
    new = schedule(starts_on=MONDAY)
    assert day_to_fill(new, at(MONDAY, "09:00"), set()) == MONDAY
    with pytest.raises(NotAWorkingDay):
        day_to_fill(new, at(SUNDAY, "09:00"), set())
    with pytest.raises(NotAWorkingDay):
        day_to_fill(schedule(calendar={"working_days": ()}), at(MONDAY, "09:00"), set())


@pytest.mark.parametrize(
    ("now", "outages", "mark"),
    [
        (at(MONDAY, "09:59"), [], Mark.ON_TIME),
        (at(MONDAY, "10:00"), [], Mark.LATE),
        (at(TUESDAY, "00:00"), [], Mark.MISSED),
        (at(MONDAY, "12:00"), [Outage(at(SATURDAY, "12:00"), at(MONDAY, "11:00"))], Mark.ON_TIME),
        (at(MONDAY, "12:00"), [Outage(at(MONDAY, "10:30"), at(MONDAY, "11:45"))], Mark.LATE),
    ],
)
def test_what_fridays_check_in_counts_as(now, outages, mark):
    hours = schedule().window(FRIDAY)
    assert mark_at(now, hours, at(FRIDAY, "16:30"), outages) is mark


@pytest.mark.parametrize(
    ("asked", "outages", "mark"),
    [
        (True, [], Mark.MISSED),
        (False, [], Mark.EXCUSED),
        (True, [Outage(at(MONDAY, "10:30"), at(MONDAY, "11:45"))], Mark.EXCUSED),
        (True, [Outage(at(TUESDAY, "00:00"), at(TUESDAY, "11:45"))], Mark.MISSED),
    ],
)
def test_what_a_day_without_an_answer_counts_as(asked, outages, mark):
    hours = schedule().window(FRIDAY)
    assert mark_unanswered(hours, at(FRIDAY, "16:30"), outages, asked=asked) is mark


def test_the_last_commitment_is_asked_about_until_it_is_answered():
    thursday = FRIDAY - timedelta(days=1)
    friday, made = said(FRIDAY), said(thursday, commitment="Call Brandt")
    assert open_promise(thursday, [made]) is None
    assert open_promise(FRIDAY, [made]) == Commitment(thursday, "Call Brandt")
    assert open_promise(MONDAY, [made, friday]) == Commitment(thursday, "Call Brandt")
    answered = said(FRIDAY, kept=Kept.YES, kept_of=thursday)
    assert open_promise(MONDAY, [made, answered]) is None
    assert open_promise(FRIDAY, [made, answered]) == Commitment(thursday, "Call Brandt")  # to edit the answer
    later = said(FRIDAY, commitment="Call Kestrel")
    assert open_promise(MONDAY, [made, later]) == Commitment(FRIDAY, "Call Kestrel")
    assert open_promise(thursday + timedelta(days=32), [made]) is None


def test_text_is_kept_as_a_database_can_hold_it():
    assert clean(" a\0b \ud800 ") == "ab ?"
    assert clean("x" * 5000, 10) == "x" * 10
