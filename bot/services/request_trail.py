"""Writing a move down, with all that follows from it: its trail, its evidence, and its messages."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bot.domain.request_moves import Move
from bot.domain.requests import Decision
from bot.services import request_messages
from bot.services.request_evidence import settled_evidence
from bot.store import audit, deliveries, evidence, requests

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.plan import Plan
    from bot.domain.requests import Request


def write_asked(connection: Connection, request: Request, now: datetime) -> None:
    """Write in the audit trail that a request was asked."""
    _write(connection, request, Decision(Move.ASK, request.requester, now), "request asked", now)


def write_moved(connection: Connection, plan: Plan, before: Request, after: Request, now: datetime) -> None:
    """Write a move down, with all that follows from it; raises Busy if another came first."""
    requests.move(connection, before, after)
    done = after.decisions[-1]
    _write(connection, after, done, f"request {done.move.value}", now)
    for entry in settled_evidence(connection, plan, after, now):
        evidence.add(connection, after.workspace, entry, now)
    deliveries.plan(connection, list(request_messages.moved(before, after, plan, now)), now)


def _write(connection: Connection, request: Request, done: Decision, what: str, now: datetime) -> None:
    audit.write(
        connection,
        request.workspace,
        entry=hashlib.sha256(f"{request.id}:{request.revision}".encode()).hexdigest()[:32],
        at=now,
        by=done.by or "the clock",
        what=what,
        subject=request.id,
        why=done.text,
        plan_version=request.plan_version,
        details={
            "amount": str(request.case.amount),
            "status": request.status.value,
            "level": request.level,
            "rule": request.rule.value,
            "instead_of": done.instead_of,
            "granted": None if request.granted is None else str(request.granted),
        },
    )
