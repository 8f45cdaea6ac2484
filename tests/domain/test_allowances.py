from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.domain.allowances import Advice, Onward, advice_on, allowances_of, level_name, samples_of
from bot.domain.amounts import Money
from bot.domain.authority import Rule
from bot.domain.limits import Sample
from bot.domain.people import Person, Rank
from bot.domain.request_moves import Move, Status
from bot.domain.requests import Case, Decision, Request
from bot.services.example import plan

PLAN = plan()
PRICE, TERMS, CREDIT, SUPPORT = PLAN.powers
RITA = Person("T1", "U1", "Rita Alvarez", Rank.REP, "ae", "U2", "UTC", date(2020, 1, 1), level="L1")
MAYA = replace(RITA, id="U2", name="Maya", rank=Rank.MANAGER, role=None, manager="U3")
DANA = replace(MAYA, id="U3", name="Dana", rank=Rank.DIRECTOR, manager=None)
ASKED = Request(
    id="r",
    number=1,
    workspace="T1",
    requester="U1",
    case=Case("price", Decimal(5), "Acme", Money(Decimal(10), "USD"), Decimal(10), "because", "please"),
    rule=Rule.LIMIT,
    level="L1",
    plan_version=1,
    asked_at=datetime(2026, 11, 23, tzinfo=UTC),
)
OFFERED = (Decision(Move.COUNTER, "U2", ASKED.asked_at, amount=Decimal(3)),)


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


def test_what_others_decided_is_a_sample_and_what_nobody_decided_is_none():
    asked = [
        replace(ASKED, id="1", status=Status.APPROVED),
        replace(ASKED, id="2", status=Status.ACCEPTED, decisions=OFFERED),
        replace(ASKED, id="3", status=Status.DECLINED),
        replace(ASKED, id="4", status=Status.EXPIRED),
        replace(ASKED, id="5", status=Status.PENDING),
        replace(ASKED, id="withdrawn", status=Status.WITHDRAWN, decisions=OFFERED),
        *(replace(ASKED, id=each, status=Status.APPROVED, rule=Rule.WITHIN) for each in "6789"),
    ]
    found = samples_of(asked, {"6": True, "7": False, "8": None})
    assert [each.unchanged for each in found["price"]] == [True, False, False, False, True, False]


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
