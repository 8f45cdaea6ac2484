"""Trust: three dimensions, folded day by day from the ledger, and read as of any day.

Each dimension is the mean of a Beta distribution whose evidence is forgotten at a fixed pace, beside a slip
meter that bad news fills and good news empties. Folding a day costs the same however long the history is.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import accumulate, repeat
from operator import mul
from typing import TYPE_CHECKING

from bot.domain.ledger import Dim, Event, Kind, Weight, weights

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.plan_parts import Dimension, Trust

PRIOR = 4.0
"""Good and bad evidence, each, that everybody begins with: 50 of 100."""

WEIGHTS = {Dim.R: 0.35, Dim.A: 0.25, Dim.J: 0.40}
WITHOUT_JUDGEMENT = {Dim.R: 0.35 / 0.60, Dim.A: 0.25 / 0.60}
LEAST_JUDGEMENT = 3.0
PROVISIONAL_MOST = 70.0
ABOVE_THE_WEAKEST = 15.0
ATTESTED_SHARE = 0.2
UNVERIFIED_MOST, VERIFIED_ADDS = 60.0, 40.0

_BLOCK = 1_024
"""Days whose decay is worked out together."""


@dataclass(frozen=True)
class Sums:
    """What one dimension remembers.

    Attributes:
        a: Good evidence.
        n: All evidence.
        nv: The part of it that is verified.
        at: What managers attested, times its weight.
        nt: The weight of what they attested.
        slip: The meter: it neither decays nor heals by itself.
        kinds: Good and all evidence by kind.
    """

    a: float = 0.0
    n: float = 0.0
    nv: float = 0.0
    at: float = 0.0
    nt: float = 0.0
    slip: float = 0.0
    kinds: Mapping[Kind, tuple[float, float]] = field(default_factory=dict)

    def decayed(self, g: float) -> Sums:
        """The same, of which `g` is left."""
        if g == 1.0:
            return self
        return replace(
            self,
            a=self.a * g,
            n=self.n * g,
            nv=self.nv * g,
            at=self.at * g,
            nt=self.nt * g,
            kinds={kind: (a * g, n * g) for kind, (a, n) in self.kinds.items()},
        )

    def attested(self, x: float) -> Sums:
        """The same with one more attestation."""
        return replace(self, at=self.at + x, nt=self.nt + 1.0)


@dataclass(frozen=True)
class State:
    """Everything that is remembered of one person, as of the active day `aday`.

    Attributes:
        aday: The last day that was folded; 0 before the first.
        sums: By dimension.
        fresh: Judgement since the last step: it does not decay.
        breach_on: The day of the last breach.
    """

    aday: int = 0
    sums: Mapping[Dim, Sums] = field(default_factory=lambda: {dim: Sums() for dim in Dim})
    fresh: float = 0.0
    breach_on: int | None = None


@dataclass(frozen=True)
class Reading:
    """Trust as of one day.

    Attributes:
        total: For display; no step depends on it.
        dims: Each dimension, 0 to 100.
        raw: The same before unverified activity is capped.
        sums: What is behind each, decayed to that day.
        scales: How much of the attestations counts, by dimension.
        weights: How the used dimensions make the total.
        provisional: Whether judgement is still left out.
    """

    total: float
    dims: Mapping[Dim, float]
    raw: Mapping[Dim, float]
    sums: Mapping[Dim, Sums]
    scales: Mapping[Dim, float]
    weights: Mapping[Dim, float]
    provisional: bool


def parameters(trust: Trust) -> Mapping[Dim, Dimension]:
    """How each dimension remembers and slips, under a plan."""
    return {Dim.R: trust.reliability, Dim.A: trust.activity, Dim.J: trust.judgement}


def fold(state: State, trust: Trust, aday: int, events: Sequence[Event]) -> State:
    """The state after one more day; `events` are all of that day's, in any order."""
    said: dict[Dim, list[Weight]] = {dim: [] for dim in Dim}
    for weight in weights(list(events)):
        said[weight.dim].append(weight)
    sums, fresh = {}, state.fresh
    for dim, each in parameters(trust).items():
        decayed = state.sums[dim].decayed(_left(each.lam, aday - state.aday))
        for score in _attested(events, dim):
            decayed = decayed.attested(score)
        sums[dim], counted = _folded(decayed, each, said[dim])
        fresh += counted if dim is Dim.J else 0.0
    breached = any(each.kind is Kind.BREACH and not each.contested for each in events)
    return State(aday, sums, fresh, aday if breached else state.breach_on)


