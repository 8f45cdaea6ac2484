"""The days that somebody lived: a fact once they are folded, whoever and wherever the person is later."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKeyConstraint, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, SQLModel, col

from bot.store.trust import TrustHeadRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy import Connection


BATCH = 1_000
"""People per statement: well below both engines' limit of bound values."""


class ActiveDayRow(SQLModel, table=True):
    """One day that one person worked, and that was folded."""

    __tablename__ = "active_days"
    __table_args__ = (ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),)

    workspace: str = Field(primary_key=True, max_length=32)
    person: str = Field(primary_key=True, max_length=32)
    day: date = Field(primary_key=True)


def add(connection: Connection, workspace: str, days: Iterable[tuple[str, date]]) -> None:
    """Write down the days that people lived; those that are known stay."""
    values = [{"workspace": workspace, "person": person, "day": day} for person, day in days]
    if values:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        connection.execute(dialect.insert(ActiveDayRow).on_conflict_do_nothing(), values)


def between(connection: Connection, workspace: str, person: str, first: date, last: date) -> list[date]:
    """The days from `first` to `last`, both included, that somebody lived, in order."""
    statement = (
        select(col(ActiveDayRow.day))
        .where(
            col(ActiveDayRow.workspace) == workspace,
            col(ActiveDayRow.person) == person,
            col(ActiveDayRow.day).between(first, last),
        )
        .order_by(col(ActiveDayRow.day))
    )
    return list(connection.execute(statement).scalars())


def since(
    connection: Connection, workspace: str, people: Collection[str], first: date
) -> dict[str, list[date]]:
    """The days from `first` on that several people lived, by person and in order."""
    ids = sorted(people)
    found: dict[str, list[date]] = {}
    for start in range(0, len(ids), BATCH):
        statement = (
            select(col(ActiveDayRow.person), col(ActiveDayRow.day))
            .where(
                col(ActiveDayRow.workspace) == workspace,
                col(ActiveDayRow.person).in_(ids[start : start + BATCH]),
                col(ActiveDayRow.day) >= first,
            )
            .order_by(col(ActiveDayRow.day))
        )
        for person, day in connection.execute(statement):
            found.setdefault(person, []).append(day)
    return found


def drop(connection: Connection, workspace: str, person: str, first: date, last: date) -> None:
    """Take back the days from `first` to `last`: it turns out that they were not worked."""
    here = (col(ActiveDayRow.workspace) == workspace, col(ActiveDayRow.person) == person)
    connection.execute(delete(ActiveDayRow).where(*here, col(ActiveDayRow.day).between(first, last)))


def resume(connection: Connection, workspace: str, first: Mapping[str, date], now: datetime) -> None:
    """Let nobody's days be lived before the `first` from which they count again."""
    values = [
        {"the_workspace": workspace, "the_person": person, "resumes_on": day, "due_at": now}
        for person, day in sorted(first.items())
    ]
    if values:
        connection.execute(_RESUME, values)


def resumptions(connection: Connection, workspace: str) -> dict[str, date]:
    """From which day on those count who came back as reps, by person."""
    statement = select(col(TrustHeadRow.person), col(TrustHeadRow.resumes_on)).where(
        col(TrustHeadRow.workspace) == workspace, col(TrustHeadRow.resumes_on).is_not(None)
    )
    return {person: day for person, day in connection.execute(statement) if day is not None}


_RESUME = (
    update(TrustHeadRow)
    .where(
        col(TrustHeadRow.workspace) == bindparam("the_workspace"),
        col(TrustHeadRow.person) == bindparam("the_person"),
    )
    .values(resumes_on=bindparam("resumes_on"), due_at=bindparam("due_at"))
)
