"""The delegation desk: a manager lets another decide for them, from one day to another."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from bot.domain.away_text import mentioned, read_away
from bot.domain.calendar import local_day
from bot.domain.delegations import (
    Delegated,
    Delegation,
    DelegationOver,
    NobodyToDelegateTo,
    require_delegate,
)
from bot.domain.deliveries import Planned, Priority
from bot.services.checkins import home
from bot.services.desk import Desk, member, plan_in_force
from bot.store import audit, delegations, deliveries, inbox, people

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

    from bot.domain.people import Person

BEGUN = "delegation"
ENDED = "delegation-ended"

_USEFUL = timedelta(days=7)


class Delegations(Desk):
    """The delegation desk."""

    def begin(self, workspace: str, user: str, *, receipt: str, text: str) -> Delegated:
        """Let whom `text` names decide for `user`, on the days it says; another delegation gives way.

        Raises:
            NobodyToDelegateTo: where it names nobody on the team.
            CannotDelegate: where one of the two may grant nothing.
            DelegationOver: for days that are over.
            Refusal: for what is no days, as `read_away` raises it.
        """
        now = self.now()
        with self.database.writing() as connection:
            person = member(connection, workspace, user, alone=True)
            delegate = people.find(connection, workspace, mentioned(text) or "")
            if delegate is None or not delegate.active:
                raise NobodyToDelegateTo
            require_delegate(person, delegate)
            today = local_day(now, person.zone)
            days = read_away(text, today)
            if days.last < today:
                raise DelegationOver
            begun = Delegation(uuid4().hex, person.id, delegate.id, max(days.first, today), days.last)
            if not inbox.is_new(connection, workspace, receipt, now):
                return Delegated(_own(connection, person, today) or begun, person, delegate, today)
            _end(connection, person, by=person, now=now)
            delegations.add(connection, workspace, begun, person.id, now)
            _write_trail(connection, person, begun, "delegation begun", now)
            _tell(connection, person, begun, BEGUN, now)
            return Delegated(begun, person, delegate, today)

    def end(self, workspace: str, user: str, *, receipt: str) -> Delegation:
        """Decide oneself again; the delegation that ended.

        Raises:
            DelegationOver: where there is none.
        """
        now = self.now()
        with self.database.writing() as connection:
            person = member(connection, workspace, user, alone=True)
            if not inbox.is_new(connection, workspace, receipt, now):
                raise DelegationOver
            ended = _end(connection, person, by=person, now=now)
            if ended is None:
                raise DelegationOver
            return ended

    def told(self, workspace: str, delegation: str) -> Delegated | None:
        """A delegation, to tell the delegate of; None where one of the two has left the team."""
        with self.database.reading() as connection:
            found = delegations.find(connection, workspace, delegation)
            person = None if found is None else people.find(connection, workspace, found.person)
            delegate = None if found is None else people.find(connection, workspace, found.delegate)
        if found is None or person is None or delegate is None or not (person.active and delegate.active):
            return None
        return Delegated(found, person, delegate, local_day(self.now(), delegate.zone))


def own_delegation(connection: Connection, person: Person, now: datetime) -> Delegated | None:
    """Who decides for `person` now or later, if somebody does."""
    today = local_day(now, person.zone)
    found = _own(connection, person, today)
    delegate = None if found is None else people.find(connection, person.workspace, found.delegate)
    return None if found is None or delegate is None else Delegated(found, person, delegate, today)


def _own(connection: Connection, person: Person, today: date) -> Delegation | None:
    current = delegations.current(connection, person.workspace, today)
    return next((each for each in current if each.person == person.id), None)


def _end(connection: Connection, person: Person, *, by: Person, now: datetime) -> Delegation | None:
    ended = _own(connection, person, local_day(now, person.zone))
    if ended is None:
        return None
    delegations.end(connection, person.workspace, person.id, by.id, now)
    _write_trail(connection, person, ended, "delegation ended", now)
    _tell(connection, person, ended, ENDED, now)
    return ended


def _tell(connection: Connection, person: Person, about: Delegation, kind: str, now: datetime) -> None:
    """Tell the delegate, and draw the Home of who delegates again."""
    told = Planned(
        workspace=person.workspace,
        key=f"{kind}:{about.id}",
        kind=kind,
        to=about.delegate,
        person=about.delegate,
        due_at=now,
        useful_until=now + _USEFUL,
        priority=Priority.PROMPT,
        about={"delegation": about.id},
    )
    own = home(person.workspace, person.id, now, f"{kind}:{about.id}", now)
    deliveries.plan(connection, [told, own], now)


def _write_trail(connection: Connection, person: Person, about: Delegation, what: str, now: datetime) -> None:
    version, _ = plan_in_force(connection, person.workspace)
    audit.write(
        connection,
        person.workspace,
        entry=uuid4().hex,
        at=now,
        by=person.id,
        what=what,
        subject=person.id,
        plan_version=version,
        details={
            "delegate": about.delegate,
            "first": about.first.isoformat(),
            "last": about.last.isoformat(),
        },
    )
