"""Balances: the weekly reading of everybody's responsibility beside their authority."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKeyConstraint, Index, Text, and_, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, SQLModel, col

from bot.domain.balance import Balance
from bot.domain.balances import Facts, Reading
from bot.store.trust import TrustDayRow, TrustHeadRow

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection


class BalanceRow(SQLModel, table=True):
    """One person's reading of one week; the two `since` name the first week in a row with that flag."""

    __tablename__ = "balances"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        Index("balances_by_week", "workspace", "week"),
    )

    workspace: str = Field(primary_key=True, max_length=32)
    person: str = Field(primary_key=True, max_length=32)
    week: date = Field(primary_key=True)
    team: str = Field(max_length=32)
    responsibility: float
    authority: float
    cover: float
    stands: float
    reference: float
    bunches: float
    frustrated: bool
    reviewed: bool
    frustrated_since: date | None = None
    reviewed_since: date | None = None
    facts: str = Field(sa_type=Text)
    plan_version: int
    at: datetime


def add(
    connection: Connection, workspace: str, readings: Sequence[Reading], plan_version: int, now: datetime
) -> None:
    """Write readings down; those of weeks that have been read already stay as they are."""
    if readings:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        values = [_values(workspace, each) | {"plan_version": plan_version, "at": now} for each in readings]
        connection.execute(dialect.insert(BalanceRow).on_conflict_do_nothing(), values)


def read_in(connection: Connection, workspace: str, first: date, last: date) -> set[tuple[str, date]]:
    """Who was read in which of the weeks from one to another."""
    statement = select(col(BalanceRow.person), col(BalanceRow.week)).where(
        col(BalanceRow.workspace) == workspace, col(BalanceRow.week).between(first, last)
    )
    return {(row.person, row.week) for row in connection.execute(statement)}


def of_week(connection: Connection, workspace: str, ids: Collection[str], week: date) -> dict[str, Reading]:
    """The readings of these people in one week, by person."""
    return _readings(connection, workspace, col(BalanceRow.person).in_(ids), col(BalanceRow.week) == week)


def latest(connection: Connection, workspace: str, ids: Collection[str], since: date) -> dict[str, Reading]:
    """The last reading of each of these people, if there is one of `since` or later."""
    newest = (
        select(col(BalanceRow.person), func.max(col(BalanceRow.week)).label("week"))
        .where(
            col(BalanceRow.workspace) == workspace,
            col(BalanceRow.person).in_(ids),
            col(BalanceRow.week) >= since,
        )
        .group_by(col(BalanceRow.person))
        .subquery()
    )
    statement = (
        select(BalanceRow.__table__)  # type: ignore[attr-defined] # SQLModel adds it
        .join(newest, and_(newest.c.person == col(BalanceRow.person), newest.c.week == col(BalanceRow.week)))
        .where(col(BalanceRow.workspace) == workspace)
    )
    return {row.person: _reading(row) for row in connection.execute(statement)}


def trust_due(connection: Connection, workspace: str, ids: Collection[str]) -> dict[str, datetime | None]:
    """When each of these people's trust is looked at next, None for never; without whose has not begun."""
    statement = select(col(TrustHeadRow.person), col(TrustHeadRow.due_at)).where(
        col(TrustHeadRow.workspace) == workspace, col(TrustHeadRow.person).in_(ids)
    )
    return {row.person: row.due_at for row in connection.execute(statement)}


def windows(
    connection: Connection, workspace: str, ids: Collection[str], last: date, days: int, since: date
) -> dict[str, date]:
    """The first of each person's last so many active days up to `last`, of those from `since` on."""
    statement = (
        select(col(TrustDayRow.person), col(TrustDayRow.day))
        .where(
            col(TrustDayRow.workspace) == workspace,
            col(TrustDayRow.person).in_(ids),
            col(TrustDayRow.day).between(since, last),
        )
        .order_by(col(TrustDayRow.person), col(TrustDayRow.aday).desc())
    )
    lived: dict[str, list[date]] = {}
    for person, day in connection.execute(statement):
        lived.setdefault(person, []).append(day)
    return {who: theirs[:days][-1] for who, theirs in lived.items()}


def _readings(connection: Connection, workspace: str, *which: Any) -> dict[str, Reading]:
    statement = select(BalanceRow.__table__).where(  # type: ignore[attr-defined] # SQLModel adds it
        col(BalanceRow.workspace) == workspace, *which
    )
    return {row.person: _reading(row) for row in connection.execute(statement)}


def _values(workspace: str, each: Reading) -> dict[str, Any]:
    return {
        "workspace": workspace,
        "person": each.person,
        "week": each.week,
        "team": each.team,
        **asdict(each.balance),
        "frustrated_since": each.frustrated_since,
        "reviewed_since": each.reviewed_since,
        "facts": json.dumps(asdict(each.facts), sort_keys=True),
    }


def _reading(row: Any) -> Reading:
    return Reading(
        person=row.person,
        week=row.week,
        team=row.team,
        balance=Balance(
            responsibility=row.responsibility,
            authority=row.authority,
            cover=row.cover,
            stands=row.stands,
            reference=row.reference,
            bunches=row.bunches,
            frustrated=row.frustrated,
            reviewed=row.reviewed,
        ),
        facts=Facts(**json.loads(row.facts)),
        frustrated_since=row.frustrated_since,
        reviewed_since=row.reviewed_since,
    )
