"""Lives lived through the bot's own rules, with a manager who accepts each proposal the next day."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from bot.domain.ladder import TOP, Proposal, live_through
from bot.domain.ledger import Dim, Event, Kind, Step, weights
from bot.domain.plan_parts import Trust
from tests.bench.trust_world import Rep

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.domain.ladder import Day
    from tests.bench.trust_types import RepType

TRUST = Trust.model_validate({})
NEVER = 10**6
ONE_THRESHOLD = 0.35 * 83 + 0.25 * 66 + 0.40 * 74
"""What the total is where each dimension stands exactly at its gate for L2."""

STEPS = {Proposal.PROMOTE: Step.PROMOTE, Proposal.DEMOTE: Step.DEMOTE}


@dataclass(frozen=True)
class Life:
    """What became of somebody.

    Attributes:
        reached: The day on which each level above the lowest was first reached, or `NEVER`.
        level_at_turn: Where they stood on the day before they changed.
        warned: How many days after they changed the meters first warned, or `NEVER`.
        fell: How many days after they changed a step down was first proposed, or `NEVER`.
        falls_before: How often one was before, or at all for who never changes.
        total_reached: The day on which the total first reached `ONE_THRESHOLD`, or `NEVER`.
        evidence: By dimension, the good part and the whole of what was said of them.
    """

    reached: tuple[int, ...]
    level_at_turn: int
    warned: int
    fell: int
    falls_before: int
    total_reached: int
    evidence: Mapping[Dim, tuple[float, float]]


def lives(sorts: list[RepType], people: int, days: int, seed: int) -> dict[str, list[Life]]:
    """So many lives of each sort, by its name; the same seed gives the same lives."""
    told = [(sort, number) for sort in sorts for number in range(people)]
    with ProcessPoolExecutor() as pool:
        lived = list(pool.map(partial(_life, days=days, seed=seed), told, chunksize=10))
    return {sort.name: lived[place * people : (place + 1) * people] for place, sort in enumerate(sorts)}


def _life(told: tuple[RepType, int], *, days: int, seed: int) -> Life:
    """One of them; people of one number have the same luck, whatever their sort."""
    sort, number = told
    told_days = list(_days(Rep(sort, np.random.default_rng((seed, number))), days))
    ends = sort.turns if sort.later is not None else days + 1
    turned = [day for day, _ in told_days if day.aday >= ends]
    falls = [day.aday for day, _ in told_days if day.proposal.what is Proposal.DEMOTE]
    return Life(
        reached=tuple(_first(told_days, level) for level in range(1, TOP + 1)),
        level_at_turn=max((day.standing.level for day, _ in told_days if day.aday == ends - 1), default=0),
        warned=_after(turned, ends, {Proposal.WARN, Proposal.DEMOTE}),
        fell=_after(turned, ends, {Proposal.DEMOTE}),
        falls_before=sum(aday < ends for aday in falls),
        total_reached=next((day.aday for day, _ in told_days if day.reading.total >= ONE_THRESHOLD), NEVER),
        evidence=_evidence(row for _, rows in told_days for row in rows),
    )


def _days(rep: Rep, days: int) -> Iterator[tuple[Day, list[Event]]]:
    """Each day, with what was written down of it. What the day of a step proposed was before that step."""
    day = live_through(None, TRUST, 0, ())
    for aday in range(1, days + 1):
        rows = rep.day(aday, day.standing.level, day.standing.since)
        stands = day.standing.since < day.aday
        step = STEPS.get(day.proposal.what) if stands else None
        accepted = [Event(aday, "step", Kind.LADDER, step=step)] if step is not None else []
        day = live_through(day, TRUST, aday, [*rows, *accepted])
        yield day, rows


def _first(told: list[tuple[Day, list[Event]]], level: int) -> int:
    return next((day.aday for day, _ in told if day.standing.level >= level), NEVER)


def _after(turned: list[Day], turn: int, what: set[Proposal]) -> int:
    return next((day.aday - turn + 1 for day in turned if day.proposal.what in what), NEVER)


def _evidence(rows: Iterator[Event]) -> dict[Dim, tuple[float, float]]:
    found = dict.fromkeys(Dim, (0.0, 0.0))
    for each in weights(list(rows)):
        good, whole = found[each.dim]
        found[each.dim] = (good + each.w * each.x, whole + each.w)
    return found
