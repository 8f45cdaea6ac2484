"""What reps would do differently, week by week. Rows are only added."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKeyConstraint, Text, insert, select
from sqlmodel import Field, SQLModel, col

from bot.domain.retrospects import Answer

if TYPE_CHECKING:
    from sqlalchemy import Connection


class RetrospectRow(SQLModel, table=True):
    """One answer about one week; said again, it is another revision."""

    __tablename__ = "retrospects"
    __table_args__ = (ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),)

    workspace: str = Field(primary_key=True, max_length=32)
    person: str = Field(primary_key=True, max_length=32)
    week: date = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    words: str = Field(sa_type=Text)
    at: datetime


def since(connection: Connection, workspace: str, person: str, week: date) -> list[Answer]:
    """What somebody said last of each week from one on, the latest week first."""
    statement = (
        select(col(RetrospectRow.week), col(RetrospectRow.words), col(RetrospectRow.revision))
        .where(
            col(RetrospectRow.workspace) == workspace,
            col(RetrospectRow.person) == person,
            col(RetrospectRow.week) >= week,
        )
        .order_by(col(RetrospectRow.week).desc(), col(RetrospectRow.revision))
    )
    return list({row.week: Answer(*row) for row in connection.execute(statement)}.values())


def add(connection: Connection, workspace: str, person: str, answer: Answer, now: datetime) -> None:
    """Write an answer down."""
    connection.execute(
        insert(RetrospectRow).values(
            workspace=workspace,
            person=person,
            week=answer.week,
            revision=answer.revision,
            words=answer.words,
            at=now,
        )
    )
