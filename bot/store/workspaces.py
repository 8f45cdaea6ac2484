"""Workspaces: one row per Slack team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, SQLModel, col

if TYPE_CHECKING:
    from sqlalchemy import Connection

LONGEST_ID = 32


class WorkspaceRow(SQLModel, table=True):
    """One Slack team."""

    __tablename__ = "workspaces"

    id: str = Field(primary_key=True, max_length=32)
    name: str
    added_at: datetime
    introduced_at: datetime | None = None
    address: str | None = None


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


def address_of(connection: Connection, workspace: str) -> str:
    """The web address of a workspace, such as `https://acme.slack.com/`; "" where Slack has told none."""
    found = connection.scalar(select(col(WorkspaceRow.address)).where(col(WorkspaceRow.id) == workspace))
    return found or ""


def add(connection: Connection, workspace: Workspace, now: datetime) -> None:
    """Write down a workspace; one that is known already stays as it is."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    values = {"id": workspace.id, "name": workspace.name, "added_at": now}
    connection.execute(dialect.insert(WorkspaceRow).values(values).on_conflict_do_nothing())


def hold(connection: Connection, workspace: str) -> None:
    """Make whoever else changes this workspace wait for the end of this transaction."""
    statement = select(col(WorkspaceRow.id)).where(col(WorkspaceRow.id) == workspace)
    connection.execute(statement.with_for_update(key_share=True))


def introduce(connection: Connection, workspace: str, name: str, now: datetime, address: str = "") -> None:
    """Write down that Slack has told us this workspace's id, name and web address."""
    here = col(WorkspaceRow.id) == workspace
    first = (here, col(WorkspaceRow.introduced_at).is_(None))
    connection.execute(update(WorkspaceRow).where(here).values(name=name, address=address))
    connection.execute(update(WorkspaceRow).where(*first).values(introduced_at=now))


def not_introduced(connection: Connection) -> list[str]:
    """The workspaces that commands have made and no Slack team has claimed."""
    statement = select(col(WorkspaceRow.id)).where(col(WorkspaceRow.introduced_at).is_(None))
    return list(connection.scalars(statement.order_by(col(WorkspaceRow.id))))


def rename(connection: Connection, before: str, after: str) -> None:
    """Give everything of the workspace `before` to `after`, which exists and is empty."""
    tables = [
        table
        for table in SQLModel.metadata.sorted_tables
        if "workspace" in table.columns and table.name != WorkspaceRow.__tablename__
    ]
    for table in tables:
        moved = [literal(after) if each.name == "workspace" else each for each in table.columns]
        names = [each.name for each in table.columns]
        copied = select(*moved).where(table.c.workspace == before)
        connection.execute(insert(table).from_select(names, copied))
    for table in reversed(tables):
        connection.execute(delete(table).where(table.c.workspace == before))
    connection.execute(delete(WorkspaceRow).where(col(WorkspaceRow.id) == before))
