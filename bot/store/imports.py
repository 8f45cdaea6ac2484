"""Counts from another system: one row for each thing it counted, and each day's total of an activity."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKeyConstraint, Index, String, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, SQLModel, col

from bot.domain.counts import MOST
from bot.domain.imports import Imported, ImportedCount

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection
    from sqlalchemy.orm import Mapped

BATCH = 1_000
"""Values per statement: well below both engines' limit."""

Key = tuple[str, date, str]
"""A person, a day, an activity."""


class ImportedCountRow(SQLModel, table=True):
    """One thing that another system counted, under the name it has there."""

    __tablename__ = "imported_counts"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        Index("imported_counts_by_person", "workspace", "person", "day"),
        Index("imported_counts_by_activity", "workspace", "activity", "imported_at"),
    )

    workspace: str = Field(primary_key=True, max_length=32)
    source_id: str = Field(primary_key=True, max_length=128)
    person: str = Field(max_length=32)
    activity: str = Field(max_length=40)
    day: date
    count: int
    imported_at: datetime


class ImportedDayRow(SQLModel, table=True):
    """What all of these come to for one person, day and activity; and what the person stood by instead.

    A row without a count only says what was stood by in the check-in of that day.
    """

    __tablename__ = "imported_days"
    __table_args__ = (ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),)

    workspace: str = Field(primary_key=True, max_length=32)
    person: str = Field(primary_key=True, max_length=32)
    day: date = Field(primary_key=True)
    activity: str = Field(primary_key=True, max_length=40)
    total: int
    kept_hundredths: int | None = None
    kept_beside: int | None = None


def under(connection: Connection, workspace: str, source_ids: Iterable[str]) -> dict[str, ImportedCount]:
    """What stands under these source ids, by them."""
    wanted = list(source_ids)
    found: dict[str, ImportedCount] = {}
    for start in range(0, len(wanted), BATCH):
        values = {"workspace": workspace, "ids": wanted[start : start + BATCH]}
        found |= {
            row.source_id: ImportedCount(*row)
            for row in connection.execute(_UNDER[connection.dialect.name], values)
        }
    return found


def save(connection: Connection, workspace: str, counts: Collection[ImportedCount], now: datetime) -> None:
    """Write these down, at least one; each in the place of what stood under its source id."""
    connection.execute(
        _SAVE[connection.dialect.name],
        [vars(each) | {"workspace": workspace, "imported_at": now} for each in counts],
    )


def add_up(connection: Connection, workspace: str, keys: Collection[Key]) -> set[Key]:
    """Let the days' totals say what the counts come to, at most what a check-in takes; which have changed."""
    counts, totals = _SUMMED[connection.dialect.name], _BETWEEN[connection.dialect.name]
    changed: set[Key] = set()
    people = sorted({person for person, _, _ in keys})
    days = [day for _, day, _ in keys]
    for start in range(0, len(people), BATCH):
        some = people[start : start + BATCH]
        span = {"workspace": workspace, "people": some, "first": min(days), "last": max(days)}
        summed = {tuple(row[:3]): min(int(row[3]), MOST) for row in connection.execute(counts, span)}
        stood = {tuple(row[:3]): row.total for row in connection.execute(totals, span)}
        here = set(some)
        news = {
            key: summed.get(key, 0)
            for key in keys
            if key[0] in here and summed.get(key, 0) != stood.get(key, 0)
        }
        if news:
            connection.execute(
                _TOTAL[connection.dialect.name],
                [
                    {"workspace": workspace, "person": person, "day": day, "activity": what, "total": total}
                    for (person, day, what), total in sorted(news.items())
                ],
            )
        changed |= set(news)
    return changed


def between(
    connection: Connection, workspace: str, people: Collection[str], first: date, last: date
) -> Mapping[str, Imported]:
    """What is known of these people from `first` to `last`, both included; nothing of those without any."""
    counts: dict[str, dict[tuple[date, str], int]] = {}
    kept: dict[str, dict[tuple[date, str], tuple[Decimal, int]]] = {}
    values = {"workspace": workspace, "people": list(people), "first": first, "last": last}
    for row in connection.execute(_BETWEEN[connection.dialect.name], values):
        theirs = counts.setdefault(row.person, {})
        if row.total:
            theirs[row.day, row.activity] = row.total
        if row.kept_hundredths is not None:
            said = Decimal(row.kept_hundredths) / 100
            kept.setdefault(row.person, {})[row.day, row.activity] = (said, row.kept_beside)
    return {person: Imported(theirs, kept.get(person, {})) for person, theirs in counts.items()}


