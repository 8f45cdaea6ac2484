"""What a settled request says in the requester's ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.authority import YES
from bot.domain.outcomes import Evidence
from bot.domain.request_moves import Status
from bot.services.request_routes import today_of
from bot.store import people
from bot.store.evidence import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.plan import Plan
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
    full = YES if power.is_yes_or_no else power.full_size
    yield Entry(
        key=f"request-decided:{request.id}",
        person=requester.id,
        day=today_of(requester, now),
        kind=Evidence.REQUEST_DECIDED.value,
        facts={
            "requested": float(request.case.amount),
            "granted": float(request.granted or 0),
            **({} if full is None else {"full": float(full)}),
        },
    )
