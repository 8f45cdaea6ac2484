"""A sustained drop below one's own usual: sooner the deeper it is, and not for one bad week."""

import random
from datetime import date, timedelta

import pytest

from bot.domain.drops import NOTICED, Drop, Watch, watch
from bot.domain.paces import WeekDone

MONDAY = date(2026, 6, 1)


def weeks(*totals, share=1.0):
    return [
        WeekDone(MONDAY + timedelta(weeks=number), float(total), share) for number, total in enumerate(totals)
    ]


def test_one_bad_week_is_no_drop_and_three_are():
    usual = [25] * 12
    assert not watch(weeks(*usual), 1.5).is_drop
    assert not watch(weeks(*usual, 12), 1.5).is_drop
    found = watch(weeks(*usual, 12, 13, 12), 1.5)
    assert found.is_drop
    assert found.since == MONDAY + timedelta(weeks=12)
    assert found.usual == pytest.approx(25)
    assert [each.total for each in found.weeks] == [12, 13, 12]


def test_the_sum_is_the_one_that_was_given():
    found = watch(weeks(*[25] * 12, 15), 1.5)
    assert found.score == pytest.approx((25 - 15) / (1.5 * 25) ** 0.5 - 0.5 * 0.25 * (25 / 1.5) ** 0.5)


def test_a_quarter_less_is_noticed_within_weeks_and_who_recovers_is_forgotten():
    found = watch(weeks(*[25] * 12, *[18] * 5), 1.5)
    assert found.is_drop
    assert watch(weeks(*[25] * 12, 12, 12, *[32] * 4), 1.5) == Watch()


def test_what_is_usual_is_learnt_first_and_a_week_worked_in_part_asks_for_that_part():
    assert watch(weeks(30, 5, 5, 5), 1.5) == Watch()
    assert watch(weeks(0, 0, 0, 0, 0), 1.5) == Watch()
    part = [*weeks(*[25] * 8), WeekDone(MONDAY + timedelta(weeks=8), 10.0, 0.4)]
    assert watch(part, 1.5).score == 0


def test_a_drop_that_lasts_is_how_it_is_now():
    assert watch(weeks(*[25] * 12, *[12] * 8), 1.5).is_drop
    assert not watch(weeks(*[25] * 12, *[12] * 9), 1.5).is_drop
    assert not watch(weeks(*[25] * 12, *[12] * 24), 1.5).is_drop


def test_who_does_as_ever_is_seldom_called_a_drop():
    chance = random.Random(7)
    called = 0
    for _ in range(200):
        totals = [sum(chance.random() < 0.05 for _ in range(500)) for _ in range(30)]
        called += watch(weeks(*totals), 1.0).is_drop
    assert called <= 12


def test_a_drop_says_what_it_comes_to_now():
    drop = Drop("leads", "Leads", "lead", MONDAY, 25.0, tuple(weeks(12, 6, share=0.5)))
    assert drop.now == 18
    assert NOTICED == 2.36
