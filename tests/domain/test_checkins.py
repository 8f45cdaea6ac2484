from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.checkins import (
    MOST,
    BadCounts,
    Fault,
    Measure,
    day_to_fill,
    is_prompted,
    read_counts,
    require_open,
    today_against_expectations,
    week_against_expectations,
    window,
)
from bot.domain.people import Person, Rank
from bot.domain.plan import Expectation
from bot.domain.refusals import NotAWorkingDay, TooEarly, TooLate
from bot.services.example import plan

PLAN = plan()
CALENDAR = PLAN.calendar
NEW_YORK = ZoneInfo("America/New_York")
FRIDAY, SATURDAY, MONDAY, TUESDAY = (
    date(2026, 11, 20),
    date(2026, 11, 21),
    date(2026, 11, 23),
    date(2026, 11, 24),
)
LEADS = (Expectation(activity="leads", target=5, per="day"),)
LONG_AGO = date(2020, 1, 1)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("0", 0),
        ("4", 4),
        (" 7 ", 7),
        ("10000", 10_000),
        ("6.0", 6),
        ("6,0", 6),
        ("007", 7),
        ("+3", 3),
        ("-0", 0),
    ],
)
def test_a_whole_number_is_read_however_it_is_typed(typed, count):
    assert read_counts(LEADS, {"leads": typed}) == {"leads": count}


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", Fault.EMPTY),
        ("   ", Fault.EMPTY),
        ("six", Fault.NOT_A_NUMBER),
        ("1e9", Fault.NOT_A_NUMBER),
        ("٤", Fault.NOT_A_NUMBER),
        ("4 5", Fault.NOT_A_NUMBER),
        ("1.2.3", Fault.NOT_A_NUMBER),
        ("--4", Fault.NOT_A_NUMBER),
        ("NaN", Fault.NOT_A_NUMBER),
        ("4.5", Fault.NOT_WHOLE),
        ("1,000", Fault.NOT_WHOLE),  # a thousand to some, one to others
        ("-1", Fault.NEGATIVE),
        ("-99999", Fault.NEGATIVE),
        ("10001", Fault.TOO_MANY),
        ("9" * 500, Fault.TOO_MANY),
    ],
)
def test_anything_else_is_refused_by_name(typed, fault):
    with pytest.raises(BadCounts) as refusal:
        read_counts(LEADS, {"leads": typed})
    assert refusal.value.faults == {"leads": fault}


@given(st.text())
def test_no_text_reads_as_a_count_out_of_range(typed):
    try:
        counts = read_counts(LEADS, {"leads": typed})
    except BadCounts:
        return
    assert 0 <= counts["leads"] <= MOST


def test_every_wrong_count_is_named_at_once():
    with pytest.raises(BadCounts) as refusal:
        read_counts(PLAN.expected_of("sdr"), {"leads": "x", "calls": "-2"})
    assert refusal.value.faults == {
        "leads": Fault.NOT_A_NUMBER,
        "calls": Fault.NEGATIVE,
        "demos": Fault.EMPTY,
    }


def test_fridays_check_in_is_on_time_until_monday_morning_and_late_all_monday():
    hours = window(FRIDAY, CALENDAR, NEW_YORK)
    assert hours.opens == at(20, 0).astimezone(UTC)
    assert hours.cutoff == hours.settles == at(23, 10).astimezone(UTC)
    assert hours.closes == at(24, 0).astimezone(UTC)


def test_a_day_is_open_from_its_midnight_until_its_week_is_closed():
    with pytest.raises(TooEarly):
        require_open(MONDAY, CALENDAR, NEW_YORK, at(22, 23, 59))
    assert require_open(MONDAY, CALENDAR, NEW_YORK, at(23, 0))
    assert require_open(MONDAY, CALENDAR, NEW_YORK, at(30, 9, 59), answered=True)
    with pytest.raises(TooLate):
        require_open(MONDAY, CALENDAR, NEW_YORK, at(30, 10))
    with pytest.raises(NotAWorkingDay):
        require_open(SATURDAY, CALENDAR, NEW_YORK, at(21, 12))


def test_friday_may_be_late_on_monday_but_not_edited_then():
    assert require_open(FRIDAY, CALENDAR, NEW_YORK, at(23, 15))
    with pytest.raises(TooLate):
        require_open(FRIDAY, CALENDAR, NEW_YORK, at(23, 15), answered=True)
    with pytest.raises(TooLate):
        require_open(FRIDAY, CALENDAR, NEW_YORK, at(24, 0))


@pytest.mark.parametrize(
    ("now", "answered", "day"),
    [
        (at(23, 9), {FRIDAY}, MONDAY),
        (at(23, 9), set(), FRIDAY),  # still owed, still on time
        (at(23, 11), set(), MONDAY),  # too late to be on time: today first
        (at(21, 12), {FRIDAY}, FRIDAY),  # a Saturday: what there is to edit
        (at(24, 9), {MONDAY}, TUESDAY),
    ],
)
def test_the_day_someone_means_when_they_check_in(now, answered, day):
    assert day_to_fill(CALENDAR, NEW_YORK, now, frozenset(answered), LONG_AGO) == day


def test_nothing_was_owed_before_the_first_day():
    assert day_to_fill(CALENDAR, NEW_YORK, at(23, 9), frozenset(), MONDAY) == MONDAY
    with pytest.raises(NotAWorkingDay):
        day_to_fill(CALENDAR, NEW_YORK, at(22, 9), frozenset(), MONDAY)


def test_a_calendar_that_never_works_has_no_day_to_fill():
    never = CALENDAR.model_copy(update={"working_days": ()})
    with pytest.raises(NotAWorkingDay):
        day_to_fill(never, NEW_YORK, at(23, 9), frozenset(), LONG_AGO)
    assert window(MONDAY, never, NEW_YORK).cutoff == at(24, 10).astimezone(UTC)


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        ({}, True),
        ({"active": False}, False),
        ({"starts_on": TUESDAY}, False),
        ({"added_at": at(23, 17)}, True),
        ({"added_at": at(24, 1)}, False),  # nobody knew them on Monday
        ({"role": None}, False),
        ({"role": "unheard-of"}, False),
    ],
)
def test_who_is_asked(change, asked):
    facts: dict[str, Any] = {
        "workspace": "T1",
        "id": "U1",
        "name": "Rita",
        "rank": Rank.REP,
        "role": "ae",
        "manager": None,
        "timezone": "America/New_York",
        "starts_on": LONG_AGO,
    }
    assert is_prompted(Person(**(facts | change)), PLAN, MONDAY) is asked
    assert not is_prompted(Person(**facts), PLAN, SATURDAY)


def test_a_day_and_a_week_stand_beside_what_is_expected():
    (leads,) = today_against_expectations(PLAN, "ae", {"leads": 4, "demos": 1})
    assert (leads.activity, leads.done, leads.target, leads.met) == ("leads", 4, 5, False)
    assert leads.share == pytest.approx(0.8)
    (demos,) = week_against_expectations(PLAN, "ae", [{"leads": 4, "demos": 1}, {"demos": 2}, {}])
    assert (demos.activity, demos.done, demos.met) == ("demos", 3, True)


def test_nothing_asked_is_all_done():
    assert Measure("leads", "Leads", "lead", 0, 0, "day").share == 1.0
