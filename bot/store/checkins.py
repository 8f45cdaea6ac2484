"""Check-ins: one row per person and day, one per count, and every earlier version of both."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKeyConstraint, and_, delete, insert, select, update
from sqlmodel import Field, SQLModel, col

from bot.domain.checkins import Checkin

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy import Connection


class CheckinRow(SQLModel, table=True):
    """A person's account of one working day."""

    __tablename__ = "checkins"
    __table_args__ = (ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),)

    workspace: str = Field(primary_key=True, max_length=32)
    person: str = Field(primary_key=True, max_length=32)
    day: date = Field(primary_key=True)
    wins: str
    blockers: str
    on_time: bool
    submitted_at: datetime
    changed_at: datetime
    revision: int
    plan_version: int


class CheckinCountRow(SQLModel, table=True):
    """How often one activity was done that day."""

    __tablename__ = "checkin_counts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace", "person", "day"], ["checkins.workspace", "checkins.person", "checkins.day"]
        ),
    )

    workspace: str = Field(primary_key=True, max_length=32)
    person: str = Field(primary_key=True, max_length=32)
    day: date = Field(primary_key=True)
    activity: str = Field(primary_key=True, max_length=40)
    count: int


class CheckinRevisionRow(SQLModel, table=True):
    """What a check-in said before it was edited."""

    __tablename__ = "checkin_revisions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace", "person", "day"], ["checkins.workspace", "checkins.person", "checkins.day"]
        ),
    )

    workspace: str = Field(primary_key=True, max_length=32)
    person: str = Field(primary_key=True, max_length=32)
    day: date = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    account: str
    replaced_at: datetime


def find(connection: Connection, workspace: str, person: str, day: date) -> Checkin | None:
    """The check-in of one person for one day."""
    return next(iter(between(connection, workspace, [person], day, day).get(person, [])), None)


def between(
    connection: Connection, workspace: str, people: Collection[str], first: date, last: date
) -> dict[str, list[Checkin]]:
    """The check-ins of `people` from `first` to `last`, both included, by person and in order of days."""
    same_day = and_(
        col(CheckinCountRow.workspace) == col(CheckinRow.workspace),
        col(CheckinCountRow.person) == col(CheckinRow.person),
        col(CheckinCountRow.day) == col(CheckinRow.day),
    )
    statement = (
        select(
            col(CheckinRow.person),
            col(CheckinRow.day),
            col(CheckinRow.wins),
            col(CheckinRow.blockers),
            col(CheckinRow.submitted_at),
            col(CheckinRow.on_time),
            col(CheckinRow.revision),
            col(CheckinCountRow.activity),
            col(CheckinCountRow.count),
        )
        .select_from(CheckinRow)
        .outerjoin(CheckinCountRow, same_day)
        .where(
            col(CheckinRow.workspace) == workspace,
            col(CheckinRow.person).in_(people),
            col(CheckinRow.day).between(first, last),
        )
        .order_by(col(CheckinRow.person), col(CheckinRow.day), col(CheckinCountRow.activity))
    )
    accounts: dict[tuple[str, date], tuple[Any, dict[str, int]]] = {}
    for row in connection.execute(statement):
        _, counts = accounts.setdefault((row.person, row.day), (row, {}))
        if row.activity is not None:
            counts[row.activity] = row[-1]
    found: dict[str, list[Checkin]] = {}
    for (person, day), (row, counts) in accounts.items():
        account = Checkin(day, counts, row.wins, row.blockers, row.submitted_at, row.on_time, row.revision)
        found.setdefault(person, []).append(account)
    return found


def answered(connection: Connection, workspace: str, days: Iterable[date]) -> set[tuple[str, date]]:
    """Who has already answered for which of `days`."""
    statement = select(col(CheckinRow.person), col(CheckinRow.day)).where(
        col(CheckinRow.workspace) == workspace, col(CheckinRow.day).in_(list(days))
    )
    return {(row.person, row.day) for row in connection.execute(statement)}


def save(
    connection: Connection, workspace: str, person: str, account: Checkin, plan_version: int, now: datetime
) -> None:
    """Write a check-in down; what it replaces is kept as an earlier revision."""
    keys = {"workspace": workspace, "person": person, "day": account.day}
    here = and_(
        col(CheckinRow.workspace) == workspace,
        col(CheckinRow.person) == person,
        col(CheckinRow.day) == account.day,
    )
    values = {
        "wins": account.wins,
        "blockers": account.blockers,
        "changed_at": now,
        "revision": account.revision,
        "plan_version": plan_version,
    }
    if account.revision == 1:
        first = {"on_time": account.on_time, "submitted_at": account.submitted_at}
        connection.execute(insert(CheckinRow).values(keys | values | first))
    else:
        _keep_revision(connection, workspace, person, account.day, now)
        connection.execute(update(CheckinRow).where(here).values(values))
        connection.execute(
            delete(CheckinCountRow).where(
                col(CheckinCountRow.workspace) == workspace,
                col(CheckinCountRow.person) == person,
                col(CheckinCountRow.day) == account.day,
            )
        )
    if account.counts:
        connection.execute(
            insert(CheckinCountRow),
            [keys | {"activity": activity, "count": count} for activity, count in account.counts.items()],
        )


def revisions(connection: Connection, workspace: str, person: str, day: date) -> list[Mapping[str, Any]]:
    """What a check-in said before each edit, oldest first."""
    statement = (
        select(col(CheckinRevisionRow.account))
        .where(
            col(CheckinRevisionRow.workspace) == workspace,
            col(CheckinRevisionRow.person) == person,
            col(CheckinRevisionRow.day) == day,
        )
        .order_by(col(CheckinRevisionRow.revision))
    )
    return [json.loads(account) for account in connection.execute(statement).scalars()]


def _keep_revision(connection: Connection, workspace: str, person: str, day: date, now: datetime) -> None:
    before = find(connection, workspace, person, day)
    if before is None:
        raise LookupError(f"no check-in of {person} for {day} to replace")
    account = {"counts": dict(before.counts), "wins": before.wins, "blockers": before.blockers}
    connection.execute(
        insert(CheckinRevisionRow).values(
            workspace=workspace,
            person=person,
            day=day,
            revision=before.revision,
            account=json.dumps(account),
            replaced_at=now,
        )
    )
