"""Check-ins: one row per person and day, one per count, and every earlier version of both."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ForeignKeyConstraint,
    Index,
    and_,
    bindparam,
    delete,
    insert,
    select,
    text,
    update,
)
from sqlmodel import Field, SQLModel, col

from bot.domain.checkins import Checkin, Kept, Mark

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Connection


class CheckinRow(SQLModel, table=True):
    """A person's account of one working day."""

    __tablename__ = "checkins"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        Index("checkins_by_day", "workspace", "day"),
    )

    workspace: str = Field(primary_key=True, max_length=32)
    person: str = Field(primary_key=True, max_length=32)
    day: date = Field(primary_key=True)
    wins: str
    blockers: str
    mark: str = Field(max_length=16, sa_column_kwargs={"server_default": "on_time"})
    commitment: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    kept: str | None = Field(default=None, max_length=16)
    kept_of: date | None = None
    covered_days: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    submitted_at: datetime
    changed_at: datetime
    revision: int
    plan_version: int
    role: str | None = Field(default=None, max_length=40)


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
    hundredths: int
    beside: int | None = None


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
    accounts: dict[tuple[str, date], tuple[Any, dict[str, Decimal], dict[str, int]]] = {}
    for row in connection.execute(
        _BETWEEN, {"workspace": workspace, "people": list(people), "first": first, "last": last}
    ):
        _, counts, beside = accounts.setdefault((row.person, row.day), (row, {}, {}))
        if row.activity is not None:
            counts[row.activity] = _count(row.hundredths)
        if row.beside is not None:
            beside[row.activity] = row.beside
    found: dict[str, list[Checkin]] = {}
    for (person, _), (row, counts, beside) in accounts.items():
        found.setdefault(person, []).append(_checkin(row, counts, beside))
    return found


def blockers(
    connection: Connection, workspace: str, people: Collection[str], first: date, last: date
) -> dict[str, list[tuple[date, str]]]:
    """What was in the way of `people` from `first` to `last`, both included, by person and in order."""
    found: dict[str, list[tuple[date, str]]] = {}
    for person, day, words in connection.execute(
        _BLOCKERS, {"workspace": workspace, "people": list(people), "first": first, "last": last}
    ):
        found.setdefault(person, []).append((day, words))
    return found


def _checkin(row: Any, counts: dict[str, Decimal], beside: dict[str, int]) -> Checkin:
    return Checkin(
        day=row.day,
        counts=counts,
        wins=row.wins,
        blockers=row.blockers,
        submitted_at=row.submitted_at,
        mark=Mark(row.mark),
        revision=row.revision,
        commitment=row.commitment,
        kept=None if row.kept is None else Kept(row.kept),
        kept_of=row.kept_of,
        covered_days=row.covered_days,
        plan_version=row.plan_version,
        role=row.role,
        beside=beside,
    )


def _count(hundredths: int) -> Decimal:
    whole, rest = divmod(hundredths, 100)
    return Decimal(hundredths) / 100 if rest else Decimal(whole)


def answered(connection: Connection, workspace: str, first: date, last: date) -> set[tuple[str, date]]:
    """Who has already answered for which day from `first` to `last`, both included."""
    statement = select(col(CheckinRow.person), col(CheckinRow.day)).where(
        col(CheckinRow.workspace) == workspace, col(CheckinRow.day).between(first, last)
    )
    return {(row.person, row.day) for row in connection.execute(statement)}


def answered_by(
    connection: Connection, workspace: str, people: Collection[str], first: date, last: date
) -> dict[str, set[date]]:
    """The days from `first` to `last`, both included, for which these people have checked in, by person."""
    statement = select(col(CheckinRow.person), col(CheckinRow.day)).where(
        col(CheckinRow.workspace) == workspace,
        col(CheckinRow.person).in_(people),
        col(CheckinRow.day).between(first, last),
    )
    found: dict[str, set[date]] = {}
    for person, day in connection.execute(statement):
        found.setdefault(person, set()).add(day)
    return found


def save(
    connection: Connection,
    workspace: str,
    person: str,
    account: Checkin,
    plan_version: int,
    now: datetime,
    *,
    before: Checkin | None = None,
) -> None:
    """Write a check-in down; what it replaces, `before`, is kept as an earlier revision."""
    keys = {"workspace": workspace, "person": person, "day": account.day}
    values = {
        "wins": account.wins,
        "blockers": account.blockers,
        "commitment": account.commitment,
        "kept": None if account.kept is None else account.kept.value,
        "kept_of": account.kept_of,
        "covered_days": account.covered_days,
        "changed_at": now,
        "revision": account.revision,
        "plan_version": plan_version,
        "role": account.role,
    }
    if before is None:
        first = {"mark": account.mark.value, "submitted_at": account.submitted_at}
        connection.execute(_INSERT, keys | values | first)
    else:
        connection.execute(_KEEP, keys | _revision(before, now))
        connection.execute(_UPDATE, {f"the_{name}": value for name, value in keys.items()} | values)
        connection.execute(_CLEAR, {f"the_{name}": value for name, value in keys.items()})
    if account.counts:
        connection.execute(
            _COUNT,
            [
                keys
                | {
                    "activity": activity,
                    "hundredths": int(count * 100),
                    "beside": account.beside.get(activity),
                }
                for activity, count in account.counts.items()
            ],
        )


