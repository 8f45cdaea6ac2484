"""What a settled request says in the requester's ledger."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from bot.domain.authority import YES
from bot.domain.evidence import Entry
from bot.domain.ledger import Kind, full_beside
from bot.domain.request_moves import Status
from bot.services.request_routes import today_of, use_of
from bot.store import people

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.plan import Plan
    from bot.domain.plan_parts import Power
    from bot.domain.requests import Request

_DECIDED = frozenset({Status.APPROVED, Status.ACCEPTED, Status.DECLINED})


def settled_evidence(connection: Connection, plan: Plan, request: Request, now: datetime) -> Iterator[Entry]:
    """That somebody decided it, with what was asked and granted; nothing for what was taken back or lapsed.

    What a person grants by their own authority is no evidence yet: its outcome, or an audit, will be.
    """
    requester = people.find(connection, request.workspace, request.requester)
    power = plan.power(request.case.power)
    if request.status not in _DECIDED or request.is_own or requester is None or power is None:
        return
    yield Entry(
        key=f"request-decided:{request.id}",
        person=requester.id,
        day=today_of(requester, now),
        kind=Kind.REQUEST_DECIDED.value,
        facts={
            "requested": float(request.case.amount),
            "granted": float(request.granted or 0),
            **_full(power, request, request.case.amount),
        },
    )


def sized(plan: Plan, request: Request, amount: Decimal) -> dict[str, float]:
    """How much of a power was used, as the ledger has it, with how much of it is a great deal."""
    return {"pct": float(amount), **_full(use_of(plan, request).power, request, amount)}


def _full(power: Power, request: Request, amount: Decimal) -> dict[str, float]:
    """The size that weighs in full, such that a second piece for one customer weighs what it adds."""
    full = power.full_size or YES
    together = Decimal(0) if power.is_yes_or_no else request.together
    return {"full": full_beside(float(amount), float(together), float(full))}
