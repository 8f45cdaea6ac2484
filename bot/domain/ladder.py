"""The ladder: when the evidence carries a step up or down, and what a step changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.ledger import Dim, Kind, Step
from bot.domain.trust import PRIOR, State, fold, parameters, read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.ledger import Event
    from bot.domain.plan_parts import Trust
    from bot.domain.trust import Reading

DWELL = 20
"""Active days on a level before a step up; doubled by each strike."""

FROZEN_AFTER_BREACH = 20
STRIKE_LASTS = 125
LEAST_FRESH = 5.0
BELOW_GATE = 12.0
JUDGED = 8.0
"""Evidence of judgement from which it must pass for the first step too."""


@dataclass(frozen=True)
class Gate:
    """What each dimension must reach for a level."""

    reliability: float
    activity: float
    judgement: float


GATES = (Gate(78, 60, 65), Gate(83, 66, 74), Gate(86, 70, 77), Gate(88, 74, 79))
"""To the first level above the lowest, and on; the first asks for judgement only once there is enough."""

TOP = len(GATES)


class Proposal(StrEnum):
    """What the bot proposes."""

    PROMOTE = "promote"
    DEMOTE = "demote"
    WARN = "warn"
    NONE = "none"


@dataclass(frozen=True)
class Proposed:
    """A proposal, with the dimensions it is about."""

    what: Proposal
    dims: tuple[Dim, ...] = ()


@dataclass(frozen=True)
class Standing:
    """Where somebody stands on the ladder.

    Attributes:
        level: The rung, from 0.
        since: The active day of the last step; 0 at the start.
        strikes: Steps down that still count, as of the last one.
        fell_on: The active day of the last step down.
    """

    level: int = 0
    since: int = 0
    strikes: int = 0
    fell_on: int = 0

    def strikes_on(self, aday: int) -> int:
        """How many strikes still count on a day: one is forgiven for every 125 active days."""
        return max(0, self.strikes - (aday - self.fell_on) // STRIKE_LASTS)


def proposed(
    standing: Standing, state: State, reading: Reading, trust: Trust, aday: int, top: int = TOP
) -> Proposed:
    """What the evidence calls for on `aday`; nobody is proposed for more than the rung `top`."""
    if standing.level > 0:
        falls = _slipped(state, trust) + _below(standing, reading)
        if falls:
            return Proposed(Proposal.DEMOTE, tuple(dict.fromkeys(falls)))
    warned = _warned(state, trust)
    if warned:
        return Proposed(Proposal.WARN, warned)
    frozen = state.breach_on is not None and aday - state.breach_on < FROZEN_AFTER_BREACH
    if not frozen and standing.level < top and _rises(standing, state, reading, aday):
        return Proposed(Proposal.PROMOTE)
    return Proposed(Proposal.NONE)


def grounded(day: Day, trust: Trust) -> Proposed:
    """The proposal of a day, as far as there is evidence enough for it.

    Who begins on a high level has not shown yet what it asks for: thin evidence is not distrust. A step
    down for a dimension below its gate needs as much evidence as everybody is given to begin with, and what
    happened must itself be below the gate, whatever is missing of a manager's word.
    """
    if day.proposal.what is not Proposal.DEMOTE or day.standing.since == day.aday:
        return day.proposal
    if day.standing.level == 0:
        return _only_warned(day.state, trust)  # the plan's ladder begins there since that day
    least = _least(day.standing)
    shown = [
        dim
        for dim in _below(day.standing, day.reading)
        if day.reading.sums[dim].n >= 2 * PRIOR
        and 100 * day.reading.sums[dim].a < least[dim] * day.reading.sums[dim].n
    ]
    falls = tuple(dict.fromkeys(_slipped(day.state, trust) + shown))
    if falls:
        return Proposed(Proposal.DEMOTE, falls)
    return _only_warned(day.state, trust)


def stepped(
    standing: Standing, state: State, step: Step, aday: int, top: int = TOP
) -> tuple[Standing, State]:
    """Where somebody stands after a step that was accepted, and what is remembered of them then."""
    if step is Step.PROMOTE:
        after = replace(standing, level=min(top, standing.level + 1), since=aday)
        return after, replace(state, fresh=0.0)
    strikes = standing.strikes_on(aday) + 1
    fallen = Standing(max(0, standing.level - 1), aday, strikes, aday)
    emptied = {dim: replace(each, slip=0.0) for dim, each in state.sums.items()}
    return fallen, replace(state, fresh=0.0, sums=emptied)


def _after(standing: Standing, state: State, row: Event, aday: int, top: int) -> tuple[Standing, State]:
    """The same after a row of the ledger: on the rung that it names, or on the next one that way."""
    if row.step is None:
        return standing, state
    level = standing.level if row.to is None else min(top, row.to)
    if row.quiet:
        return replace(standing, level=level), state
    if row.undo:
        return Standing(level, aday, standing.strikes_on(aday), aday), state
    after, state = stepped(standing, state, row.step, aday, top)
    return after if row.to is None else replace(after, level=level), state


def _slipped(state: State, trust: Trust) -> list[Dim]:
    """The dimensions whose meter is full; activity only warns."""
    return [dim for dim in (Dim.R, Dim.J) if state.sums[dim].slip >= parameters(trust)[dim].act]


def _warned(state: State, trust: Trust) -> tuple[Dim, ...]:
    return tuple(dim for dim in Dim if state.sums[dim].slip >= parameters(trust)[dim].warn)


def _only_warned(state: State, trust: Trust) -> Proposed:
    warned = _warned(state, trust)
    return Proposed(Proposal.WARN, warned) if warned else Proposed(Proposal.NONE)


def _least(standing: Standing) -> dict[Dim, float]:
    """What reliability and activity must not fall below on a level above the lowest."""
    gate = GATES[min(standing.level, TOP) - 1]
    return {Dim.R: gate.reliability - BELOW_GATE, Dim.A: gate.activity - BELOW_GATE}


def _below(standing: Standing, reading: Reading) -> list[Dim]:
    return [dim for dim, least in _least(standing).items() if reading.dims[dim] < least]


def _rises(standing: Standing, state: State, reading: Reading, aday: int) -> bool:
    gate = GATES[standing.level]
    dims = reading.dims
    dwelt = aday - standing.since >= DWELL * 2 ** standing.strikes_on(aday)
    if not dwelt or dims[Dim.R] < gate.reliability or dims[Dim.A] < gate.activity:
        return False
    if standing.level == 0:
        return reading.sums[Dim.J].n < JUDGED or dims[Dim.J] >= gate.judgement
    return dims[Dim.J] >= gate.judgement and state.fresh >= LEAST_FRESH


@dataclass(frozen=True)
class Day:
    """Somebody's trust and standing as of the end of one active day."""

    aday: int
    state: State
    standing: Standing
    reading: Reading
    proposal: Proposed


def live_through(day: Day | None, trust: Trust, aday: int, events: Sequence[Event], top: int = TOP) -> Day:
    """The day `aday` after `day`, silent if it has no events: its evidence, then a step that was made."""
    before = day or Day(0, State(), Standing(), read(State(), trust, 0), Proposed(Proposal.NONE))
    said = [each for each in events if each.kind is not Kind.LADDER]
    state = fold(before.state, trust, aday, said) if said else before.state
    proposal = proposed(before.standing, state, read(state, trust, aday), trust, aday, min(top, TOP))
    standing = before.standing
    for each in sorted(events, key=lambda event: event.order):
        if not each.contested:
            standing, state = _after(standing, state, each, aday, top)
    return Day(aday, state, standing, read(state, trust, aday), proposal)
