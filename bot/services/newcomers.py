"""The newcomer desk: people in Slack are offered to the admins, and one of them decides."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.calendar import ONE_DAY, days_between, local_day
from bot.domain.deliveries import Method, Planned, Priority
from bot.domain.newcomers import (
    PATIENCE,
    AddForm,
    AlreadySettled,
    Choices,
    Newcomer,
    NobodyOffered,
    NotALeader,
    NotAnAdmin,
    Offer,
    Outcome,
    Welcome,
)
from bot.domain.people import Person, Rank, is_zone
from bot.domain.plan import Cadence
from bot.services.desk import Desk, member, plan_in_force, schedule_for
from bot.services.people import LEFT, record
from bot.store import audit, deliveries, inbox, newcomers, people, plans, workspaces

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.newcomers import Arrival
    from bot.domain.plan import Plan

CARD = "newcomer"
REDRAWN = "newcomer-card"
WELCOME = "welcome"
LONGEST_NAME = 80
_AHEAD = 60


class Newcomers(Desk):
    """The newcomer desk."""

    def awaited_in(self, workspace: str, user: str) -> str | None:
        """The team's channel, where it would be noticed that somebody joins; None if they are known."""
        with self.database.reading() as connection:
            person = people.find(connection, workspace, user)
            found = plans.current(connection, workspace)
        return None if found is None or (person is not None and person.active) else found[1].channels.team

    def joined(self, workspace: str, arrival: Arrival) -> None:
        """Somebody joined the team's channel: unless they are on the team, the admins hear of them."""
        with self.database.writing() as connection:
            self._offer(connection, workspace, arrival)

    def came_back(self, workspace: str, arrival: Arrival) -> None:
        """Slack speaks of somebody: if it had said that they left, the admins hear that they are back."""
        with self.database.reading() as connection:
            person = people.find(connection, workspace, arrival.id)
            if person is None or person.active:
                return
            last = audit.latest_about(connection, workspace, arrival.id)
        if last is not None and last.why == LEFT:
            with self.database.writing() as connection:
                self._offer(connection, workspace, arrival)

    def _offer(self, connection: Connection, workspace: str, arrival: Arrival) -> None:
        now = self.now()
        workspaces.hold(connection, workspace)
        person = people.find(connection, workspace, arrival.id)
        before = newcomers.find(connection, workspace, arrival.id)
        if arrival.outsider or (person is not None and person.active):
            return
        if before is not None and before.is_in_hand(now):
            return
        newcomer = Newcomer(
            id=arrival.id,
            name=arrival.name[:LONGEST_NAME],
            timezone=arrival.timezone if is_zone(arrival.timezone) else "UTC",
            came_back=person is not None,
            outcome=Outcome.OFFERED,
            settled_by=None,
            offered_at=now,
        )
        newcomers.offer(connection, workspace, newcomer)
        deliveries.plan(connection, list(_cards(connection, workspace, newcomer, now)), now)

    def card(self, workspace: str, admin: str, user: str) -> Offer | None:
        """What `admin` is shown of a newcomer; None for who is no admin, or without a newcomer."""
        with self.database.reading() as connection:
            person = people.find(connection, workspace, admin)
            found = plans.current(connection, workspace)
            newcomer = newcomers.find(connection, workspace, user)
            if person is None or not (person.active and person.admin) or found is None or newcomer is None:
                return None
            return Offer(newcomer, found[1].channels.team, _settler(connection, workspace, newcomer))

    def form(self, workspace: str, admin: str, user: str) -> AddForm:
        """The form in which `admin` says who a newcomer is.

        Raises:
            NotAnAdmin: for anyone else.
            AlreadySettled: when the offer has been answered.
        """
        with self.database.reading() as connection:
            by = _admin(connection, workspace, admin)
            newcomer = _offered(connection, workspace, user)
            _, plan = plan_in_force(connection, workspace)
            before = people.find(connection, workspace, user)
            filled = (
                _guess(connection, plan, by, newcomer, self.now()) if before is None else _as_before(before)
            )
        return AddForm(newcomer, tuple((each.key, each.name) for each in plan.roles), filled)

    def add(self, workspace: str, admin: str, user: str, choices: Choices, *, receipt: str) -> Person:
        """Put a newcomer on the team, greet them, and show it on every admin's card.

        Raises:
            NotAnAdmin: for anyone else.
            AlreadySettled: when the offer has been answered.
            NotALeader: when the manager chosen cannot be theirs.
        """
        now = self.now()
        with self.database.writing() as connection:
            by = _admin(connection, workspace, admin)
            before = people.find(connection, workspace, user, alone=True)
            if not inbox.is_new(connection, workspace, receipt, now) and before is not None:
                return before
            newcomer = _offered(connection, workspace, user)
            _, plan = plan_in_force(connection, workspace)
            _require_leader(connection, workspace, user, choices.manager)
            person = _person(workspace, newcomer, before, choices, plan)
            self._settle(connection, workspace, newcomer, Outcome.ADDED, by, now)
            record(connection, workspace, [(before, person)], by=admin, why="offered as a newcomer", now=now)
            deliveries.plan(connection, [_greeting(person, now)], now)
        return person

    def decline(self, workspace: str, admin: str, user: str, *, receipt: str) -> None:
        """Leave a newcomer off the team, and show it on every admin's card.

        Raises:
            NotAnAdmin: for anyone else.
            AlreadySettled: when the offer has been answered.
        """
        now = self.now()
        with self.database.writing() as connection:
            by = _admin(connection, workspace, admin)
            if inbox.is_new(connection, workspace, receipt, now):
                newcomer = _offered(connection, workspace, user)
                self._settle(connection, workspace, newcomer, Outcome.DECLINED, by, now)

    def welcome(self, workspace: str, user: str) -> Welcome | None:
        """What somebody new is told; None for who is not on the team."""
        now = self.now()
        with self.database.reading() as connection:
            person = people.find(connection, workspace, user)
            newcomer = newcomers.find(connection, workspace, user)
            found = plans.current(connection, workspace)
            if person is None or not person.active or newcomer is None or found is None:
                return None
            schedule = schedule_for(connection, found[1], person, now)
            by = _settler(connection, workspace, newcomer)
        today = local_day(now, person.zone)
        days = days_between(today, max(today, schedule.asked_from) + _AHEAD * ONE_DAY)
        asked = (schedule.prompt_at(day) for day in days if schedule.asks(day))
        first = next((at for at in asked if at > now), None)
        return Welcome(
            person=person,
            by=by,
            first_asked=None if first is None else first.astimezone(person.zone),
            weekly=schedule.cadence is Cadence.WEEKLY,
        )

    def _settle(
        self,
        connection: Connection,
        workspace: str,
        newcomer: Newcomer,
        outcome: Outcome,
        by: Person,
        now: datetime,
    ) -> None:
        if not newcomers.settle(connection, workspace, newcomer.id, outcome, by.id, now):
            _offered(connection, workspace, newcomer.id)  # says who was first
        cards = {each.key: each for each in _cards(connection, workspace, newcomer, now)}
        redrawn = [
            replace(
                cards[key],
                key=f"{REDRAWN}:{key}:{outcome.value}",
                kind=REDRAWN,
                priority=Priority.ANSWER,
                method=Method.UPDATE,
                updates=key,
            )
            for key in sorted(deliveries.posted(connection, workspace, list(cards)))
        ]
        deliveries.plan(connection, redrawn, now)


