"""The manager's Friday card as a message: when it is owed, and when it is drawn again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import ONE_DAY, WorkingDays, days_between, local_day, moment
from bot.domain.deliveries import Method, Planned, Priority
from bot.domain.weeks import WORD_LASTS
from bot.store import deliveries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from bot.domain.checkins import Checkin
    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.schedules import Schedule

CARD = "week-review"
REDRAWN = "week-review-card"


def key_of(manager: str, week: date) -> str:
    """The obligation to show `manager` the week that begins on `week`."""
    return f"{CARD}:{manager}:{week.isoformat()}"


def due(
    manager: Person, schedule: Schedule, first: datetime, last: datetime
) -> Iterator[tuple[date, Planned]]:
    """The cards due to `manager` from `first` to `last`, on the last working day of each of their weeks.

    Each with the first day of its week.
    """
    days = days_between(first.date() - ONE_DAY, last.date() + ONE_DAY)
    for week, end in sorted({schedule.days.week_of(day) for day in days}):
        shown_on = next((day for day in reversed(days_between(week, end)) if schedule.works(day)), None)
        if shown_on is None:
            continue
        due_at = moment(shown_on, schedule.hours.review_at, schedule.zone)
        if first <= due_at <= last:
            yield (
                week,
                Planned(
                    workspace=manager.workspace,
                    key=key_of(manager.id, week),
                    kind=CARD,
                    to=manager.id,
                    person=manager.id,
                    due_at=due_at,
                    useful_until=schedule.window(week).settles + WORD_LASTS,
                    priority=Priority.DIGEST,
                    about={"week": week.isoformat()},
                ),
            )


def closing(manager: Person, schedule: Schedule, first: datetime, last: datetime) -> Iterator[Planned]:
    """The redrawing of each card for which it is too late from `first` to `last`: its buttons go."""
    days = days_between((first - WORD_LASTS).date() - 8 * ONE_DAY, (last - WORD_LASTS).date() + ONE_DAY)
    for week, _ in sorted({schedule.days.week_of(day) for day in days}):
        closes = schedule.window(week).settles + WORD_LASTS
        if first <= closes <= last:
            yield _again(manager.workspace, manager.id, week, "closed", closes)


def redrawn(
    connection: Connection, workspace: str, managers: set[str], week: date, occasion: str, due_at: datetime
) -> Iterator[Planned]:
    """The cards of that week which these managers have been sent, drawn again; once per `occasion`."""
    cards = {key_of(manager, week): manager for manager in sorted(managers)}
    for key in sorted(deliveries.posted(connection, workspace, list(cards))):
        yield _again(workspace, cards[key], week, occasion, due_at)


def after_submission(
    connection: Connection, plan: Plan, person: Person, schedule: Schedule, said: Checkin, now: datetime
) -> Iterator[Planned]:
    """The manager's card of that week drawn again, if it has been posted already; at most once a minute."""
    week, end = schedule.days.week_of(said.day)
    if person.manager is None or local_day(now, person.zone) < _last_day(plan, week, end):
        return
    minute = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    yield from redrawn(connection, person.workspace, {person.manager}, week, minute.isoformat(), minute)


def _last_day(plan: Plan, week: date, end: date) -> date:
    """The last day of a week that most of the team works: nobody is sent a card of it much earlier."""
    calendar = plan.calendar
    days = WorkingDays(calendar.weekdays, frozenset(calendar.days_off), calendar.holidays)
    return next((day for day in reversed(days_between(week, end)) if days.includes(day)), week)


def _again(workspace: str, manager: str, week: date, occasion: str, due_at: datetime) -> Planned:
    return Planned(
        workspace=workspace,
        key=f"{REDRAWN}:{manager}:{week.isoformat()}:{occasion}",
        kind=REDRAWN,
        to=manager,
        person=manager,
        due_at=due_at,
        useful_until=due_at + timedelta(days=7),
        priority=Priority.ANSWER,
        about={"week": week.isoformat()},
        method=Method.UPDATE,
        updates=key_of(manager, week),
    )
