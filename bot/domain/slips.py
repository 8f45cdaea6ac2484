"""Slips: what goes wrong so often of late that it is worth a word, and what makes it good."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

from bot.domain.ladder import Proposal
from bot.domain.ledger import Dim, Kind
from bot.domain.trust import parameters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.domain.evidence import Entry
    from bot.domain.ladder import Day, Proposed
    from bot.domain.plan_parts import Trust

REMEMBERED = 10
"""Active days for which a warning that was given stands: it is not given again within them."""

BAD = {
    Dim.R: (Kind.CHECKIN_MISSED, Kind.CHECKIN_LATE, Kind.COMMITMENT_MISSED),
    Dim.A: (),
    Dim.J: (Kind.BREACH, Kind.AUDIT_BAD),
}
"""What fills a meter, by dimension; activity has no single rows to name."""


@dataclass(frozen=True)
class Slip:
    """One dimension that slips.

    Attributes:
        dim: Which.
        good: How many good things in a row make it good: check-ins on time, days on target, good calls.
        lately: What went wrong in the last weeks, counted by kind.
    """

    dim: Dim
    good: int
    lately: Mapping[Kind, int]


@dataclass(frozen=True)
class Warned:
    """What slips with somebody."""

    slips: tuple[Slip, ...]


def slips_of(day: Day, trust: Trust, lately: Iterable[Entry], *, held: bool = False) -> Warned | None:
    """What slips as of the end of a day; None where that day does not warn, or ended with a step.

    A day that calls for a step down warns too while that is `held`.
    """
    warns = day.proposal.what is Proposal.WARN or (held and day.proposal.what is Proposal.DEMOTE)
    if not warns or day.standing.since == day.aday:
        return None
    counted = Counter(each.kind for each in lately)
    limits = parameters(trust)
    found = tuple(
        Slip(
            dim,
            floor((day.state.sums[dim].slip - limits[dim].warn) / limits[dim].s) + 1,
            {kind: counted[kind.value] for kind in BAD[dim] if counted[kind.value]},
        )
        for dim in Dim
        if day.state.sums[dim].slip >= limits[dim].warn
    )
    return Warned(found) if found else None


def warned_before(dims: Sequence[Dim], days: Sequence[Proposed]) -> int:
    """For how many of the days before, newest first, the same has slipped without a break."""
    count = 0
    for each in days:
        worse = each.what is Proposal.DEMOTE
        if not worse and not (each.what is Proposal.WARN and set(dims) <= set(each.dims)):
            break
        count += 1
    return count