def _admin(connection: Connection, workspace: str, user: str) -> Person:
    person = member(connection, workspace, user)
    if not person.admin:
        raise NotAnAdmin
    return person


def _offered(connection: Connection, workspace: str, user: str) -> Newcomer:
    newcomer = newcomers.find(connection, workspace, user)
    if newcomer is None:
        raise NobodyOffered
    if newcomer.outcome is not Outcome.OFFERED:
        raise AlreadySettled(newcomer.outcome, _settler(connection, workspace, newcomer))
    return newcomer


def _settler(connection: Connection, workspace: str, newcomer: Newcomer) -> str:
    """The first name of who answered the offer; empty while nobody has."""
    by = people.find(connection, workspace, newcomer.settled_by or "")
    return "" if by is None else by.first_name


def _cards(connection: Connection, workspace: str, newcomer: Newcomer, now: datetime) -> Iterator[Planned]:
    """The card that each admin gets of this offer."""
    for admin in people.active(connection, workspace):
        if admin.admin and admin.in_slack:
            yield Planned(
                workspace=workspace,
                key=f"{CARD}:{admin.id}:{newcomer.id}:{newcomer.offered_at.date().isoformat()}",
                kind=CARD,
                to=admin.id,
                person=admin.id,
                due_at=now,
                useful_until=now + PATIENCE,
                priority=Priority.DIGEST,
                about={"user": newcomer.id},
            )


def _greeting(person: Person, now: datetime) -> Planned:
    return Planned(
        workspace=person.workspace,
        key=f"{WELCOME}:{person.id}:{now.date().isoformat()}",
        kind=WELCOME,
        to=person.id,
        person=person.id,
        due_at=now,
        useful_until=now + PATIENCE,
        priority=Priority.PROMPT,
    )


def _guess(connection: Connection, plan: Plan, by: Person, newcomer: Newcomer, now: datetime) -> Choices:
    """Most probably a rep like the others, who begins today with the admin who looks."""
    roles = Counter(each.role for each in people.active(connection, by.workspace) if plan.role(each.role))
    (role, _), *_ = roles.most_common(1) or [(plan.roles[0].key, 0)]
    zone = replace(by, timezone=newcomer.timezone).zone
    return Choices(Rank.REP, role, None if by.rank is Rank.REP else by.id, local_day(now, zone))


def _as_before(person: Person) -> Choices:
    return Choices(person.rank, person.role, person.manager, person.starts_on)


def _require_leader(connection: Connection, workspace: str, user: str, manager: str | None) -> None:
    """Raise NotALeader unless `manager` leads, and does not answer to `user` in the end."""
    above, at = {user}, manager
    while at is not None:
        found = people.find(connection, workspace, at)
        if at in above or (at == manager and not _leads(found)):
            raise NotALeader
        above.add(at)
        at = None if found is None else found.manager


def _leads(person: Person | None) -> bool:
    return person is not None and person.active and person.rank is not Rank.REP


def _person(
    workspace: str, newcomer: Newcomer, before: Person | None, choices: Choices, plan: Plan
) -> Person:
    known = plan.role(choices.role)
    base = before or Person(
        workspace=workspace,
        id=newcomer.id,
        name=newcomer.name,
        rank=choices.rank,
        role=None,
        manager=None,
        timezone=newcomer.timezone,
        starts_on=choices.starts_on,
        level=plan.first_level,
    )
    return replace(
        base,
        rank=choices.rank,
        role=None if known is None else known.key,
        manager=choices.manager,
        starts_on=choices.starts_on,
        timezone=newcomer.timezone,
        active=True,
    )
