"""Pictures that were uploaded to Slack: the same drawing is not uploaded twice."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, SQLModel, col

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection


class PictureRow(SQLModel, table=True):
    """A drawing by the hash of what it shows, and the file it became in Slack."""

    __tablename__ = "pictures"

    workspace: str = Field(primary_key=True, foreign_key="workspaces.id", max_length=32)
    digest: str = Field(primary_key=True, max_length=64)
    file: str = Field(max_length=32)
    at: datetime


def find(connection: Connection, workspace: str, digests: Collection[str]) -> dict[str, str]:
    """The Slack files of these drawings, of those that were uploaded."""
    statement = select(col(PictureRow.digest), col(PictureRow.file)).where(
        col(PictureRow.workspace) == workspace, col(PictureRow.digest).in_(digests)
    )
    return {row.digest: row.file for row in connection.execute(statement)}


def add(connection: Connection, workspace: str, digest: str, file: str, now: datetime) -> None:
    """Remember the Slack file of a drawing; the first one stays."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    values = {"workspace": workspace, "digest": digest, "file": file, "at": now}
    connection.execute(dialect.insert(PictureRow).values(values).on_conflict_do_nothing())


def forget(connection: Connection, workspace: str, digests: Collection[str]) -> None:
    """Have these drawings uploaded again when they are next shown."""
    connection.execute(
        delete(PictureRow).where(col(PictureRow.workspace) == workspace, col(PictureRow.digest).in_(digests))
    )
