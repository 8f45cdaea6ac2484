"""How a week is likely to end: the figures that were given, part weeks, and what a team's weeks teach."""

import json
import math
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.domain.odds import MORE, at_least, odds
from bot.domain.paces import (
    USUAL_SPREAD,
    Course,
    Forecast,
    Pace,
    Rhythm,
    WeekDone,
    believed,
    flat,
    forecasts_of,
    pace_of,
    shares_of,
    spread_of,
)
from bot.domain.people import Person, Rank
from bot.domain.schedules import schedule_of
from bot.services import example

CHECKPOINTS = json.loads((Path(__file__).parent.parent / "golden" / "checkpoints.json").read_text())
MONDAY = date(2026, 11, 23)
PLAN = example.plan()
RITA = Person("T1", "U1", "Rita Alvarez", Rank.REP, "ae", None, "UTC", date(2025, 1, 6))
COUNTS = some.integers(0, 60)
MEANS = some.floats(0.01, 200)


def negative_binomial(need, mean, variance):
    """The tail, summed from 0 in logarithms."""
    size = mean**2 / (variance - mean)
    below = (
        math.lgamma(k + size)
        - math.lgamma(size)
        - math.lgamma(k + 1)
        + size * math.log(mean / variance)
        + k * math.log1p(-mean / variance)
        for k in range(need)
    )
    return 1 - math.fsum(math.exp(each) for each in below)


@pytest.mark.parametrize("row", CHECKPOINTS["pace"])
def test_the_odds_are_those_that_were_worked_out(row):
    done = list(accumulate(CHECKPOINTS["profile"], initial=0.0))[row["day"]]
    found = odds(
        row["target"] - row["so_far"],
        a=row["a"] + row["so_far"],
        b=row["b"] + done,
        left=1 - done,
        spread=row["phi"],
    )
    assert found.probability == pytest.approx(row["p"], abs=1e-6)
    assert found.gain > 0


@given(need=some.integers(1, 300), mean=MEANS, wider=some.floats(1.01, 30))
def test_the_tail_is_the_sum_of_its_terms(need, mean, wider):
    assert at_least(need, mean, mean * wider) == pytest.approx(
        negative_binomial(need, mean, mean * wider), abs=1e-9
    )


@given(need=some.integers(1, 300), mean=MEANS)
def test_what_is_hardly_wider_is_a_poisson(need, mean):
    below = math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(need))
    assert at_least(need, mean, mean) == pytest.approx(1 - below, abs=1e-9)


def test_what_is_reached_is_certain_and_without_anything_to_come_nothing_is():
    assert at_least(0, 0.0, 0.0) == at_least(-3, 5.0, 9.0) == 1.0
    assert at_least(1, 0.0, 0.0) == 0.0
    assert at_least(400, 1.0, 1.5) == pytest.approx(0.0, abs=1e-12)
    assert odds(0, a=10, b=2, left=0.5, spread=2).gain == 0.0


@given(need=some.integers(1, 80), a=some.floats(0.1, 400), b=some.floats(0.2, 8), left=some.floats(0.01, 1))
def test_more_effort_never_makes_the_target_less_likely(need, a, b, left):
    found = odds(need, a=a, b=b, left=left, spread=2.4)
    mean, unsure = a / b * left, 2.4 * a / b**2 * left**2
    faster = at_least(need, MORE * mean, 2.4 * MORE * mean + MORE**2 * unsure)
    assert found.gain == pytest.approx(faster - found.probability)
    assert found.expected == pytest.approx(mean)
    assert 0.0 <= found.probability <= 1.0


def test_a_pace_forgets_and_part_of_a_week_counts_as_that_part():
    weeks = [WeekDone(MONDAY, 30.0), WeekDone(MONDAY + timedelta(7), 12.0, 0.6)]
    pace = pace_of(25.0, weeks)
    assert pace.a == pytest.approx((25 * 0.85 + 30) * 0.85 + 12)
    assert pace.b == pytest.approx((1 * 0.85 + 1) * 0.85 + 0.6)
    assert pace_of(25.0, []) == Pace(25.0, 1.0)


