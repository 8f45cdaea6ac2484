from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.domain.amounts import Money
from bot.domain.authority import Rule
from bot.domain.balance import Balance, Carried, Concession
from bot.domain.balances import (
    Facts,
    Reading,
    concession_of,
    facts_of,
    just_stepped_up,
    last_week,
    loads,
    price_of,
    rungs_above,
    sides,
)
from bot.domain.ladder import Standing
from bot.domain.ledger import Step
from bot.domain.outcomes import Outcome, Result
from bot.domain.people import Person, Rank
from bot.domain.plan import read_plan
from bot.domain.requests import Case, Request, Seat
from bot.domain.schedules import schedule_of
from bot.services.example import plan
from tests.domain.plan_changes import changed

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEEK = date(2026, 11, 16)
MAYA = Person("T1", "U2", "Maya", Rank.MANAGER, None, None, "UTC", date(2020, 1, 1))
RITA = Person("T1", "U1", "Rita", Rank.REP, "ae", "U2", "UTC", date(2020, 1, 1), "L1")
HOURS = schedule_of(MAYA, plan())
WHY = "Too much for a pilot"
CASE = Case("price", Decimal(12), "Acme", Money(Decimal(10), "USD"), Decimal(10), "because", "please")
ASKED = Request("r", 1, "T1", "U1", CASE, Rule.LIMIT, "L1", 1, NINE, seats=(Seat("U2", NINE),))
FACTS = Facts("L1", 6, 0, 0, 0, 0, 0, 0)
CALM = Balance(50, 50, 0.7, 0.5, 0.2, 0, frustrated=False, reviewed=False)


def said(request, *told):
    return concession_of(request, ZoneInfo("UTC"), HOURS, told)


def reading(week, *, frustrated=False, reviewed=False, before=None):
    balance = replace(CALM, frustrated=frustrated, reviewed=reviewed)
    return Reading("U1", week, "U2", balance, FACTS).after(before)


def test_what_is_open_says_nothing_and_what_was_approved_was_unchanged():
    assert said(ASKED) is None
    assert said(ASKED.approve("U2", NINE + 2 * HOUR)) == Concession(
        Decimal(12), 10.0, alone=False, unchanged=True, waited=2.0
    )


def test_what_was_decided_otherwise_was_changed_and_nothing_is_lost():
    declined = ASKED.decline("U2", NINE + DAY, WHY)
    countered = ASKED.counter("U2", NINE + DAY, Decimal(8), reason=WHY)
    for each in (declined, countered.accept("U1", NINE + 2 * DAY), countered.withdraw("U1", NINE + 2 * DAY)):
        found = said(each)
        assert (found.unchanged, found.waited, found.lost_waiting) == (False, 11.0, False)


def test_what_somebody_decides_alone_waits_for_nobody():
    own = replace(ASKED, rule=Rule.WITHIN, seats=()).grant_alone(NINE)
    found = concession_of(own, ZoneInfo("UTC"), None, [Outcome(Result.LOST)])
    assert found == Concession(Decimal(12), 10.0, alone=True)


def test_what_runs_out_or_is_taken_back_after_long_came_to_nothing_while_it_waited():
    assert said(ASKED.expire(NINE + 2 * DAY)).lost_waiting
    assert said(ASKED.withdraw("U1", NINE + DAY)).lost_waiting
    assert said(ASKED.withdraw("U1", NINE + HOUR)) is None
    asked_back = ASKED.ask("U2", NINE + HOUR, "Who else is bidding?")
    assert said(asked_back.withdraw("U1", NINE + 3 * DAY)) is None


@pytest.mark.parametrize(
    ("needed", "told", "lost"),
    [
        (NINE.date(), [Outcome(Result.LOST)], True),
        (NINE.date(), [Outcome(Result.LOST), Outcome(Result.WON, Decimal(5))], False),
        (NINE.date(), [], False),
        (NINE.date() + DAY, [Outcome(Result.LOST)], False),
        (None, [Outcome(Result.LOST)], False),
    ],
)
def test_a_deal_is_lost_waiting_where_the_answer_came_after_it_was_needed(needed, told, lost):
    asked = replace(ASKED, case=replace(CASE, needed_by=needed))
    assert said(asked.approve("U2", NINE + DAY), *told).lost_waiting is lost


def test_a_flag_counts_in_the_second_week_of_a_run_and_calls_for_a_word_once():
    first = reading(WEEK, frustrated=True)
    second = reading(WEEK + 7 * DAY, frustrated=True, before=first)
    third = reading(WEEK + 14 * DAY, frustrated=True, before=second)
    assert [each.is_frustrated for each in (first, second, third)] == [False, True, True]
    assert [each.calls_for_a_word for each in (first, second, third)] == [False, True, False]
    assert third.frustrated_since == WEEK


