"""Whom a request may reach: the chain of managers as it is now, who is away, and who stands in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.authority import APPROVER_RANKS, DeadEnd, Route, Use, may_grant, route
from bot.domain.calendar import local_day
from bot.domain.delegations import standing_in
from bot.domain.people import Rank
from bot.domain.request_clock import Hands, hands, holder
from bot.domain.request_refusals import AwayNow, BeyondAuthority, OfferOutgrown, OwnRequest
from bot.domain.requests import Seat
from bot.services.desk import schedule_for
from bot.store import absences, delegations, people, plans, requests

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from decimal import Decimal

    from sqlalchemy import Connection

    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.requests import Request

TOGETHER = timedelta(days=30)
"""How long what one customer is given of one power counts as one amount."""


def chain_of(connection: Connection, person: Person) -> list[Person]:
    """The managers above `person`, nearest first, who are on the team and in Slack."""
    found: list[Person] = []
    above, passed = person.manager, {person.id}
    while above is not None and above not in passed:
        passed.add(above)
        manager = people.find(connection, person.workspace, above)
        if manager is None:
            break
        if manager.active and manager.in_slack:
            found.append(manager)
        above = manager.manager
    return found


def away_now(connection: Connection, team: Iterable[Person], now: datetime) -> frozenset[str]:
    """Those of `team` who are away on their own today."""
    everyone = list(team)
    if not everyone:
        return frozenset()
    ids = [each.id for each in everyone]
    since = local_day(now, everyone[0].zone) - timedelta(days=2)
    entered = absences.of(connection, everyone[0].workspace, ids, since)
    return frozenset(
        each.id
        for each in everyone
        if any(one.first <= local_day(now, each.zone) <= one.last for one in entered.get(each.id, ()))
    )


def delegates_of(connection: Connection, team: Iterable[Person], now: datetime) -> dict[str, Person]:
    """Who stands in today for whom of `team`; only who is on the team, in Slack, and still leads others."""
    days = {each.id: local_day(now, each.zone) for each in team}
    if not days:
        return {}
    workspace = next(iter(team)).workspace
    named = standing_in(delegations.current(connection, workspace, min(days.values())), days)
    found = {who: people.find(connection, workspace, delegate) for who, delegate in named.items()}
    return {
        who: each
        for who, each in found.items()
        if each is not None and each.active and each.in_slack and each.rank in APPROVER_RANKS
    }


def find_route(
    connection: Connection, plan: Plan, requester: Person, use: Use, now: datetime
) -> Route | DeadEnd:
    """Who is asked for `use` by `requester`."""
    chain = chain_of(connection, requester)
    return _route(connection, plan, use, chain, now, frozenset({requester.id}))


def next_route(
    connection: Connection, plan: Plan, requester: Person, request: Request, now: datetime
) -> Route | None:
    """The next approver whom the request has not reached: further up the chain, or else back by now.

    Who stands in counts at the place of whom they stand in for; where they have it already, it goes to
    that one.
    """
    asked = {seat.instead_of or seat.person for seat in request.seats}
    chain = chain_of(connection, requester)
    highest = max((place for place, each in enumerate(chain) if each.id in asked), default=-1)
    passing = frozenset({requester.id, *asked, *(seat.person for seat in request.seats)})
    for part in (chain[highest + 1 :], chain):
        found = _route(connection, plan, use_of(plan, request), part, now, passing)
        if isinstance(found, Route):
            return found
    return None


def _route(
    connection: Connection,
    plan: Plan,
    use: Use,
    chain: list[Person],
    now: datetime,
    passing: frozenset[str],
) -> Route | DeadEnd:
    delegates = delegates_of(connection, chain, now)
    away = away_now(connection, [*chain, *delegates.values()], now)
    return route(plan, use, chain, away=away, delegates=delegates, passing=passing)


def use_of(plan: Plan, request: Request, amount: Decimal | None = None) -> Use:
    """What a request asks to use, or `amount` of it."""
    power = plan.power(request.case.power)
    assert power is not None  # noqa: S101 - a request is decided under the plan that it was asked under
    case = request.case
    return Use(power, case.amount if amount is None else amount, case.deal_value, request.together)


def as_counted(connection: Connection, request: Request, now: datetime) -> Request:
    """The same, with what its customer has been given by now, but never less than when it was asked."""
    case = request.case
    given = requests.given_to(connection, request.workspace, case.customer, case.power, now - TOGETHER)
    return replace(request, together=max(request.together, given))


def clock_of(connection: Connection, plan: Plan, found: Request, now: datetime) -> Hands:
    """The clock of a request, in the hours of who is waited for; it stands still where nobody is."""
    person = people.find(connection, found.workspace, holder(found) or "")
    if person is None:
        return Hands(None, None, None)
    return hands(found, plan.approvals, schedule_for(connection, plan, person, now))


def plan_of(connection: Connection, request: Request) -> Plan:
    """The plan that a request was asked under."""
    plan = plans.find(connection, request.workspace, request.plan_version)
    assert plan is not None  # noqa: S101 - plans are never removed
    return plan


def require_authority(
    connection: Connection,
    plan: Plan,
    request: Request,
    by: Person,
    now: datetime,
    *,
    amount: Decimal | None = None,
    emergency: bool = False,
) -> str | None:
    """See that `by` may decide this now; the id of whom they stand in for, if they do.

    Raises:
        OwnRequest: for the requester.
        AwayNow: for who is away.
        BeyondAuthority: for everybody who may not grant it; in an `emergency`, for all but directors.
    """
    if by.id == request.requester:
        raise OwnRequest
    if by.id in away_now(connection, [by], now):
        raise AwayNow(_others_asked(connection, request, by))
    if emergency:
        if by.rank is not Rank.DIRECTOR:
            raise BeyondAuthority
        return None
    requester = people.find(connection, request.workspace, request.requester)
    assert requester is not None  # noqa: S101 - people are never removed
    chain = chain_of(connection, requester)
    use = use_of(plan, request, amount)
    if any(each.id == by.id and may_grant(plan, each.rank, use) for each in chain):
        return None
    for who, delegate in delegates_of(connection, chain, now).items():
        if delegate.id == by.id and any(each.id == who and may_grant(plan, each.rank, use) for each in chain):
            return who
    raise BeyondAuthority


def _others_asked(connection: Connection, request: Request, by: Person) -> tuple[str, ...]:
    """What colleagues call those whom a request has reached besides `by`."""
    ids = dict.fromkeys(seat.person for seat in request.seats if seat.person != by.id)
    found = [people.find(connection, request.workspace, each) for each in ids]
    return tuple(each.first_name for each in found if each is not None)


def require_standing_offer(connection: Connection, plan: Plan, request: Request) -> None:
    """See that whoever made the offer may still grant it, if its customer was granted more since.

    Raises:
        OfferOutgrown: when it is beyond them together with that.
    """
    offer, case = request.offer, request.case
    if offer is None or not requests.given_to(
        connection, request.workspace, case.customer, case.power, offer.at
    ):
        return
    granter = people.find(connection, request.workspace, offer.instead_of or offer.by or "")
    if granter is None or not may_grant(plan, granter.rank, use_of(plan, request, offer.amount)):
        raise OfferOutgrown


def seat_at(found: Route, since: datetime) -> Seat:
    """The seat of whom a request is routed to."""
    return Seat(found.approver.id, since, None if found.instead_of is None else found.instead_of.id)


def today_of(person: Person, now: datetime) -> date:
    """The day it is where `person` is."""
    return local_day(now, person.zone)
