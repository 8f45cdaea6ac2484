"""Newcomers: people who joined the team's channel, or came back to Slack, and whom an admin may add."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update
from sqlmodel import Field, SQLModel, col

from bot.domain.newcomers import Newcomer, Outcome

if TYPE_CHECKING:
    from sqlalchemy import Connection


class NewcomerRow(SQLModel, table=True):
    """Somebody who was offered to the admins."""

    __tablename__ = "newcomers"

    workspace: str = Field(primary_key=True, foreign_key="workspaces.id", max_length=32)
    id: str = Field(primary_key=True, max_length=32)
    name: str
    timezone: str = Field(max_length=64)
    came_back: bool
    offered_at: datetime
    outcome: str = Field(max_length=16)
    settled_by: str | None = Field(default=None, max_length=32)
    settled_at: datetime | None = None


def find(connection: Connection, workspace: str, user: str) -> Newcomer | None:
    """The newcomer with this Slack id, settled or not."""
    statement = select(
        col(NewcomerRow.id),
        col(NewcomerRow.name),
        col(NewcomerRow.timezone),
        col(NewcomerRow.came_back),
        col(NewcomerRow.outcome),
        col(NewcomerRow.settled_by),
        col(NewcomerRow.offered_at),
    ).where(col(NewcomerRow.workspace) == workspace, col(NewcomerRow.id) == user)
    row = connection.execute(statement).one_or_none()
    return None if row is None else Newcomer(*row[:4], Outcome(row[4]), *row[5:])


def offer(connection: Connection, workspace: str, newcomer: Newcomer) -> None:
    """Write down that somebody is offered, for the first time or once more."""
    here = (col(NewcomerRow.workspace) == workspace, col(NewcomerRow.id) == newcomer.id)
    values = {
        "name": newcomer.name,
        "timezone": newcomer.timezone,
        "came_back": newcomer.came_back,
        "offered_at": newcomer.offered_at,
        "outcome": newcomer.outcome.value,
        "settled_by": None,
        "settled_at": None,
    }
    if connection.execute(update(NewcomerRow).where(*here).values(values)).rowcount == 0:
        connection.execute(insert(NewcomerRow).values(values | {"workspace": workspace, "id": newcomer.id}))


def settle(
    connection: Connection, workspace: str, user: str, outcome: Outcome, by: str, now: datetime
) -> bool:
    """Say what became of the offer; False if another admin was first."""
    waiting = (
        col(NewcomerRow.workspace) == workspace,
        col(NewcomerRow.id) == user,
        col(NewcomerRow.outcome) == Outcome.OFFERED.value,
    )
    values = {"outcome": outcome.value, "settled_by": by, "settled_at": now}
    return connection.execute(update(NewcomerRow).where(*waiting).values(values)).rowcount == 1
