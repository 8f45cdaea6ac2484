"""The clock of a request: it runs in the working hours of who is waited for, and stops while they wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.calendar import ONE_DAY, local_day, moment
from bot.domain.request_moves import Move, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.plan_parts import Approvals
    from bot.domain.requests import Request
    from bot.domain.schedules import Schedule

    Stretch = tuple[datetime, datetime]

_FAR = 400
"""Days after which waiting for working time is given up."""


class Alarm(StrEnum):
    """What a request's clock calls for."""

    REMIND = "remind"
    ESCALATE = "escalate"
    EXPIRE = "expire"


@dataclass(frozen=True)
class Hands:
    """When each of them is due, in UTC; None while the clock stands still, or where nothing is to do."""

    remind: datetime | None
    escalate: datetime | None
    expire: datetime | None


def hands(request: Request, approvals: Approvals, waited_for: Schedule) -> Hands:
    """The clock of an open request; `waited_for` is the schedule of who holds it: see `holder`.

    The reminder and the next approver count from when it reached its last approver, the end from when
    it reached the first, without the time in which the requester owed answers. While they owe one, their
    reminder and the end count from the question, and after a counter the end from that, in their hours.
    """
    if request.status is Status.COUNTERED and request.offer is not None:
        return Hands(None, None, after(waited_for, request.offer.at, approvals.expire_after))
    if request.status is not Status.PENDING or not request.seats:
        return Hands(None, None, None)
    if request.question is not None:
        asked_at = request.question.asked_at
        remind = after(waited_for, asked_at, approvals.remind_after)
        return Hands(remind, None, after(waited_for, asked_at, approvals.expire_after))
    pauses = [(each.asked_at, each.answered_at) for each in request.questions if each.answered_at is not None]
    since = request.seats[-1].since
    return Hands(
        after(waited_for, since, approvals.remind_after, pauses),
        after(waited_for, since, approvals.escalate_after, pauses),
        after(waited_for, request.seats[0].since, approvals.expire_after, pauses),
    )


def holder(request: Request) -> str | None:
    """Who is waited for: the requester for an answer or a counter, else who was asked last."""
    if request.status is Status.COUNTERED or (request.status is Status.PENDING and request.question):
        return request.requester
    return request.seats[-1].person if request.status is Status.PENDING and request.seats else None


def after(
    schedule: Schedule,
    start: datetime,
    span: timedelta,
    pauses: Sequence[Stretch] = (),
) -> datetime | None:
    """When `span` of working time has passed since `start`, without the pauses, in UTC.

    A day of `span` is a working day: all the hours of one that are not quiet. None where that never comes.
    """
    left = working_time(span, schedule.hours.quiet)
    for begin, end in _stretches(schedule, start):
        for first, last in _without(begin, end, pauses):
            if last - first >= left:
                return first + left
            left -= last - first
    return None


def worked(
    schedule: Schedule,
    start: datetime,
    end: datetime,
    pauses: Sequence[tuple[datetime, datetime | None]] = (),
) -> timedelta:
    """How much working time lies between `start` and `end`, without the pauses."""
    total = timedelta()
    ended = [(begun, done or end) for begun, done in pauses]
    for begin, finish in _stretches(schedule, start):
        if begin >= end:
            break
        total += sum(
            (last - first for first, last in _without(begin, min(finish, end), ended)), start=timedelta()
        )
    return total


def working_time(span: timedelta, quiet: tuple[time, time]) -> timedelta:
    """How much working time `span` is: each of its days has the hours of one that are not quiet."""
    begins, ends = (datetime.combine(date.min, each) for each in quiet)
    silent = (ends - begins) % ONE_DAY
    return span - span.days * silent


def waited(request: Request, schedule: Schedule, until: datetime) -> timedelta:
    """How long a request has waited for its first answer by then, in working time of who was asked."""
    if not request.seats:
        return timedelta()
    answers = (Move.APPROVE, Move.COUNTER, Move.DECLINE, Move.ASK)
    first = next((each.at for each in request.decisions if each.move in answers), until)
    return worked(schedule, request.seats[0].since, first)


def _stretches(schedule: Schedule, start: datetime) -> Iterator[Stretch]:
    """Working time from `start` on, in UTC, day by day."""
    today = local_day(start, schedule.zone)
    for number in range(_FAR):
        day = today + number * ONE_DAY
        if not schedule.days.includes(day):
            continue
        midnight, next_midnight = (moment(each, time(0), schedule.zone) for each in (day, day + ONE_DAY))
        quiet, ends = (moment(day, each, schedule.zone) for each in schedule.hours.quiet)
        if quiet == ends:
            hours = [(midnight, next_midnight)]
        elif quiet < ends:
            hours = [(midnight, quiet), (ends, next_midnight)]
        else:
            hours = [(ends, quiet)]
        yield from ((max(begin, start), end) for begin, end in hours if max(begin, start) < end)


def _without(begin: datetime, end: datetime, pauses: Sequence[Stretch]) -> Iterator[Stretch]:
    """What is left from `begin` to `end` without the pauses, in order."""
    for first, last in sorted(pauses):
        if last <= begin or first >= end:
            continue
        if begin < first:
            yield begin, first
        begin = max(begin, last)
    if begin < end:
        yield begin, end
