"""Balance: how somebody's responsibility compares with their authority, from one reading of a team.

Too much responsibility with too little authority is frustration, the reverse invites abuse. Both are
indexes of 0 to 100 on which 50 is the usual: responsibility from the targets somebody carries and how
reliably they meet them, authority from how much of their concessions they settle without asking.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

USUAL = 50.0
MOST_TIMES = 2.0
"""Either index ends at this many times the usual."""

RELIABILITY_SHARE, ACTIVITY_SHARE, GOOD_TRUST = 0.58, 0.42, 80.0
USUAL_COVER, COVER_PRIOR = 0.70, 4

FRUSTRATED_FROM = 12.0
LEAST_ESCALATED, MANY_ESCALATED = 5, 12
UNCHANGED_ABOVE, UNCHANGED_SURE = 0.70, 0.60
LONG_WAIT = 8.0
"""Working hours that an answer takes on average, from which waiting itself is a burden."""

REVIEWED_BELOW = 5.0
LEAST_ALONE = 5
BAND = Decimal("0.75")
"""How far below somebody's limit a concession still counts as right beneath it."""

TOP_PRIOR = (1, 4)
PEERS_PRIOR = 10
ROUND_STEP, AT_ROUND, AT_OTHER = 5, 0.35, 0.18
"""People like round numbers: so much of what peers give lies right beneath a round limit, or another."""

REFERENCE_MARGIN, REFERENCE_MOST = 0.05, 0.9
TOP_SURE = 0.90


@dataclass(frozen=True)
class Concession:
    """One concession that was decided.

    Attributes:
        size: Percent.
        value: What the deal is worth.
        alone: Whether it was settled without asking.
        unchanged: Whether it was approved as it was asked, if it was asked.
        waited: Working hours until the answer.
        lost_waiting: Whether the deal was lost meanwhile.
    """

    size: Decimal
    value: float
    alone: bool
    unchanged: bool = False
    waited: float = 0.0
    lost_waiting: bool = False


@dataclass(frozen=True)
class Carried:
    """What somebody carries and may decide, over the last 60 active days.

    Attributes:
        name: Their own among the team's.
        load: How much they are to do, 1 being the usual.
        reliability: That dimension of trust, 0 to 100.
        activity: Likewise.
        limit: How many percent they may give alone.
        concessions: What was decided.
    """

    name: str
    load: float
    reliability: float
    activity: float
    limit: Decimal
    concessions: tuple[Concession, ...] = ()


@dataclass(frozen=True)
class Balance:
    """One reading of somebody.

    Attributes:
        responsibility: Index, 0 to 100.
        authority: Index, 0 to 100.
        cover: The share of their concessions' value that is settled without asking.
        stands: How likely more than 70 % of what they ask stands unchanged.
        reference: How much of what peers with a higher limit give lies right beneath this limit.
        bunches: How likely clearly more of their own does.
        frustrated: Whether they carry more than they may decide, and it hurts.
        reviewed: Whether what they decide alone is worth a closer look.
    """

    responsibility: float
    authority: float
    cover: float
    stands: float
    reference: float
    bunches: float
    frustrated: bool
    reviewed: bool

    @property
    def mismatch(self) -> float:
        """How far responsibility goes beyond authority."""
        return self.responsibility - self.authority


def balances(team: Sequence[Carried]) -> dict[str, Balance]:
    """The balance of everybody on a team, by name; each compared with the whole team, themselves included."""
    usual = median([each.load for each in team]) if team else 0.0
    return {each.name: _balance(each, team, usual) for each in team}


def beta_tail(x: float, a: int, b: int) -> float:
    """How likely a Beta(a, b) variable, of whole a and b, is above `x`: an exact sum of binomial terms."""
    n = a + b - 1
    return math.fsum(math.comb(n, k) * x**k * (1 - x) ** (n - k) for k in range(a))


def _balance(own: Carried, team: Sequence[Carried], usual: float) -> Balance:
    trusted = (RELIABILITY_SHARE * own.reliability + ACTIVITY_SHARE * own.activity) / GOOD_TRUST
    responsibility = USUAL * min(MOST_TIMES, _relative(own.load, usual) * trusted)
    cover = _cover(own.concessions)
    authority = USUAL * min(MOST_TIMES, cover / USUAL_COVER)
    asked = [each for each in own.concessions if not each.alone]
    stood = sum(each.unchanged for each in asked)
    stands = beta_tail(UNCHANGED_ABOVE, 1 + stood, 1 + len(asked) - stood)
    alone = [each.size for each in own.concessions if each.alone and each.size <= own.limit]
    reference = _reference(own, team)
    bunches = _bunching(alone, own.limit, reference) if own.limit > 0 else 0.0
    mismatch = responsibility - authority
    return Balance(
        responsibility=responsibility,
        authority=authority,
        cover=cover,
        stands=stands,
        reference=reference,
        bunches=bunches,
        frustrated=mismatch >= FRUSTRATED_FROM and stands >= UNCHANGED_SURE and _hurts(asked),
        reviewed=mismatch < REVIEWED_BELOW and len(alone) >= LEAST_ALONE and bunches >= TOP_SURE,
    )


def _relative(load: float, usual: float) -> float:
    """A load beside the usual one; where nobody usually carries anything, whoever does carries most."""
    if usual > 0:
        return load / usual
    return MOST_TIMES if load > 0 else 1.0


def _cover(concessions: Sequence[Concession]) -> float:
    """The share settled without asking, by value; by number where nothing has a value."""
    n = len(concessions)
    value = math.fsum(each.value for each in concessions)
    if value > 0:
        share = math.fsum(each.value for each in concessions if each.alone) / value
    else:
        share = sum(each.alone for each in concessions) / n if n else 0.0
    return (share * n + USUAL_COVER * COVER_PRIOR) / (n + COVER_PRIOR)


def _hurts(asked: Sequence[Concession]) -> bool:
    """Whether asking is often enough, and costs enough, to be a burden."""
    n = len(asked)
    if n < LEAST_ESCALATED:
        return False
    slow = math.fsum(each.waited for each in asked) / n >= LONG_WAIT
    return slow or n >= MANY_ESCALATED or any(each.lost_waiting for each in asked)


def _reference(own: Carried, team: Iterable[Carried]) -> float:
    """How much of what peers give lies right beneath this limit, among those whom another limit binds."""
    sizes = [
        each.size
        for peer in team
        if peer.limit > own.limit
        for each in peer.concessions
        if each.size <= own.limit
    ]
    usual = AT_ROUND if own.limit % ROUND_STEP == 0 else AT_OTHER
    return (_near(sizes, own.limit) + PEERS_PRIOR * usual) / (len(sizes) + PEERS_PRIOR)


def _bunching(sizes: Sequence[Decimal], limit: Decimal, reference: float) -> float:
    near = _near(sizes, limit)
    a, b = TOP_PRIOR
    expected = min(REFERENCE_MOST, reference + REFERENCE_MARGIN)
    return beta_tail(expected, a + near, b + len(sizes) - near)


def _near(sizes: Iterable[Decimal], limit: Decimal) -> int:
    return sum(each > limit - BAND for each in sizes)
