"""The ledger: what trust is computed from. Rows are only added; each can be written once."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKeyConstraint, Index, Text, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, SQLModel, col

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection


class EvidenceRow(SQLModel, table=True):
    """One thing that counts, or is only recorded, for one person on one of their days."""

    __tablename__ = "evidence"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        Index("evidence_by_person", "workspace", "person", "day"),
    )

    workspace: str = Field(primary_key=True, max_length=32)
    key: str = Field(primary_key=True, max_length=128)
    person: str = Field(max_length=32)
    day: date
    kind: str = Field(max_length=32)
    facts: str = Field(sa_type=Text)
    at: datetime


@dataclass(frozen=True)
class Entry:
    """One row of the ledger.

    Attributes:
        key: Names what it comes from, so that it is written once.
        person: Whose it is.
        day: Their local day.
        kind: What sort of evidence.
        facts: Its fields, as the ledger's file form has them.
    """

    key: str
    person: str
    day: date
    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def add(connection: Connection, workspace: str, entry: Entry, now: datetime) -> bool:
    """Write one entry; False if its key stands there already."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    values = {
        "workspace": workspace,
        "key": entry.key,
        "person": entry.person,
        "day": entry.day,
        "kind": entry.kind,
        "facts": json.dumps(dict(entry.facts), sort_keys=True),
        "at": now,
    }
    statement = dialect.insert(EvidenceRow).values(values).on_conflict_do_nothing()
    return connection.execute(statement).rowcount == 1


def of_person(connection: Connection, workspace: str, person: str) -> list[Entry]:
    """Everything in one person's ledger, by day and key."""
    statement = (
        select(
            col(EvidenceRow.key),
            col(EvidenceRow.person),
            col(EvidenceRow.day),
            col(EvidenceRow.kind),
            col(EvidenceRow.facts),
        )
        .where(col(EvidenceRow.workspace) == workspace, col(EvidenceRow.person) == person)
        .order_by(col(EvidenceRow.day), col(EvidenceRow.key))
    )
    return [Entry(*row[:4], json.loads(row.facts)) for row in connection.execute(statement)]
