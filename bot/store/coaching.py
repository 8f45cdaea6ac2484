"""Coaching: what was talked about, who asked for a talk, whom a manager leaves for later."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKeyConstraint, Index, Text, func, insert, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, SQLModel, col

from bot.domain.checkins import Kept
from bot.domain.coaching import Asked, Note
from bot.store.checkins import CheckinRow
from bot.store.people import BATCH

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sqlalchemy import Connection


class NoteRow(SQLModel, table=True):
    """What a manager discussed with somebody, and what they agreed."""

    __tablename__ = "coaching_notes"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        Index("coaching_notes_by_person", "workspace", "person", "at"),
    )

    workspace: str = Field(primary_key=True, max_length=32)
    id: str = Field(primary_key=True, max_length=32)
    person: str = Field(max_length=32)
    by: str = Field(max_length=32)
    at: datetime
    words: str = Field(sa_type=Text)
    action: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": text("''")})
    due: date | None = None
    read_at: datetime | None = None
    settled_at: datetime | None = None
    settled_by: str | None = Field(default=None, max_length=32)


class AskedRow(SQLModel, table=True):
    """Somebody asks for coaching; closed by a note, or by themselves."""

    __tablename__ = "coaching_requests"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        Index("coaching_requests_by_person", "workspace", "person", "closed_at"),
    )

    workspace: str = Field(primary_key=True, max_length=32)
    id: str = Field(primary_key=True, max_length=32)
    person: str = Field(max_length=32)
    told: str = Field(max_length=32)
    words: str = Field(sa_type=Text)
    at: datetime
    closed_at: datetime | None = None
    withdrawn: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})


class SnoozeRow(SQLModel, table=True):
    """A manager leaves somebody for later."""

    __tablename__ = "coaching_snoozes"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "manager"], ["people.workspace", "people.id"]),
        ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
    )

    workspace: str = Field(primary_key=True, max_length=32)
    manager: str = Field(primary_key=True, max_length=32)
    person: str = Field(primary_key=True, max_length=32)
    until: datetime


class MorningRow(SQLModel, table=True):
    """What stood in a manager's queue on a morning, so that the next one knows what is new."""

    __tablename__ = "coaching_mornings"
    __table_args__ = (ForeignKeyConstraint(["workspace", "manager"], ["people.workspace", "people.id"]),)

    workspace: str = Field(primary_key=True, max_length=32)
    manager: str = Field(primary_key=True, max_length=32)
    day: date = Field(primary_key=True)
    marks: str = Field(sa_type=Text)
    wanted: bool


@dataclass(frozen=True)
class Morning:
    """A manager's queue on one morning.

    Attributes:
        day: Which.
        marks: What called for a talk, by name.
        wanted: Whether any of it was news, so that a message was to be sent.
    """

    day: date
    marks: frozenset[str]
    wanted: bool


@dataclass(frozen=True)
class Deeds:
    """What somebody wrote of their own days.

    Attributes:
        kept: How many commitments they kept.
        wins: What went well, each with its day, in order.
    """

    kept: int
    wins: tuple[tuple[date, str], ...]


_NOTE = (
    col(NoteRow.id),
    col(NoteRow.person),
    col(NoteRow.by),
    col(NoteRow.at),
    col(NoteRow.words),
    col(NoteRow.action),
    col(NoteRow.due),
    col(NoteRow.read_at),
    col(NoteRow.settled_at),
)
_ASKED = (
    col(AskedRow.id),
    col(AskedRow.person),
    col(AskedRow.told),
    col(AskedRow.words),
    col(AskedRow.at),
    col(AskedRow.closed_at),
    col(AskedRow.withdrawn),
)
_OPEN = (col(NoteRow.action) != "", col(NoteRow.settled_at).is_(None))


def deeds(connection: Connection, workspace: str, since: Mapping[str, date]) -> dict[str, Deeds]:
    """What several people wrote of their days, each since a day of their own, by person."""
    found: dict[str, list[tuple[date, str, str | None]]] = {}
    for some in _batches(since):
        statement = (
            select(col(CheckinRow.person), col(CheckinRow.day), col(CheckinRow.wins), col(CheckinRow.kept))
            .where(
                col(CheckinRow.workspace) == workspace,
                col(CheckinRow.person).in_(some),
                col(CheckinRow.day) >= min(since[each] for each in some),
                or_(col(CheckinRow.wins) != "", col(CheckinRow.kept) == Kept.YES.value),
            )
            .order_by(col(CheckinRow.day))
        )
        for person, day, wins, kept in connection.execute(statement):
            if day >= since[person]:
                found.setdefault(person, []).append((day, wins, kept))
    return {
        person: Deeds(
            sum(kept == Kept.YES for _, _, kept in told), tuple((day, wins) for day, wins, _ in told if wins)
        )
        for person, told in found.items()
    }


def add(connection: Connection, workspace: str, note: Note) -> None:
    """Write a note down."""
    connection.execute(
        insert(NoteRow).values(
            workspace=workspace,
            id=note.id,
            person=note.person,
            by=note.by,
            at=note.at,
            words=note.words,
            action=note.action,
            due=note.due,
        )
    )


def note(connection: Connection, workspace: str, which: str) -> Note | None:
    """One note by its id."""
    statement = select(*_NOTE).where(col(NoteRow.workspace) == workspace, col(NoteRow.id) == which)
    row = connection.execute(statement).one_or_none()
    return None if row is None else Note(*row)


