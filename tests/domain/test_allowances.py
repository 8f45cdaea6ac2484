from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.allowances import Advice, Judged, Onward, advice_on, allowances_of, level_name, samples_of
from bot.domain.limits import Sample
from bot.domain.people import Person, Rank
from bot.services.example import plan

PLAN = plan()
PRICE, TERMS, CREDIT, SUPPORT = PLAN.powers
RITA = Person("T1", "U1", "Rita Alvarez", Rank.REP, "ae", "U2", "UTC", date(2020, 1, 1), level="L1")
MAYA = replace(RITA, id="U2", name="Maya", rank=Rank.MANAGER, role=None, manager="U3")
DANA = replace(MAYA, id="U3", name="Dana", rank=Rank.DIRECTOR, manager=None)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def samples(*sizes, unchanged=True):
    return tuple(Sample(Decimal(each), unchanged) for each in sizes)


def test_a_rep_sees_each_power_its_budget_and_who_grants_more():
    mine = allowances_of(PLAN, RITA, (MAYA, DANA), {"price": Decimal(22)})
    price, terms, _, support = mine.allowances
    assert (mine.level, mine.currency, mine.per) == ("Supported", "USD", "quarter")
    assert (price.own.limit, price.own.left, price.own.deal_max) == (6, 38, 50_000)
    assert price.onward == (Onward(MAYA, Decimal(26)), Onward(DANA, Decimal(41)))
    assert terms.own.left is None
    assert support.own.limit == 0
    assert [each.person for each in support.onward] == [MAYA]


def test_a_manager_is_told_by_rank_and_only_of_who_may_grant_more():
    theirs = allowances_of(PLAN, MAYA, (DANA,), {})
    assert theirs.level == "Manager"
    assert theirs.allowances[0].own.limit == 26
    assert theirs.allowances[0].onward == (Onward(DANA, Decimal(41)),)
    assert allowances_of(PLAN, RITA, (), {}).allowances[0].onward == ()


def test_a_level_that_the_plan_no_longer_knows_is_shown_by_its_key():
    assert level_name(PLAN, replace(RITA, level="L9")) == "L9"


def test_what_was_said_counts_from_a_moment_of_ones_own_on():
    said = [
        Judged("U1", "price", Decimal(5), True, NOON),
        Judged("U1", "price", Decimal(9), False, NOON + timedelta(hours=1)),
        Judged("U1", "terms", Decimal(30), True, NOON),
        Judged("U4", "price", Decimal(7), True, NOON),
    ]
    since = {"U1": NOON, "U4": NOON + timedelta(minutes=1), "U5": NOON}
    found = samples_of(said, since)
    assert found["U1"]["price"] == [*samples(5), *samples(9, unchanged=False)]
    assert found["U1"]["terms"] == [*samples(30)]
    assert (found["U4"], found["U5"]) == ({}, {})


def test_a_limit_is_capped_where_the_evidence_goes_further_than_the_next_rung():
    (capped,) = advice_on(PLAN, RITA, {"price": samples(14, 14, 15, 15, 15)})
    (free,) = advice_on(PLAN, RITA, {"price": samples(9, 9, 9, 9)})
    assert (capped.is_capped, free.is_capped) == (True, False)


@pytest.mark.parametrize(
    ("level", "sizes", "found"),
    [
        ("L1", (7, 8, 9, 9), Advice(PRICE, Decimal(9), 4, 4, 4, Decimal(9))),
        ("L1", (14, 14, 15, 15, 15), Advice(PRICE, Decimal(11), 5, 5, 5, Decimal(15))),
        ("L4", (30, 30, 30, 30), Advice(PRICE, Decimal(21), 4, 4, 4, Decimal(30))),
        ("L1", (9, 9, 9), None),
        ("L9", (9, 9, 9, 9), None),
    ],
)
def test_advice_goes_no_further_than_the_next_rung(level, sizes, found):
    advice = advice_on(PLAN, replace(RITA, level=level), {"price": samples(*sizes), "support": samples(1)})
    assert advice == (() if found is None else (found,))


def test_nobody_advises_a_managers_limit():
    assert advice_on(PLAN, MAYA, {"price": samples(9, 9, 9, 9)}) == ()
