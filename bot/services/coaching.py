"""The coaching desk: who could use their manager, what was talked about, and who asks for a talk."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from bot.domain.calendar import local_day, moment
from bot.domain.checkins import clean
from bot.domain.coaching import FURTHEST, SNOOZED_FOR, Form, Note, Told
from bot.domain.coaching_refusals import (
    ActionMissing,
    CoachedMeanwhile,
    DayIsOver,
    NoSuchNote,
    NothingWritten,
    NotYoursToCoach,
    SettledMeanwhile,
)
from bot.domain.schedules import schedule_of
from bot.services import coaching_messages as messages
from bot.services.coaching_queue import led_by, queue_for
from bot.services.desk import Desk, member, plan_in_force
from bot.services.request_routes import chain_of
from bot.store import absences, audit, coaching, deliveries, inbox, people, plans
from bot.store.coaching import Morning

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from bot.domain.coaching import Queue
    from bot.domain.deliveries import Planned
    from bot.domain.people import Person
    from bot.domain.plan import Plan

_AWAY_SINCE = timedelta(days=40)
"""Absences that ended earlier cannot move a morning that is still to come."""


class Coaching(Desk):
    """The coaching desk."""

    def mornings(self, first: datetime, last: datetime) -> list[Planned]:
        """Every manager's morning from `first` to `last`, in every workspace, news or none."""
        with self.database.reading() as connection:
            return [
                owed
                for workspace, plan in plans.in_force(connection)
                for owed in _mornings(
                    connection, workspace, plan, self.addressees(connection, workspace), first, last
                )
            ]

    def news(self, workspace: str, manager: str, day: date) -> Queue | None:
        """A manager's queue on a morning, if anything in it is new since the last; None otherwise.

        What stands in it is written down for the next morning. Asked again on the same morning, the answer
        is the same.
        """
        now = self.now()
        with self.database.reading() as connection:
            queue = _queue(connection, workspace, manager, now)
            if queue is None:
                return None
            before = coaching.morning_before(connection, workspace, manager, day)
            known = frozenset[str]()
            if before is not None:
                key = messages.morning(workspace, manager, before.day, now).key
                lost = before.wanted and not deliveries.posted(connection, workspace, [key])
                known = known if lost else before.marks
        wanted = bool(queue.marks - known)
        with self.database.writing() as connection:
            coaching.remember(connection, workspace, manager, Morning(day, queue.marks, wanted))
        return queue if wanted else None

    def queue(self, workspace: str, manager: str) -> Queue | None:
        """A manager's queue as it is now; None for who leads no reps."""
        with self.database.reading() as connection:
            return _queue(connection, workspace, manager, self.now())

    def form(self, workspace: str, user: str, whose: str) -> Form:
        """What `user` is shown before they write down a talk with `whose`.

        Raises:
            NotYoursToCoach: for who does not stand above them.
        """
        now = self.now()
        with self.database.reading() as connection:
            by = member(connection, workspace, user)
            person = _coached(connection, by, whose)
            return _form(connection, by, person, now)

    def coach(
        self,
        workspace: str,
        user: str,
        whose: str,
        *,
        receipt: str,
        words: str,
        action: str = "",
        due: date | None = None,
        seen: str = "",
    ) -> None:
        """Write down a talk, and tell the person; what they asked is closed, what was due is settled.

        Raises:
            NothingWritten: without a note.
            ActionMissing: for a day without anything to be done by then.
            DayIsOver: for a day that is over, or more than a year ahead.
            CoachedMeanwhile: where there is a later note than the one that was `seen`.
            NotYoursToCoach: for who does not stand above them.
        """
        now = self.now()
        with self.database.writing() as connection:
            by = member(connection, workspace, user)
            person = _coached(connection, by, whose, alone=True)
            if not inbox.is_new(connection, workspace, receipt, now):
                return
            note = _note(by, person, words, action, due, now)
            _require_latest(connection, person, seen)
            cards = []
            for each in coaching.agreed(connection, workspace, [whose]):
                if each.is_due(local_day(now, by.zone)):
                    coaching.settle(connection, workspace, each.id, user, now)
                    cards.append(messages.told(workspace, each, now))
            coaching.add(connection, workspace, note)
            asked = coaching.asking(connection, workspace, [whose]).get(whose)
            if asked is not None:
                coaching.close(connection, workspace, asked.id, now, withdrawn=False)
                cards.append(messages.asked(workspace, asked, now))
            _trail(connection, note, workspace, now)
            deliveries.plan(connection, [messages.told(workspace, note, now)], now)
            redraw(connection, person, by, cards, receipt, now)

    def done(self, workspace: str, user: str, which: str, *, receipt: str) -> None:
        """Settle what was agreed.

        Raises:
            NoSuchNote: where there is none.
            NotYoursToCoach: for who does not stand above the person.
            SettledMeanwhile: where somebody has settled it already.
        """
        now = self.now()
        with self.database.writing() as connection:
            by = member(connection, workspace, user)
            note = coaching.note(connection, workspace, which)
            if note is None:
                raise NoSuchNote
            person = _coached(connection, by, note.person, alone=True)
            if not inbox.is_new(connection, workspace, receipt, now):
                return
            if not coaching.settle(connection, workspace, which, user, now):
                raise SettledMeanwhile
            redraw(connection, person, by, [messages.told(workspace, note, now)], receipt, now)

    def snooze(self, workspace: str, user: str, whose: str, *, receipt: str) -> None:
        """Leave somebody out of the queue of `user` for a week, but for what they ask themselves.

        Raises:
            NotYoursToCoach: for who does not stand above them.
        """
        now = self.now()
        with self.database.writing() as connection:
            by = member(connection, workspace, user)
            person = _coached(connection, by, whose)
            if inbox.is_new(connection, workspace, receipt, now):
                until = moment(local_day(now, by.zone) + SNOOZED_FOR, time(0), by.zone)
                coaching.snooze(connection, workspace, user, person.id, until)
                occasion = messages.occasion_of(receipt)
                cards = messages.queues_again(connection, workspace, [user], now)
                owed = [
                    *messages.again(connection, workspace, cards, occasion, now),
                    *messages.homes_again(workspace, [user], occasion, now),
                ]
                deliveries.plan(connection, owed, now)

    def read(self, workspace: str, user: str, which: str, *, receipt: str) -> None:
        """Let the manager see that `user` has read a note about themselves; a second time changes nothing.

        Raises:
            NoSuchNote: for one that is not about them.
        """
        now = self.now()
        with self.database.writing() as connection:
            person = member(connection, workspace, user)
            note = coaching.note(connection, workspace, which)
            if note is None or note.person != user:
                raise NoSuchNote
            if not inbox.is_new(connection, workspace, receipt, now):
                return
            coaching.read(connection, workspace, which, now)
            cards = [messages.told(workspace, note, now)]
            occasion = messages.occasion_of(receipt)
            owed = [
                *messages.again(connection, workspace, cards, occasion, now),
                *messages.homes_again(workspace, {note.by, person.manager or note.by}, occasion, now),
            ]
            deliveries.plan(connection, owed, now)

    def told(self, workspace: str, which: str) -> Told | None:
        """A note as it is shown to whom it is about; None for who has left."""
        with self.database.reading() as connection:
            note = coaching.note(connection, workspace, which)
            if note is None:
                return None
            team = people.some(connection, workspace, [note.person, note.by])
            person, by = team.get(note.person), team.get(note.by)
            return None if person is None or by is None or not person.active else Told(note, person, by)


