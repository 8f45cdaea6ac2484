from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.domain.authority import (
    YES,
    DeadEnd,
    Outcome,
    Route,
    Rule,
    Use,
    limit_of,
    may_grant,
    own_authority,
    route,
    ruling,
    standing,
)
from bot.domain.people import Person, Rank
from bot.services.example import plan

PLAN = plan()
PRICE, TERMS, CREDIT, SUPPORT = PLAN.powers
RITA = Person("T1", "U1", "Rita Alvarez", Rank.REP, "ae", "U2", "UTC", date(2020, 1, 1), level="L1")
MAYA = replace(RITA, id="U2", name="Maya", rank=Rank.MANAGER, role=None, manager="U3")
DANA = replace(MAYA, id="U3", name="Dana", rank=Rank.DIRECTOR, manager=None)
OMAR = replace(MAYA, id="U4", name="Omar")
CHAIN = (MAYA, DANA)


def own(person=RITA, power=PRICE, spent=0):
    return standing(PLAN, own_authority(PLAN, person), power, Decimal(spent))


def use(amount, power=PRICE, deal=10_000, together=0):
    return Use(power, Decimal(amount), Decimal(deal), Decimal(together))


@pytest.mark.parametrize(
    ("asked", "spent", "outcome", "rule", "rank"),
    [
        (use(6), 0, Outcome.SELF, Rule.WITHIN, None),
        (use("6.01"), 0, Outcome.APPROVER, Rule.LIMIT, Rank.MANAGER),
        (use(3, together=3), 0, Outcome.SELF, Rule.WITHIN, None),
        (use(3, together=4), 0, Outcome.APPROVER, Rule.LIMIT, Rank.MANAGER),
        (use(5, deal=50_000), 0, Outcome.SELF, Rule.WITHIN, None),
        (use(5, deal="50000.01"), 0, Outcome.APPROVER, Rule.DEAL_MAX, Rank.MANAGER),
        (use(5, deal=2_000_000), 0, Outcome.APPROVER, Rule.DEAL_MAX, Rank.DIRECTOR),
        (use(5), 55, Outcome.SELF, Rule.WITHIN, None),
        (use(5), 56, Outcome.APPROVER, Rule.BUDGET, Rank.MANAGER),
        (use(27), 0, Outcome.APPROVER, Rule.LIMIT, Rank.DIRECTOR),
        (use(42), 0, Outcome.NOBODY, Rule.LIMIT, None),
    ],
)
def test_limit_deal_size_and_budget_decide_who_decides(asked, spent, outcome, rule, rank):
    verdict = ruling(PLAN, own(spent=spent), asked)
    assert (verdict.outcome, verdict.rule, verdict.approver) == (outcome, rule, rank)


def test_a_yes_or_no_is_within_a_level_or_not():
    for level, outcome in (("L1", Outcome.APPROVER), ("L2", Outcome.SELF)):
        mine = own(replace(RITA, level=level), SUPPORT)
        assert ruling(PLAN, mine, use(YES, SUPPORT, together=1)).outcome is outcome
    assert limit_of(PLAN.level("L1"), SUPPORT) == 0


def test_what_a_level_does_not_name_it_does_not_allow():
    nameless = PLAN.power("price").model_copy(update={"key": "gifts"})
    assert limit_of(PLAN.level("L4"), nameless) == 0
    assert own(replace(RITA, level="L9")).limit == 0
    assert own(replace(RITA, level="L9")).deal_max == 0
    assert not may_grant(PLAN, Rank.REP, use(1))


def test_managers_decide_alone_what_they_may_grant():
    assert own(MAYA).limit == 26
    assert own(DANA).deal_max is None
    assert ruling(PLAN, own(MAYA), use(20)).outcome is Outcome.SELF


def test_what_is_left_of_a_budget_is_never_less_than_nothing():
    assert own(spent=38).left == 22
    assert own(spent=70).left == 0
    assert own(power=TERMS, spent=70).left is None
    forbidden = PLAN.approvals.budget.model_copy(update={"limits": {"price": True}})
    unlimited = PLAN.model_copy(update={"approvals": PLAN.approvals.model_copy(update={"budget": forbidden})})
    assert standing(unlimited, PLAN.level("L1"), PRICE).budget is None


def test_the_first_up_the_chain_who_may_grant_it_is_asked():
    assert route(PLAN, use(10), CHAIN) == Route(MAYA)
    assert route(PLAN, use(30), CHAIN) == Route(DANA, passed=(MAYA,))
    assert route(PLAN, use(50), CHAIN) == DeadEnd(CHAIN)
    assert route(PLAN, use(10), ()) == DeadEnd(())


def test_nobody_is_asked_who_is_away():
    away = frozenset({"U2"})
    assert route(PLAN, use(10), CHAIN, away=away) == Route(DANA, away=(MAYA,))
    assert route(PLAN, use(10), (MAYA,), away=away) == DeadEnd((MAYA,), (MAYA,))


def test_a_delegate_stands_in_unless_away_or_asking():
    away = frozenset({"U2"})
    delegates = {"U2": OMAR}
    assert route(PLAN, use(10), CHAIN, away=away, delegates=delegates) == Route(OMAR, MAYA)
    both = away | {"U4"}
    assert route(PLAN, use(10), CHAIN, away=both, delegates=delegates) == Route(DANA, away=(MAYA,))
    found = route(PLAN, use(10), CHAIN, away=away, delegates=delegates, passing=frozenset({"U4"}))
    assert found == Route(DANA, away=(MAYA,))
    assert route(PLAN, use(10), CHAIN, delegates=delegates) == Route(OMAR, MAYA)
    assert route(PLAN, use(10), CHAIN, away=frozenset({"U4"}), delegates=delegates) == Route(MAYA)


def test_where_the_delegate_has_it_already_it_goes_to_who_delegates_unless_they_have_it_too():
    delegates = {"U2": OMAR}
    assert route(PLAN, use(10), CHAIN, delegates=delegates, passing=frozenset({"U4"})) == Route(MAYA)
    both = frozenset({"U2", "U4"})
    assert route(PLAN, use(10), CHAIN, delegates=delegates, passing=both) == Route(DANA)
