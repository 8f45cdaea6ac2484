"""Coaching as messages: the morning's queue, the note to its person, the request to its manager."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import ONE_DAY, days_between, moment
from bot.domain.deliveries import Method, Planned, Priority
from bot.services.checkins import home
from bot.store import coaching, deliveries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from bot.domain.coaching import Asked, Note
    from bot.domain.people import Person
    from bot.domain.schedules import Schedule

MORNING = "coaching-morning"
NOTE = "coaching-note"
ASKED = "coaching-asked"
REDRAWN = "-card"
"""Ends the kind of each of these when it is drawn again."""

_MORNING_USEFUL = timedelta(hours=8)
_USEFUL = timedelta(days=30)
"""A note, and a request, are worth reading after a holiday."""


def mornings(manager: Person, schedule: Schedule, first: datetime, last: datetime) -> Iterator[Planned]:
    """A manager's mornings from `first` to `last`: at the end of the quiet hours of each day they work.

    Where there are none, with the digest.
    """
    begins, ends = schedule.hours.quiet
    hour = schedule.hours.cutoff if begins == ends else ends
    for day in days_between(first.date() - ONE_DAY, last.date() + ONE_DAY):
        due_at = moment(day, hour, schedule.zone)
        if first <= due_at <= last and schedule.works(day):
            yield morning(manager.workspace, manager.id, day, due_at)


def morning(workspace: str, manager: str, day: date, due_at: datetime) -> Planned:
    """Who could use a manager, told on a morning if any of it is new by then."""
    return Planned(
        workspace=workspace,
        key=f"{MORNING}:{manager}:{day.isoformat()}",
        kind=MORNING,
        to=manager,
        person=manager,
        due_at=due_at,
        useful_until=due_at + _MORNING_USEFUL,
        priority=Priority.DIGEST,
        about={"day": day.isoformat()},
    )


def told(workspace: str, note: Note, now: datetime) -> Planned:
    """The note, to whom it is about."""
    return _privately(workspace, NOTE, note.id, note.person, now)


def asked(workspace: str, request: Asked, now: datetime) -> Planned:
    """What somebody asks, to their manager."""
    return _privately(workspace, ASKED, request.id, request.told, now)


def queues_again(
    connection: Connection, workspace: str, managers: Iterable[str], now: datetime
) -> Iterator[Planned]:
    """The last morning message of each of these managers."""
    for manager in sorted(set(managers)):
        day = coaching.last_morning(connection, workspace, manager)
        if day is not None:
            yield morning(workspace, manager, day, now)


def homes_again(workspace: str, people: Iterable[str], occasion: str, now: datetime) -> Iterator[Planned]:
    """The Homes of these people, drawn again once for an occasion."""
    for user in sorted(set(people)):
        yield home(workspace, user, now, f"coaching:{occasion}", now)


def again(
    connection: Connection, workspace: str, cards: Iterable[Planned], occasion: str, now: datetime
) -> Iterator[Planned]:
    """Those of these messages that were sent, drawn again once for an occasion."""
    known = {each.key: each for each in cards}
    for key in sorted(deliveries.posted(connection, workspace, list(known))):
        yield replace(
            known[key],
            key=f"{known[key].kind}{REDRAWN}:{key}:{occasion}",
            kind=f"{known[key].kind}{REDRAWN}",
            due_at=now,
            useful_until=now + timedelta(days=7),
            priority=Priority.ANSWER,
            method=Method.UPDATE,
            updates=key,
        )


def occasion_of(receipt: str) -> str:
    """A short name for what somebody did, by which what follows from it happens once."""
    return hashlib.sha256(receipt.encode()).hexdigest()[:16]


def _privately(workspace: str, kind: str, which: str, to: str, now: datetime) -> Planned:
    return Planned(
        workspace=workspace,
        key=f"{kind}:{which}",
        kind=kind,
        to=to,
        person=to,
        due_at=now,
        useful_until=now + _USEFUL,
        priority=Priority.PROMPT,
        about={"id": which},
    )
