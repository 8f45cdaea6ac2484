"""How somebody's trust went over time, read for a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlmodel import col

from bot.domain.explanations import Course
from bot.domain.ledger import Dim
from bot.domain.trust import LEAST_JUDGEMENT
from bot.store.trust import TrustDayRow
from bot.store.trust_states import read_state

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Connection


def since(
    connection: Connection, workspace: str, person: str, first: date, levels: Sequence[str]
) -> list[Course]:
    """Every active day from a day on; `levels` are the names of the rungs."""
    statement = (
        select(col(TrustDayRow.day), col(TrustDayRow.total), col(TrustDayRow.level), col(TrustDayRow.state))
        .where(
            col(TrustDayRow.workspace) == workspace,
            col(TrustDayRow.person) == person,
            col(TrustDayRow.day) >= first,
        )
        .order_by(col(TrustDayRow.aday))
    )
    return [
        Course(
            day=row.day,
            total=row.total,
            level=levels[min(row.level, len(levels) - 1)],
            provisional=read_state(row.state).sums[Dim.J].n < LEAST_JUDGEMENT,
            rung=row.level,
        )
        for row in connection.execute(statement)
    ]
