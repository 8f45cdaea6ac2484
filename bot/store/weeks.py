"""Weeks as managers saw them: who looked right, who is to be talked to first. Rows are only added."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKeyConstraint, Text, insert, select
from sqlmodel import Field, SQLModel, col

from bot.domain.weeks import Review, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection


class WeekReviewRow(SQLModel, table=True):
    """What a manager said of one person's week, and which check-ins they had seen."""

    __tablename__ = "week_reviews"
    __table_args__ = (ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),)

    workspace: str = Field(primary_key=True, max_length=32)
    person: str = Field(primary_key=True, max_length=32)
    week: date = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    verdict: str = Field(max_length=16)
    seen: str = Field(sa_type=Text)
    reviewed_by: str = Field(max_length=32)
    reviewed_at: datetime


def reviews(
    connection: Connection, workspace: str, people: Collection[str], first: date, last: date
) -> dict[tuple[str, date], Review]:
    """What stands of the weeks that begin from `first` to `last`, by person and week."""
    statement = (
        select(
            col(WeekReviewRow.person),
            col(WeekReviewRow.week),
            col(WeekReviewRow.revision),
            col(WeekReviewRow.verdict),
            col(WeekReviewRow.seen),
            col(WeekReviewRow.reviewed_by),
        )
        .where(
            col(WeekReviewRow.workspace) == workspace,
            col(WeekReviewRow.person).in_(people),
            col(WeekReviewRow.week).between(first, last),
        )
        .order_by(col(WeekReviewRow.revision))
    )
    return {
        (row.person, row.week): Review(
            person=row.person,
            week=row.week,
            revision=row.revision,
            verdict=Verdict(row.verdict),
            seen={date.fromisoformat(day): revision for day, revision in json.loads(row.seen).items()},
            by=row.reviewed_by,
        )
        for row in connection.execute(statement)
    }


def left_open(
    connection: Connection, workspace: str, people: Collection[str], first: date
) -> dict[str, list[tuple[date, datetime]]]:
    """The weeks from one on that are to be talked about first, by person, each with when that was said."""
    statement = (
        select(
            col(WeekReviewRow.person),
            col(WeekReviewRow.week),
            col(WeekReviewRow.verdict),
            col(WeekReviewRow.reviewed_at),
        )
        .where(
            col(WeekReviewRow.workspace) == workspace,
            col(WeekReviewRow.person).in_(people),
            col(WeekReviewRow.week) >= first,
        )
        .order_by(col(WeekReviewRow.week), col(WeekReviewRow.revision))
    )
    latest = {(row.person, row.week): row for row in connection.execute(statement)}
    found: dict[str, list[tuple[date, datetime]]] = {}
    for row in latest.values():
        if row.verdict == Verdict.TALK_FIRST.value:
            found.setdefault(row.person, []).append((row.week, row.reviewed_at))
    return found


def add(connection: Connection, workspace: str, review: Review, now: datetime) -> None:
    """Write down what a manager said."""
    connection.execute(
        insert(WeekReviewRow).values(
            workspace=workspace,
            person=review.person,
            week=review.week,
            revision=review.revision,
            verdict=review.verdict.value,
            seen=json.dumps({day.isoformat(): revision for day, revision in review.seen.items()}),
            reviewed_by=review.by,
            reviewed_at=now,
        )
    )
