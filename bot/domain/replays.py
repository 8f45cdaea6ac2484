"""Replaying a ledger: the same trust, to the last bit, as living through it day by day."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from bot.domain.ladder import Day, Proposal, live_through
from bot.domain.trust import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.domain.ladder import Proposed
    from bot.domain.ledger import Event
    from bot.domain.plan_parts import Trust
    from bot.domain.trust import Reading


@dataclass(frozen=True)
class Snapshot:
    """Somebody as of the end of one day; `reading` may be of a later one on which nothing happened."""

    aday: int
    day: Day
    reading: Reading


@dataclass(frozen=True)
class Replayed:
    """What a ledger comes to.

    Attributes:
        last: As of the end of it, or some silent days later.
        proposals: Every step that was called for, each day it was; a warning once, until it changes.
        snapshots: As of the days that were asked about, in order.
    """

    last: Snapshot
    proposals: tuple[tuple[int, Proposed], ...]
    snapshots: tuple[Snapshot, ...] = ()


def replay(events: Iterable[Event], trust: Trust, *, silent: int = 0, at: Sequence[int] = ()) -> Replayed:
    """Live through a ledger from the first day to the last, and then through `silent` days without any.

    Args:
        events: Day-ordered; a day's own in any order.
        trust: The plan's parameters.
        silent: Active days after the last, by which only the reading moves on.
        at: The days to take a snapshot of.
    """
    by_day = {aday: tuple(rows) for aday, rows in groupby(events, key=lambda event: event.aday)}
    day = live_through(None, trust, 0, ())
    proposals: list[tuple[int, Proposed]] = []
    snapshots: dict[int, Snapshot] = {}
    for aday in range(1, max(by_day, default=0) + 1):
        before, day = day, live_through(day, trust, aday, by_day.get(aday, ()))
        if _is_news(day.proposal, before.proposal):
            proposals.append((aday, day.proposal))
        if aday in at:
            snapshots[aday] = Snapshot(aday, day, day.reading)
    for aday in at:
        if aday not in snapshots:
            snapshots[aday] = _later(day, trust, aday)
    return Replayed(_later(day, trust, day.aday + silent), tuple(proposals), tuple(_in_order(snapshots)))


def _is_news(proposal: Proposed, before: Proposed) -> bool:
    if proposal.what is Proposal.NONE:
        return False
    return proposal.what is not Proposal.WARN or proposal != before


def _later(day: Day, trust: Trust, aday: int) -> Snapshot:
    return Snapshot(aday, day, read(day.state, trust, aday))


def _in_order(snapshots: Mapping[int, Snapshot]) -> list[Snapshot]:
    return [snapshots[aday] for aday in sorted(snapshots)]