def test_a_calm_week_or_one_that_nobody_read_ends_a_run():
    first = reading(WEEK, frustrated=True, reviewed=True)
    calm = reading(WEEK + 7 * DAY, before=first)
    assert (calm.frustrated_since, calm.reviewed_since) == (None, None)
    assert not calm.calls_for_a_word
    again = reading(WEEK + 14 * DAY, frustrated=True, reviewed=True, before=calm)
    after_a_gap = reading(WEEK + 14 * DAY, frustrated=True, reviewed=True, before=first)
    for each in (again, after_a_gap):
        assert not each.is_frustrated
        assert not each.is_reviewed
    assert reading(WEEK + 7 * DAY, reviewed=True, before=first).is_reviewed


@pytest.mark.parametrize(
    ("zones", "now", "week"),
    [
        (["America/New_York"], datetime(2026, 11, 23, 14, 59, tzinfo=UTC), date(2026, 11, 9)),
        (["America/New_York"], datetime(2026, 11, 23, 15, 0, tzinfo=UTC), WEEK),
        (["Pacific/Auckland"], datetime(2026, 11, 22, 21, 0, tzinfo=UTC), WEEK),
        (["Pacific/Auckland", "UTC"], datetime(2026, 11, 22, 21, 0, tzinfo=UTC), date(2026, 11, 9)),
        (["UTC"], datetime(2026, 11, 29, 23, 0, tzinfo=UTC), WEEK),
    ],
)
def test_a_week_is_over_at_the_cutoff_of_everybody(zones, now, week):
    assert last_week(plan().calendar, [ZoneInfo(each) for each in zones], now) == week


def test_a_load_is_the_mean_of_ones_targets_beside_the_teams_median_ramp_included():
    new = replace(RITA, id="U3", starts_on=WEEK)
    found = loads(plan(), [RITA, replace(RITA, id="U4"), new, replace(RITA, id="U5", role=None)], WEEK)
    assert found["U1"] == found["U4"] == 1.0
    assert found["U3"] == pytest.approx((1 / 5 + 1 / 3) / 2), "a quarter of five and of three, at least one"
    assert found["U5"] == 0.0


def test_the_price_is_the_first_power_in_percent():
    assert price_of(plan()).key == "price"
    powers = [each for each in changed()["powers"] if each["unit"] != "%"]
    levels = [{key: value for key, value in each.items() if key != "price"} for each in changed()["levels"]]
    document = changed(("powers", powers), ("levels", levels))
    for rank in ("manager", "director"):
        document["approvers"][rank].pop("price")
    document["approvals"].pop("budget", None)
    document["approvals"]["budget"] = {}
    assert price_of(read_plan(document)) is None


def test_the_rungs_above_are_those_of_the_plan():
    assert [each.key for each in rungs_above(plan(), "L2")] == ["L3", "L4"]
    assert rungs_above(plan(), "L4") == ()
    assert rungs_above(plan(), "nothing the plan knows") == ()


@pytest.mark.parametrize(
    ("standing", "aday", "so"),
    [
        (Standing(), 5, False),
        (Standing(1, since=10), 29, True),
        (Standing(1, since=10), 30, False),
        (Standing(1, since=10, fell_on=10), 11, False),
        (Standing(1, since=10, fell_on=5), 11, True),
    ],
)
def test_a_step_up_is_looked_after_for_twenty_active_days(standing, aday, so):
    assert just_stepped_up(standing, aday) is so


@pytest.mark.parametrize(
    ("standing", "lately", "so"),
    [
        (Standing(), (Step.PROMOTE,), True),
        (Standing(), (Step.DEMOTE, Step.PROMOTE, Step.PROMOTE), True),
        (Standing(2, since=10), (Step.DEMOTE,), False),
        (Standing(2, since=10), (Step.DEMOTE, Step.PROMOTE), True),
    ],
)
def test_a_step_up_counts_before_its_day_is_folded(standing, lately, so):
    assert just_stepped_up(standing, 12, lately) is so


def test_the_facts_are_what_the_reading_was_taken_from():
    asked = Concession(Decimal(12), 1, alone=False, unchanged=True, waited=9)
    lost = replace(asked, unchanged=False, waited=12, lost_waiting=True)
    own = Carried("U1", 1.4, 80, 80, Decimal(6), (asked, lost, Concession(Decimal(5), 1, alone=True)))
    team = [own, replace(own, name="U3", load=1.0, concessions=()), replace(own, name="U4", load=1.0)]
    found = facts_of(own, team, "L1")
    assert found == Facts("L1", 6.0, found.more_load, 2, 1, 10.5, 1, 1)
    assert found.more_load == pytest.approx(0.4)
    assert facts_of(team[1], team, "L1").hours == 0
    assert facts_of(replace(own, load=0), [replace(own, load=0)], "L1").more_load == 0


def test_a_team_has_three_sides():
    def at(x, y):
        return Reading("U1", WEEK, "U2", replace(CALM, responsibility=x, authority=y), FACTS)

    shown = [(RITA, at(62, 50)), (RITA, at(61, 50)), (RITA, at(50, 62)), (RITA, at(50, 61))]
    assert {where: len(people) for where, people in sides(shown).items()} == {"more": 1, "even": 2, "less": 1}
