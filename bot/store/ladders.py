"""Where on the ladder people began."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select
from sqlmodel import col

from bot.store.trust import TrustHeadRow

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection


def began(connection: Connection, workspace: str, people: Collection[str]) -> dict[str, int]:
    """The rung on which each person's trust began; nobody whose trust has not."""
    values = {"workspace": workspace, "people": list(people)}
    return {each.person: each.began_level for each in connection.execute(_BEGAN, values)}


_BEGAN = select(col(TrustHeadRow.person), col(TrustHeadRow.began_level)).where(
    col(TrustHeadRow.workspace) == bindparam("workspace"),
    col(TrustHeadRow.person).in_(bindparam("people", expanding=True)),
)
