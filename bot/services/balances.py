"""The balance desk: every week's reading of what each team carries and decides, and what follows from it."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.domain.allowances import level_name
from bot.domain.authority import limit_of
from bot.domain.balances import Held, NoMapYet, just_stepped_up, price_of, rungs_above
from bot.domain.deliveries import Method, Planned, Priority
from bot.domain.ladder import Standing
from bot.domain.plan import Mode
from bot.services.desk import Desk, in_each, member, plan_in_force
from bot.services.evidence import steps_after
from bot.services.request_routes import chain_of
from bot.services.team_balances import RECENT, begun_by, latest_of, owing, readings
from bot.store import balances as store
from bot.store import deliveries, inbox, people, plans, trust

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.balances import Reading, TeamBalance
    from bot.domain.people import Person
    from bot.domain.plan import Plan

CARD = "balance"
REDRAWN = "balance-card"
MAP = "team-map"

_USEFUL = timedelta(days=14)


class Balances(Desk):
    """The balance desk."""

    def read_weeks(self) -> int:
        """Read every team's weeks that are over and unread, in every workspace; how many readings."""
        now = self.now()
        with self.database.reading() as connection:
            due = {
                workspace: list(owing(connection, workspace, plan, now))
                for workspace, plan in plans.in_force(connection)
            }
        return in_each(
            due,
            lambda workspace: sum(self._read(workspace, *each) for each in due[workspace]),
            "weeks not read",
        )

    def card(self, workspace: str, person: str, week: date) -> Held | None:
        """What to tell the manager of somebody whom their limit holds back; None for who has left."""
        with self.database.reading() as connection:
            found = people.find(connection, workspace, person)
            reading = store.of_week(connection, workspace, [person], week).get(person)
            if found is None or not found.active or reading is None:
                return None
            return _held(plan_in_force(connection, workspace)[1], found, reading)

    def ask_for_maps(self, workspace: str, user: str, *, receipt: str) -> None:
        """Owe `user` the map of their own team, and of each team whose manager answers to them.

        Raises:
            NoMapYet: before any of these was read.
        """
        now = self.now()
        with self.database.writing() as connection:
            viewer = member(connection, workspace, user)
            leading = [viewer, *people.reports_of(connection, workspace, user)]
            shown = [each for each in leading if latest_of(connection, each, now) is not None]
            if not shown:
                raise NoMapYet
            if inbox.is_new(connection, workspace, receipt, now):
                occasion = hashlib.sha256(receipt.encode()).hexdigest()[:16]
                deliveries.plan(connection, [_map(viewer, each, occasion, now) for each in shown], now)

    def map_of(self, workspace: str, viewer: str, manager: str) -> TeamBalance | None:
        """The map of a team, for its manager and whoever is above; None for anybody else, or without one."""
        with self.database.reading() as connection:
            found = people.find(connection, workspace, manager)
            if found is None or not found.active:
                return None
            if viewer != manager and viewer not in {each.id for each in chain_of(connection, found)}:
                return None
            return latest_of(connection, found, self.now())

    def teams(self, workspace: str) -> list[TeamBalance]:
        """Every team's latest readings, by the name of its manager."""
        now = self.now()
        with self.database.reading() as connection:
            everyone = people.active(connection, workspace)
            leading = {each.manager for each in everyone}
            found = [latest_of(connection, each, now) for each in everyone if each.id in leading]
        return [each for each in found if each is not None]

    def _read(self, workspace: str, manager: str, week: date) -> int:
        now = self.now()
        with self.database.writing() as connection:
            version, plan = plan_in_force(connection, workspace)
            team = begun_by(people.reports_of(connection, workspace, manager), week)
            done = store.read_in(connection, workspace, week, week)
            fresh = [
                each
                for each in readings(connection, plan, manager, team, week, now)
                if (each.person, week) not in done
            ]
            store.add(connection, workspace, fresh, version, now)
            told = [_told(workspace, each, now) for each in fresh if each.calls_for_a_word]
            deliveries.plan(connection, told, now)
        return len(fresh)


def audited_share(connection: Connection, plan: Plan, person: Person, now: datetime) -> float:
    """Which share of what somebody decides alone is looked at: more after a step up, or in a closer look."""
    usual, closely = plan.approvals.audited, max(plan.approvals.audited, plan.approvals.audited_closely)
    day = trust.latest(connection, person.workspace, [person.id], plan.trust).get(person.id)
    folded = {person.id: date.min if day is None else day.day}
    lately = steps_after(connection, person.workspace, folded).get(person.id, ())
    standing, aday = (Standing(), 0) if day is None else (day.end.standing, day.end.aday)
    if just_stepped_up(standing, aday, lately):
        return closely
    if plan.trust.mode is Mode.SHADOW:  # where nothing that is read changes what is done
        return usual
    return closely if reviewed(connection, person.workspace, [person.id], now) else usual


def reviewed(connection: Connection, workspace: str, ids: Collection[str], now: datetime) -> set[str]:
    """Those of these people who are under a closer look."""
    found = store.latest(connection, workspace, ids, now.date() - RECENT)
    return {who for who, each in found.items() if each.is_reviewed}


def _held(plan: Plan, person: Person, reading: Reading) -> Held | None:
    power = price_of(plan)
    if power is None:
        return None
    return Held(
        person=person,
        reading=reading,
        power=power,
        level=level_name(plan, person),
        above=tuple((each, limit_of(each, power)) for each in rungs_above(plan, person.level)),
        moved=person.level != reading.facts.level,
    )


def _key(reading: Reading) -> str:
    """One card for a run of weeks."""
    return f"{CARD}:{reading.person}:{reading.frustrated_since}"


def _told(workspace: str, reading: Reading, now: datetime) -> Planned:
    return Planned(
        workspace=workspace,
        key=_key(reading),
        kind=CARD,
        to=reading.team,
        person=reading.team,
        due_at=now,
        useful_until=now + _USEFUL,
        priority=Priority.DIGEST,
        about={"person": reading.person, "week": reading.week.isoformat()},
    )


def drawn_again(connection: Connection, person: Person, step: str, now: datetime) -> Iterator[Planned]:
    """The card about somebody whom a `step` moved, drawn again if one was sent of late."""
    reading = store.latest(connection, person.workspace, [person.id], now.date() - RECENT).get(person.id)
    if reading is None or reading.frustrated_since is None:
        return
    key = _key(reading)
    for sent in deliveries.posted(connection, person.workspace, [key]):
        yield Planned(
            workspace=person.workspace,
            key=f"{REDRAWN}:{person.id}:{reading.frustrated_since}:{step}",
            kind=REDRAWN,
            to=reading.team,
            person=reading.team,
            due_at=now,
            useful_until=now + _USEFUL,
            priority=Priority.ANSWER,
            about={"person": person.id, "week": reading.week.isoformat()},
            method=Method.UPDATE,
            updates=sent,
        )


def _map(viewer: Person, manager: Person, occasion: str, now: datetime) -> Planned:
    return Planned(
        workspace=viewer.workspace,
        key=f"{MAP}:{viewer.id}:{manager.id}:{occasion}",
        kind=MAP,
        to=viewer.id,
        person=viewer.id,
        due_at=now,
        useful_until=now + timedelta(hours=1),
        priority=Priority.ANSWER,
        about={"manager": manager.id},
    )
