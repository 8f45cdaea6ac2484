"""The roundup: when it is due, over which days it looks, and when there is something to say."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.checkins import Checkin, Mark
from bot.domain.digests import Answer, TeamDay
from bot.domain.people import Person, Rank
from bot.domain.plan_parts import Activity
from bot.domain.roundups import Number, Roundup, Thanks, is_told, numbers, posted_on, spans
from bot.services import example

FRIDAY = date(2026, 11, 27)
LEADS = Activity(key="leads", name="Leads", unit="lead")
DEMOS = Activity(key="demos", name="Demos", unit="demo")
MAYA = Person("T1", "M", "Maya Lindqvist", Rank.MANAGER, None, None, "UTC", date(2026, 1, 1))


def test_it_is_due_on_the_plans_day_or_the_last_one_worked_before():
    plan = example.plan()
    assert list(posted_on(plan, None, date(2026, 11, 16), date(2026, 11, 29))) == [
        (date(2026, 11, 20), date(2026, 11, 20)),
        (FRIDAY, FRIDAY),
    ]
    assert list(posted_on(plan, "GB", date(2026, 12, 25), date(2026, 12, 25))) == [
        (date(2026, 12, 25), date(2026, 12, 24))
    ]


def test_in_a_week_that_nobody_works_there_is_none():
    plan = example.plan()
    off = tuple(date(2026, 12, 19) + timedelta(days=each) for each in range(7))
    calendar = plan.calendar.model_copy(update={"days_off": off})
    assert list(posted_on(plan.model_copy(update={"calendar": calendar}), None, off[6], off[6])) == []


def test_nine_times_seven_days_end_on_the_day_before():
    weeks = spans(FRIDAY)
    assert weeks[-1] == (date(2026, 11, 20), date(2026, 11, 26))
    assert weeks[0] == (date(2026, 9, 25), date(2026, 10, 1))
    assert len(weeks) == 9


def said(day, **counts):
    made = datetime(day.year, day.month, day.day, 20, tzinfo=UTC)
    return Checkin(day, {key: Decimal(each) for key, each in counts.items()}, "", "", made, Mark.ON_TIME)


def test_numbers_stand_beside_the_weeks_that_have_some():
    weeks = spans(FRIDAY)
    checkins = [
        said(weeks[-1][0], leads=5, demos=1),
        said(weeks[-1][1], leads=4),
        said(weeks[-2][1], leads=3),
        said(weeks[-4][0], leads=2),
        said(FRIDAY, leads=50),
    ]
    three = dict.fromkeys(("U1", "U2", "U3"), checkins)
    assert numbers([LEADS, DEMOS], three, weeks, compared=True) == (
        Number(LEADS, Decimal(27), (Decimal(6), Decimal(9))),
        Number(DEMOS, Decimal(3), ()),
    )
    assert numbers([LEADS], three, weeks, compared=False) == (Number(LEADS, Decimal(27), ()),)
    assert numbers([LEADS], dict.fromkeys(three, checkins[2:]), weeks, compared=True) == ()


def test_what_fewer_than_three_people_counted_in_a_week_has_no_number_in_it():
    weeks = spans(FRIDAY)
    (earlier, _), (this, _) = weeks[-2:]
    both, leads = [said(earlier, leads=3), said(this, leads=5, demos=1)], [said(this, leads=4)]
    team = {"U1": both, "U2": both, "U3": leads}
    assert numbers([LEADS, DEMOS], team, weeks, compared=True) == (Number(LEADS, Decimal(14), ()),)


@pytest.mark.parametrize(
    ("told", "owed", "enough"), [(8, 10, True), (7, 10, False), (4, 5, True), (0, 0, True)]
)
def test_a_week_is_told_with_four_fifths_of_its_check_ins(told, owed, enough):
    in_time = [Answer(MAYA, said(FRIDAY), ())] * told
    days = [TeamDay(FRIDAY, tuple(in_time)), TeamDay(FRIDAY, (Answer(MAYA, None, ()),) * (owed - told))]
    assert is_told(days) is enough


@pytest.mark.parametrize(("done", "high"), [(20, False), (25, False), (31, True), (9, False)])
def test_only_numbers_that_are_high_say_something_by_themselves(done, high):
    number = Number(LEADS, Decimal(done), tuple(map(Decimal, (10, 20, 30, 25))))
    assert number.is_high is high
    assert roundup(numbers=(number,)).is_worth_reading is high
    assert Number(LEADS, Decimal(99), ()).is_high is False


def roundup(**parts):
    nothing = {"thanks": (), "reached": (), "numbers": ()}
    return Roundup(MAYA, date(2026, 11, 20), date(2026, 11, 26), **{**nothing, **parts})


def test_thanks_are_worth_reading_and_nothing_is_not():
    assert roundup(thanks=(Thanks("Own it", "muscle", (("Rita", ("Sam",)),)),)).is_worth_reading
    assert not roundup().is_worth_reading
    assert roundup().weeks == 0
