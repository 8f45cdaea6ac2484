"""What keeps a team's setup from working: each problem names whom it touches, and nothing is mended here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.calendar import is_country
from bot.domain.people import Rank, is_zone

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from bot.domain.people import Person
    from bot.domain.plan import Plan

UNSEEN_FOR = timedelta(days=28)
"""After this long without a week confirmed, somebody's counts weigh too little to climb."""


class Kind(StrEnum):
    """What is wrong."""

    NO_PLAN = "no plan"
    UNREADABLE_PLAN = "unreadable plan"
    NO_ADMIN = "no admin"
    NOBODY_COUNTS = "nobody counts"
    NO_MANAGER = "no manager"
    MANAGER_GONE = "manager gone"
    UNKNOWN_ROLE = "unknown role"
    UNKNOWN_LEVEL = "unknown level"
    UNKNOWN_ZONE = "unknown zone"
    UNKNOWN_COUNTRY = "unknown country"
    NOT_IN_SLACK = "not in slack"
    NOTHING_VERIFIED = "nothing verified"
    NOTHING_IMPORTED = "nothing imported"


@dataclass(frozen=True)
class Problem:
    """Something to mend.

    Attributes:
        kind: What is wrong.
        names: The people it touches, as their colleagues know them.
        values: What was written that is not known: roles, levels, zones, countries; or activities.
    """

    kind: Kind
    names: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


def problems_of(
    team: Sequence[Person], plan: Plan | None, unseen: Collection[str], silent: Sequence[str] = ()
) -> tuple[Problem, ...]:
    """What is wrong with a team under its plan, in the order in which to mend it.

    Args:
        team: Everyone active.
        plan: What is in force; without one, nothing is said of roles, levels and counts.
        unseen: The ids of those who checked in, and whose weeks nobody confirmed.
        silent: The activities of which another system should have sent something.
    """
    found = [*_of_people(team)]
    if plan is not None:
        found += _of_plan(team, plan, unseen)
    if silent:
        found.append(Problem(Kind.NOTHING_IMPORTED, values=tuple(silent)))
    order = list(Kind)
    return tuple(sorted(found, key=lambda each: order.index(each.kind)))


def _of_people(team: Sequence[Person]) -> Iterator[Problem]:
    if not any(each.admin for each in team):
        yield Problem(Kind.NO_ADMIN)
    here = {each.id for each in team}
    yield from _touching(
        Kind.NO_MANAGER, (each for each in team if each.rank is Rank.REP and each.manager is None)
    )
    yield from _touching(
        Kind.MANAGER_GONE, (each for each in team if each.manager is not None and each.manager not in here)
    )
    zones = {each.timezone for each in team}
    yield from _unknown(Kind.UNKNOWN_ZONE, team, lambda each: each.timezone, {*filter(is_zone, zones)})
    countries = {each.country for each in team if each.country is not None}
    known = {*filter(is_country, countries)}
    yield from _unknown(Kind.UNKNOWN_COUNTRY, team, lambda each: each.country, known)
    yield from _touching(Kind.NOT_IN_SLACK, (each for each in team if not each.in_slack))


def _of_plan(team: Sequence[Person], plan: Plan, unseen: Collection[str]) -> Iterator[Problem]:
    if not any(plan.expected_of(each.role) for each in team):
        yield Problem(Kind.NOBODY_COUNTS)
    yield from _unknown(Kind.UNKNOWN_ROLE, team, lambda each: each.role, {each.key for each in plan.roles})
    reps = [each for each in team if each.rank is Rank.REP]
    yield from _unknown(Kind.UNKNOWN_LEVEL, reps, lambda each: each.level, {each.key for each in plan.levels})
    yield from _touching(
        Kind.NOTHING_VERIFIED,
        (each for each in team if each.id in unseen and _counts_by_word(plan, each.role)),
    )


def _counts_by_word(plan: Plan, role: str | None) -> bool:
    """Whether this role's numbers are what people say themselves; imported ones are verified already."""
    return any(plan.activity(each.activity).source == "self" for each in plan.expected_of(role))


def _unknown(
    kind: Kind, team: Iterable[Person], value_of: Callable[[Person], str | None], known: Collection[str]
) -> Iterator[Problem]:
    strange = [(each, value) for each in team if (value := value_of(each)) is not None and value not in known]
    values = tuple(sorted({value for _, value in strange}))
    yield from _touching(kind, (each for each, _ in strange), values)


def _touching(kind: Kind, people: Iterable[Person], values: tuple[str, ...] = ()) -> Iterator[Problem]:
    """The problem, if it touches anybody."""
    names = tuple(each.name for each in people)
    if names:
        yield Problem(kind, names, values)