def redraw(
    connection: Connection,
    person: Person,
    by: Person,
    cards: Sequence[Planned],
    receipt: str,
    now: datetime,
) -> None:
    """Have everything drawn again that shows how it stands with `person`, and these cards."""
    workspace, occasion = person.workspace, messages.occasion_of(receipt)
    leading = {by.id, person.manager or by.id} - {person.id}
    shown = [*cards, *messages.queues_again(connection, workspace, leading, now)]
    owed = [
        *messages.again(connection, workspace, shown, occasion, now),
        *messages.homes_again(workspace, leading | {person.id}, occasion, now),
    ]
    deliveries.plan(connection, owed, now)


def written(words: str) -> str:
    """What was typed, as it is kept; raises NothingWritten where that is nothing."""
    kept = clean(words)
    if not kept:
        raise NothingWritten
    return kept


def _mornings(
    connection: Connection,
    workspace: str,
    plan: Plan,
    everyone: Sequence[Person],
    first: datetime,
    last: datetime,
) -> Iterator[Planned]:
    leading = {each.manager for each in led_by(everyone)}
    managers = [each for each in everyone if each.id in leading]
    away = absences.since(connection, workspace, first.date() - _AWAY_SINCE) if managers else {}
    for manager in managers:
        schedule = schedule_of(manager, plan, away.get(manager.id, ()))
        yield from messages.mornings(manager, schedule, first, last)


def _queue(connection: Connection, workspace: str, manager: str, now: datetime) -> Queue | None:
    person = people.find(connection, workspace, manager)
    found = plans.current(connection, workspace)
    if person is None or not person.active or found is None:
        return None
    return queue_for(connection, found[1], person, people.reports_of(connection, workspace, manager), now)


def _coached(connection: Connection, by: Person, whose: str, *, alone: bool = False) -> Person:
    """The person `whose`, where `by` stands above them."""
    person = people.find(connection, by.workspace, whose, alone=alone)
    if person is None or not person.active:
        raise NotYoursToCoach
    if by.id not in {each.id for each in chain_of(connection, person)}:
        raise NotYoursToCoach
    return person


def _form(connection: Connection, by: Person, person: Person, now: datetime) -> Form:
    _, plan = plan_in_force(connection, by.workspace)
    queue = queue_for(connection, plan, by, [person], now)
    concern = next(iter(queue.concerns), None) if queue is not None else None
    latest = coaching.notes_of(connection, by.workspace, person.id, 1)
    agreed = tuple(coaching.agreed(connection, by.workspace, [person.id]))
    return Form(person, concern, agreed, latest[0].id if latest else "", local_day(now, by.zone))


def _note(by: Person, person: Person, words: str, action: str, due: date | None, now: datetime) -> Note:
    said, agreed, today = written(words), clean(action), local_day(now, by.zone)
    if due is not None and not agreed:
        raise ActionMissing
    if due is not None and not today <= due <= today + FURTHEST:
        raise DayIsOver
    return Note(uuid4().hex, person.id, by.id, now, said, agreed, due)


def _require_latest(connection: Connection, person: Person, seen: str) -> None:
    latest = coaching.notes_of(connection, person.workspace, person.id, 1)
    if latest and latest[0].id != seen:
        by = people.find(connection, person.workspace, latest[0].by)
        raise CoachedMeanwhile("" if by is None else by.first_name)


def _trail(connection: Connection, note: Note, workspace: str, now: datetime) -> None:
    version, _ = plan_in_force(connection, workspace)
    audit.write(
        connection,
        workspace,
        entry=audit.entry_of("coached", note.id),
        at=now,
        by=note.by,
        what="coached",
        subject=note.person,
        plan_version=version,
        details={"note": note.id},
    )
