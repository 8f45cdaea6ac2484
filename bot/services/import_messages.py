"""The question which of two numbers is right, as a message: when it is owed, and when it is drawn again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import ONE_DAY, days_between, local_day
from bot.domain.deliveries import Method, Planned, Priority
from bot.store import deliveries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from bot.domain.people import Person

QUESTION = "import-question"
REDRAWN = "import-question-card"
NOTE = "import-note"

_NOTED_FOR = timedelta(days=7)

_ASKED_SINCE = timedelta(days=9)
"""A question asked earlier is about a week that is closed: its buttons are gone."""


def key_of(person: str, day: date) -> str:
    """The obligation to ask somebody on one of their days; it is asked at most once on each."""
    return f"{QUESTION}:{person}:{day.isoformat()}"


def question(person: Person, until: datetime, now: datetime) -> Iterator[Planned]:
    """The question, and its last redrawing once nothing of it can be changed any more, at `until`."""
    key = key_of(person.id, local_day(now, person.zone))
    yield Planned(
        workspace=person.workspace,
        key=key,
        kind=QUESTION,
        to=person.id,
        person=person.id,
        due_at=now,
        useful_until=until,
        priority=Priority.PROMPT,
    )
    yield _again(person, key, "closed", until)


def notes(connection: Connection, due: Sequence[tuple[Person, datetime]], now: datetime) -> Iterator[Planned]:
    """The line to people of one workspace, each due out of their quiet hours, that what came now counts.

    Whatever else comes until it is sent stands in it too; what comes later that day waits for the next.
    """
    keys = [_note_of(person, at) for person, at in due]
    sent = deliveries.posted(connection, due[0][0].workspace, keys) if due else set()
    for person, at in due:
        due_at = at + ONE_DAY if _note_of(person, at) in sent else at
        yield Planned(
            workspace=person.workspace,
            key=_note_of(person, due_at),
            kind=NOTE,
            to=person.id,
            person=person.id,
            due_at=due_at,
            useful_until=due_at + _NOTED_FOR,
            priority=Priority.PROMPT,
            about={"since": now.isoformat()},
        )


def _note_of(person: Person, at: datetime) -> str:
    return f"{NOTE}:{person.id}:{local_day(at, person.zone).isoformat()}"


def redrawn(
    connection: Connection, team: Sequence[Person], occasion: str, due_at: datetime
) -> Iterator[Planned]:
    """Every question that these people of one workspace were asked of late, drawn again."""
    if not team:
        return
    keys: dict[str, Person] = {}
    for person in team:
        today = local_day(due_at, person.zone)
        keys |= {
            key_of(person.id, day): person for day in days_between(today - _ASKED_SINCE, today + ONE_DAY)
        }
    for key in sorted(deliveries.posted(connection, team[0].workspace, list(keys))):
        yield _again(keys[key], key, occasion, due_at)


def _again(person: Person, key: str, occasion: str, due_at: datetime) -> Planned:
    return Planned(
        workspace=person.workspace,
        key=f"{REDRAWN}:{key}:{occasion}",
        kind=REDRAWN,
        to=person.id,
        person=person.id,
        due_at=due_at,
        useful_until=due_at + timedelta(days=7),
        priority=Priority.ANSWER,
        method=Method.UPDATE,
        updates=key,
    )
