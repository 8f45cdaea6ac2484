"""What a request's cards show, read in one transaction."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.domain.allowances import level_name
from bot.domain.authority import Rule, may_grant, own_authority, standing
from bot.domain.budgets import budget_began
from bot.domain.calendar import local_day
from bot.domain.request_cards import Picture, seats_left
from bot.domain.request_clock import holder
from bot.domain.request_forms import cost
from bot.services.request_routes import as_counted, clock_of, delegates_of, plan_of, use_of
from bot.store import allowances, outcomes, people, plans, requests

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.requests import Request

MOST_LIKE = 5


def picture(connection: Connection, request: Request, now: datetime) -> Picture:
    """What to show of a request."""
    plan = plan_of(connection, request)
    if not request.status.is_settled:
        request = as_counted(connection, request, now)
    named = _named(connection, request)
    power = use_of(plan, request).power
    asker = replace(named[request.requester], level=request.level, rank=request.rank)
    told = outcomes.told(connection, request.workspace, [request.id]).get(request.id, [])
    latest = plans.current(connection, request.workspace)
    return Picture(
        request=request,
        power=power,
        people=named,
        level=level_name(plan, asker),
        own=standing(plan, own_authority(plan, asker), power, _spent(connection, plan, request, asker)),
        currency=plan.approvals.currency,
        per=plan.approvals.budget.per,
        cost=cost(power, request.case.amount, request.case.deal_value),
        like=tuple(requests.settled_like(connection, request, MOST_LIKE)),
        expires=_expires(connection, plan, request, named, now),
        outcome=next(iter(reversed(told)), None),
        valid_until=_valid_until(plan, request, asker),
        older_plan=latest is not None and latest[0] != request.plan_version,
        waits_for=seats_left(request, _able(connection, plan, request, named, now)),
    )


def _able(
    connection: Connection, plan: Plan, request: Request, named: dict[str, Person], now: datetime
) -> set[str]:
    """Those whom a request has reached who may still grant it, or stand in for somebody who may."""
    use, found = use_of(plan, request), set()
    for seat in request.seats:
        person, granter = named.get(seat.person), named.get(seat.instead_of or seat.person)
        if person is None or granter is None or not may_grant(plan, granter.rank, use):
            continue
        if person is not granter:
            person = delegates_of(connection, [granter], now).get(granter.id)
        if person is not None and person.id == seat.person and person.active and person.in_slack:
            found.add(person.id)
    return found


def _spent(connection: Connection, plan: Plan, request: Request, asker: Person) -> Decimal:
    """What was gone of the budget when it mattered: with a request of one's own, or one beyond it."""
    if request.rule not in {Rule.WITHIN, Rule.BUDGET}:
        return Decimal(0)
    began = budget_began(plan.approvals.budget, local_day(request.asked_at, asker.zone), asker.zone)
    return allowances.spent_alone(connection, asker, request.case.power, began, upto=request.number)


def _valid_until(plan: Plan, request: Request, asker: Person) -> date | None:
    """The last day on which what was granted may be given, where the requester is."""
    done = request.settled
    if done is None or not request.status.is_granted:
        return None
    return local_day(done.at + plan.approvals.valid_for, asker.zone)


def _named(connection: Connection, request: Request) -> dict[str, Person]:
    ids = {request.requester, *(seat.person for seat in request.seats)}
    ids |= {seat.instead_of for seat in request.seats if seat.instead_of is not None}
    for each in request.decisions:
        ids |= {who for who in (each.by, each.instead_of) if who is not None}
    found = {who: people.find(connection, request.workspace, who) for who in sorted(ids)}
    return {who: person for who, person in found.items() if person is not None}


def _expires(
    connection: Connection, plan: Plan, request: Request, named: dict[str, Person], now: datetime
) -> datetime | None:
    waited_for = named.get(holder(request) or "")
    if waited_for is None:
        return None
    expire = clock_of(connection, plan, request, now).expire
    return None if expire is None else expire.astimezone(waited_for.zone)
