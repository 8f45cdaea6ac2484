"""Workspaces: one row per Slack team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, SQLModel, col

if TYPE_CHECKING:
    from sqlalchemy import Connection


class WorkspaceRow(SQLModel, table=True):
    """One Slack team."""

    __tablename__ = "workspaces"

    id: str = Field(primary_key=True, max_length=32)
    name: str
    added_at: datetime


@dataclass(frozen=True)
class Workspace:
    """One Slack team that uses Latitude."""

    id: str
    name: str


def all_of_them(connection: Connection) -> list[Workspace]:
    """Every workspace, by id."""
    statement = select(col(WorkspaceRow.id), col(WorkspaceRow.name)).order_by(col(WorkspaceRow.id))
    return [Workspace(*row) for row in connection.execute(statement)]


def find(connection: Connection, workspace: str) -> Workspace | None:
    """The workspace with this id, if it is known."""
    statement = select(col(WorkspaceRow.id), col(WorkspaceRow.name)).where(col(WorkspaceRow.id) == workspace)
    row = connection.execute(statement).one_or_none()
    return None if row is None else Workspace(*row)


def add(connection: Connection, workspace: Workspace, now: datetime) -> None:
    """Write down a workspace; one that is known already stays as it is."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    values = {"id": workspace.id, "name": workspace.name, "added_at": now}
    connection.execute(dialect.insert(WorkspaceRow).values(values).on_conflict_do_nothing())


def hold(connection: Connection, workspace: str) -> None:
    """Make whoever else changes this workspace wait for the end of this transaction."""
    statement = select(col(WorkspaceRow.id)).where(col(WorkspaceRow.id) == workspace)
    connection.execute(statement.with_for_update(key_share=True))
