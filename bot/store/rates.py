"""The shared pace of Slack's methods: one row per workspace and method, for every replica."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from bot.domain.delivery_policy import draw
from bot.store.delivery_tables import RateRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.domain.delivery_policy import Rate


def take(
    connection: Connection, workspace: str, method: str, rate: Rate | None, *, now: int, wanted: int
) -> int:
    """Draw up to `wanted` calls from the bucket; how many may be made now.

    The row stays locked until the transaction ends, so replicas draw one after another.
    """
    bucket = _of(workspace, method)
    free_at = connection.scalar(select(col(RateRow.free_at)).where(*bucket).with_for_update())
    if free_at is None:
        _make(connection, workspace, method)
        free_at = connection.scalar(select(col(RateRow.free_at)).where(*bucket).with_for_update()) or 0
    granted, free_then = draw(rate, free_at, now, wanted)
    if free_then != free_at:
        connection.execute(update(RateRow).where(*bucket).values(free_at=free_then))
    return granted


def push(connection: Connection, workspace: str, method: str, until: int) -> None:
    """Pause the method for every replica: Slack asked for it. Counted, as it should never happen."""
    bucket = _of(workspace, method)
    _make(connection, workspace, method)
    connection.execute(update(RateRow).where(*bucket).values(refusals=RateRow.refusals + 1))
    connection.execute(update(RateRow).where(*bucket, col(RateRow.free_at) < until).values(free_at=until))


def _of(workspace: str, method: str) -> tuple[Any, Any]:
    return col(RateRow.workspace) == workspace, col(RateRow.method) == method


def _make(connection: Connection, workspace: str, method: str) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    values = {"workspace": workspace, "method": method, "free_at": 0, "refusals": 0}
    connection.execute(dialect.insert(RateRow).values(values).on_conflict_do_nothing())