def test_a_teams_rhythm_is_pooled_over_whole_weeks_and_flat_where_they_are_few():
    assert shares_of([[1.0, 3.0]] * 8, 2) == (0.25, 0.75)
    assert shares_of([[1.0, 3.0]] * 7, 2) == (0.5, 0.5)
    assert shares_of([[0.0, 0.0]] * 9, 2) == (0.5, 0.5)
    assert shares_of([], 5) == flat(5)


def test_the_spread_is_pooled_around_everybodys_own_mean_and_never_below_one():
    steady = [WeekDone(MONDAY, 20.0)] * 10
    wild = [WeekDone(MONDAY, total) for total in (10.0, 30.0) * 5]
    assert spread_of([steady]) == 1.0
    assert spread_of([wild]) == pytest.approx(10 * 100 / 20 / 9)
    assert spread_of([steady, wild]) == pytest.approx(10 * 100 / 20 / 18)
    assert spread_of([[WeekDone(MONDAY, 0.0)] * 10, []]) == spread_of([wild[:8]]) == USUAL_SPREAD


def weeks(*totals, share=1.0):
    return [WeekDone(MONDAY + timedelta(7 * n), float(each), share) for n, each in enumerate(totals)]


def test_one_odd_week_adds_only_so_much_to_the_spread():
    usual = weeks(*(23, 27) * 12)
    assert spread_of([usual, weeks(*(23, 27) * 6, 70)]) < 2
    assert spread_of([weeks(*(0, 5000) * 12)]) > 2000


def totals(whole, *everybody):
    return [[each.total for each in kept] for kept in believed([(whole, theirs) for theirs in everybody])]


def test_a_week_that_nothing_explains_is_left_out_and_everybody_elses_stay():
    usual = [20, 25, 30, 22, 28]
    assert totals(25.0, weeks(*usual, 5020), weeks(*usual)) == [usual, usual]
    assert totals(25.0, weeks(5020), []) == [[], []]
    assert totals(3.0, weeks(0, 0, 0, 0, 66)) == [[0, 0, 0, 0]]


def test_a_week_that_can_be_so_is_believed():
    good = [20, 25, 30, 22, 74]  # below three times the target
    assert totals(25.0, weeks(*good)) == [good]
    far_above_the_target = [100, 110, 95, 105, 120]
    assert totals(25.0, weeks(*far_above_the_target)) == [far_above_the_target]
    lumps = [0, 0, 0, 5000, 0, 0, 4000]
    assert totals(1000.0, weeks(*lumps)) == [lumps]
    assert totals(25.0, weeks(10, 12, share=0.4)) == [[10, 12]]


def test_where_nothing_is_asked_there_is_nothing_to_compare_with():
    assert totals(0.0, weeks(0, 0, 5000), []) == [[0, 0, 5000], []]


def forecast(**changes):
    return replace(
        Forecast("leads", "Leads", "lead", "day", Decimal(25), Decimal(8), 2, 3, 14.0, 0.35, 0.2), **changes
    )


@pytest.mark.parametrize(
    ("changes", "course", "rescue"),
    [
        ({"done": Decimal(25), "probability": 1.0}, Course.DONE, False),
        ({"probability": 0.6}, Course.ON_COURSE, False),
        ({"probability": 0.59}, Course.CLOSE, False),
        ({"probability": 0.29}, Course.STRETCH, False),
        ({"probability": 0.14}, Course.STRETCH, True),
        ({"probability": 0.14, "days_done": 1}, Course.STRETCH, False),
    ],
)
def test_a_word_says_where_a_week_is_heading(changes, course, rescue):
    found = forecast(**changes)
    assert (found.course, found.is_beyond_rescue) == (course, rescue)


def test_what_is_needed_a_day_is_rounded_up_as_it_is_counted():
    assert forecast().per_day == 6
    assert forecast(in_whole=False).per_day == Decimal("5.67")
    assert forecast(days_left=0).per_day == 17
    assert forecast(done=Decimal(30)).per_day == 0


def week(counts, *, today=MONDAY + timedelta(2), away=(), known=None, person=RITA, plan=PLAN):
    schedule = schedule_of(person, plan, away)
    told = {
        MONDAY + timedelta(number): {key: Decimal(each) for key, each in day.items()}
        for number, day in counts.items()
    }
    return forecasts_of(plan, person, schedule, today, told, known or {})