def read(state: State, trust: Trust, aday: int) -> Reading:
    """Trust as of `aday`, the last folded day or a later one; the state stays as it is."""
    sums = {
        dim: state.sums[dim].decayed(_left(each.lam, aday - state.aday))
        for dim, each in parameters(trust).items()
    }
    scales = {dim: _scale(each) for dim, each in sums.items()}
    raw = {dim: _score(each, scales[dim]) for dim, each in sums.items()}
    dims = dict(raw)
    activity = sums[Dim.A]
    if activity.n > 0:
        dims[Dim.A] = min(dims[Dim.A], UNVERIFIED_MOST + VERIFIED_ADDS * activity.nv / activity.n)
    provisional = sums[Dim.J].n < LEAST_JUDGEMENT
    used = WITHOUT_JUDGEMENT if provisional else WEIGHTS
    total = sum(weight * dims[dim] for dim, weight in used.items())
    total = min(total, min(dims[dim] for dim in used) + ABOVE_THE_WEAKEST)
    if provisional:
        total = min(total, PROVISIONAL_MOST)
    return Reading(total, dims, raw, sums, scales, used, provisional)


def spread(sums: Sums, scale: float) -> float:
    """The weight of everything behind a dimension, the prior included."""
    return 2 * PRIOR + sums.n + sums.nt * scale


def _left(lam: float, gap: int) -> float:
    """What is left of the evidence after `gap` active days, by one multiplication for each."""
    block, place = divmod(gap, _BLOCK)
    return _lefts(lam, block)[place]


@lru_cache(maxsize=128)
def _lefts(lam: float, block: int) -> tuple[float, ...]:
    """What is left after each of so many days on end; kept, or each silent day would cost all before it."""
    left = 1.0 if block == 0 else _lefts(lam, block - 1)[-1] * lam
    return tuple(accumulate(repeat(lam, _BLOCK - 1), mul, initial=left))


def _attested(events: Sequence[Event], dim: Dim) -> list[float]:
    attested = [
        each for each in events if each.kind is Kind.ATTEST and each.dim is dim and not each.contested
    ]
    return [(each.score - 1) / 4 for each in sorted(attested, key=lambda event: event.order)]


def _folded(sums: Sums, dimension: Dimension, said: Sequence[Weight]) -> tuple[Sums, float]:
    """A dimension after what one day said of it, and how much of that counted."""
    credit = sum(each.w * each.x for each in said)
    debit = sum(each.w * (1 - each.x) for each in said)
    slipping = sum(each.w * (1 - each.x) for each in said if each.slips)
    capped = min(credit, dimension.cap)
    counted = capped + debit
    share = capped / credit if credit > 0 else 0.0
    weight = sum(each.w for each in said)
    verified = sum(each.w for each in said if each.verified) / weight if weight > 0 else 0.0
    kinds = dict(sums.kinds)
    for each in said:
        a, n = kinds.get(each.kind, (0.0, 0.0))
        good = each.w * each.x * share
        kinds[each.kind] = (a + good, n + good + each.w * (1 - each.x))
    slip = min(max(0.0, sums.slip - capped * dimension.s) + slipping * dimension.f, dimension.act)
    after = replace(
        sums,
        a=sums.a + capped,
        n=sums.n + counted,
        nv=sums.nv + counted * verified,
        slip=slip,
        kinds=kinds,
    )
    return after, counted


def _scale(sums: Sums) -> float:
    """How much of the attestations counts: they may be at most a fifth of the hard evidence."""
    return 1.0 if sums.nt == 0 else min(1.0, ATTESTED_SHARE * sums.n / sums.nt)


def _score(sums: Sums, scale: float) -> float:
    return 100 * (PRIOR + sums.a + sums.at * scale) / spread(sums, scale)
