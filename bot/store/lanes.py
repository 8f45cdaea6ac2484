"""Lanes: at most one message under way to each channel or person, and a pause between two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from bot.store.delivery_tables import LaneRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection


def enter(connection: Connection, workspace: str, lane: str, *, now: int, until: int) -> bool:
    """Take the lane until a moment, if it is free; False if another message is under way in it."""
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    insert = dialect.insert(LaneRow).values(workspace=workspace, lane=lane, free_at=until)
    taken = insert.on_conflict_do_update(
        index_elements=["workspace", "lane"],
        set_={"free_at": insert.excluded.free_at},
        where=col(LaneRow.free_at) <= now,  # the lock
    )
    return bool(connection.execute(taken).rowcount)


def leave(connection: Connection, exits: Sequence[tuple[str, str, int, int, str | None]]) -> None:
    """Free lanes, each given as workspace, lane, until when it was taken, free when, channel.

    One that was taken anew meanwhile, after a lease ran out, is left alone. The channel, if any, is
    remembered as the place where this person's messages arrive.
    """
    for workspace, lane, taken_until, free_at, channel in sorted(exits, key=lambda one: one[:2]):
        mine = (col(LaneRow.workspace) == workspace, col(LaneRow.lane) == lane)
        still = (*mine, col(LaneRow.free_at) == taken_until)
        connection.execute(update(LaneRow).where(*still).values(free_at=free_at))
        if channel is not None:
            new = col(LaneRow.channel).is_distinct_from(channel)
            connection.execute(update(LaneRow).where(*mine, new).values(channel=channel))


def channel_of(connection: Connection, workspace: str, lane: str) -> str | None:
    """Where messages to this person or channel arrived before; None if none did."""
    return connection.scalar(
        select(col(LaneRow.channel)).where(col(LaneRow.workspace) == workspace, col(LaneRow.lane) == lane)
    )


def remember(connection: Connection, workspace: str, lane: str, channel: str) -> None:
    """Note where messages to this person arrive."""
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    insert = dialect.insert(LaneRow).values(workspace=workspace, lane=lane, free_at=0, channel=channel)
    connection.execute(
        insert.on_conflict_do_update(index_elements=["workspace", "lane"], set_={"channel": channel})
    )
