"""The ledger: what trust is computed from. Rows are only added; the database refuses anything else.

A row is corrected by another under the same key. Only who is forgotten, and has left a tombstone, loses rows.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKeyConstraint, Index, Text, and_, bindparam, exists, insert, select
from sqlalchemy.orm import aliased
from sqlmodel import Field, SQLModel, col

from bot.domain.evidence import Entry
from bot.domain.ledger import Kind
from bot.store import trust

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy import Connection, Row

BATCH = 1_000
"""People per statement: well below both engines' limit of bound values."""


class EvidenceRow(SQLModel, table=True):
    """One thing that counts, or is only recorded, for one person on one of their days."""

    __tablename__ = "evidence"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        Index("evidence_by_person", "workspace", "person", "day"),
    )

    workspace: str = Field(primary_key=True, max_length=32)
    person: str = Field(primary_key=True, max_length=32)
    key: str = Field(primary_key=True, max_length=128)
    revision: int = Field(primary_key=True)
    day: date
    kind: str = Field(max_length=32)
    facts: str = Field(sa_type=Text)
    plan_version: int
    at: datetime


class TombstoneRow(SQLModel, table=True):
    """Somebody whose data is to be forgotten: from now on their ledger may be deleted."""

    __tablename__ = "tombstones"

    workspace: str = Field(primary_key=True, max_length=32)
    person: str = Field(primary_key=True, max_length=32)
    by: str = Field(max_length=64)
    at: datetime


def add(connection: Connection, workspace: str, entry: Entry, now: datetime) -> bool:
    """Write one entry; False if its key stands there already."""
    if _standing(connection, workspace, {entry.person: [entry.key]}):
        return False
    _write(connection, workspace, [(entry, 1)], {entry.person: entry.day}, now)
    return True


def settle(
    connection: Connection,
    workspace: str,
    keys: Mapping[str, Collection[str]],
    entries: Iterable[Entry],
    now: datetime,
) -> int:
    """Let the ledgers say of each person's `keys` what `entries` say; how many rows that took.

    What stands already is left alone. What no longer stands is corrected by a note in its place.
    """
    wanted = {(each.person, each.key): each for each in entries}
    standing = _standing(connection, workspace, keys)
    news: list[tuple[Entry, int]] = []
    first: dict[str, date] = {}
    for (person, key), entry in wanted.items():
        row = standing.get((person, key))
        if row is None or not _says(row, entry):
            news.append((entry, 1 if row is None else row.revision + 1))
            earliest = entry.day if row is None else min(entry.day, row.day)
            first[person] = min(earliest, first.get(person, earliest))
    for (person, key), row in standing.items():
        if (person, key) not in wanted and row.kind != Kind.NOTE:
            instead = Entry(key, person, row.day, Kind.NOTE.value, {"instead": row.kind}, row.plan_version)
            news.append((instead, row.revision + 1))
            first[person] = min(row.day, first.get(person, row.day))
    _write(connection, workspace, news, first, now)
    return len(news)


def of_person(connection: Connection, workspace: str, person: str) -> list[Entry]:
    """Everything that stands in one person's ledger, by day and key."""
    return since(connection, workspace, {person: date.min}).get(person, [])


def since(connection: Connection, workspace: str, first: Mapping[str, date]) -> dict[str, list[Entry]]:
    """What stands in the ledgers of several people, each from a day of their own, by day and key."""
    found: dict[str, list[Entry]] = {}
    people = list(first)
    for start in range(0, len(people), BATCH):
        some = people[start : start + BATCH]
        values = {"workspace": workspace, "people": some, "first": min(first[each] for each in some)}
        for row in connection.execute(_SINCE, values):
            if row.day >= first[row.person]:
                found.setdefault(row.person, []).append(_entry(row))
    return found


def page(
    connection: Connection, workspace: str, person: str, *, until: date, skip: int, most: int
) -> list[Entry]:
    """What stands in one person's ledger, the latest first."""
    values = {"workspace": workspace, "person": person, "until": until, "skip": skip, "most": most}
    return [_entry(row) for row in connection.execute(_PAGE, values)]


def standing(connection: Connection, workspace: str, person: str, key: str) -> Entry | None:
    """What stands under one key."""
    return under(connection, workspace, {person: [key]}).get((person, key))


def under(
    connection: Connection, workspace: str, keys: Mapping[str, Collection[str]]
) -> dict[tuple[str, str], Entry]:
    """What stands under some of each person's keys, by person and key."""
    return {which: _entry(row) for which, row in _standing(connection, workspace, keys).items()}


