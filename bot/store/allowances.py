"""What allowances are worked out from: how much people granted by their own authority."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlmodel import col

from bot.domain.authority import Rule
from bot.store.request_tables import RequestRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.people import Person

_HUNDRED = 100


def spent_alone(
    connection: Connection, person: Person, power: str, since: datetime, *, upto: int | None = None
) -> Decimal:
    """How much of a power one person has granted by their own authority since then.

    With `upto`, only as far as the request of that number, and with it.
    """
    theirs = [
        col(RequestRow.workspace) == person.workspace,
        col(RequestRow.requester) == person.id,
        col(RequestRow.power) == power,
        col(RequestRow.rule) == Rule.WITHIN.value,
        col(RequestRow.settled_at) >= since,
    ]
    if upto is not None:
        theirs.append(col(RequestRow.number) <= upto)
    total = connection.scalar(select(func.sum(col(RequestRow.granted))).where(*theirs))
    return Decimal(int(total or 0)) / _HUNDRED
