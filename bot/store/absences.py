"""Absences: who is away from when to when. One that was cancelled stays, and counts no more."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKeyConstraint, Index, insert, select, update
from sqlmodel import Field, SQLModel, col

from bot.domain.absences import Absence

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection


class AbsenceRow(SQLModel, table=True):
    """Somebody is away from one day to another."""

    __tablename__ = "absences"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        Index("absences_by_person", "workspace", "person", "last"),
        Index("absences_by_end", "workspace", "last"),
    )

    workspace: str = Field(primary_key=True, max_length=32)
    id: str = Field(primary_key=True, max_length=32)
    person: str = Field(max_length=32)
    first: date
    last: date
    entered_by: str = Field(max_length=32)
    entered_at: datetime
    cancelled_by: str | None = Field(default=None, max_length=32)
    cancelled_at: datetime | None = None


_COLUMNS = (
    col(AbsenceRow.id),
    col(AbsenceRow.person),
    col(AbsenceRow.first),
    col(AbsenceRow.last),
    col(AbsenceRow.entered_by),
)


def since(connection: Connection, workspace: str, day: date) -> dict[str, list[tuple[date, date]]]:
    """Everybody's absences that end on `day` or later, by person."""
    statement = select(col(AbsenceRow.person), col(AbsenceRow.first), col(AbsenceRow.last)).where(
        col(AbsenceRow.workspace) == workspace,
        col(AbsenceRow.last) >= day,
        col(AbsenceRow.cancelled_at).is_(None),
    )
    found: dict[str, list[tuple[date, date]]] = {}
    for person, first, last in connection.execute(statement.order_by(col(AbsenceRow.first))):
        found.setdefault(person, []).append((first, last))
    return found


def of(
    connection: Connection, workspace: str, people: Collection[str], day: date
) -> dict[str, list[Absence]]:
    """The absences of `people` that end on `day` or later, by person and in order."""
    statement = (
        select(*_COLUMNS)
        .where(
            col(AbsenceRow.workspace) == workspace,
            col(AbsenceRow.person).in_(people),
            col(AbsenceRow.last) >= day,
            col(AbsenceRow.cancelled_at).is_(None),
        )
        .order_by(col(AbsenceRow.first), col(AbsenceRow.id))
    )
    found: dict[str, list[Absence]] = {}
    for row in connection.execute(statement):
        found.setdefault(row.person, []).append(Absence(*row))
    return found


def find(connection: Connection, workspace: str, absence: str) -> Absence | None:
    """The absence with this id, unless it was cancelled."""
    statement = select(*_COLUMNS).where(
        col(AbsenceRow.workspace) == workspace,
        col(AbsenceRow.id) == absence,
        col(AbsenceRow.cancelled_at).is_(None),
    )
    row = connection.execute(statement).one_or_none()
    return None if row is None else Absence(*row)


def add(connection: Connection, workspace: str, absence: Absence, now: datetime) -> None:
    """Write an absence down."""
    connection.execute(
        insert(AbsenceRow).values(
            workspace=workspace,
            id=absence.id,
            person=absence.person,
            first=absence.first,
            last=absence.last,
            entered_by=absence.entered_by,
            entered_at=now,
        )
    )


def shorten(connection: Connection, workspace: str, absence: str, last: date) -> None:
    """Let an absence end on `last`."""
    here = (col(AbsenceRow.workspace) == workspace, col(AbsenceRow.id) == absence)
    connection.execute(update(AbsenceRow).where(*here).values(last=last))


def cancel(connection: Connection, workspace: str, absence: str, by: str, now: datetime) -> None:
    """Let an absence count no more."""
    here = (col(AbsenceRow.workspace) == workspace, col(AbsenceRow.id) == absence)
    connection.execute(update(AbsenceRow).where(*here).values(cancelled_by=by, cancelled_at=now))
