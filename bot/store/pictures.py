"""Pictures that were uploaded to Slack: the same drawing is not uploaded twice."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, SQLModel, col

if TYPE_CHECKING:
    from sqlalchemy import Connection


class PictureRow(SQLModel, table=True):
    """A drawing by the hash of what it shows, and the file it became in Slack."""

    __tablename__ = "pictures"

    workspace: str = Field(primary_key=True, foreign_key="workspaces.id", max_length=32)
    digest: str = Field(primary_key=True, max_length=64)
    file: str = Field(max_length=32)
    at: datetime


def find(connection: Connection, workspace: str, digest: str) -> str | None:
    """The Slack file of a drawing, if it was uploaded."""
    statement = select(col(PictureRow.file)).where(
        col(PictureRow.workspace) == workspace, col(PictureRow.digest) == digest
    )
    return connection.execute(statement).scalar_one_or_none()


def add(connection: Connection, workspace: str, digest: str, file: str, now: datetime) -> None:
    """Remember the Slack file of a drawing; the first one stays."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    values = {"workspace": workspace, "digest": digest, "file": file, "at": now}
    connection.execute(dialect.insert(PictureRow).values(values).on_conflict_do_nothing())
