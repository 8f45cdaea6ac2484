"""The import desk: what another system has counted, and which of two numbers is right."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import local_day
from bot.domain.checkins import require_open
from bot.domain.import_rows import CountVerdict, Report, Terms, in_groups, judge_groups
from bot.domain.imports import Choice, CountsMoved, Differing, overruled, questions
from bot.services import import_messages
from bot.services.desk import Desk, member, plan_in_force, schedule_for
from bot.services.import_effects import follow
from bot.services.import_reading import ON_CARDS, beside_of, imported_around, imported_of
from bot.services.typed_answers import restated
from bot.store import checkins, deliveries, imports, people, plans, workspaces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.checkins import Account, Checkin
    from bot.domain.import_rows import Group
    from bot.domain.imports import Imported
    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.schedules import Schedule
    from bot.domain.tables import Row
    from bot.services.checkins import Checkins

BATCH = 500
"""Lines per transaction, so that a file of a hundred thousand keeps nobody waiting."""

PAUSE = 0.03
"""Seconds after each of them: whoever waits meanwhile would hardly find a gap in SQLite's one lock."""

_A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Imports(Desk):
    """The import desk.

    Args:
        checkins: The desk that takes check-ins.
    """

    checkins: Checkins = field(kw_only=True)

    def take(self, workspace: str, rows: Sequence[Row], *, dry_run: bool = False) -> Report:
        """Write down what another system counted; a verdict for each line.

        What is sound is written though other lines are refused; with `dry_run`, nothing is. What was
        taken before changes nothing, so that whatever was cut short can simply be sent again.

        Raises:
            NoPlan: where there is no plan to measure the lines by.
        """
        now = self.now()
        with self.database.reading() as connection:
            _, plan = plan_in_force(connection, workspace)
            since = plans.history(connection, workspace)[0].at
            terms = Terms(people.active(connection, workspace), plan, since, now)
        verdicts, groups = in_groups(rows, terms)
        for batch in _batches(groups):
            with self.database.reading() as connection:
                known = imports.under(connection, workspace, (each[0][1].source_id for each in batch))
            judged, news = judge_groups(batch, known)
            if news and not dry_run:
                with self.database.writing() as connection:
                    judged = self._write(connection, workspace, batch)
                time.sleep(PAUSE if self.database.is_sqlite else 0)
            verdicts += judged
        return Report(tuple(sorted(verdicts, key=lambda each: each.line)))

    def questions(self, workspace: str, user: str) -> tuple[Differing, ...] | None:
        """Every number that waits for a choice of `user`; None for who is not on the team."""
        with self.database.reading() as connection:
            known = self._known(connection, workspace, user, _A_WEEK)
            return None if known is None else questions(*known, self.now())

    def overruled(self, workspace: str, user: str, since: datetime) -> tuple[Differing, ...] | None:
        """What `user` said of weeks that are closed, where something that came since counts in its place."""
        with self.database.reading() as connection:
            known = self._known(connection, workspace, user, ON_CARDS)
            came = imports.came(connection, workspace, user, since)
            return None if known is None else overruled(*known, self.now(), came)

    def _known(
        self, connection: Connection, workspace: str, user: str, age: timedelta
    ) -> tuple[Plan, Schedule, list[Checkin], Imported] | None:
        """What somebody on the team said from the week that is `age` old, and what is known of it."""
        person, found = people.find(connection, workspace, user), plans.current(connection, workspace)
        if person is None or not person.active or found is None:
            return None
        plan, today = found[1], local_day(self.now(), person.zone)
        schedule = schedule_for(connection, plan, person, self.now())
        first, last = schedule.days.week_of(today - age)[0], schedule.days.week_of(today)[1]
        said = checkins.between(connection, workspace, [user], first, last).get(user, [])
        return plan, schedule, said, imported_of(connection, plan, person, first, last)

    def choose(self, workspace: str, user: str, *, receipt: str, choice: Choice, use: bool) -> Account | None:
        """Take the other system's number over, or stand by one's own until the manager has seen both.

        What is settled already stays as it is. The check-in as it stands then.

        Raises:
            CountsMoved: where the two numbers are others by now.
            TooLate: when the week is closed.
        """
        with self.database.writing() as connection:
            person = member(connection, workspace, user, alone=True)
            found = self._open(connection, person, choice)
            if found is not None and found.choice != choice:
                raise CountsMoved
            if found is not None:
                self._settle(connection, person, found, receipt, use=use)
        prompt = self.checkins.prompt(workspace, user, choice.day)
        return None if prompt is None else prompt.account

    def _write(self, connection: Connection, workspace: str, batch: Sequence[Group]) -> list[CountVerdict]:
        """One batch, with everything that follows from it."""
        now = self.now()
        workspaces.hold(connection, workspace)
        version, plan = plan_in_force(connection, workspace)
        known = imports.under(connection, workspace, (each[0][1].source_id for each in batch))
        verdicts, news = judge_groups(batch, known)
        if news:
            before = [known[each.source_id] for each in news if each.source_id in known]
            keys = {(each.person, each.day, each.activity) for each in (*news, *before)}
            people.hold(connection, workspace, {person for person, _, _ in keys})
            imports.save(connection, workspace, news, now)
            changed = imports.add_up(connection, workspace, keys)
            follow(connection, workspace, plan, version, changed, now)
        return verdicts

    def _open(self, connection: Connection, person: Person, choice: Choice) -> Differing | None:
        """What still waits for a choice of that activity; None where nothing does any more."""
        now = self.now()
        _, plan = plan_in_force(connection, person.workspace)
        schedule = schedule_for(connection, plan, person, now)
        first, last = schedule.days.week_of(choice.day)
        around = checkins.between(connection, person.workspace, [person.id], first, last).get(person.id, [])
        said = next((each for each in around if each.day == choice.day), None)
        if said is None:
            raise CountsMoved
        require_open(choice.day, schedule, now, answered=True)
        imported = imported_around(connection, plan, person, schedule, choice.day)
        waiting = beside_of(plan, schedule, said, around, imported).open
        return next((each for each in waiting if each.activity.key == choice.activity), None)

    def _settle(
        self, connection: Connection, person: Person, found: Differing, receipt: str, *, use: bool
    ) -> None:
        """The check-in once more, with the number that was chosen."""
        now = self.now()
        version, plan = plan_in_force(connection, person.workspace)
        before = checkins.find(connection, person.workspace, person.id, found.day)
        if not use:
            occasion = hashlib.sha256(receipt.encode()).hexdigest()[:16]
            again = import_messages.redrawn(connection, [person], occasion, now)
            deliveries.plan(connection, list(again), now)
            imports.keep(
                connection,
                person.workspace,
                person.id,
                found.day,
                found.activity.key,
                said=found.said,
                beside=found.imported,
            )
        number = {found.activity.key: str(found.imported)} if use else {}
        self.checkins.take(
            connection,
            plan,
            version,
            person,
            receipt=receipt,
            day=found.day,
            words=restated(number, before, {}),
        )


def _batches(groups: Iterable[Group]) -> Iterator[list[Group]]:
    """So many groups as have a batch of lines together; at least one."""
    batch: list[Group] = []
    lines = 0
    for each in groups:
        batch.append(each)
        lines += len(each)
        if lines >= BATCH:
            yield batch
            batch, lines = [], 0
    if batch:
        yield batch
