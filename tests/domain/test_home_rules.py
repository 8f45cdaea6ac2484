"""What Home knows of a person's day, and what a week comes to."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.domain.checkins import Checkin, Mark
from bot.domain.histories import Past
from bot.domain.home import Rest, Why, rest_on, settings_of, why_off
from bot.domain.people import Person, Rank
from bot.domain.plan import Cadence
from bot.domain.schedules import schedule_of
from bot.domain.weeks import Review, Verdict
from bot.services import example

PLAN = example.plan()
LONG_AGO = date(2020, 1, 1)
MONDAY = date(2026, 11, 23)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = (MONDAY + timedelta(days=n) for n in range(1, 7))
LAST_MONDAY, LAST_FRIDAY = MONDAY - timedelta(days=7), MONDAY - timedelta(days=3)
OFF = PLAN.model_copy(update={"calendar": PLAN.calendar.model_copy(update={"days_off": (TUESDAY,)})})


def rita(**more):
    given: dict[str, Any] = {"id": "U1", "level": "L0", "starts_on": LONG_AGO} | more
    return Person(
        workspace="T1", name="Rita", rank=Rank.REP, role="ae", manager=None, timezone="UTC", **given
    )


def at(day, hour, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def says(day, leads=5, demos=0, *, mark=Mark.ON_TIME, covered=1, revision=1):
    counts = {"leads": Decimal(leads), "demos": Decimal(demos)}
    return Checkin(day, counts, "", "", at(day, 17), mark, revision=revision, covered_days=covered)


def past(*said, marks=(), away=(), plan=PLAN, **more):
    person = rita(**more)
    return Past(plan, person, schedule_of(person, plan, away), {each.day: each for each in said}, dict(marks))


@pytest.mark.parametrize(
    ("person", "plan", "away", "day", "why"),
    [
        (rita(), PLAN, (), MONDAY, None),
        (rita(), PLAN, (), SATURDAY, Rest(Why.WEEKEND)),
        (rita(country="US"), PLAN, (), THURSDAY, Rest(Why.HOLIDAY, "Thanksgiving Day")),
        (rita(), OFF, (), TUESDAY, Rest(Why.DAY_OFF)),
        (rita(), PLAN, [(MONDAY, WEDNESDAY)], TUESDAY, Rest(Why.AWAY, until=WEDNESDAY)),
        (rita(), PLAN, [(THURSDAY, FRIDAY), (MONDAY, WEDNESDAY)], TUESDAY, Rest(Why.AWAY, until=FRIDAY)),
        (rita(), PLAN, [(MONDAY, TUESDAY), (FRIDAY, FRIDAY)], TUESDAY, Rest(Why.AWAY, until=TUESDAY)),
        (rita(starts_on=WEDNESDAY), PLAN, (), MONDAY, Rest(Why.NOT_STARTED, until=WEDNESDAY)),
        (rita(level="L3"), PLAN, (), MONDAY, Rest(Why.AT_THE_WEEKS_END, until=FRIDAY)),
        (rita(added_at=at(MONDAY, 18)), PLAN, (), MONDAY, Rest(Why.NOT_STARTED, until=TUESDAY)),
    ],
)
def test_a_day_that_is_not_asked_about_has_a_reason(person, plan, away, day, why):
    assert rest_on(person, schedule_of(person, plan, away), day) == why


def test_a_day_that_has_a_check_in_has_none():
    assert why_off(schedule_of(rita(), PLAN), MONDAY) is None


def test_somebody_slack_does_not_know_is_not_asked():
    person = rita(id="mail:1")
    assert rest_on(person, schedule_of(person, PLAN), MONDAY) == Rest(Why.NOT_IN_SLACK)


@pytest.mark.parametrize(
    ("said", "given", "now", "mark"),
    [
        (None, None, at(MONDAY, 17), None),
        (None, None, at(TUESDAY, 23, 59), None),
        (None, None, at(WEDNESDAY, 0), Mark.MISSED),
        (None, Mark.EXCUSED, at(WEDNESDAY, 0), Mark.EXCUSED),
        (None, Mark.MISSED, at(WEDNESDAY, 0), Mark.MISSED),
        (Mark.LATE, None, at(WEDNESDAY, 0), Mark.LATE),
        (Mark.LATE, Mark.EXCUSED, at(WEDNESDAY, 0), Mark.EXCUSED),
        (Mark.ON_TIME, Mark.MISSED, at(WEDNESDAY, 0), Mark.ON_TIME),
    ],
)
def test_a_day_counts_as_what_was_said_last_of_it(said, given, now, mark):
    accounts = [] if said is None else [says(MONDAY, mark=said)]
    marks = [] if given is None else [(MONDAY, given)]
    assert past(*accounts, marks=marks).mark(MONDAY, now) is mark


@pytest.mark.parametrize(
    ("now", "said", "marks", "waiting"),
    [
        (at(TUESDAY, 9), (), (), [(MONDAY, None)]),
        (at(TUESDAY, 11), (), (), [(MONDAY, Mark.LATE)]),
        (at(WEDNESDAY, 9), (), (), [(MONDAY, Mark.MISSED), (TUESDAY, None)]),
        (at(WEDNESDAY, 9), (MONDAY,), (), [(TUESDAY, None)]),
        (at(WEDNESDAY, 9), (), [(MONDAY, Mark.EXCUSED)], [(TUESDAY, None)]),
        (at(SUNDAY, 9), (MONDAY, TUESDAY, WEDNESDAY, THURSDAY), (), [(FRIDAY, None)]),
        (at(MONDAY, 10), (), (), [(LAST_FRIDAY, Mark.LATE)]),
        (at(TUESDAY, 9), (MONDAY,), (), []),
    ],
)
def test_days_stay_open_until_their_week_is_closed(now, said, marks, waiting):
    known = past(*(says(day) for day in said), marks=marks)
    assert [(each.day, each.mark) for each in known.open_days(now)] == waiting


def progress(known, today):
    return [
        (each.measure.activity, each.measure.done, each.measure.target, each.due)
        for each in known.progress(today)
    ]


def test_the_week_is_measured_against_all_its_days_and_those_behind():
    known = past(says(MONDAY, 4, 1), says(TUESDAY, 6), says(LAST_FRIDAY, 9, 2))
    assert progress(known, WEDNESDAY) == [("leads", 10, 25, 10), ("demos", 1, 3, None)]
    assert progress(known, TUESDAY) == [("leads", 10, 25, 10), ("demos", 1, 3, None)]
    assert progress(past(says(LAST_FRIDAY)), MONDAY) == [("leads", 0, 25, None), ("demos", 0, 3, None)]


def test_days_away_and_the_ramp_make_the_week_smaller():
    known = past(says(MONDAY, 1), away=[(WEDNESDAY, FRIDAY)], starts_on=MONDAY - timedelta(days=7))
    assert progress(known, TUESDAY) == [("leads", 1, 2, 1), ("demos", 0, 1, None)]
    assert progress(past(away=[(MONDAY, FRIDAY)]), TUESDAY) == []


def test_a_weekly_target_is_asked_in_proportion_to_the_days_that_are_worked():
    known = past(says(MONDAY, 5, 1), away=[(WEDNESDAY, THURSDAY)])
    assert progress(known, FRIDAY) == [("leads", 5, 15, 15 - 5), ("demos", 1, 2, None)]
    assert line(known, first=MONDAY)[0] == [(5, 15), (1, 2)]
    week = progress(past(away=[(WEDNESDAY, THURSDAY)], level="L3"), FRIDAY)
    assert week == [("leads", 0, 15, None), ("demos", 0, 2, None)]


def test_a_week_that_is_asked_about_at_its_end_is_behind_nothing():
    assert progress(past(level="L3"), WEDNESDAY) == [("leads", 0, 25, None), ("demos", 0, 3, None)]


def line(known, review=None, first=LAST_MONDAY):
    made = known.line(first, review)
    return (
        [(each.done, each.target) for each in made.measures],
        made.answered,
        made.asked,
        made.late,
        made.verified,
    )


def week(*leads, **more):
    return [says(LAST_MONDAY + timedelta(days=n), each, **more) for n, each in enumerate(leads)]


def test_a_past_week_is_summed():
    said = [*week(5, 5, 4, 4), says(LAST_FRIDAY, 4, 4, mark=Mark.LATE)]
    assert line(past(*said)) == ([(22, 25), (4, 3)], 5, 5, 1, False)
    assert line(past(*week(5, 5))) == ([(10, 25), (0, 3)], 2, 5, 0, False)


def test_excused_days_are_not_asked_and_not_late():
    said = [says(LAST_MONDAY, 4, mark=Mark.LATE)]
    marks = [(LAST_MONDAY, Mark.EXCUSED), (LAST_FRIDAY, Mark.EXCUSED), (MONDAY, Mark.EXCUSED)]
    assert line(past(*said, marks=marks)) == ([(4, 20), (0, 2)], 1, 4, 0, False)


def test_a_week_accounted_for_at_once_counts_all_its_days():
    said = says(LAST_FRIDAY, 30, 4, covered=5)
    assert line(past(said, level="L3")) == ([(30, 25), (4, 3)], 5, 5, 0, False)
    assert line(past(level="L3", marks=[(LAST_FRIDAY, Mark.EXCUSED)]))[1:3] == (0, 0)


def test_a_week_away_asks_nothing():
    assert line(past(away=[(LAST_MONDAY, LAST_FRIDAY)]))[1:3] == (0, 0)


def test_a_week_is_verified_while_it_is_as_the_manager_saw_it():
    seen = Review("U1", LAST_MONDAY, 1, Verdict.LOOKS_RIGHT, {LAST_MONDAY: 1}, "U2")
    assert line(past(says(LAST_MONDAY)), seen)[-1] is True
    assert line(past(says(LAST_MONDAY, revision=2)), seen)[-1] is False
    assert line(past(), seen)[-1] is False


def days(known, now, first=MONDAY):
    return [
        (each.day, None if each.checkin is None else [m.done for m in each.measures], each.mark, each.rest)
        for each in known.days_of(first, now)
    ]


def test_a_manager_sees_the_days_that_have_come():
    known = past(says(MONDAY, 4, 1), says(SATURDAY, 1), away=[(WEDNESDAY, WEDNESDAY)])
    away = Rest(Why.AWAY, until=WEDNESDAY)
    assert days(known, at(WEDNESDAY, 12)) == [
        (MONDAY, [4, 1], Mark.ON_TIME, None),
        (TUESDAY, None, None, None),
        (WEDNESDAY, None, None, away),
    ]
    assert [day for day, *_ in days(known, at(SUNDAY, 12))] == [
        MONDAY,
        TUESDAY,
        WEDNESDAY,
        THURSDAY,
        FRIDAY,
        SATURDAY,
    ]


def test_settings_are_the_plans_and_the_persons():
    mine = settings_of(rita(country="US", level="L3"), None, PLAN)
    assert (mine.level, mine.cadence, mine.country, mine.counted) == (
        "Independent",
        Cadence.WEEKLY,
        "US",
        True,
    )
    gone = settings_of(rita(level="L9"), None, PLAN)
    assert (gone.level, gone.cadence, gone.country) == ("L9", Cadence.DAILY, None)
