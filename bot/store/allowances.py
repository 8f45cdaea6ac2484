"""What allowances are worked out from: what people granted alone, and what others said of their uses."""

from __future__ import annotations

from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select
from sqlmodel import col

from bot.domain.allowances import Judged
from bot.domain.authority import Rule
from bot.domain.request_moves import Move
from bot.store.outcomes import AuditedRow
from bot.store.request_tables import RequestDecisionRow, RequestRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection
    from sqlalchemy.sql.elements import ColumnElement

    from bot.domain.people import Person

_HUNDRED = 100
_DECIDES = (Move.APPROVE.value, Move.COUNTER.value, Move.DECLINE.value)


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


def spent_by(
    connection: Connection, workspace: str, since: Mapping[str, datetime]
) -> dict[str, dict[str, Decimal]]:
    """The same of several people, of each since a moment of their own; by person, then by power."""
    if not since:
        return {}
    statement = select(
        col(RequestRow.requester), col(RequestRow.power), col(RequestRow.settled_at), col(RequestRow.granted)
    ).where(
        col(RequestRow.workspace) == workspace,
        col(RequestRow.requester).in_(since),
        col(RequestRow.rule) == Rule.WITHIN.value,
        col(RequestRow.settled_at) >= min(since.values()),
    )
    rows: Iterable[Any] = connection.execute(statement)
    found: dict[str, dict[str, Decimal]] = {person: {} for person in since}
    for person, power, at, granted in rows:
        if at >= since[person]:
            before = found[person].get(power, Decimal(0))
            found[person][power] = before + Decimal(granted) / _HUNDRED
    return found


def judged(connection: Connection, workspace: str, people: Collection[str], since: datetime) -> list[Judged]:
    """What others have decided of these people's requests since then, and said in audits."""
    use = (col(RequestRow.requester), col(RequestRow.power), col(RequestRow.amount))
    theirs = (col(RequestRow.workspace) == workspace, col(RequestRow.requester).in_(people))
    decided = (
        select(*use, col(RequestDecisionRow.move) == Move.APPROVE.value, col(RequestDecisionRow.at))
        .join_from(RequestRow, RequestDecisionRow, _is_of(RequestDecisionRow))
        .where(
            *theirs,
            col(RequestRow.rule) != Rule.WITHIN.value,
            col(RequestDecisionRow.move).in_(_DECIDES),
            col(RequestDecisionRow.at) >= since,
        )
    )
    audited = (
        select(*use, col(AuditedRow.approves), col(AuditedRow.at))
        .join_from(RequestRow, AuditedRow, _is_of(AuditedRow))
        .where(*theirs, col(AuditedRow.at) >= since)
    )
    rows: Iterable[Any] = chain(connection.execute(decided), connection.execute(audited))
    return [
        Judged(person, power, Decimal(amount) / _HUNDRED, bool(unchanged), at)
        for person, power, amount, unchanged, at in rows
    ]


def _is_of(table: type[RequestDecisionRow | AuditedRow]) -> ColumnElement[bool]:
    """Whether a row belongs to the request that it is read beside."""
    return and_(col(table.workspace) == col(RequestRow.workspace), col(table.request) == col(RequestRow.id))
