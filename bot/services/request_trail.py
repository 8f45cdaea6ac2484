"""Writing a move down, with all that follows from it: its trail, its evidence, and its messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.calendar import moment
from bot.domain.outcomes import ask_at
from bot.domain.request_cards import evidence_shown
from bot.domain.request_forms import FURTHEST
from bot.domain.request_moves import Move
from bot.domain.requests import Decision
from bot.services import request_messages
from bot.services.desk import schedule_for
from bot.services.request_cards import picture
from bot.services.request_evidence import settled_evidence
from bot.services.request_routes import chain_of, plan_of, today_of
from bot.store import audit, deliveries, evidence, people, requests

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.deliveries import Planned
    from bot.domain.plan import Plan
    from bot.domain.requests import Request


_DECIDING = frozenset({Move.APPROVE, Move.COUNTER, Move.DECLINE})


def write_asked(connection: Connection, request: Request, now: datetime) -> None:
    """Write in the audit trail that a request was asked."""
    _write(connection, request, Decision(Move.ASK, request.requester, now), "request asked", now)


def write_moved(connection: Connection, plan: Plan, before: Request, after: Request, now: datetime) -> None:
    """Write a move down, with all that follows from it; raises Busy if another came first."""
    done = after.decisions[-1]
    shown = evidence_shown(picture(connection, before, now)) if done.move in _DECIDING else ""
    requests.move(connection, before, after)
    _write(connection, after, done, f"request {done.move.value}", now, shown)
    for entry in settled_evidence(connection, plan, after, now):
        evidence.add(connection, after.workspace, entry, now)
    reminders = {each.updates or "": each for each in request_messages.reminded(after, now)}
    # One that waits may be composed, as things stood before this move, and posted right after it.
    sent = deliveries.posted(connection, after.workspace, list(reminders), waiting=True)
    owed = [
        *request_messages.moved(before, after, plan, now),
        *(reminders[key] for key in sorted(sent)),
        *outcome_owed(connection, plan, after, now),
        *drawn_beside(connection, after, now),
    ]
    if done.emergency:
        owed += request_messages.announced(after, plan, _passed_over(connection, after), now)
    deliveries.plan(connection, owed, now)


def _passed_over(connection: Connection, request: Request) -> list[str]:
    """Who was asked, for whom they stood in, and who leads the requester, without who decided instead."""
    requester = people.find(connection, request.workspace, request.requester)
    asked = {who for seat in request.seats for who in (seat.person, seat.instead_of) if who is not None}
    found = [people.find(connection, request.workspace, who) for who in sorted(asked)]
    there = {each.id for each in found if each is not None and each.active and each.in_slack}
    led_by = set() if requester is None else {each.id for each in chain_of(connection, requester)}
    return sorted((there | led_by) - {request.decisions[-1].by, request.requester})


def drawn_beside(connection: Connection, request: Request, now: datetime) -> Iterator[Planned]:
    """The cards of what waits for the same customer, drawn again once something is granted to them."""
    if not request.status.is_granted:
        return
    customer = requests.customer_key(request.case.customer)
    for each in requests.open_ones(connection, request.workspace):
        same = requests.customer_key(each.case.customer) == customer and each.case.power == request.case.power
        if same and each.id != request.id:
            plan = plan_of(connection, each)
            yield from request_messages.drawn_again(each, plan, now, f"beside-{request.id}")


def outcome_owed(connection: Connection, plan: Plan, request: Request, now: datetime) -> Iterator[Planned]:
    """The first question what became of a request, once it is granted."""
    person = people.find(connection, request.workspace, request.requester)
    if person is None or not request.status.is_granted:
        return
    needed, furthest = request.case.needed_by, today_of(person, now) + FURTHEST
    by = None if needed is None else moment(min(needed, furthest), plan.calendar.prompt_at, person.zone)
    schedule = schedule_for(connection, plan, person, now)
    yield request_messages.outcome_asked(request, 0, ask_at(now, by, schedule))


def entry_of(request: Request, revision: int) -> str:
    """The entry in the audit trail of one move; 0 is the asking."""
    return audit.entry_of(request.id, str(revision))


def _write(
    connection: Connection, request: Request, done: Decision, what: str, now: datetime, shown: str = ""
) -> None:
    audit.write(
        connection,
        request.workspace,
        entry=entry_of(request, request.revision),
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
            **({"shown": shown} if shown else {}),
        },
    )
