"""The prompt desk: who is asked about which day, and reminded, and when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import ONE_DAY, days_between, moment
from bot.domain.deliveries import Planned, Priority
from bot.domain.plan import Cadence
from bot.domain.refusals import CannotSnooze
from bot.domain.schedules import schedule_of
from bot.services.checkins import PROMPTS, SNOOZED, prompt_key
from bot.services.desk import Desk, member, plan_in_force, schedule_for
from bot.store import absences, checkins, deliveries, inbox, plans

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.schedules import Schedule

SNOOZE = timedelta(hours=1)
_PROMPT, _REMINDER, _LAST_REMINDER = PROMPTS
_AWAY_SINCE = timedelta(days=40)
"""Absences that ended earlier cannot move anything that is still due."""

_WEEKEND = timedelta(days=3)
"""How much earlier than its last reminder a day usually is."""


@dataclass(frozen=True)
class _Due:
    """One way of asking about one day, due at `at` and of use until `until`."""

    kind: str
    day: date
    at: datetime
    until: datetime


class Prompts(Desk):
    """The prompt desk."""

    def prompts(self, first: datetime, last: datetime) -> list[Planned]:
        """Every prompt and reminder due from `first` to `last`, in every workspace, but for days answered."""
        with self.database.reading() as connection:
            return [
                prompt
                for workspace, plan in plans.in_force(connection)
                for prompt in _prompts(
                    connection, workspace, plan, self.addressees(connection, workspace), first, last
                )
            ]

    def snooze(self, workspace: str, user: str, *, receipt: str, day: date) -> datetime:
        """Ask about `day` again in an hour, in place of the reminder; when that is, where the person is.

        Raises:
            CannotSnooze: when that hour is no longer the same day, or a quiet one, or they were reminded.
        """
        now = self.now()
        with self.database.writing() as connection:
            person = member(connection, workspace, user, alone=True)
            _, plan = plan_in_force(connection, workspace)
            schedule = schedule_for(connection, plan, person, now)
            at = now + SNOOZE
            ends = moment(day + ONE_DAY, time(0), schedule.zone)
            if not schedule.asks(day) or at >= ends or schedule.is_quiet(at):
                raise CannotSnooze
            if inbox.is_new(connection, workspace, receipt, now):
                _remind_later(connection, _planned(person, _Due(_REMINDER, day, at, ends)), now)
            return at.astimezone(person.zone)


def _remind_later(connection: Connection, again: Planned, now: datetime) -> None:
    """Let `again` stand in place of the day's reminder, and of an earlier snooze."""
    later = replace(again, key=f"{again.key}{SNOOZED}")
    if deliveries.posted(connection, again.workspace, [again.key, later.key]):
        raise CannotSnooze
    deliveries.plan(connection, [again], now)  # so that it can be cancelled, and never comes back
    deliveries.cancel(connection, again.workspace, [again.key], "snoozed", now)
    if deliveries.plan(connection, [later], now) == 0:
        deliveries.reschedule(connection, [later])


def _prompts(
    connection: Connection,
    workspace: str,
    plan: Plan,
    team: Sequence[Person],
    first: datetime,
    last: datetime,
) -> Iterator[Planned]:
    days = days_between(first.date() - ONE_DAY, last.date() + ONE_DAY)
    answered = checkins.answered(connection, workspace, days[0] - _WEEKEND, days[-1])
    away = absences.since(connection, workspace, first.date() - _AWAY_SINCE)
    alike: dict[tuple[object, ...], list[_Due]] = {}
    for person in team:
        if not plan.expected_of(person.role):
            continue
        schedule = schedule_of(person, plan, away.get(person.id, ()))
        for due in _due_to(person, schedule, alike, days, first, last):
            if due.day >= schedule.asked_from and (person.id, due.day) not in answered:
                yield _planned(person, due)


def _due_to(
    person: Person,
    schedule: Schedule,
    alike: dict[tuple[object, ...], list[_Due]],
    days: list[date],
    first: datetime,
    last: datetime,
) -> list[_Due]:
    """What is due to one person; the same for everyone who works and lives alike, so worked out once."""
    key = (person.timezone, schedule.days, schedule.cadence)
    if key not in alike:
        typical = replace(schedule, first_day=date.min, asked_from=date.min)
        before = schedule.days.last_before(days[0])
        alike[key] = [
            due
            for day in ([] if before is None else [before]) + days
            if typical.asks(day)
            for due in _ways_to_ask(typical, day)
            if first <= due.at <= last
        ]
    return alike[key]


def _ways_to_ask(schedule: Schedule, day: date) -> Iterator[_Due]:
    """The prompt and its reminders. Each gives way to the next, so that nobody is asked twice at once.

    Whoever accounts for the week is asked once, and not reminded: that is what being trusted feels like.
    """
    cutoff = schedule.window(day).cutoff
    if schedule.cadence is Cadence.WEEKLY:
        yield _Due(_PROMPT, day, schedule.prompt_at(day), cutoff)
        return
    ends = moment(day + ONE_DAY, time(0), schedule.zone)
    reminder, last = schedule.reminder_at(day), schedule.last_reminder_at(day)
    yield _Due(_PROMPT, day, schedule.prompt_at(day), reminder or (cutoff if last is None else ends))
    if reminder is not None:
        yield _Due(_REMINDER, day, reminder, ends)
    if last is not None:
        yield _Due(_LAST_REMINDER, day, last, cutoff)


def asked_about(person: Person, schedule: Schedule, days: list[date]) -> list[Planned]:
    """Every way in which `person` is asked about `days`, whenever it is due."""
    asked = [day for day in days if schedule.asks(day)]
    return [_planned(person, due) for day in asked for due in _ways_to_ask(schedule, day)]


def _planned(person: Person, due: _Due) -> Planned:
    return Planned(
        workspace=person.workspace,
        key=prompt_key(due.kind, person.id, due.day),
        kind=due.kind,
        to=person.id,
        person=person.id,
        due_at=due.at,
        useful_until=due.until,
        priority=Priority.PROMPT,
        about={"day": due.day.isoformat()},
    )
