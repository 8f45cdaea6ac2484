"""The ledger of one person: what happened on which of their active days, and how much each thing weighs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FULL_SIZE = 8.0
"""The size of a concession that weighs in full, where a row does not say another."""


class Dim(StrEnum):
    """A dimension of trust: reliability, activity, judgement."""

    R = "R"
    A = "A"
    J = "J"


class Kind(StrEnum):
    """What a row of the ledger says."""

    CHECKIN_ON_TIME = "checkin_on_time"
    CHECKIN_LATE = "checkin_late"
    CHECKIN_MISSED = "checkin_missed"
    COMMITMENT_KEPT = "commitment_kept"
    COMMITMENT_MISSED = "commitment_missed"
    ACTIVITY_DAY = "activity_day"
    ACTIVITY_WEEK = "activity_week"
    REQUEST_DECIDED = "request_decided"
    CONCESSION_HONOURED = "concession_honoured"
    AUDIT_OK = "audit_ok"
    AUDIT_BAD = "audit_bad"
    BREACH = "breach"
    ATTEST = "attest"
    LADDER = "ladder"
    KUDOS = "kudos"
    DEAL_WON = "deal_won"
    DEAL_LOST = "deal_lost"
    CHECKIN_EXCUSED = "checkin_excused"
    NOTE = "note"


class Step(StrEnum):
    """A step on the ladder."""

    PROMOTE = "promote"
    DEMOTE = "demote"


@dataclass(frozen=True)
class Event:
    """One row of the ledger.

    Attributes:
        aday: The person's active working day, from 1.
        id: Its own.
        kind: What it says.
        metrics: Of an activity: what was done and the target, each.
        verified: Whether an activity was imported, or confirmed by the manager.
        requested: Of a decided request: how much was asked for.
        granted: And how much was granted.
        size: Of a concession or an audit: how much was given.
        full: The size that weighs in full.
        dim: Of an attestation: what it is about.
        score: And the manager's 1 to 5.
        step: Of a step on the ladder: which way.
        to: The rung it led to, where the row says so; else the next one that way.
        quiet: Whether it only says which rung a level is now: no step, and nothing begins anew.
        undo: Whether it takes back a step up that has hardly been made: no strike.
        contested: Whether it weighs nothing until somebody has settled it.
    """

    aday: int
    id: int | str
    kind: Kind
    metrics: tuple[tuple[float, float], ...] = ()
    verified: bool = True
    requested: float = 0.0
    granted: float = 0.0
    size: float = 0.0
    full: float = FULL_SIZE
    dim: Dim | None = None
    score: float = 0.0
    step: Step | None = None
    to: int | None = None
    quiet: bool = False
    undo: bool = False
    contested: bool = False

    @property
    def order(self) -> tuple[str, bool, int | str]:
        """By what rows of one day are sorted, so that the order in which they came does not matter."""
        return (self.kind.value, isinstance(self.id, str), self.id)


@dataclass(frozen=True)
class Weight:
    """What one row says of one dimension: `x` in [0, 1] is how good, `w` how much it weighs.

    Attributes:
        dim: Of which dimension.
        kind: Of which kind.
        x: How good.
        w: How much it weighs.
        slips: Whether bad news of this kind fills the slip meter.
        verified: Whether it counts as verified.
    """

    dim: Dim
    kind: Kind
    x: float
    w: float
    slips: bool = True
    verified: bool = True


_PLAIN = {
    Kind.CHECKIN_ON_TIME: (Dim.R, 1.0, 1.0),
    Kind.CHECKIN_LATE: (Dim.R, 0.5, 1.0),
    Kind.CHECKIN_MISSED: (Dim.R, 0.0, 1.0),
    Kind.COMMITMENT_KEPT: (Dim.R, 1.0, 1.0),
    Kind.COMMITMENT_MISSED: (Dim.R, 0.0, 1.0),
    Kind.AUDIT_BAD: (Dim.J, 0.0, 1.0),
    Kind.BREACH: (Dim.J, 0.0, 3.0),
}
_ACTIVITY = {Kind.ACTIVITY_DAY: 0.5, Kind.ACTIVITY_WEEK: 2.5}
_SELF_REPORTED = 0.5
_HONOURED = 0.25
_NEXT_TO_NOTHING = 1e-6


def stake(size: float, full: float) -> float:
    """How much is at stake in a concession of `size`: the square of its share of a full one, at most 1."""
    return float(min(1.0, (size / full) ** 2))


def full_beside(size: float, together: float, full: float) -> float:
    """The full size under which a concession weighs at most what it adds to `together`.

    One amount given in pieces to one customer then never weighs more than the whole of it.
    """
    added = stake(together + size, full) - stake(together, full)
    if added >= stake(size, full):
        return full
    return size / max(math.sqrt(added), _NEXT_TO_NOTHING)


def weights(events: list[Event]) -> Iterator[Weight]:
    """What the rows of one day say, in the order in which they are folded; attestations apart."""
    for each in sorted(events, key=lambda event: event.order):
        found = None if each.contested else _weight(each)
        if found is not None:
            yield found


def _weight(event: Event) -> Weight | None:
    kind = event.kind
    if kind in _PLAIN:
        dim, x, w = _PLAIN[kind]
        return Weight(dim, kind, x, w)
    if kind in _ACTIVITY:
        return _activity(event)
    if kind is Kind.REQUEST_DECIDED:
        x = min(1.0, max(0.0, event.granted / event.requested))
        return Weight(Dim.J, kind, x, stake(event.requested, event.full), slips=False)
    if kind is Kind.CONCESSION_HONOURED:
        return Weight(Dim.J, kind, 1.0, _HONOURED * stake(event.size, event.full))
    if kind is Kind.AUDIT_OK:
        return Weight(Dim.J, kind, 1.0, stake(event.size, event.full))
    return None


def _activity(event: Event) -> Weight | None:
    """The mean over the targets there are; nothing where there is none."""
    shares = [min(1.0, max(0.0, done / target)) for done, target in event.metrics if target > 0]
    if not shares:
        return None
    w = _ACTIVITY[event.kind] * (1.0 if event.verified else _SELF_REPORTED)
    return Weight(Dim.A, event.kind, sum(shares) / len(shares), w, verified=event.verified)