def recount(connection: Connection, workspace: str, counts: Collection[tuple[str, date, str, int]]) -> None:
    """Let counts that came from another system say what it says now: of whom, which day, what, how often.

    That is nobody's edit, so there is no new revision, and what was confirmed stays so.
    """
    if counts:
        connection.execute(
            _RECOUNT,
            [
                {
                    "the_workspace": workspace,
                    "the_person": person,
                    "the_day": day,
                    "the_activity": activity,
                    "hundredths": count * 100,
                    "beside": count,
                }
                for person, day, activity, count in counts
            ],
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


def _revision(before: Checkin, now: datetime) -> dict[str, Any]:
    """What a check-in said, as it is kept when another stands in its place."""
    account = {
        "counts": {activity: str(count) for activity, count in before.counts.items()},
        "wins": before.wins,
        "blockers": before.blockers,
        "commitment": before.commitment,
        "kept": before.kept,
    }
    return {"revision": before.revision, "account": json.dumps(account), "replaced_at": now}


_same_day = and_(
    col(CheckinCountRow.workspace) == col(CheckinRow.workspace),
    col(CheckinCountRow.person) == col(CheckinRow.person),
    col(CheckinCountRow.day) == col(CheckinRow.day),
)

# Statements on the path a person waits for are built once: building costs as much as running them.
_BETWEEN = (
    select(
        col(CheckinRow.person),
        col(CheckinRow.day),
        col(CheckinRow.wins),
        col(CheckinRow.blockers),
        col(CheckinRow.submitted_at),
        col(CheckinRow.mark),
        col(CheckinRow.revision),
        col(CheckinRow.commitment),
        col(CheckinRow.kept),
        col(CheckinRow.kept_of),
        col(CheckinRow.covered_days),
        col(CheckinRow.plan_version),
        col(CheckinRow.role),
        col(CheckinCountRow.activity),
        col(CheckinCountRow.hundredths),
        col(CheckinCountRow.beside),
    )
    .select_from(CheckinRow)
    .outerjoin(CheckinCountRow, _same_day)
    .where(
        col(CheckinRow.workspace) == bindparam("workspace"),
        col(CheckinRow.person).in_(bindparam("people", expanding=True)),
        col(CheckinRow.day).between(bindparam("first"), bindparam("last")),
    )
    .order_by(col(CheckinRow.person), col(CheckinRow.day), col(CheckinCountRow.activity))
)
_BLOCKERS = (
    select(col(CheckinRow.person), col(CheckinRow.day), col(CheckinRow.blockers))
    .where(
        col(CheckinRow.workspace) == bindparam("workspace"),
        col(CheckinRow.person).in_(bindparam("people", expanding=True)),
        col(CheckinRow.day).between(bindparam("first"), bindparam("last")),
        col(CheckinRow.blockers) != "",
    )
    .order_by(col(CheckinRow.person), col(CheckinRow.day))
)
_INSERT = insert(CheckinRow)
_UPDATE = (
    update(CheckinRow)
    .where(
        col(CheckinRow.workspace) == bindparam("the_workspace"),
        col(CheckinRow.person) == bindparam("the_person"),
        col(CheckinRow.day) == bindparam("the_day"),
    )
    .values(
        {
            name: bindparam(name)
            for name in (
                *("wins", "blockers", "commitment", "kept", "kept_of", "covered_days"),
                *("changed_at", "revision", "plan_version", "role"),
            )
        }
    )
)
_CLEAR = delete(CheckinCountRow).where(
    col(CheckinCountRow.workspace) == bindparam("the_workspace"),
    col(CheckinCountRow.person) == bindparam("the_person"),
    col(CheckinCountRow.day) == bindparam("the_day"),
)
_COUNT = insert(CheckinCountRow)
_RECOUNT = (
    update(CheckinCountRow)
    .where(
        col(CheckinCountRow.workspace) == bindparam("the_workspace"),
        col(CheckinCountRow.person) == bindparam("the_person"),
        col(CheckinCountRow.day) == bindparam("the_day"),
        col(CheckinCountRow.activity) == bindparam("the_activity"),
    )
    .values(hundredths=bindparam("hundredths"), beside=bindparam("beside"))
)
_KEEP = insert(CheckinRevisionRow)
