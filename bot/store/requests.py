"""Requests: what was asked, every move since, and who may decide. Moves are only added."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update
from sqlmodel import col

from bot.domain.amounts import Money
from bot.domain.authority import Rule
from bot.domain.people import Rank
from bot.domain.refusals import Busy
from bot.domain.request_moves import Move, Status
from bot.domain.requests import Case, Decision, Request, Seat, questions_in
from bot.domain.visible_text import comparable
from bot.store.request_tables import LONGEST_CUSTOMER, RequestDecisionRow, RequestRow, RequestSeatRow

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Connection
    from sqlalchemy.sql.elements import ColumnElement

_HUNDRED = 100


def add(connection: Connection, request: Request) -> None:
    """Write a new request down, with the moves and seats it begins with."""
    case = request.case
    connection.execute(
        insert(RequestRow).values(
            workspace=request.workspace,
            id=request.id,
            number=request.number,
            requester=request.requester,
            power=case.power,
            amount=_hundredths(case.amount),
            customer=case.customer,
            customer_key=customer_key(case.customer),
            deal_amount=_hundredths(case.deal.amount),
            deal_currency=case.deal.currency,
            deal_value=_hundredths(case.deal_value),
            full_price=_price(case.full_price),
            offered_price=_price(case.offered_price),
            reason=case.reason,
            said=case.said,
            give_get=case.give_get,
            needed_by=case.needed_by,
            link=case.link,
            rule=request.rule.value,
            level=request.level,
            rank=request.rank.value,
            plan_version=request.plan_version,
            asked_at=request.asked_at,
            **_moving(request),
        )
    )
    _add_seats(connection, request, 0)
    _add_decisions(connection, request, 0)


def next_number(connection: Connection, workspace: str) -> int:
    """The number of the next request; whoever asks holds the workspace's row."""
    latest = connection.scalar(
        select(func.max(col(RequestRow.number))).where(col(RequestRow.workspace) == workspace)
    )
    return (latest or 0) + 1


def move(connection: Connection, before: Request, after: Request) -> None:
    """Write the moves that led from `before` to `after`; raises Busy if another came first."""
    still = (
        col(RequestRow.workspace) == before.workspace,
        col(RequestRow.id) == before.id,
        col(RequestRow.status) == before.status.value,
        col(RequestRow.revision) == before.revision,
    )
    if connection.execute(update(RequestRow).where(*still).values(**_moving(after))).rowcount != 1:
        raise Busy
    _add_seats(connection, after, len(before.seats))
    _add_decisions(connection, after, before.revision)


def find(connection: Connection, workspace: str, request: str, *, alone: bool = False) -> Request | None:
    """The request with this id; with `alone`, nobody else moves it until this transaction ends."""
    statement = select(RequestRow.__table__).where(  # type: ignore[attr-defined] # SQLModel adds it
        col(RequestRow.workspace) == workspace, col(RequestRow.id) == request
    )
    if alone:
        statement = statement.with_for_update()
    return next(iter(_requests(connection, workspace, [connection.execute(statement).one_or_none()])), None)


def open_ones(connection: Connection, workspace: str) -> list[Request]:
    """Every request that is not settled, oldest first."""
    waiting = [Status.PENDING.value, Status.COUNTERED.value]
    return _select(connection, workspace, col(RequestRow.status).in_(waiting))


def of_people(
    connection: Connection, workspace: str, people: Collection[str], since: datetime
) -> list[Request]:
    """What these people have asked since then, oldest first."""
    return _select(
        connection, workspace, col(RequestRow.requester).in_(people), col(RequestRow.asked_at) >= since
    )


def reached(
    connection: Connection, workspace: str, people: Collection[str], since: datetime
) -> list[Request]:
    """What has reached any of these people to decide since then, oldest first."""
    theirs = select(col(RequestSeatRow.request)).where(
        col(RequestSeatRow.workspace) == workspace,
        col(RequestSeatRow.person).in_(people),
        col(RequestSeatRow.since) >= since,
    )
    return _select(connection, workspace, col(RequestRow.id).in_(theirs))


def everything(connection: Connection, workspace: str) -> list[Request]:
    """Every request of the workspace, oldest first."""
    return _select(connection, workspace)


def page(connection: Connection, workspace: str, after: int, most: int) -> list[Request]:
    """The next requests by their number, at most so many."""
    statement = (
        select(RequestRow.__table__)  # type: ignore[attr-defined] # SQLModel adds it
        .where(col(RequestRow.workspace) == workspace, col(RequestRow.number) > after)
        .order_by(col(RequestRow.number))
        .limit(most)
    )
    return _requests(connection, workspace, connection.execute(statement).all())


def settled_like(connection: Connection, request: Request, most: int) -> list[Request]:
    """The last requests of the same power that others decided before this one was asked, latest first."""
    decided = [Status.APPROVED.value, Status.ACCEPTED.value, Status.DECLINED.value]
    statement = (
        select(RequestRow.__table__)  # type: ignore[attr-defined] # SQLModel adds it
        .where(
            col(RequestRow.workspace) == request.workspace,
            col(RequestRow.power) == request.case.power,
            col(RequestRow.status).in_(decided),
            col(RequestRow.rule) != Rule.WITHIN.value,
            col(RequestRow.settled_at) <= request.asked_at,
        )
        .order_by(col(RequestRow.settled_at).desc(), col(RequestRow.number).desc())
        .limit(most)
    )
    return _requests(connection, request.workspace, connection.execute(statement).all())