def history(connection: Connection, workspace: str, person: str, key: str) -> list[tuple[Entry, datetime]]:
    """Every row that was ever written under a key, oldest first, and when."""
    statement = (
        select(*_COLUMNS, col(EvidenceRow.at))
        .where(
            col(EvidenceRow.workspace) == workspace,
            col(EvidenceRow.person) == person,
            col(EvidenceRow.key) == key,
        )
        .order_by(col(EvidenceRow.revision))
    )
    return [(_entry(row), row.at) for row in connection.execute(statement)]


def steps(connection: Connection, workspace: str, people: Collection[str]) -> dict[str, list[Entry]]:
    """What these people's ledgers say of the ladder, in order."""
    ids = list(people)
    found: dict[str, list[Entry]] = {}
    for start in range(0, len(ids), BATCH):
        values = {"workspace": workspace, "people": ids[start : start + BATCH]}
        for row in connection.execute(_STEPS, values):
            found.setdefault(row.person, []).append(_entry(row))
    return found


def _standing(
    connection: Connection, workspace: str, keys: Mapping[str, Collection[str]]
) -> dict[tuple[str, str], Row[Any]]:
    """The latest row under each of these keys."""
    people = list(keys)
    found: dict[tuple[str, str], Row[Any]] = {}
    for start in range(0, len(people), BATCH):
        some = people[start : start + BATCH]
        names = sorted({key for each in some for key in keys[each]})
        values = {"workspace": workspace, "people": some, "keys": names}
        found |= {(row.person, row.key): row for row in connection.execute(_LATEST, values)}
    return {(person, key): row for (person, key), row in found.items() if key in keys[person]}


def _write(
    connection: Connection,
    workspace: str,
    rows: Collection[tuple[Entry, int]],
    first: Mapping[str, date],
    now: datetime,
) -> None:
    """Add rows, and have the trust of each person looked at again from the `first` day concerned."""
    if not rows:
        return
    connection.execute(
        _INSERT,
        [
            {
                "workspace": workspace,
                "person": entry.person,
                "key": entry.key,
                "revision": revision,
                "day": entry.day,
                "kind": entry.kind,
                "facts": _text(entry.facts),
                "plan_version": entry.plan_version,
                "at": now,
            }
            for entry, revision in rows
        ],
    )
    trust.touch(connection, workspace, first, now)


def _says(row: Row[Any], entry: Entry) -> bool:
    return (row.day, row.kind, row.facts) == (entry.day, entry.kind, _text(entry.facts))


def _text(facts: Mapping[str, Any]) -> str:
    return json.dumps(dict(facts), sort_keys=True)


def _entry(row: Any) -> Entry:
    return Entry(row.key, row.person, row.day, row.kind, json.loads(row.facts), row.plan_version)


_COLUMNS = (
    col(EvidenceRow.person),
    col(EvidenceRow.key),
    col(EvidenceRow.day),
    col(EvidenceRow.kind),
    col(EvidenceRow.facts),
    col(EvidenceRow.plan_version),
)
_later = aliased(EvidenceRow)
_IS_LATEST = ~exists().where(
    and_(
        col(_later.workspace) == col(EvidenceRow.workspace),
        col(_later.person) == col(EvidenceRow.person),
        col(_later.key) == col(EvidenceRow.key),
        col(_later.revision) > col(EvidenceRow.revision),
    )
)
_INSERT = insert(EvidenceRow)
_LATEST = select(*_COLUMNS, col(EvidenceRow.revision)).where(
    col(EvidenceRow.workspace) == bindparam("workspace"),
    col(EvidenceRow.person).in_(bindparam("people", expanding=True)),
    col(EvidenceRow.key).in_(bindparam("keys", expanding=True)),
    _IS_LATEST,
)
_SINCE = (
    select(*_COLUMNS)
    .where(
        col(EvidenceRow.workspace) == bindparam("workspace"),
        col(EvidenceRow.person).in_(bindparam("people", expanding=True)),
        col(EvidenceRow.day) >= bindparam("first"),
        _IS_LATEST,
    )
    .order_by(col(EvidenceRow.person), col(EvidenceRow.day), col(EvidenceRow.key))
)
_STEPS = (
    select(*_COLUMNS)
    .where(
        col(EvidenceRow.workspace) == bindparam("workspace"),
        col(EvidenceRow.person).in_(bindparam("people", expanding=True)),
        col(EvidenceRow.kind) == Kind.LADDER.value,
        _IS_LATEST,
    )
    .order_by(col(EvidenceRow.person), col(EvidenceRow.day), col(EvidenceRow.key))
)
_PAGE = (
    select(*_COLUMNS)
    .where(
        col(EvidenceRow.workspace) == bindparam("workspace"),
        col(EvidenceRow.person) == bindparam("person"),
        col(EvidenceRow.day) <= bindparam("until"),
        _IS_LATEST,
    )
    .order_by(col(EvidenceRow.day).desc(), col(EvidenceRow.key).desc())
    .limit(bindparam("most"))
    .offset(bindparam("skip"))
)