def test_a_week_is_read_from_what_was_told_and_the_days_to_come():
    leads, demos = week({0: {"leads": 3, "demos": 1}, 1: {"leads": 5, "demos": 0}})
    assert (leads.activity, leads.target, leads.done, leads.days_done, leads.days_left) == (
        "leads",
        25,
        8,
        2,
        3,
    )
    assert (demos.target, demos.done, demos.per) == (3, 1, "week")
    same = odds(17, a=25 + 8, b=1 + 0.4, left=0.6, spread=1.5)
    assert leads.probability == pytest.approx(same.probability)


def test_what_is_known_of_somebodys_pace_and_their_teams_rhythm_counts():
    known = {"leads": (Pace(120.0, 5.0), Rhythm((0.16, 0.22, 0.22, 0.24, 0.16), 2.4))}
    leads, _ = week({0: {"leads": 3}, 1: {"leads": 5}}, known=known)
    assert leads.probability == pytest.approx(0.350145, abs=1e-6)
    other = {"leads": (Pace(120.0, 5.0), Rhythm((0.5, 0.5), 2.4))}
    changed, _ = week({0: {"leads": 3}, 1: {"leads": 5}}, known=other)
    assert changed.probability == pytest.approx(odds(17, a=128, b=5.4, left=0.6, spread=2.4).probability)


def test_a_week_that_is_worked_in_part_asks_in_proportion():
    away = [(MONDAY, MONDAY + timedelta(1))]
    leads, demos = week({2: {"leads": 5, "demos": 0}}, today=MONDAY + timedelta(3), away=away)
    assert (leads.target, demos.target, leads.days_left) == (15, 2, 2)
    same = odds(10, a=25 + 5, b=1.2, left=0.4, spread=1.5)
    assert leads.probability == pytest.approx(same.probability)
    assert week({}, away=[(MONDAY, MONDAY + timedelta(6))]) == ()


def test_who_starts_in_the_middle_of_a_week_is_asked_for_the_rest_of_it():
    new = replace(RITA, starts_on=MONDAY + timedelta(3))
    leads, _ = week({}, today=MONDAY + timedelta(3), person=new)
    assert leads.days_left == 2
    assert leads.target == 2 * 1  # a quarter of five in the first month, rounded


def test_a_day_without_a_word_is_neither_done_nor_to_come():
    leads, _ = week({1: {"leads": 5}}, today=MONDAY + timedelta(2))
    assert (leads.days_done, leads.days_left) == (1, 3)
    same = odds(20, a=30, b=1.2, left=0.6, spread=1.5)
    assert leads.probability == pytest.approx(same.probability)


def test_who_accounts_for_the_week_at_its_end_has_no_forecast():
    assert week({}, person=replace(RITA, level="L3")) == ()


def with_expectations(*expect, **activity):
    roles = [replace_model(PLAN.roles[0], expect=expect), *PLAN.roles[1:]]
    activities = [replace_model(each, **activity) for each in PLAN.activities]
    return replace_model(PLAN, roles=tuple(roles), activities=tuple(activities))


def replace_model(part, **changes):
    return part.model_copy(update=changes)


def test_an_activity_is_read_once_and_one_of_which_nothing_is_asked_not_at_all():
    daily, weekly = PLAN.roles[0].expect
    both = with_expectations(
        daily,
        replace_model(weekly, activity="leads", target=Decimal(20)),
        replace_model(weekly, target=Decimal(0)),
        replace_model(daily, activity="calls", target=Decimal(0)),
    )
    (leads,) = week({}, plan=both)
    assert (leads.activity, leads.per, leads.target) == ("leads", "week", 20)


def test_where_parts_are_counted_part_of_a_week_asks_for_parts():
    _, weekly = PLAN.roles[0].expect
    plan = with_expectations(weekly, decimals=True)
    away = [(MONDAY, MONDAY + timedelta(1))]
    (demos,) = week({}, plan=plan, away=away)
    assert (demos.target, demos.in_whole) == (Decimal("1.8"), False)
