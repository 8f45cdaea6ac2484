"""Steps on the ladder: proposed, granted, put off, taken back by the facts, or made by hand."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index, Text, text
from sqlmodel import Field, SQLModel


class StepRow(SQLModel, table=True):
    """One step, and where it stands. At most one is open for anybody."""

    __tablename__ = "steps"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        Index("steps_by_person", "workspace", "person", "opened_at"),
        Index(
            "steps_open",
            "workspace",
            "person",
            unique=True,
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
    )

    workspace: str = Field(primary_key=True, max_length=32)
    id: str = Field(primary_key=True, max_length=32)
    person: str = Field(max_length=32)
    what: str = Field(max_length=16)
    origin: str = Field(max_length=16)
    from_level: str = Field(max_length=40)
    to_level: str = Field(max_length=40)
    day: date
    aday: int
    facts: str = Field(sa_type=Text)
    status: str = Field(max_length=16)
    opened_at: datetime
    settled_at: datetime | None = None
    settled_by: str | None = Field(default=None, max_length=64)
    settled_aday: int | None = None
    reason: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    plan_version: int
    revision: int
