"""Plans: every version a workspace has had; the highest is in force."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import func, insert, select
from sqlmodel import Field, SQLModel, col

from bot.domain.plan import Plan, PlanError, restore_plan
from bot.store import workspaces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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


@dataclass(frozen=True)
class Applied:
    """When a version came into force, and by whom."""

    version: int
    at: datetime
    by: str


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


def find(connection: Connection, workspace: str, version: int) -> Plan | None:
    """The plan of one version, or None where there is no such version."""
    statement = select(col(PlanRow.document)).where(
        col(PlanRow.workspace) == workspace, col(PlanRow.version) == version
    )
    document = connection.execute(statement).scalar_one_or_none()
    return None if document is None else _read(document)


def readable(connection: Connection, workspace: str, versions: Iterable[int]) -> dict[int, Plan]:
    """Those of the versions that can be read; one that cannot is logged and left out."""
    plans: dict[int, Plan] = {}
    for version in versions:
        try:
            found = find(connection, workspace, version)
        except PlanError:
            log.exception("unreadable plan", workspace=workspace, version=version)
            continue
        if found is not None:
            plans[version] = found
    return plans


def history(connection: Connection, workspace: str) -> list[Applied]:
    """Every version, oldest first."""
    statement = (
        select(col(PlanRow.version), col(PlanRow.applied_at), col(PlanRow.applied_by))
        .where(col(PlanRow.workspace) == workspace)
        .order_by(col(PlanRow.version))
    )
    return [Applied(*row) for row in connection.execute(statement)]


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
    return restore_plan(json.loads(document))
