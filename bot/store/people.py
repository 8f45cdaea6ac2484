"""People: who is on the team, keyed by workspace and Slack id."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, literal, select, update
from sqlmodel import Field, SQLModel, col

from bot.domain.people import Person, Rank

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Column, Connection, Table

BATCH = 1_000
"""Ids per statement: well below both engines' limit of bound values."""


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
    country: str | None = Field(default=None, max_length=8)
    email: str | None = Field(default=None, max_length=254)
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
    col(PersonRow.country),
    col(PersonRow.email),
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


def hold(connection: Connection, workspace: str, ids: Collection[str]) -> None:
    """Hold the rows of these people against other writers until the transaction ends, in one order."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), BATCH):
        here = (col(PersonRow.workspace) == workspace, col(PersonRow.id).in_(ordered[start : start + BATCH]))
        statement = select(col(PersonRow.id)).where(*here).order_by(col(PersonRow.id))
        connection.execute(statement.with_for_update(key_share=True)).all()


def some(connection: Connection, workspace: str, ids: Sequence[str]) -> dict[str, Person]:
    """The people with these ids, active or not, by id."""
    found: dict[str, Person] = {}
    for start in range(0, len(ids), BATCH):
        here = (col(PersonRow.workspace) == workspace, col(PersonRow.id).in_(ids[start : start + BATCH]))
        found |= {row.id: _person(row) for row in connection.execute(select(*_COLUMNS).where(*here))}
    return found


def active(connection: Connection, workspace: str) -> list[Person]:
    """Everyone on the team, by name."""
    statement = (
        select(*_COLUMNS)
        .where(col(PersonRow.workspace) == workspace, col(PersonRow.active).is_(True))
        .order_by(col(PersonRow.name), col(PersonRow.id))
    )
    return [_person(row) for row in connection.execute(statement)]


def everyone(connection: Connection, workspace: str) -> list[Person]:
    """Everybody who is or was on the team, by name."""
    statement = (
        select(*_COLUMNS)
        .where(col(PersonRow.workspace) == workspace)
        .order_by(col(PersonRow.name), col(PersonRow.id))
    )
    return [_person(row) for row in connection.execute(statement)]


def reports_of(connection: Connection, workspace: str, manager: str) -> list[Person]:
    """The active people who answer to `manager` directly, by name."""
    return reports_of_all(connection, workspace, [manager]).get(manager, [])


def reports_of_all(
    connection: Connection, workspace: str, managers: Collection[str]
) -> dict[str, list[Person]]:
    """The same for several managers, by their ids."""
    statement = (
        select(*_COLUMNS)
        .where(
            col(PersonRow.workspace) == workspace,
            col(PersonRow.manager).in_(managers),
            col(PersonRow.active).is_(True),
        )
        .order_by(col(PersonRow.name), col(PersonRow.id))
    )
    found: dict[str, list[Person]] = {}
    for row in connection.execute(statement):
        found.setdefault(row.manager, []).append(_person(row))
    return found


def save(connection: Connection, person: Person, now: datetime) -> None:
    """Write a person down, new or changed. Who comes back is on the team from `now` on."""
    save_all(connection, person.workspace, [person], now)


def save_all(connection: Connection, workspace: str, team: Sequence[Person], now: datetime) -> None:
    """The same for several people of one workspace, in a few statements however many they are."""
    known: dict[str, bool] = {}
    for start in range(0, len(team), BATCH):
        ids = [each.id for each in team[start : start + BATCH]]
        here = (col(PersonRow.workspace) == workspace, col(PersonRow.id).in_(ids))
        found = connection.execute(select(col(PersonRow.id), col(PersonRow.active)).where(*here))
        known |= {row.id: row.active for row in found}
    fresh = [_values(each, now) | {"added_at": now} for each in team if each.id not in known]
    changed = [_values(each, now) for each in team if each.id in known]
    back = [
        {"its_id": each.id, "its_workspace": workspace, "added_at": now}
        for each in team
        if each.active and not known.get(each.id, True)
    ]
    if fresh:
        connection.execute(insert(PersonRow), fresh)
    _update(connection, [_keyed(each) for each in changed])
    _update(connection, back)


def rename(connection: Connection, workspace: str, before: str, after: str) -> None:
    """Give somebody another id, and everything that is theirs with it."""
    people = SQLModel.metadata.tables[PersonRow.__tablename__]
    here = (people.c.workspace == workspace, people.c.id == before)
    moved = [literal(after) if each.name == "id" else each for each in people.columns]
    connection.execute(
        insert(people).from_select([each.name for each in people.columns], select(*moved).where(*here))
    )
    for column in _references_to(people):
        theirs = (column.table.c.workspace == workspace, column == before)
        connection.execute(update(column.table).where(*theirs).values({column: after}))
    connection.execute(delete(people).where(*here))


def _references_to(people: Table) -> list[Column[Any]]:
    """Every column that holds a person's id and must hold an existing one; and whose manager they are."""
    referring = [
        key.parent
        for table in SQLModel.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column is people.c.id
    ]
    return [people.c.manager, *referring]


def _update(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    here = (
        col(PersonRow.workspace) == bindparam("its_workspace"),
        col(PersonRow.id) == bindparam("its_id"),
    )
    values: dict[str, Any] = {name: bindparam(name) for name in rows[0] if not name.startswith("its_")}
    connection.execute(update(PersonRow).where(*here).values(values), rows)


def _keyed(values: dict[str, Any]) -> dict[str, Any]:
    """The row, with its key under names that are not columns."""
    return {f"its_{name}" if name in {"workspace", "id"} else name: value for name, value in values.items()}


def _values(person: Person, now: datetime) -> dict[str, Any]:
    return {
        "workspace": person.workspace,
        "id": person.id,
        "name": person.name,
        "rank": person.rank.value,
        "role": person.role,
        "manager": person.manager,
        "timezone": person.timezone,
        "starts_on": person.starts_on,
        "level": person.level,
        "admin": person.admin,
        "active": person.active,
        "country": person.country,
        "email": person.email,
        "changed_at": now,
    }


def _person(row: Any) -> Person:
    """The person in a row of `_COLUMNS`, which are in the order of theirs: thousands are read at a time."""
    workspace, person, name, rank, *others = row
    return Person(workspace, person, name, Rank(rank), *others)