def came(connection: Connection, workspace: str, person: str, since: datetime) -> set[tuple[date, str]]:
    """The days and activities of somebody of which something came since then."""
    row = ImportedCountRow
    statement = select(col(row.day), col(row.activity)).where(
        col(row.workspace) == workspace, col(row.person) == person, col(row.imported_at) >= since
    )
    return {(day, activity) for day, activity in connection.execute(statement)}


def keep(
    connection: Connection,
    workspace: str,
    person: str,
    day: date,
    activity: str,
    *,
    said: Decimal,
    beside: int,
) -> None:
    """Write down that somebody stands by a number of their check-in of `day`, beside another one."""
    values = {"workspace": workspace, "person": person, "day": day, "activity": activity, "total": 0}
    kept = {"kept_hundredths": int(said * 100), "kept_beside": beside}
    connection.execute(_KEEP[connection.dialect.name], values | kept)


def latest(connection: Connection, workspace: str, activities: Iterable[str]) -> dict[str, datetime]:
    """When something of these activities came last; nothing of those of which nothing ever came."""
    found: dict[str, datetime] = {}
    for activity in activities:
        statement = select(func.max(col(ImportedCountRow.imported_at))).where(
            col(ImportedCountRow.workspace) == workspace, col(ImportedCountRow.activity) == activity
        )
        at = connection.scalar(statement)
        if at is not None:
            found[activity] = at
    return found


_THEIRS = ("person", "activity", "day", "count", "imported_at")
_ENGINES = {"postgresql": postgresql, "sqlite": sqlite}


def _among(engine: str, column: Mapped[str], name: str) -> ColumnElement[bool]:
    """Whether a column is one of many values.

    PostgreSQL would compare each row with each of many bound values; an array it joins as a table.
    """
    if engine == "postgresql":
        return column.in_(select(func.unnest(bindparam(name, type_=postgresql.ARRAY(String)))))
    return column.in_(bindparam(name, expanding=True))


# Built once: some run on the path a person waits for.
_UNDER = {
    each: select(
        col(ImportedCountRow.source_id),
        col(ImportedCountRow.person),
        col(ImportedCountRow.activity),
        col(ImportedCountRow.day),
        col(ImportedCountRow.count),
    ).where(
        col(ImportedCountRow.workspace) == bindparam("workspace"),
        _among(each, col(ImportedCountRow.source_id), "ids"),
    )
    for each in _ENGINES
}
_SUMMED = {
    each: select(
        col(ImportedCountRow.person),
        col(ImportedCountRow.day),
        col(ImportedCountRow.activity),
        func.sum(col(ImportedCountRow.count)),
    )
    .where(
        col(ImportedCountRow.workspace) == bindparam("workspace"),
        _among(each, col(ImportedCountRow.person), "people"),
        col(ImportedCountRow.day).between(bindparam("first"), bindparam("last")),
    )
    .group_by(col(ImportedCountRow.person), col(ImportedCountRow.day), col(ImportedCountRow.activity))
    for each in _ENGINES
}
_BETWEEN = {
    each: select(
        col(ImportedDayRow.person),
        col(ImportedDayRow.day),
        col(ImportedDayRow.activity),
        col(ImportedDayRow.total),
        col(ImportedDayRow.kept_hundredths),
        col(ImportedDayRow.kept_beside),
    ).where(
        col(ImportedDayRow.workspace) == bindparam("workspace"),
        _among(each, col(ImportedDayRow.person), "people"),
        col(ImportedDayRow.day).between(bindparam("first"), bindparam("last")),
    )
    for each in _ENGINES
}


def _upserts(row: type[SQLModel], key: Sequence[str], written: Sequence[str]) -> dict[str, Any]:
    """For each engine: write a row, or these columns of the one that is there."""
    found: dict[str, Any] = {}
    for name, dialect in _ENGINES.items():
        fresh = dialect.insert(row)
        values = {each: fresh.excluded[each] for each in written}
        found[name] = fresh.on_conflict_do_update(index_elements=list(key), set_=values)
    return found


_DAY = ("workspace", "person", "day", "activity")
_SAVE = _upserts(ImportedCountRow, ("workspace", "source_id"), _THEIRS)
_TOTAL = _upserts(ImportedDayRow, _DAY, ("total",))
_KEEP = _upserts(ImportedDayRow, _DAY, ("kept_hundredths", "kept_beside"))
