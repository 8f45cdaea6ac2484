"""Lanes: at most one message under way to each channel or person, and a pause between two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, String, bindparam, case, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from bot.store.delivery_tables import LaneRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

_LEAVE = (
    update(LaneRow)
    .where(
        col(LaneRow.workspace) == bindparam("of_workspace"),
        col(LaneRow.lane) == bindparam("of_lane"),
    )
    .values(
        free_at=case(
            (col(LaneRow.free_at) == bindparam("taken_until"), bindparam("next_free_at", type_=BigInteger)),
            else_=col(LaneRow.free_at),
        ),
        channel=func.coalesce(bindparam("arrived_in", type_=String), col(LaneRow.channel)),
    )
)


def enter(connection: Connection, workspace: str, wanted: Sequence[str], *, now: int, until: int) -> set[str]:
    """Take lanes until a moment; those that were free. In the others another message is under way."""
    if not wanted:
        return set()
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    insert = dialect.insert(LaneRow).values(
        [{"workspace": workspace, "lane": lane, "free_at": until, "channel": None} for lane in sorted(wanted)]
    )
    taken = insert.on_conflict_do_update(
        index_elements=["workspace", "lane"],
        set_={"free_at": insert.excluded.free_at},
        where=col(LaneRow.free_at) <= now,  # the lock
    ).returning(col(LaneRow.lane))
    return set(connection.scalars(taken))


def leave(connection: Connection, exits: Sequence[tuple[str, str, int, int, str | None]]) -> None:
    """Free lanes, each given as workspace, lane, until when it was taken, free when, channel.

    One that was taken anew meanwhile, after a lease ran out, stays taken. The channel, if any, is
    remembered as the place where this person's messages arrive.
    """
    names = ("of_workspace", "of_lane", "taken_until", "next_free_at", "arrived_in")
    if exits:
        ordered = sorted(exits, key=lambda one: one[:2])
        connection.execute(_LEAVE, [dict(zip(names, one, strict=True)) for one in ordered])


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
