"""Delegations: who decides for whom, from when to when. One that was ended stays, and counts no more."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKeyConstraint, insert, select, update
from sqlmodel import Field, SQLModel, col

from bot.domain.delegations import Delegation

if TYPE_CHECKING:
    from sqlalchemy import Connection


class DelegationRow(SQLModel, table=True):
    """Somebody decides for somebody else from one day to another, both included."""

    __tablename__ = "delegations"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        ForeignKeyConstraint(["workspace", "delegate"], ["people.workspace", "people.id"]),
    )

    workspace: str = Field(primary_key=True, max_length=32)
    id: str = Field(primary_key=True, max_length=32)
    person: str = Field(max_length=32)
    delegate: str = Field(max_length=32)
    first: date
    last: date
    entered_by: str = Field(max_length=32)
    entered_at: datetime
    ended_by: str | None = Field(default=None, max_length=32)
    ended_at: datetime | None = None


_COLUMNS = (
    col(DelegationRow.id),
    col(DelegationRow.person),
    col(DelegationRow.delegate),
    col(DelegationRow.first),
    col(DelegationRow.last),
)


def current(connection: Connection, workspace: str, day: date) -> list[Delegation]:
    """Those that end on `day` or later, the latest entered first."""
    statement = (
        select(*_COLUMNS)
        .where(
            col(DelegationRow.workspace) == workspace,
            col(DelegationRow.last) >= day,
            col(DelegationRow.ended_at).is_(None),
        )
        .order_by(col(DelegationRow.entered_at).desc(), col(DelegationRow.id))
    )
    return [Delegation(*row) for row in connection.execute(statement)]


def find(connection: Connection, workspace: str, delegation: str) -> Delegation | None:
    """The delegation with this id, ended or not."""
    statement = select(*_COLUMNS).where(
        col(DelegationRow.workspace) == workspace, col(DelegationRow.id) == delegation
    )
    row = connection.execute(statement).one_or_none()
    return None if row is None else Delegation(*row)


def add(connection: Connection, workspace: str, delegation: Delegation, by: str, now: datetime) -> None:
    """Write a delegation down."""
    connection.execute(
        insert(DelegationRow).values(
            workspace=workspace,
            id=delegation.id,
            person=delegation.person,
            delegate=delegation.delegate,
            first=delegation.first,
            last=delegation.last,
            entered_by=by,
            entered_at=now,
        )
    )


def end(connection: Connection, workspace: str, person: str, by: str, now: datetime) -> int:
    """Let nobody decide for `person` any more; how many delegations that ended."""
    theirs = (
        col(DelegationRow.workspace) == workspace,
        col(DelegationRow.person) == person,
        col(DelegationRow.ended_at).is_(None),
    )
    return connection.execute(update(DelegationRow).where(*theirs).values(ended_by=by, ended_at=now)).rowcount
