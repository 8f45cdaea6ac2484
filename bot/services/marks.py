"""The mark desk: days that closed without an answer, and days that turn out not to have been worked."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import ONE_DAY, days_between, local_day
from bot.domain.checkins import Mark, mark_unanswered
from bot.domain.schedules import schedule_of
from bot.services.checkins import PROMPTS, prompt_key
from bot.services.desk import Desk
from bot.store import absences, checkins, deliveries, marks, outages, people, plans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from bot.domain.outages import Outage
    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.schedules import Schedule

LOOK_BACK = timedelta(days=14)
"""How long after it closed a day may still be marked."""


class Marks(Desk):
    """The mark desk."""

    def close(self) -> int:
        """Mark every day that closed unanswered, in every workspace; how many were marked."""
        with self.database.reading() as connection:
            workspaces = list(plans.in_force(connection))
        return sum(self._close(workspace, plan) for workspace, plan in workspaces)

    def _close(self, workspace: str, plan: Plan) -> int:
        now = self.now()
        first, last = (now - LOOK_BACK).date(), now.date() + ONE_DAY
        with self.database.reading() as connection:
            closed = list(_closed(connection, workspace, plan, first, last, now))
            asked = deliveries.posted(connection, workspace, [key for *_, key in closed]) if closed else set()
            out = outages.since(connection, workspace, now - LOOK_BACK - LOOK_BACK)
        if not closed:
            return 0
        with self.database.writing() as connection:
            held = marks.given(connection, workspace, first, last)
            answered = checkins.answered(connection, workspace, first, last)
            fresh = [each for each in closed if (each[0].id, each[1]) not in held | answered]
            given = [
                (person.id, day, _mark(schedule, day, out, asked=key in asked))
                for person, day, schedule, key in fresh
            ]
            for mark, why in ((Mark.MISSED, "unanswered"), (Mark.EXCUSED, "not asked")):
                marks.add(connection, workspace, [each for each in given if each[2] is mark], why, now)
        return len(given)


def excuse(
    connection: Connection, workspace: str, person: Person, days: list[date], why: str, now: datetime
) -> None:
    """Excuse `days`, whatever they counted as; days that are excused already stay as they are."""
    if not days:
        return
    held = marks.between(connection, workspace, [person.id], min(days), max(days))
    due = [(person.id, day, Mark.EXCUSED) for day in days if held.get((person.id, day)) is not Mark.EXCUSED]
    marks.add(connection, workspace, due, why, now)


def _closed(
    connection: Connection, workspace: str, plan: Plan, first: date, last: date, now: datetime
) -> Iterator[tuple[Person, date, Schedule, str]]:
    """Everybody's days that have closed without an answer or a mark."""
    away = absences.since(connection, workspace, first - LOOK_BACK)
    done = checkins.answered(connection, workspace, first, last) | marks.given(
        connection, workspace, first, last
    )
    for person in people.active(connection, workspace):
        schedule = schedule_of(person, plan, away.get(person.id, ()))
        today = local_day(now, person.zone)
        for day in days_between(max(first, schedule.asked_from), min(last, today)):
            if (person.id, day) in done or not schedule.asks(day):
                continue
            if schedule.window(day).closes <= now:
                yield person, day, schedule, prompt_key(PROMPTS[0], person.id, day)


def _mark(schedule: Schedule, day: date, out: list[Outage], *, asked: bool) -> Mark:
    return mark_unanswered(schedule.window(day), schedule.prompt_at(day), out, asked=asked)
