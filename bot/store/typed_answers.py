"""What people typed to the bot: kept until it is answered, so that the answer can be composed from it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Text, delete, insert, select
from sqlmodel import Field, SQLModel, col

from bot.domain.typed_answers import TypedAnswer

if TYPE_CHECKING:
    from sqlalchemy import Connection


class TypedAnswerRow(SQLModel, table=True):
    """One message somebody typed to the bot."""

    __tablename__ = "typed_answers"

    workspace: str = Field(primary_key=True, foreign_key="workspaces.id", max_length=32)
    id: str = Field(primary_key=True, max_length=32)
    person: str = Field(max_length=32)
    day: date | None = None
    words: str = Field(sa_type=Text)
    saved: bool
    typed_at: datetime = Field(index=True)


def add(connection: Connection, workspace: str, answer: TypedAnswer, now: datetime) -> None:
    """Keep what somebody typed."""
    connection.execute(
        insert(TypedAnswerRow).values(
            workspace=workspace,
            id=answer.id,
            person=answer.person,
            day=answer.day,
            words=answer.words,
            saved=answer.saved,
            typed_at=now,
        )
    )


def find(connection: Connection, workspace: str, answer: str) -> TypedAnswer | None:
    """What was typed under this id; None once it is forgotten."""
    statement = select(
        col(TypedAnswerRow.id),
        col(TypedAnswerRow.person),
        col(TypedAnswerRow.day),
        col(TypedAnswerRow.words),
        col(TypedAnswerRow.saved),
    ).where(col(TypedAnswerRow.workspace) == workspace, col(TypedAnswerRow.id) == answer)
    row = connection.execute(statement).one_or_none()
    return None if row is None else TypedAnswer(*row)


def forget_before(connection: Connection, moment: datetime) -> int:
    """Drop what was typed before `moment`; how many went."""
    statement = delete(TypedAnswerRow).where(col(TypedAnswerRow.typed_at) < moment)
    return connection.execute(statement).rowcount
