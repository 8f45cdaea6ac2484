"""Authority: what a person may decide alone, and who decides the rest."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.people import Rank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.plan_parts import Authority, Level, Power

YES = Decimal(1)
"""The amount of a power that is either used or not."""

APPROVER_RANKS = (Rank.MANAGER, Rank.DIRECTOR)


class Outcome(StrEnum):
    """Who decides."""

    SELF = "self"
    APPROVER = "approver"
    NOBODY = "nobody"


class Rule(StrEnum):
    """The rule that says who decides."""

    WITHIN = "within"
    LIMIT = "limit"
    DEAL_MAX = "deal_max"
    BUDGET = "budget"


@dataclass(frozen=True)
class Use:
    """A power, and how much of it, in one deal.

    Attributes:
        power: Which one.
        amount: In the power's unit, money in the plan's currency; `YES` where it is either done or not.
        deal: What the deal is worth, in the plan's currency.
        together: What the same customer was given of it within 30 days, counted as one with this.
    """

    power: Power
    amount: Decimal
    deal: Decimal
    together: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        """The amount that limits are held against."""
        return self.amount if self.power.is_yes_or_no else self.amount + self.together


@dataclass(frozen=True)
class Standing:
    """What one person may do alone with one power.

    Attributes:
        limit: The most, in the power's unit; `YES` or 0 where it is either done or not.
        deal_max: In deals up to this value, in the plan's currency; None for any.
        budget: How much in sum each `per`; None where nothing is summed up.
        spent: How much of that is gone.
    """

    limit: Decimal
    deal_max: Decimal | None
    budget: Decimal | None = None
    spent: Decimal = Decimal(0)

    @property
    def left(self) -> Decimal | None:
        """What is left of the budget, at least 0."""
        return None if self.budget is None else max(Decimal(0), self.budget - self.spent)


@dataclass(frozen=True)
class Ruling:
    """Who decides a use, and by which rule.

    Attributes:
        outcome: The person alone, an approver, or nobody at all.
        rule: What decided it: `WITHIN`, or the first of limit, deal size and budget that it goes beyond.
        own: What the person may do alone.
        approver: The lowest rank that may grant it, if any does.
    """

    outcome: Outcome
    rule: Rule
    own: Standing
    approver: Rank | None = None


@dataclass(frozen=True)
class Route:
    """Who is asked.

    Attributes:
        approver: Who decides.
        instead_of: Whom they stand in for, if they do.
        passed: Managers below who may not grant it: they are told.
        away: Who might have granted it and is away, with nobody to stand in.
    """

    approver: Person
    instead_of: Person | None = None
    passed: tuple[Person, ...] = ()
    away: tuple[Person, ...] = ()


@dataclass(frozen=True)
class DeadEnd:
    """Nobody can be asked: nobody up the chain may grant it, or whoever may is away."""

    chain: tuple[Person, ...]
    away: tuple[Person, ...] = ()


def own_authority(plan: Plan, person: Person) -> Level | Authority | None:
    """What `person` may do alone: a rep by level, a manager by rank; None for an unknown level."""
    if person.rank is Rank.REP:
        return plan.level(person.level)
    return granting(plan, person.rank)


def granting(plan: Plan, rank: Rank) -> Authority | None:
    """What people of a rank may grant to others; None for reps."""
    return {Rank.MANAGER: plan.approvers.manager, Rank.DIRECTOR: plan.approvers.director}.get(rank)


def limit_of(authority: Level | Authority | None, power: Power) -> Decimal:
    """The limit for `power`: 0 where there is none, `YES` for one that may be used."""
    limit = Decimal(0) if authority is None else authority.limits.get(power.key, Decimal(0))
    return YES * limit if isinstance(limit, bool) else limit


def standing(
    plan: Plan, authority: Level | Authority | None, power: Power, spent: Decimal = Decimal(0)
) -> Standing:
    """What may be done alone with `power` by who has `authority` and has used `spent` of the budget."""
    budget = plan.approvals.budget.limits.get(power.key)
    return Standing(
        limit=limit_of(authority, power),
        deal_max=Decimal(0) if authority is None else authority.deal_max,
        budget=None if budget is None or isinstance(budget, bool) else budget,
        spent=spent,
    )


def may_grant(plan: Plan, rank: Rank, use: Use) -> bool:
    """Whether people of `rank` may grant `use`."""
    authority = granting(plan, rank)
    return authority is not None and _beyond(standing(plan, authority, use.power), use) is None


def ruling(plan: Plan, own: Standing, use: Use) -> Ruling:
    """Who decides `use` by somebody whose standing is `own`."""
    beyond = _beyond(own, use)
    if beyond is None and own.left is not None and use.amount > own.left:
        beyond = Rule.BUDGET
    if beyond is None:
        return Ruling(Outcome.SELF, Rule.WITHIN, own)
    rank = next((each for each in APPROVER_RANKS if may_grant(plan, each, use)), None)
    return Ruling(Outcome.NOBODY if rank is None else Outcome.APPROVER, beyond, own, rank)


def route(
    plan: Plan,
    use: Use,
    chain: Sequence[Person],
    *,
    away: frozenset[str] = frozenset(),
    delegates: Mapping[str, Person] | None = None,
    passing: frozenset[str] = frozenset(),
) -> Route | DeadEnd:
    """Who is asked for `use`: the first up the `chain` who may grant it and is there.

    Where somebody stands in for them, that one is asked, unless away. Nobody is asked whom it is `passing`:
    the requester, and who has it already.
    """
    standing_in = delegates or {}
    not_asked = away | passing
    passed: list[Person] = []
    missing: list[Person] = []
    for person in chain:
        if not may_grant(plan, person.rank, use):
            passed.append(person)
            continue
        instead = standing_in.get(person.id)
        if instead is not None and instead.id not in not_asked:
            return Route(instead, person, tuple(passed), tuple(missing))
        if person.id not in not_asked:
            return Route(person, None, tuple(passed), tuple(missing))
        if person.id in away:
            missing.append(person)
    return DeadEnd(tuple(chain), tuple(missing))


def _beyond(own: Standing, use: Use) -> Rule | None:
    """The first rule of a standing, the budget apart, that `use` goes beyond."""
    if use.total > own.limit:
        return Rule.LIMIT
    if own.deal_max is not None and use.deal > own.deal_max:
        return Rule.DEAL_MAX
    return None
