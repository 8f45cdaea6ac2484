"""Marks given after the fact: missed when a day closed unanswered, excused when it was not one to work.

A mark is never changed: a later one stands in its place, and the earlier one is kept.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKeyConstraint, Index, insert, select
from sqlmodel import Field, SQLModel, col

from bot.domain.checkins import Mark

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection


class MarkRow(SQLModel, table=True):
    """What one person's day counts as, from this revision on."""

    __tablename__ = "checkin_marks"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        Index("checkin_marks_by_day", "workspace", "day"),
    )

    workspace: str = Field(primary_key=True, max_length=32)
    person: str = Field(primary_key=True, max_length=32)
    day: date = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    mark: str = Field(max_length=16)
    why: str = Field(max_length=64)
    marked_at: datetime


def between(
    connection: Connection, workspace: str, people: Collection[str], first: date, last: date
) -> dict[tuple[str, date], Mark]:
    """The marks that stand for `people` from `first` to `last`, both included."""
    statement = (
        select(col(MarkRow.person), col(MarkRow.day), col(MarkRow.mark))
        .where(
            col(MarkRow.workspace) == workspace,
            col(MarkRow.person).in_(people),
            col(MarkRow.day).between(first, last),
        )
        .order_by(col(MarkRow.revision))
    )
    return {(person, day): Mark(mark) for person, day, mark in connection.execute(statement)}


def given(connection: Connection, workspace: str, first: date, last: date) -> set[tuple[str, date]]:
    """Everybody's days from `first` to `last` that have a mark here."""
    statement = select(col(MarkRow.person), col(MarkRow.day)).where(
        col(MarkRow.workspace) == workspace, col(MarkRow.day).between(first, last)
    )
    return {(person, day) for person, day in connection.execute(statement)}


def add(
    connection: Connection,
    workspace: str,
    marked: Sequence[tuple[str, date, Mark]],
    why: str,
    now: datetime,
) -> None:
    """Give marks, each in the place of the one that stood; `why` is a word for all of them."""
    if not marked:
        return
    people = {person for person, _, _ in marked}
    days = [day for _, day, _ in marked]
    before = _revisions(connection, workspace, people, min(days), max(days))
    rows = [
        {
            "workspace": workspace,
            "person": person,
            "day": day,
            "revision": before.get((person, day), 0) + 1,
            "mark": mark.value,
            "why": why,
            "marked_at": now,
        }
        for person, day, mark in marked
    ]
    connection.execute(insert(MarkRow), rows)


def _revisions(
    connection: Connection, workspace: str, people: Collection[str], first: date, last: date
) -> dict[tuple[str, date], int]:
    statement = (
        select(col(MarkRow.person), col(MarkRow.day), col(MarkRow.revision))
        .where(
            col(MarkRow.workspace) == workspace,
            col(MarkRow.person).in_(people),
            col(MarkRow.day).between(first, last),
        )
        .order_by(col(MarkRow.revision))
    )
    return {(person, day): revision for person, day, revision in connection.execute(statement)}
