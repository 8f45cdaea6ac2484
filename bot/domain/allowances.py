"""Allowances: what one person may decide alone, what is left of it, and to whom the rest goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.domain.authority import granting, limit_of, own_authority, standing
from bot.domain.limits import Sample, recommended
from bot.domain.people import Rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.domain.authority import Standing
    from bot.domain.people import Person
    from bot.domain.plan import Level, Plan, Power

ACTIVE_DAYS = 120
"""How many of somebody's own working days a recommended limit looks back on."""


@dataclass(frozen=True)
class Onward:
    """Somebody up the chain who may grant more, and how much of it."""

    person: Person
    limit: Decimal


@dataclass(frozen=True)
class Allowance:
    """What one person may do alone with one power.

    Attributes:
        power: Which one.
        own: How much, in which deals, and what is left of the budget.
        onward: Who grants more, nearest first, each more than the one before.
    """

    power: Power
    own: Standing
    onward: tuple[Onward, ...] = ()


@dataclass(frozen=True)
class Judged:
    """What somebody else said of one person's use of a power: by deciding a request, or in an audit.

    Attributes:
        person: Whose use.
        power: The key of the power.
        size: How much of it was asked for, or used.
        unchanged: Whether it was approved as it was; a counter is a change, whatever became of it.
        at: When that was said.
    """

    person: str
    power: str
    size: Decimal
    unchanged: bool
    at: datetime


@dataclass(frozen=True)
class Advice:
    """A limit that somebody's own decisions would carry.

    Attributes:
        power: Of which power.
        limit: How much, at most what the next rung allows.
        points: How strong the evidence is.
        stood: How many of the decisions up to that size were approved unchanged, or held in an audit.
        decided: How many there were.
        reaching: That size.
    """

    power: Power
    limit: Decimal
    points: int
    stood: int
    decided: int
    reaching: Decimal

    @property
    def is_capped(self) -> bool:
        """Whether the decisions would carry more than the next rung allows."""
        return self.limit < self.reaching


@dataclass(frozen=True)
class Allowances:
    """Everything that one person may decide.

    Attributes:
        person: Who.
        level: What their level is called; for a manager, their rank.
        allowances: Power by power, as the plan has them.
        currency: The plan's.
        per: Over which time budgets are summed up.
        advice: For who leads them: the limits that their decisions would carry.
        bunched: For who leads them: whether many of their concessions lie just under the limit.
    """

    person: Person
    level: str
    allowances: tuple[Allowance, ...]
    currency: str
    per: str
    advice: tuple[Advice, ...] = field(default=())
    bunched: bool = False


def level_name(plan: Plan, person: Person) -> str:
    """What the authority of `person` is called: a rep's level, a manager's rank."""
    if person.rank is not Rank.REP:
        return person.rank.value.capitalize()
    level = plan.level(person.level)
    return person.level if level is None else level.name


def allowances_of(
    plan: Plan,
    person: Person,
    chain: Sequence[Person],
    spent: Mapping[str, Decimal],
    advice: Iterable[Advice] = (),
) -> Allowances:
    """What `person` may decide, with the managers above them and what is spent of each budget."""
    authority = own_authority(plan, person)
    return Allowances(
        person=person,
        level=level_name(plan, person),
        allowances=tuple(
            Allowance(
                power,
                own := standing(plan, authority, power, spent.get(power.key, Decimal(0))),
                tuple(_onward(plan, power, own.limit, chain)),
            )
            for power in plan.powers
        ),
        currency=plan.approvals.currency,
        per=plan.approvals.budget.per,
        advice=tuple(advice),
    )


def samples_of(judged: Iterable[Judged], since: Mapping[str, datetime]) -> dict[str, dict[str, list[Sample]]]:
    """What counts for each person's limits `since` a moment of their own; by person, then by power."""
    found: dict[str, dict[str, list[Sample]]] = {person: {} for person in since}
    for each in judged:
        if each.at >= since[each.person]:
            found[each.person].setdefault(each.power, []).append(Sample(each.size, each.unchanged))
    return found


def advice_on(plan: Plan, person: Person, samples: Mapping[str, Sequence[Sample]]) -> tuple[Advice, ...]:
    """The limits that the decisions on a rep's requests would carry, at most the next rung's."""
    found = []
    for power in plan.powers:
        theirs = () if power.is_yes_or_no else samples.get(power.key, ())
        best = recommended(theirs)
        limit = min(best.limit, limit_of(_next_rung(plan, person.level), power))
        if limit and person.rank is Rank.REP:
            within = [each for each in theirs if each.size <= best.limit]
            stood = sum(each.unchanged for each in within)
            found.append(Advice(power, limit, best.points, stood, len(within), best.limit))
    return tuple(found)


def _next_rung(plan: Plan, level: str) -> Level | None:
    """The level above; the highest itself."""
    keys = [each.key for each in plan.levels]
    if level not in keys:
        return None
    return plan.levels[min(keys.index(level) + 1, len(keys) - 1)]


def _onward(plan: Plan, power: Power, own: Decimal, chain: Sequence[Person]) -> Iterable[Onward]:
    reached = own
    for person in chain:
        limit = limit_of(granting(plan, person.rank), power)
        if limit > reached:
            reached = limit
            yield Onward(person, limit)
