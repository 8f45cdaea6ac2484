"""The mark desk: days that closed without an answer, and days that turn out not to have been worked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import ONE_DAY, days_between
from bot.domain.checkins import Mark, mark_unanswered
from bot.domain.schedules import schedule_of
from bot.services.checkins import asked_under
from bot.services.desk import Desk, in_each, plan_in_force
from bot.services.evidence import account
from bot.store import absences, active_days, checkins, deliveries, marks, outages, people, plans

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.domain.outages import Outage
    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.schedules import Schedule, Window

LOOK_BACK = timedelta(days=14)
"""How long after it closed a day may still be marked."""

BATCH = 1_000
"""Days per transaction, so that a whole company holds no lock for long."""


@dataclass(frozen=True)
class _Closed:
    """One person's day that closed without an answer."""

    person: Person
    day: date
    hours: Window
    asked_at: datetime


class Marks(Desk):
    """The mark desk."""

    def close(self) -> int:
        """Mark every day that closed unanswered, in every workspace; how many were marked."""
        with self.database.reading() as connection:
            workspaces = dict(plans.in_force(connection))
        return in_each(workspaces, lambda each: self._close(each, workspaces[each]), "days not marked")

    def _close(self, workspace: str, plan: Plan) -> int:
        now = self.now()
        with self.database.reading() as connection:
            closed = _closed(connection, workspace, plan, now)
            out = outages.since(connection, workspace, now - LOOK_BACK - LOOK_BACK)
        return sum(
            self._mark(workspace, closed[start : start + BATCH], out, now)
            for start in range(0, len(closed), BATCH)
        )

    def _mark(self, workspace: str, closed: list[_Closed], out: list[Outage], now: datetime) -> int:
        """Mark those days that still have neither a check-in nor a mark."""
        with self.database.writing() as connection:
            people.hold(connection, workspace, {each.person.id for each in closed})
            done = _done(connection, workspace, closed)
            due = [each for each in closed if (each.person.id, each.day) not in done]
            asked = _asked(connection, workspace, due)
            given = [
                (each.person.id, each.day, mark)
                for each in due
                for mark in (
                    mark_unanswered(
                        each.hours, each.asked_at, out, asked=(each.person.id, each.day) in asked
                    ),
                )
            ]
            for mark, why in ((Mark.MISSED, "unanswered"), (Mark.EXCUSED, "not asked")):
                marks.add(connection, workspace, [each for each in given if each[2] is mark], why, now)
            _account(connection, workspace, due, now)
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


def _account(connection: Connection, workspace: str, marked: list[_Closed], now: datetime) -> None:
    """Tell the ledger of days that were marked."""
    version, plan = plan_in_force(connection, workspace)
    account(connection, plan, version, [(each.person, each.day) for each in marked], now)


def _closed(connection: Connection, workspace: str, plan: Plan, now: datetime) -> list[_Closed]:
    """Everybody's days that have closed without an answer or a mark."""
    first, last = (now - LOOK_BACK).date(), now.date() + ONE_DAY
    away = absences.since(connection, workspace, first - LOOK_BACK)
    done = checkins.answered(connection, workspace, first, last) | marks.given(
        connection, workspace, first, last
    )
    back = active_days.resumptions(connection, workspace)
    alike: dict[tuple[object, ...], list[tuple[date, Window, datetime]]] = {}
    closed = [
        _Closed(person, day, hours, asked_at)
        for person in people.active(connection, workspace)
        if plan.expected_of(person.role)
        for schedule in (schedule_of(person, plan, away.get(person.id, ())),)
        for day, hours, asked_at in _closing(schedule, alike, first, last, now)
        if day >= max(schedule.asked_from, back.get(person.id, day)) and (person.id, day) not in done
    ]
    before = _done(connection, workspace, [each for each in closed if each.day < first])
    return [each for each in closed if (each.person.id, each.day) not in before]


def _closing(
    schedule: Schedule,
    alike: dict[tuple[object, ...], list[tuple[date, Window, datetime]]],
    first: date,
    last: date,
    now: datetime,
) -> list[tuple[date, Window, datetime]]:
    """The days that have closed by `now`; the same for everyone alike, so worked out once.

    The last one before `first` is among them: it may have closed long after, when its person came back.
    """
    key = (schedule.zone.key, schedule.days, schedule.cadence)
    if key not in alike:
        typical = replace(schedule, first_day=date.min, asked_from=date.min)
        before = schedule.days.last_before(first)
        alike[key] = [
            (day, hours, typical.prompt_at(day))
            for day in ([] if before is None else [before]) + days_between(first, last)
            if typical.asks(day)
            for hours in (typical.window(day),)
            if now - LOOK_BACK < hours.closes <= now
        ]
    return alike[key]


def _done(connection: Connection, workspace: str, closed: list[_Closed]) -> set[tuple[str, date]]:
    """Those of the days that have a check-in or a mark."""
    if not closed:
        return set()
    who = {each.person.id for each in closed}
    days = [each.day for each in closed]
    first, last = min(days), max(days)
    said = checkins.between(connection, workspace, who, first, last)
    answered = {(person, each.day) for person, accounts in said.items() for each in accounts}
    return answered | set(marks.between(connection, workspace, who, first, last))


def _asked(connection: Connection, workspace: str, closed: list[_Closed]) -> set[tuple[str, date]]:
    """Those of the days about which something was sent."""
    keys = {
        key: (each.person.id, each.day) for each in closed for key in asked_under(each.person.id, each.day)
    }
    return {keys[key] for key in deliveries.posted(connection, workspace, list(keys))}
