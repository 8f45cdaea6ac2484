"""How managers answer requests: how soon, how often unchanged, and what waits for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

from bot.domain.request_clock import worked
from bot.domain.request_moves import Move, Status

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.domain.requests import Request
    from bot.domain.schedules import Schedule

_DECIDES = frozenset({Move.APPROVE, Move.COUNTER, Move.DECLINE})
_ANSWERS = _DECIDES | {Move.ASK}


@dataclass(frozen=True)
class Answering:
    """How one person answered the requests that reached them.

    Attributes:
        took: The median of their own working time until their first word; None before there is one.
        unchanged: How many they approved as they were asked.
        decided: How many they approved, countered or declined.
        waiting: How many wait for them now.
    """

    took: timedelta | None
    unchanged: int
    decided: int
    waiting: int


def answering(person: str, requests: Iterable[Request], schedule: Schedule) -> Answering:
    """How `person` answered `requests`, by their own schedule; while a question is open no time passes."""
    spans: list[float] = []
    moves: list[Move] = []
    waiting = 0
    for each in requests:
        seat = each.seat_of(person)
        if seat is None:
            continue
        own = [done for done in each.decisions if done.by == person and done.move in _ANSWERS]
        moves += [done.move for done in own if done.move in _DECIDES]
        if own:
            spans.append(_worked(each, schedule, seat.since, own[0].at).total_seconds())
        waiting += each.status is Status.PENDING and each.question is None
    return Answering(
        took=timedelta(seconds=median(spans)) if spans else None,
        unchanged=moves.count(Move.APPROVE),
        decided=len(moves),
        waiting=waiting,
    )


def _worked(request: Request, schedule: Schedule, since: datetime, until: datetime) -> timedelta:
    pauses = [(each.asked_at, each.answered_at) for each in request.questions if each.asked_at < until]
    return worked(schedule, since, until, pauses)
