"""The clock of requests: reminding, letting the next approver decide as well, and letting lapse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from bot.domain.authority import Route
from bot.domain.deliveries import Planned
from bot.domain.plan import PlanError
from bot.domain.refusals import Refusal
from bot.domain.request_moves import Status
from bot.services import request_messages
from bot.services.request_routes import (
    as_counted,
    clock_of,
    find_route,
    next_route,
    plan_of,
    require_authority,
    seat_at,
    use_of,
)
from bot.services.request_trail import write_moved
from bot.store import deliveries, people, requests, workspaces

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.plan import Plan
    from bot.domain.requests import Request
    from bot.store.database import Database

log = structlog.get_logger("latitude.services")


def chase(database: Database, now: Callable[[], datetime]) -> int:
    """Do whatever the clock calls for, in every workspace; how much was done.

    A request that cannot be read keeps none of the others from it.
    """
    with database.reading() as connection:
        due = [
            (workspace.id, each.id)
            for workspace in workspaces.all_of_them(connection)
            for each in requests.open_ones(connection, workspace.id)
            if _is_due(connection, each, now())
        ]
    return sum(_chase(database, workspace, request, now()) for workspace, request in due)


def _is_due(connection: Connection, request: Request, now: datetime) -> bool:
    try:
        counted = as_counted(connection, request, now)
        return _step(connection, plan_of(connection, request), counted, now) is not None
    except PlanError:
        log.exception("request not chased", workspace=request.workspace, request=request.id)
        return False


def _chase(database: Database, workspace: str, request: str, now: datetime) -> int:
    with database.writing() as connection:
        found = requests.find(connection, workspace, request, alone=True)
        if found is None:
            return 0
        plan = plan_of(connection, found)
        step = _step(connection, plan, as_counted(connection, found, now), now)
        if step is None:
            return 0
        if isinstance(step, Planned):
            return deliveries.plan(connection, [step], now)
        write_moved(connection, plan, found, step, now)
        return 1


def lapsed(connection: Connection, plan: Plan, found: Request, now: datetime) -> Request | None:
    """An open request as it is once its time has run out; None while it has not."""
    clock = clock_of(connection, plan, found, now)
    return found.expire(now) if clock.expire is not None and clock.expire <= now else None


def _step(connection: Connection, plan: Plan, found: Request, now: datetime) -> Request | Planned | None:
    """What the clock calls for now: the request after its next move, a reminder, or nothing."""
    clock = clock_of(connection, plan, found, now)
    if clock.expire is not None and clock.expire <= now:
        return found.expire(now)
    onward = _onward(connection, plan, found, now, late=clock.escalate is not None and clock.escalate <= now)
    if onward is not None:
        return found.escalate(seat_at(onward, now))
    if clock.remind is not None and clock.remind <= now:
        reminder = request_messages.reminder(found, now)
        is_new = deliveries.missing_keys(connection, found.workspace, [reminder.key])
        return reminder if is_new else None
    return None


def _onward(connection: Connection, plan: Plan, found: Request, now: datetime, *, late: bool) -> Route | None:
    """Who is to decide as well: the next one up once it is `late`, or whoever can if nobody asked can."""
    requester = people.find(connection, found.workspace, found.requester)
    if requester is None or found.status is not Status.PENDING or found.question is not None:
        return None
    higher = next_route(connection, plan, requester, found, now) if late else None
    if higher is not None:
        return higher
    if any(_may_decide(connection, plan, found, seat.person, now) for seat in found.seats):
        return None
    route = find_route(connection, plan, requester, use_of(plan, found), now)
    return route if isinstance(route, Route) and found.seat_of(route.approver.id) is None else None


def _may_decide(connection: Connection, plan: Plan, found: Request, who: str, now: datetime) -> bool:
    person = people.find(connection, found.workspace, who)
    if person is None or not person.active:
        return False
    try:
        require_authority(connection, plan, found, person, now)
    except Refusal:
        return False
    return True
