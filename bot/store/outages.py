"""When the bot was last at work, and the times it was not."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, SQLModel, col

from bot.domain.outages import Outage

if TYPE_CHECKING:
    from sqlalchemy import Connection


class HeartbeatRow(SQLModel, table=True):
    """The last moment at which the bot was at work for a workspace."""

    __tablename__ = "heartbeats"

    workspace: str = Field(primary_key=True, foreign_key="workspaces.id", max_length=32)
    at: datetime


class OutageRow(SQLModel, table=True):
    """A time in which the bot was not at work."""

    __tablename__ = "outages"

    workspace: str = Field(primary_key=True, foreign_key="workspaces.id", max_length=32)
    began_at: datetime = Field(primary_key=True)
    ended_at: datetime


def last_beat(connection: Connection, workspace: str) -> datetime | None:
    """When the bot was last at work; None if it never was."""
    statement = select(col(HeartbeatRow.at)).where(col(HeartbeatRow.workspace) == workspace)
    return connection.execute(statement).scalar_one_or_none()


def beat(connection: Connection, workspace: str, before: datetime | None, now: datetime) -> bool:
    """Say that the bot is at work; False if another process said so since `before`."""
    if before is None:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        fresh = dialect.insert(HeartbeatRow).values(workspace=workspace, at=now).on_conflict_do_nothing()
        return connection.execute(fresh.returning(col(HeartbeatRow.at))).first() is not None
    here = (col(HeartbeatRow.workspace) == workspace, col(HeartbeatRow.at) == before)
    return connection.execute(update(HeartbeatRow).where(*here).values(at=now)).rowcount == 1


def add(connection: Connection, workspace: str, outage: Outage) -> None:
    """Write down a time in which the bot was not at work."""
    values = {"workspace": workspace, "began_at": outage.began_at, "ended_at": outage.ended_at}
    connection.execute(insert(OutageRow).values(values))


def since(connection: Connection, workspace: str, moment: datetime) -> list[Outage]:
    """The outages that ended after `moment`, in order."""
    statement = (
        select(col(OutageRow.began_at), col(OutageRow.ended_at))
        .where(col(OutageRow.workspace) == workspace, col(OutageRow.ended_at) > moment)
        .order_by(col(OutageRow.began_at))
    )
    return [Outage(*row) for row in connection.execute(statement)]
