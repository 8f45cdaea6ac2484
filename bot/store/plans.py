"""Plans: every version a workspace has had; the highest is in force."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import func, insert, select
from sqlmodel import Field, SQLModel, col

from bot.domain.plan import Plan, PlanError, read_plan
from bot.store import workspaces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

log = structlog.get_logger("latitude.store")


class PlanRow(SQLModel, table=True):
    """One version of a workspace's plan."""

    __tablename__ = "plans"

    workspace: str = Field(primary_key=True, foreign_key="workspaces.id", max_length=32)
    version: int = Field(primary_key=True)
    document: str
    applied_at: datetime
    applied_by: str = Field(max_length=64)


def current(connection: Connection, workspace: str) -> tuple[int, Plan] | None:
    """The version in force and the plan, or None where none was applied."""
    statement = (
        select(col(PlanRow.version), col(PlanRow.document))
        .where(col(PlanRow.workspace) == workspace)
        .order_by(col(PlanRow.version).desc())
        .limit(1)
    )
    row = connection.execute(statement).one_or_none()
    return None if row is None else (row[0], _read(row[1]))


def in_force(connection: Connection) -> Iterator[tuple[str, Plan]]:
    """Every workspace with its plan; a plan that this version cannot read is logged and left alone."""
    for workspace in workspaces.all_of_them(connection):
        try:
            found = current(connection, workspace.id)
        except PlanError:
            log.exception("unreadable plan", workspace=workspace.id)
            continue
        if found is not None:
            yield workspace.id, found[1]


def add(connection: Connection, workspace: str, plan: Plan, by: str, now: datetime) -> int:
    """Write the next version down and give its number."""
    statement = select(func.max(col(PlanRow.version))).where(col(PlanRow.workspace) == workspace)
    version = (connection.execute(statement).scalar() or 0) + 1
    values = {
        "workspace": workspace,
        "version": version,
        "document": plan.model_dump_json(),
        "applied_at": now,
        "applied_by": by,
    }
    connection.execute(insert(PlanRow).values(values))
    return version


@lru_cache(maxsize=64)
def _read(document: str) -> Plan:
    return read_plan(json.loads(document))