def given_to(connection: Connection, workspace: str, customer: str, power: str, since: datetime) -> Decimal:
    """How much of a power one customer was granted since then, whoever asked; open counters not counted."""
    total = connection.scalar(
        select(func.sum(col(RequestRow.granted))).where(
            col(RequestRow.workspace) == workspace,
            col(RequestRow.customer_key) == customer_key(customer),
            col(RequestRow.power) == power,
            col(RequestRow.settled_at) >= since,
        )
    )
    return Decimal(int(total or 0)) / _HUNDRED


def customer_key(name: str) -> str:
    """How a customer's name is compared, where it is kept."""
    return comparable(name)[:LONGEST_CUSTOMER]


def _select(connection: Connection, workspace: str, *which: ColumnElement[bool]) -> list[Request]:
    statement = (
        select(RequestRow.__table__)  # type: ignore[attr-defined] # SQLModel adds it
        .where(col(RequestRow.workspace) == workspace, *which)
        .order_by(col(RequestRow.number))
    )
    return _requests(connection, workspace, connection.execute(statement).all())


def _requests(connection: Connection, workspace: str, rows: Sequence[Any]) -> list[Request]:
    """The requests in `rows`, with their seats and moves."""
    found = [row for row in rows if row is not None]
    if not found:
        return []
    ids = [row.id for row in found]
    seats: dict[str, list[Seat]] = {}
    seated = (
        select(
            col(RequestSeatRow.request),
            col(RequestSeatRow.person),
            col(RequestSeatRow.since),
            col(RequestSeatRow.instead_of),
        )
        .where(col(RequestSeatRow.workspace) == workspace, col(RequestSeatRow.request).in_(ids))
        .order_by(col(RequestSeatRow.request), col(RequestSeatRow.place))
    )
    for row in connection.execute(seated):
        seats.setdefault(row.request, []).append(Seat(row.person, row.since, row.instead_of))
    moves: dict[str, list[Decision]] = {}
    moved = (
        select(RequestDecisionRow.__table__)  # type: ignore[attr-defined] # SQLModel adds it
        .where(col(RequestDecisionRow.workspace) == workspace, col(RequestDecisionRow.request).in_(ids))
        .order_by(col(RequestDecisionRow.request), col(RequestDecisionRow.revision))
    )
    for row in connection.execute(moved):
        moves.setdefault(row.request, []).append(_decision(row))
    return [_request(row, tuple(seats.get(row.id, ())), tuple(moves.get(row.id, ()))) for row in found]


def _request(row: Any, seats: tuple[Seat, ...], decisions: tuple[Decision, ...]) -> Request:
    case = Case(
        power=row.power,
        amount=_amount(row.amount),
        customer=row.customer,
        deal=Money(_amount(row.deal_amount), row.deal_currency),
        deal_value=_amount(row.deal_value),
        reason=row.reason,
        said=row.said,
        give_get=row.give_get,
        needed_by=row.needed_by,
        full_price=None if row.full_price is None else Money(_amount(row.full_price), row.deal_currency),
        offered_price=(
            None if row.offered_price is None else Money(_amount(row.offered_price), row.deal_currency)
        ),
        link=row.link,
    )
    return Request(
        id=row.id,
        number=row.number,
        workspace=row.workspace,
        requester=row.requester,
        case=case,
        rule=Rule(row.rule),
        level=row.level,
        plan_version=row.plan_version,
        asked_at=row.asked_at,
        status=Status(row.status),
        seats=seats,
        questions=questions_in(decisions),
        decisions=decisions,
        together=_amount(row.together),
        rank=Rank(row.rank),
    )


def _decision(row: Any) -> Decision:
    return Decision(
        move=Move(row.move),
        by=row.by,
        at=row.at,
        instead_of=row.instead_of,
        amount=None if row.amount is None else _amount(row.amount),
        text=row.text,
        conditions=row.conditions,
        emergency=row.emergency,
    )


def _moving(request: Request) -> dict[str, Any]:
    """The part of a request that moves."""
    return {
        "status": request.status.value,
        "revision": request.revision,
        "together": _hundredths(request.together),
        "granted": None if request.granted is None else _hundredths(request.granted),
        "settled_at": None if request.settled is None else request.settled.at,
    }


def _add_seats(connection: Connection, request: Request, known: int) -> None:
    rows = [
        {
            "workspace": request.workspace,
            "request": request.id,
            "place": place,
            "person": seat.person,
            "since": seat.since,
            "instead_of": seat.instead_of,
        }
        for place, seat in enumerate(request.seats)
        if place >= known
    ]
    if rows:
        connection.execute(insert(RequestSeatRow), rows)


def _add_decisions(connection: Connection, request: Request, known: int) -> None:
    rows = [
        {
            "workspace": request.workspace,
            "request": request.id,
            "revision": number,
            "move": each.move.value,
            "by": each.by,
            "at": each.at,
            "instead_of": each.instead_of,
            "amount": None if each.amount is None else _hundredths(each.amount),
            "text": each.text,
            "conditions": each.conditions,
            "emergency": each.emergency,
        }
        for number, each in enumerate(request.decisions, start=1)
        if number > known
    ]
    if rows:
        connection.execute(insert(RequestDecisionRow), rows)


def _hundredths(amount: Decimal) -> int:
    return int(amount * _HUNDRED)


def _price(money: Money | None) -> int | None:
    return None if money is None else _hundredths(money.amount)


def _amount(hundredths: int) -> Decimal:
    amount = Decimal(hundredths) / _HUNDRED
    return amount.to_integral_value() if amount == amount.to_integral_value() else amount
