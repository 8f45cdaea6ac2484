"""The desk of those who ask for coaching: in their own words, first in their manager's queue."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from bot.domain.calendar import local_day
from bot.domain.coaching import Asked, OwnCoaching, Request
from bot.domain.coaching_refusals import AskedAlready, NobodyToAsk, NotAskedFor
from bot.services import coaching_messages as messages
from bot.services.coaching import redraw, written
from bot.services.desk import Desk, member, plan_in_force, schedule_for
from bot.services.request_routes import chain_of
from bot.store import coaching, deliveries, inbox, people

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

    from bot.domain.people import Person
    from bot.domain.plan import Plan


class CoachingRequests(Desk):
    """The desk of those who ask for coaching."""

    def asked(self, workspace: str, which: str, reader: str) -> Request | None:
        """What somebody asked, as `reader` is told of it; None for who has left.

        None, too, while it is open and `reader` no longer leads them: whoever does has it in their queue.
        """
        with self.database.reading() as connection:
            asked = coaching.request(connection, workspace, which)
            person = None if asked is None else people.find(connection, workspace, asked.person)
            if asked is None or person is None or not person.active:
                return None
            if asked.is_open and reader not in {each.id for each in chain_of(connection, person)}:
                return None
            return Request(asked, person)

    def own(self, workspace: str, user: str) -> OwnCoaching:
        """Whom `user` would ask, what they have asked, and what they agreed.

        Raises:
            NobodyToAsk: where nobody stands above them.
        """
        with self.database.reading() as connection:
            person = member(connection, workspace, user)
            return _own(connection, person, self.now())

    def ask(self, workspace: str, user: str, *, receipt: str, words: str) -> OwnCoaching:
        """Put `user` first in their manager's queue, and tell that manager.

        Raises:
            NothingWritten: without words.
            AskedAlready: while they have asked already.
            NobodyToAsk: where nobody stands above them.
        """
        now = self.now()
        with self.database.writing() as connection:
            person = member(connection, workspace, user, alone=True)
            before = _own(connection, person, now)
            if not inbox.is_new(connection, workspace, receipt, now):
                return before
            if before.asked is not None:
                raise AskedAlready
            asked = Asked(uuid4().hex, user, before.manager.id, written(words), now)
            coaching.ask(connection, workspace, asked)
            deliveries.plan(connection, [messages.asked(workspace, asked, now)], now)
            redraw(connection, person, person, [], receipt, now)
            return replace(before, asked=asked, asked_on=local_day(now, person.zone))

    def withdraw(self, workspace: str, user: str, which: str, *, receipt: str) -> None:
        """Take back what `user` asked.

        Raises:
            NotAskedFor: where nothing of theirs is open under that name.
        """
        now = self.now()
        with self.database.writing() as connection:
            person = member(connection, workspace, user, alone=True)
            if not inbox.is_new(connection, workspace, receipt, now):
                return
            asked = coaching.asking(connection, workspace, [user]).get(user)
            if asked is None or asked.id != which:
                raise NotAskedFor
            coaching.close(connection, workspace, which, now, withdrawn=True)
            redraw(connection, person, person, [messages.asked(workspace, asked, now)], receipt, now)


def own_coaching(
    connection: Connection, plan: Plan, person: Person, manager: Person, now: datetime
) -> OwnCoaching:
    """Somebody's own coaching with whoever leads them, in two statements, or three while they ask."""
    asked = coaching.asking(connection, person.workspace, [person.id]).get(person.id)
    return OwnCoaching(
        manager=manager,
        asked=asked,
        asked_on=None if asked is None else local_day(asked.at, person.zone),
        back=None if asked is None else _back(connection, plan, manager, now),
        actions=tuple(coaching.agreed(connection, person.workspace, [person.id])),
        is_listed=manager.id == person.manager,
    )


def _own(connection: Connection, person: Person, now: datetime) -> OwnCoaching:
    _, plan = plan_in_force(connection, person.workspace)
    manager = next(iter(chain_of(connection, person)), None)
    if manager is None:
        raise NobodyToAsk
    found = own_coaching(connection, plan, person, manager, now)
    return replace(found, back=_back(connection, plan, manager, now))


def _back(connection: Connection, plan: Plan, manager: Person, now: datetime) -> date | None:
    """When a manager who is away is back; None for who is there."""
    days, today = schedule_for(connection, plan, manager, now).days, local_day(now, manager.zone)
    return days.next_after(today) if days.is_away(today) else None
