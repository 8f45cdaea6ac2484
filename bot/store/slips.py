"""The days before a warning: for how long something has slipped."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlmodel import col

from bot.domain.ladder import Proposal, Proposed
from bot.domain.ledger import Dim
from bot.store.trust import BATCH, TrustDayRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

_LOOK_BACK = timedelta(days=30)


def before(
    connection: Connection, workspace: str, latest: Mapping[str, date]
) -> dict[str, list[tuple[date, Proposed]]]:
    """What each person's active days of some weeks proposed, newest first, before a day of their own."""
    found: dict[str, list[tuple[date, Proposed]]] = {}
    people = list(latest)
    for start in range(0, len(people), BATCH):
        some = people[start : start + BATCH]
        statement = (
            select(
                col(TrustDayRow.person),
                col(TrustDayRow.day),
                col(TrustDayRow.proposal),
                col(TrustDayRow.dims),
            )
            .where(
                col(TrustDayRow.workspace) == workspace,
                col(TrustDayRow.person).in_(some),
                col(TrustDayRow.day) >= min(latest[each] for each in some) - _LOOK_BACK,
            )
            .order_by(col(TrustDayRow.person), col(TrustDayRow.day).desc())
        )
        for person, day, what, dims in connection.execute(statement):
            if day < latest[person]:
                proposed = Proposed(Proposal(what), tuple(map(Dim, dims)))
                found.setdefault(person, []).append((day, proposed))
    return found