def notes_of(connection: Connection, workspace: str, person: str, most: int) -> list[Note]:
    """The last notes about somebody, the latest first."""
    statement = (
        select(*_NOTE)
        .where(col(NoteRow.workspace) == workspace, col(NoteRow.person) == person)
        .order_by(col(NoteRow.at).desc(), col(NoteRow.id))
        .limit(most)
    )
    return [Note(*row) for row in connection.execute(statement)]


def agreed(connection: Connection, workspace: str, ids: Collection[str]) -> list[Note]:
    """What these people agreed and nobody has settled: the next due first, what has no day last."""
    found = [
        Note(*row)
        for some in _batches(ids)
        for row in connection.execute(
            select(*_NOTE).where(col(NoteRow.workspace) == workspace, col(NoteRow.person).in_(some), *_OPEN)
        )
    ]
    return sorted(found, key=lambda each: (each.due or date.max, each.at, each.id))


def read(connection: Connection, workspace: str, which: str, now: datetime) -> bool:
    """Write down that a note was read; False if that was known."""
    unread = (
        col(NoteRow.workspace) == workspace,
        col(NoteRow.id) == which,
        col(NoteRow.read_at).is_(None),
    )
    return connection.execute(update(NoteRow).where(*unread).values(read_at=now)).rowcount == 1


def settle(connection: Connection, workspace: str, which: str, by: str, now: datetime) -> bool:
    """Settle what was agreed; False if it was settled, or nothing was agreed."""
    waiting = (col(NoteRow.workspace) == workspace, col(NoteRow.id) == which, *_OPEN)
    values = {"settled_at": now, "settled_by": by}
    return connection.execute(update(NoteRow).where(*waiting).values(values)).rowcount == 1


def ask(connection: Connection, workspace: str, asked: Asked) -> None:
    """Write down that somebody asks for coaching."""
    connection.execute(
        insert(AskedRow).values(
            workspace=workspace,
            id=asked.id,
            person=asked.person,
            told=asked.told,
            words=asked.words,
            at=asked.at,
        )
    )


def request(connection: Connection, workspace: str, which: str) -> Asked | None:
    """What somebody asked, by its id."""
    statement = select(*_ASKED).where(col(AskedRow.workspace) == workspace, col(AskedRow.id) == which)
    row = connection.execute(statement).one_or_none()
    return None if row is None else Asked(*row)


def asking(connection: Connection, workspace: str, ids: Collection[str]) -> dict[str, Asked]:
    """What these people ask, while it is open, by person."""
    found: dict[str, Asked] = {}
    for some in _batches(ids):
        statement = select(*_ASKED).where(
            col(AskedRow.workspace) == workspace,
            col(AskedRow.person).in_(some),
            col(AskedRow.closed_at).is_(None),
        )
        found |= {row.person: Asked(*row) for row in connection.execute(statement)}
    return found


def close(connection: Connection, workspace: str, which: str, now: datetime, *, withdrawn: bool) -> bool:
    """Close what somebody asked; False if it was closed."""
    waiting = (
        col(AskedRow.workspace) == workspace,
        col(AskedRow.id) == which,
        col(AskedRow.closed_at).is_(None),
    )
    values = {"closed_at": now, "withdrawn": withdrawn}
    return connection.execute(update(AskedRow).where(*waiting).values(values)).rowcount == 1


def snooze(connection: Connection, workspace: str, manager: str, person: str, until: datetime) -> None:
    """Leave somebody out of a manager's queue until a moment."""
    keys = {"workspace": workspace, "manager": manager, "person": person}
    _upsert(connection, SnoozeRow, keys, {"until": until})


def snoozed(connection: Connection, workspace: str, manager: str, now: datetime) -> set[str]:
    """Whom a manager leaves for later."""
    statement = select(col(SnoozeRow.person)).where(
        col(SnoozeRow.workspace) == workspace, col(SnoozeRow.manager) == manager, col(SnoozeRow.until) > now
    )
    return set(connection.scalars(statement))


def morning_before(connection: Connection, workspace: str, manager: str, day: date) -> Morning | None:
    """The last morning before a day; None where there was none."""
    statement = (
        select(col(MorningRow.day), col(MorningRow.marks), col(MorningRow.wanted))
        .where(
            col(MorningRow.workspace) == workspace,
            col(MorningRow.manager) == manager,
            col(MorningRow.day) < day,
        )
        .order_by(col(MorningRow.day).desc())
        .limit(1)
    )
    row = connection.execute(statement).one_or_none()
    return None if row is None else Morning(row.day, frozenset(json.loads(row.marks)), row.wanted)


def last_morning(connection: Connection, workspace: str, manager: str) -> date | None:
    """The last morning on which a manager was to be told of their queue; None where there was none."""
    statement = select(func.max(col(MorningRow.day))).where(
        col(MorningRow.workspace) == workspace, col(MorningRow.manager) == manager, col(MorningRow.wanted)
    )
    return connection.scalar(statement)


def remember(connection: Connection, workspace: str, manager: str, morning: Morning) -> None:
    """Write down what stands in a manager's queue on a morning."""
    keys = {"workspace": workspace, "manager": manager, "day": morning.day}
    told = {"marks": json.dumps(sorted(morning.marks)), "wanted": morning.wanted}
    _upsert(connection, MorningRow, keys, told)


def _upsert(connection: Connection, table: Any, keys: dict[str, Any], values: dict[str, Any]) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    written = dialect.insert(table).values(keys | values)
    connection.execute(written.on_conflict_do_update(index_elements=list(keys), set_=values))


def _batches(ids: Collection[str]) -> Iterator[list[str]]:
    ordered = list(ids)
    return (ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH))
