"""Talks: who last spoke with whom, as it was written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlmodel import col

from bot.store.coaching import NoteRow
from bot.store.people import BATCH

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection


def latest(
    connection: Connection, workspace: str, ids: Collection[str], since: datetime
) -> dict[str, dict[str, datetime]]:
    """When each of these people was last coached, at `since` or later, by person and by who did it."""
    ordered = list(ids)
    found: dict[str, dict[str, datetime]] = {}
    at: ColumnElement[datetime] = func.max(col(NoteRow.at))
    for start in range(0, len(ordered), BATCH):
        statement = (
            select(col(NoteRow.person), col(NoteRow.by), at.label("at"))
            .where(
                col(NoteRow.workspace) == workspace,
                col(NoteRow.person).in_(ordered[start : start + BATCH]),
                col(NoteRow.at) >= since,
            )
            .group_by(col(NoteRow.person), col(NoteRow.by))
        )
        for row in connection.execute(statement):
            found.setdefault(row.person, {})[row.by] = row.at
    return found


def last_spoken(
    connection: Connection, workspace: str, ids: Collection[str], since: datetime
) -> dict[str, datetime]:
    """When anybody last coached each of these people, if that was at `since` or later."""
    told = latest(connection, workspace, ids, since)
    return {person: max(by.values()) for person, by in told.items()}
