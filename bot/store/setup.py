"""What the setup check asks of several tables at once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlmodel import col

from bot.domain.weeks import Verdict
from bot.store.checkins import CheckinRow
from bot.store.weeks import WeekReviewRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import Connection

_REST_OF_A_WEEK = timedelta(days=6)


def never_confirmed(
    connection: Connection, workspace: str, first: date, last: date, ids: Collection[str] | None = None
) -> set[str]:
    """Who checked in from `first` to `last`, while no week of theirs since then looked right to anybody.

    Of everybody, or of one team only, given by `ids`.
    """
    team = () if ids is None else (col(CheckinRow.person).in_(ids),)
    confirmed = select(col(WeekReviewRow.person)).where(
        col(WeekReviewRow.workspace) == workspace,
        col(WeekReviewRow.week) >= first - _REST_OF_A_WEEK,
        col(WeekReviewRow.verdict) == Verdict.LOOKS_RIGHT.value,
    )
    statement = (
        select(col(CheckinRow.person))
        .where(
            col(CheckinRow.workspace) == workspace,
            col(CheckinRow.day).between(first, last),
            col(CheckinRow.person).not_in(confirmed),
            *team,
        )
        .distinct()
    )
    return set(connection.scalars(statement))
