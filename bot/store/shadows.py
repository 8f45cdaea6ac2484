"""The days on which somebody's evidence called for something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlmodel import col

from bot.domain.ladder import Proposal, Proposed
from bot.domain.ledger import Dim
from bot.domain.shadows import CalledFor
from bot.store.trust import BATCH, TrustDayRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Connection


def called_for(
    connection: Connection, workspace: str, people: Sequence[str], first: date
) -> dict[str, list[CalledFor]]:
    """Each person's days with a proposal or a warning, from a day on, in order.

    But for those that ended with a step: the rung that is written down there is the one after it.
    """
    found: dict[str, list[CalledFor]] = {}
    row = TrustDayRow
    for start in range(0, len(people), BATCH):
        statement = (
            select(
                *(col(row.person), col(row.day), col(row.aday), col(row.level)),
                *(col(row.total), col(row.proposal), col(row.dims)),
            )
            .where(
                col(row.workspace) == workspace,
                col(row.person).in_(people[start : start + BATCH]),
                col(row.day) >= first,
                col(row.proposal) != Proposal.NONE.value,
                col(row.since) < col(row.aday),
            )
            .order_by(col(row.person), col(row.aday))
        )
        for person, day, aday, level, total, what, dims in connection.execute(statement):
            proposal = Proposed(Proposal(what), tuple(Dim(each) for each in dims))
            found.setdefault(person, []).append(CalledFor(day, aday, level, total, proposal))
    return found
