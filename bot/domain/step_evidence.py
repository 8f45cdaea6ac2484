"""What speaks for a step on the ladder: each gate beside what was reached, and the rows behind the total."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.ladder import BELOW_GATE, DWELL, GATES, JUDGED, LEAST_FRESH, TOP
from bot.domain.ledger import Dim, Step
from bot.domain.trust import fold, parameters, read
from bot.domain.trust_explained import Row, explained, whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.ladder import Day
    from bot.domain.ledger import Event
    from bot.domain.plan_parts import Trust


@dataclass(frozen=True)
class Evidence:
    """Everything that a manager needs to know of a step.

    Attributes:
        total: Trust, as it is shown.
        dims: Each dimension, 0 to 100.
        n: How much evidence is behind each.
        needs: For a step up, what each dimension must reach; for a step down, what it must not fall below.
        slips: The slip meters.
        acts: The slip at which a step down is called for.
        flagged: For a step down, what it is about.
        lasted: Active days on this level.
        dwell: How many a step up asks for.
        strikes: Steps down that still count.
        fresh: Evidence of judgement since the last step.
        fresh_needed: How much a step up asks for.
        rows: What makes the total, from 50.
    """

    total: int
    dims: Mapping[Dim, float]
    n: Mapping[Dim, float]
    needs: Mapping[Dim, float]
    slips: Mapping[Dim, float]
    acts: Mapping[Dim, float]
    flagged: tuple[Dim, ...]
    lasted: int
    dwell: int
    strikes: int
    fresh: float
    fresh_needed: float
    rows: tuple[Row, ...]

    @property
    def slipped(self) -> tuple[Dim, ...]:
        """The flagged dimensions whose meter is full."""
        return tuple(dim for dim in self.flagged if dim in self.acts and self.slips[dim] >= self.acts[dim])

    @property
    def below(self) -> tuple[Dim, ...]:
        """The flagged dimensions that have fallen too low."""
        return tuple(dim for dim in self.flagged if dim in self.needs and self.dims[dim] < self.needs[dim])


def evidence_of(day: Day, trust: Trust, way: Step) -> Evidence:
    """What speaks for a step that way as of the end of a day."""
    standing, reading = day.standing, day.reading
    n = {dim: sums.n for dim, sums in reading.sums.items()}
    strikes = standing.strikes_on(day.aday)
    return Evidence(
        total=whole(reading.total),
        dims=dict(reading.dims),
        n=n,
        needs=_needs_up(standing.level, n) if way is Step.PROMOTE else _needs_down(standing.level),
        slips={dim: each.slip for dim, each in day.state.sums.items()},
        acts={dim: each.act for dim, each in parameters(trust).items() if dim is not Dim.A},
        flagged=day.proposal.dims,
        lasted=day.aday - standing.since,
        dwell=DWELL * 2**strikes,
        strikes=strikes,
        fresh=day.state.fresh,
        fresh_needed=LEAST_FRESH if standing.level else 0.0,
        rows=explained(reading),
    )


def at_stake(day: Day, trust: Trust, rows: Sequence[Event]) -> dict[Dim, float]:
    """What these rows would lower each dimension to, roughly: as if they were of that day and weighed."""
    after = read(fold(day.state, trust, day.aday, rows), trust, day.aday)
    return {dim: value for dim, value in after.dims.items() if value < day.reading.dims[dim]}


def _needs_up(rung: int, n: Mapping[Dim, float]) -> dict[Dim, float]:
    gate = GATES[min(rung, TOP - 1)]
    needs = {Dim.R: gate.reliability, Dim.A: gate.activity, Dim.J: gate.judgement}
    if rung == 0 and n[Dim.J] < JUDGED:
        del needs[Dim.J]
    return needs


def _needs_down(rung: int) -> dict[Dim, float]:
    if rung == 0:
        return {}
    gate = GATES[min(rung, TOP) - 1]
    return {Dim.R: gate.reliability - BELOW_GATE, Dim.A: gate.activity - BELOW_GATE}
