"""The request desk: asking, deciding, and everything that happens until a request is settled."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bot.domain.amounts import CENT
from bot.domain.authority import DeadEnd, Outcome, Use, may_grant, own_authority, ruling, standing
from bot.domain.budgets import budget_began
from bot.domain.links import permalink
from bot.domain.request_cards import RequestForm
from bot.domain.request_forms import read_amount, read_entry, worked_out
from bot.domain.request_moves import Move
from bot.domain.request_refusals import AlreadySettled, NobodyMayGrant, NoRequest, NotTheirs
from bot.domain.request_replies import sounds_like_a_decision
from bot.domain.requests import Request
from bot.services import request_messages
from bot.services.audits import audit_owed
from bot.services.desk import Desk, member, plan_in_force
from bot.services.request_cards import picture
from bot.services.request_chase import chase, lapsed
from bot.services.request_routes import (
    TOGETHER,
    as_counted,
    chain_of,
    find_route,
    plan_of,
    require_authority,
    require_standing_offer,
    seat_at,
    today_of,
    use_of,
)
from bot.services.request_trail import drawn_beside, outcome_owed, write_asked, write_moved
from bot.store import allowances, deliveries, inbox, people, requests, workspaces

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.deliveries import Planned
    from bot.domain.people import Person, Rank
    from bot.domain.plan import Plan
    from bot.domain.request_cards import Picture
    from bot.domain.request_forms import Entry, Prices


class Requests(Desk):
    """The request desk."""

    def ask(self, workspace: str, user: str, *, receipt: str, entry: Entry) -> Request:
        """Write a request down; granted at once where the person's own authority covers it.

        Raises:
            BadEntry: with every fault of the form.
            NobodyMayGrant: when there is nobody to ask; nothing is written down then.
        """
        now = self.now()
        request_id = hashlib.sha256(f"{workspace}:{receipt}".encode()).hexdigest()[:32]
        with self.database.writing() as connection:
            workspaces.hold(connection, workspace)
            person = member(connection, workspace, user, alone=True)
            known = requests.find(connection, workspace, request_id)
            if known is not None:
                return known
            version, plan = plan_in_force(connection, workspace)
            request = self._routed(connection, plan, version, person, request_id, entry, now)
            requests.add(connection, request)
            write_asked(connection, request, now)
            owed = [
                *request_messages.asked(request, plan, now),
                *_passed(connection, plan, person, request, now),
                *outcome_owed(connection, plan, request, now),
                *audit_owed(connection, plan, person, request, now),
                *drawn_beside(connection, request, now),
            ]
            deliveries.plan(connection, owed, now)
            return request

    def form(self, workspace: str, user: str) -> RequestForm:
        """What the modal begins with."""
        with self.database.reading() as connection:
            member(connection, workspace, user)
            _, plan = plan_in_force(connection, workspace)
            return RequestForm(plan.powers, plan.approvals.currencies)

    def worked_out(self, workspace: str, user: str, entry: Entry) -> tuple[RequestForm, Prices | None]:
        """The modal's beginning, and what follows from the prices typed in it so far."""
        with self.database.reading() as connection:
            member(connection, workspace, user)
            _, plan = plan_in_force(connection, workspace)
            return RequestForm(plan.powers, plan.approvals.currencies), worked_out(plan, entry)

    def picture(self, workspace: str, request: str) -> Picture | None:
        """What to show of a request; None where there is none."""
        with self.database.reading() as connection:
            found = requests.find(connection, workspace, request)
            return None if found is None else picture(connection, found, self.now())

    def shown(self, workspace: str, request: str) -> Picture:
        """The same of one that is known to be there; raises NoRequest."""
        found = self.picture(workspace, request)
        if found is None:
            raise NoRequest
        return found

    def link_of(self, workspace: str, request: str) -> str:
        """The link to a request's card in the approvals channel; "" where it is not posted yet."""
        with self.database.reading() as connection:
            channel, ts = deliveries.place_of(connection, workspace, request_messages.card_key(request))
            return permalink(workspaces.address_of(connection, workspace), channel, ts)

    def typed(self, workspace: str, user: str, *, channel: str, thread: str, text: str) -> bool:
        """Somebody typed beneath a message; whether it was a decision, which is no answer to anything else.

        Beneath a card of an open request it is answered, once, with where the buttons are.
        """
        if not sounds_like_a_decision(text):
            return False
        with self.database.reading() as connection:
            waiting = [each for each in requests.open_ones(connection, workspace) if each.requester != user]
            cards = {key: each for each in waiting for key in request_messages.card_keys(each)}
            places = deliveries.places_of(connection, workspace, list(cards))
        beneath = next((key for key, place in places.items() if place == (channel, thread)), None)
        if beneath is not None:
            now = self.now()
            answer = request_messages.typed(cards[beneath], beneath, channel, now)
            with self.database.writing() as connection:
                deliveries.plan(connection, [answer], now)
        return True

    def rank_of(self, workspace: str, user: str) -> Rank:
        """The rank of somebody on the team."""
        with self.database.reading() as connection:
            return member(connection, workspace, user).rank

    def open_for(
        self, workspace: str, user: str, request: str, move: Move, *, emergency: bool = False
    ) -> Picture:
        """A request with which `user` may begin to do this; raises what the move itself would raise."""
        now = self.now()
        with self.database.reading() as connection:
            by = member(connection, workspace, user)
            found = _found(requests.find(connection, workspace, request))
            if found.status.is_settled:
                raise AlreadySettled(found, _settler(connection, found))
            plan = plan_of(connection, found)
            counted = as_counted(connection, found, now)
            late = lapsed(connection, plan, counted, now)
            if late is not None:
                raise AlreadySettled(late)
            if move is not Move.ANSWER:
                least = min(found.case.amount, CENT) if move is Move.COUNTER else None
                require_authority(connection, plan, counted, by, now, amount=least, emergency=emergency)
            found.require_open_to(move, user)
            return picture(connection, found, now)

    def approve(
        self, workspace: str, user: str, request: str, *, receipt: str, emergency: str | None = None
    ) -> Request:
        """Grant what was asked for; as an `emergency` with its reason, whatever one's authority."""

        def act(connection: Connection, plan: Plan, found: Request, by: Person, now: datetime) -> Request:
            instead_of = require_authority(connection, plan, found, by, now, emergency=emergency is not None)
            return found.approve(by.id, now, instead_of=instead_of, emergency=emergency)

        return self._move(workspace, user, request, receipt, act)

    def counter(
        self,
        workspace: str,
        user: str,
        request: str,
        *,
        receipt: str,
        amount: str,
        reason: str,
        conditions: str = "",
    ) -> Request:
        """Offer less, or the same on conditions; the amount as it was typed.

        Raises:
            Unreadable: for an amount that is none.
        """

        def act(connection: Connection, plan: Plan, found: Request, by: Person, now: datetime) -> Request:
            size = read_amount(plan, use_of(plan, found).power, amount)
            instead_of = require_authority(connection, plan, found, by, now, amount=size)
            return found.counter(by.id, now, size, conditions, reason=reason, instead_of=instead_of)

        return self._move(workspace, user, request, receipt, act)

    def decline(self, workspace: str, user: str, request: str, *, receipt: str, reason: str) -> Request:
        """Refuse it, with a reason that the requester reads."""

        def act(connection: Connection, plan: Plan, found: Request, by: Person, now: datetime) -> Request:
            instead_of = require_authority(connection, plan, found, by, now)
            return found.decline(by.id, now, reason, instead_of=instead_of)

        return self._move(workspace, user, request, receipt, act)

    def ask_back(self, workspace: str, user: str, request: str, *, receipt: str, question: str) -> Request:
        """Ask the requester something; they are waited for until they answer."""

        def act(connection: Connection, plan: Plan, found: Request, by: Person, now: datetime) -> Request:
            instead_of = require_authority(connection, plan, found, by, now)
            return found.ask(by.id, now, question, instead_of=instead_of)

        return self._move(workspace, user, request, receipt, act)

    def answer(self, workspace: str, user: str, request: str, *, receipt: str, text: str) -> Request:
        """Answer the approver's question."""
        return self._own_move(
            workspace, user, request, receipt, lambda found, now: found.answer(user, now, text)
        )

    def accept(self, workspace: str, user: str, request: str, *, receipt: str) -> Request:
        """Take the counter.

        Raises:
            OfferOutgrown: when too much was granted to the customer since it was offered.
        """

        def act(connection: Connection, plan: Plan, found: Request, by: Person, now: datetime) -> Request:
            accepted = found.accept(by.id, now)
            require_standing_offer(connection, plan, found)
            return accepted

        return self._move(workspace, user, request, receipt, act)

    def withdraw(self, workspace: str, user: str, request: str, *, receipt: str) -> Request:
        """Take the request back."""
        return self._own_move(workspace, user, request, receipt, lambda found, now: found.withdraw(user, now))

    def chase(self) -> int:
        """Remind, escalate and let lapse whatever is due, in every workspace; how much was done."""
        return chase(self.database, self.now)

    def _routed(
        self,
        connection: Connection,
        plan: Plan,
        version: int,
        person: Person,
        request: str,
        entry: Entry,
        now: datetime,
    ) -> Request:
        """The request that a form makes, granted or with somebody to decide it."""
        case = read_entry(plan, entry, today_of(person, now))
        power = plan.power(case.power)
        assert power is not None  # noqa: S101 - the form was read under this plan
        together = requests.given_to(connection, person.workspace, case.customer, case.power, now - TOGETHER)
        began = budget_began(plan.approvals.budget, today_of(person, now), person.zone)
        spent = allowances.spent_alone(connection, person, case.power, began)
        use = Use(power, case.amount, case.deal_value, together)
        verdict = ruling(plan, standing(plan, own_authority(plan, person), power, spent), use)
        made = Request(
            id=request,
            number=requests.next_number(connection, person.workspace),
            workspace=person.workspace,
            requester=person.id,
            case=case,
            rule=verdict.rule,
            level=person.level,
            plan_version=version,
            asked_at=now,
            together=together,
            rank=person.rank,
        )
        if verdict.outcome is Outcome.SELF:
            return made.grant_alone(now)
        found = find_route(connection, plan, person, use, now)
        if isinstance(found, DeadEnd):
            raise NobodyMayGrant(
                tuple(each.first_name for each in found.chain), tuple(each.first_name for each in found.away)
            )
        return made.reaching(seat_at(found, now))

    def _own_move(
        self,
        workspace: str,
        user: str,
        request: str,
        receipt: str,
        act: Callable[[Request, datetime], Request],
    ) -> Request:
        def own(_: Connection, __: Plan, found: Request, by: Person, now: datetime) -> Request:
            if by.id != found.requester:
                raise NotTheirs
            return act(found, now)

        return self._move(workspace, user, request, receipt, own)

    def _move(
        self,
        workspace: str,
        user: str,
        request: str,
        receipt: str,
        act: Callable[[Connection, Plan, Request, Person, datetime], Request],
    ) -> Request:
        now = self.now()
        with self.database.writing() as connection:
            workspaces.hold(connection, workspace)  # what one customer is given is counted by one at a time
            held = requests.find(connection, workspace, request, alone=True)
            by = member(connection, workspace, user)  # as they are now: waiting for the request took time
            found = _found(held)
            if not inbox.is_new(connection, workspace, receipt, now):
                return found
            if found.status.is_settled:
                raise AlreadySettled(found, _settler(connection, found))
            plan = plan_of(connection, found)
            counted = as_counted(connection, found, now)
            late = lapsed(connection, plan, counted, now)
            after = late or act(connection, plan, counted, by, now)
            write_moved(connection, plan, found, after, now)
        if late is not None:  # which stays written down, though it is not what was pressed for
            raise AlreadySettled(late)
        return after


def _passed(
    connection: Connection, plan: Plan, person: Person, request: Request, now: datetime
) -> list[Planned]:
    """What the direct manager is told where somebody else is asked."""
    asked = {who for seat in request.seats for who in (seat.person, seat.instead_of)}
    direct = chain_of(connection, person)[:1]
    use = use_of(plan, request)
    return [
        request_messages.passed(request, each.id, now, beyond=not may_grant(plan, each.rank, use))
        for each in direct
        if asked and each.id not in asked
    ]


def _settler(connection: Connection, request: Request) -> str:
    """What colleagues call the person who settled a request; "" for the clock."""
    by = None if request.settled is None else request.settled.by
    person = None if by is None else people.find(connection, request.workspace, by)
    return "" if person is None else person.first_name


def _found(request: Request | None) -> Request:
    if request is None:
        raise NoRequest
    return request
