"""People: who is on the team, keyed by workspace and Slack id."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update
from sqlmodel import Field, SQLModel, col

from bot.domain.people import Person, Rank

if TYPE_CHECKING:
    from sqlalchemy import Connection


class PersonRow(SQLModel, table=True):
    """A Slack user the workspace knows."""

    __tablename__ = "people"

    workspace: str = Field(primary_key=True, foreign_key="workspaces.id", max_length=32)
    id: str = Field(primary_key=True, max_length=32)
    name: str
    rank: str = Field(max_length=16)
    role: str | None = Field(default=None, max_length=40)
    manager: str | None = Field(default=None, max_length=32, index=True)
    timezone: str = Field(max_length=64)
    starts_on: date
    level: str = Field(max_length=40)
    admin: bool = False
    active: bool = True
    added_at: datetime
    changed_at: datetime


_COLUMNS = (
    col(PersonRow.workspace),
    col(PersonRow.id),
    col(PersonRow.name),
    col(PersonRow.rank),
    col(PersonRow.role),
    col(PersonRow.manager),
    col(PersonRow.timezone),
    col(PersonRow.starts_on),
    col(PersonRow.level),
    col(PersonRow.admin),
    col(PersonRow.active),
    col(PersonRow.added_at),
)


def find(connection: Connection, workspace: str, person: str, *, alone: bool = False) -> Person | None:
    """The person with this Slack id in this workspace, active or not.

    With `alone`, the row is locked against other writers until the transaction ends.
    """
    statement = select(*_COLUMNS).where(col(PersonRow.workspace) == workspace, col(PersonRow.id) == person)
    if alone:
        statement = statement.with_for_update(key_share=True)
    row = connection.execute(statement).one_or_none()
    return None if row is None else _person(row)


def active(connection: Connection, workspace: str) -> list[Person]:
    """Everyone on the team, by name."""
    statement = (
        select(*_COLUMNS)
        .where(col(PersonRow.workspace) == workspace, col(PersonRow.active).is_(True))
        .order_by(col(PersonRow.name), col(PersonRow.id))
    )
    return [_person(row) for row in connection.execute(statement)]


def reports_of(connection: Connection, workspace: str, manager: str) -> list[Person]:
    """The active people who answer to `manager` directly, by name."""
    statement = (
        select(*_COLUMNS)
        .where(
            col(PersonRow.workspace) == workspace,
            col(PersonRow.manager) == manager,
            col(PersonRow.active).is_(True),
        )
        .order_by(col(PersonRow.name), col(PersonRow.id))
    )
    return [_person(row) for row in connection.execute(statement)]


def save(connection: Connection, person: Person, now: datetime) -> None:
    """Write a person down, new or changed."""
    values: dict[str, Any] = {
        "name": person.name,
        "rank": person.rank.value,
        "role": person.role,
        "manager": person.manager,
        "timezone": person.timezone,
        "starts_on": person.starts_on,
        "level": person.level,
        "admin": person.admin,
        "active": person.active,
        "changed_at": now,
    }
    changed = connection.execute(
        update(PersonRow)
        .where(col(PersonRow.workspace) == person.workspace, col(PersonRow.id) == person.id)
        .values(values)
    )
    if changed.rowcount == 0:
        keys = {"workspace": person.workspace, "id": person.id, "added_at": now}
        connection.execute(insert(PersonRow).values(keys | values))


def _person(row: Any) -> Person:
    return Person(
        workspace=row.workspace,
        id=row.id,
        name=row.name,
        rank=Rank(row.rank),
        role=row.role,
        manager=row.manager,
        timezone=row.timezone,
        starts_on=row.starts_on,
        level=row.level,
        admin=row.admin,
        active=row.active,
        added_at=row.added_at,
    )
