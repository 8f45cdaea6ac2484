"""The audit trail: who changed what, when, why, and under which plan."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select
from sqlmodel import Field, SQLModel, col

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

_AT_ONCE = 2000
"""Ids in one statement, of which either engine takes no more than some 30,000."""


class AuditRow(SQLModel, table=True):
    """One change of plan, authority or person."""

    __tablename__ = "audit"

    workspace: str = Field(primary_key=True, foreign_key="workspaces.id", max_length=32)
    id: str = Field(primary_key=True, max_length=32)
    at: datetime = Field(index=True)
    by: str = Field(max_length=64)
    what: str = Field(max_length=64)
    subject: str = Field(max_length=64)
    why: str
    plan_version: int | None = None
    details: str = "{}"


@dataclass(frozen=True)
class LevelEntry:
    """Somebody's level was changed: when, by whom, why, and from what to what."""

    at: datetime
    by: str
    why: str
    levels: tuple[str, str]


def write(
    connection: Connection,
    workspace: str,
    *,
    entry: str,
    at: datetime,
    by: str,
    what: str,
    subject: str,
    why: str = "",
    plan_version: int | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add one entry; nothing ever changes or removes it."""
    add(
        connection,
        [
            AuditRow(
                workspace=workspace,
                id=entry,
                at=at,
                by=by,
                what=what,
                subject=subject,
                why=why,
                plan_version=plan_version,
                details=json.dumps(dict(details or {}), sort_keys=True),
            )
        ],
    )


def entry_of(*names: str) -> str:
    """The id of the entry that is written once for these names."""
    return hashlib.sha256(":".join(names).encode()).hexdigest()[:32]


def add(connection: Connection, rows: Sequence[AuditRow]) -> None:
    """Add several entries in one statement."""
    if rows:
        connection.execute(insert(AuditRow), [row.model_dump() for row in rows])


def entries(connection: Connection, workspace: str) -> list[AuditRow]:
    """The workspace's whole trail, oldest first."""
    statement = (
        select(AuditRow.__table__)  # type: ignore[attr-defined] # SQLModel does not type its table
        .where(col(AuditRow.workspace) == workspace)
        .order_by(col(AuditRow.at), col(AuditRow.id))
    )
    return [AuditRow(**row) for row in connection.execute(statement).mappings()]


def details_of(connection: Connection, workspace: str, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The details of these entries."""
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(ids), _AT_ONCE):
        statement = select(col(AuditRow.id), col(AuditRow.details)).where(
            col(AuditRow.workspace) == workspace, col(AuditRow.id).in_(ids[start : start + _AT_ONCE])
        )
        found |= {row.id: json.loads(row.details) for row in connection.execute(statement)}
    return found


def levels_of(connection: Connection, workspace: str, subject: str, most: int) -> list[LevelEntry]:
    """The latest changes of somebody's level, newest first."""
    statement = (
        select(col(AuditRow.at), col(AuditRow.by), col(AuditRow.why), col(AuditRow.details))
        .where(
            col(AuditRow.workspace) == workspace,
            col(AuditRow.subject) == subject,
            col(AuditRow.what) == "person changed",
            col(AuditRow.details).contains('"level": ['),
        )
        .order_by(col(AuditRow.at).desc(), col(AuditRow.id))
        .limit(most)
    )
    return [
        LevelEntry(row.at, row.by, row.why, tuple(json.loads(row.details)["level"]))
        for row in connection.execute(statement)
    ]


def latest_about(connection: Connection, workspace: str, subject: str) -> AuditRow | None:
    """The newest entry about somebody."""
    statement = (
        select(AuditRow.__table__)  # type: ignore[attr-defined] # SQLModel does not type its table
        .where(col(AuditRow.workspace) == workspace, col(AuditRow.subject) == subject)
        .order_by(col(AuditRow.at).desc())
        .limit(1)
    )
    row = connection.execute(statement).mappings().one_or_none()
    return None if row is None else AuditRow(**row)
