"""Milestones: a week with every target, a best one, a price that was held."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.domain.counts import Measure
from bot.domain.histories import WeekLine
from bot.domain.milestones import Kind, Milestone, State, bests, held_price, hit_every_target, in_turn

MONDAY = date(2026, 11, 16)


def measure(done, target, per="day"):
    return Measure("leads", "Leads", "lead", Decimal(done), Decimal(target), per)


def week(*measures, asked=5):
    return WeekLine(MONDAY, measures, answered=asked, asked=asked, late=0, verified=False)


@pytest.mark.parametrize(
    ("line", "hit"),
    [
        (week(measure(25, 25), measure(3, 3, "week")), True),
        (week(measure(24, 25), measure(3, 3, "week")), False),
        (week(measure(25, 25), measure(2, 3, "week")), False),
        (week(measure(15, 15), measure(2, 2, "week"), asked=3), True),
        (week(measure(15, 15), measure(1, 2, "week"), asked=3), False),
        (week(measure(10, 10), asked=2), False),
        (week(measure(30, 30), measure(3, 3, "week"), asked=6), True),
        (week(measure(0, 0)), False),
        (week(), False),
    ],
)
def test_every_target_of_a_week_counts_where_half_of_its_days_were_theirs(line, hit):
    assert hit_every_target(line, 5) is hit


def totals(*counts):
    return [{"leads": Decimal(each)} for each in counts]


@pytest.mark.parametrize(
    ("done", "before", "best"),
    [
        (31, [30] * 8, ("leads",)),
        (30, [30] * 8, ()),
        (31, [30] * 7, ()),
        (31, [30] * 9 + [32], ()),
        (0, [0] * 8, ()),
    ],
)
def test_a_best_week_has_more_than_any_of_eight_or_more(done, before, best):
    assert bests({"leads": Decimal(done)}, totals(*before)) == best


def test_what_was_not_counted_for_eight_weeks_has_no_best():
    before = [{"leads": Decimal(5)}] * 8 + [{"demos": Decimal(1)}] * 7
    assert bests({"demos": Decimal(9), "leads": Decimal(6)}, before) == ("leads",)
    assert bests({"calls": Decimal(9)}, before) == ()


@pytest.mark.parametrize(
    ("asked", "granted", "given", "held"),
    [
        (12, 12, 10, True),
        (12, 12, 12, False),
        (12, 12, 0, True),
        (0, 0, 0, True),
        (12, 12, None, False),
        (12, 8, 8, True),
        (12, 8, 10, False),
    ],
)
def test_a_price_is_held_at_list_or_with_less_than_was_asked_within_what_was_granted(
    asked, granted, given, held
):
    given = None if given is None else Decimal(given)
    assert held_price(Decimal(asked), Decimal(granted), given) is held


def test_everybodys_first_is_posted_before_anybodys_second_and_else_by_lot():
    now = datetime(2026, 11, 23, 15, tzinfo=UTC)
    waiting = [
        Milestone(person, key, Kind.TARGET_WEEK, MONDAY, now)
        for person in ("U1", "U2", "U3")
        for key in ("target-week:2026-11-16", "personal-best:2026-11-16")
    ]
    turns = in_turn(waiting)
    assert {each.person for each in turns[:3]} == {"U1", "U2", "U3"}
    assert sorted(turns, key=waiting.index) == waiting
    assert in_turn(reversed(waiting)) == turns
    first = [in_turn([replace(one, key=f"first-win:{day}") for one in waiting[::2]])[0] for day in range(40)]
    assert {each.person for each in first} == {"U1", "U2", "U3"}


def test_others_read_of_what_was_posted_or_held_for_the_roundup():
    assert [each for each in State if each.is_public] == [State.POSTED, State.HELD]
