"""The retrospect desk: each rep's own look at the week, once, at its end."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import ONE_DAY, days_between, local_day, moment
from bot.domain.deliveries import Method, Planned, Priority
from bot.domain.histories import A_WEEK
from bot.domain.people import Rank
from bot.domain.plan import Cadence
from bot.domain.refusals import NotAWorkingDay, TooEarly, TooLate
from bot.domain.retrospects import Answer, Retrospect
from bot.domain.schedules import schedule_of
from bot.services.coaching import written
from bot.services.coaching_messages import occasion_of
from bot.services.coaching_recognition import thanks_since
from bot.services.desk import Desk, member, plan_in_force
from bot.services.homes import past_of
from bot.store import absences, deliveries, inbox, people, plans, retrospects

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from bot.domain.histories import Past
    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.schedules import Schedule

CARD = "retrospect"
REDRAWN = "retrospect-card"

WAITS = timedelta(hours=1)
"""How long the week's last check-in is waited for."""

_LOOKS_AGAIN = timedelta(minutes=15)
_AWAY_SINCE = timedelta(days=40)


class Retrospects(Desk):
    """The retrospect desk."""

    def reviews(self, first: datetime, last: datetime) -> list[Planned]:
        """Every rep's look at their week that is due from `first` to `last`, in every workspace.

        Nobody who accounts for the week at its end: one message a week is what they are promised.
        """
        with self.database.reading() as connection:
            return [
                owed
                for workspace, plan in plans.in_force(connection)
                for owed in _due(
                    connection, workspace, plan, self.addressees(connection, workspace), first, last
                )
            ]

    def card(self, workspace: str, user: str, week: date) -> Retrospect | None:
        """What to show `user` of a week; None for who has left."""
        with self.database.reading() as connection:
            person = people.find(connection, workspace, user)
            found = plans.current(connection, workspace)
            if person is None or not person.active or found is None:
                return None
            return _read(connection, found[1], person, week, self.now())[0]

    def form(self, workspace: str, user: str, week: date) -> Retrospect:
        """What `user` is about to answer.

        Raises:
            NotAWorkingDay: for what is no week of theirs.
            TooEarly: before it has begun.
            TooLate: once it is closed.
        """
        with self.database.reading() as connection:
            person = member(connection, workspace, user)
            _, plan = plan_in_force(connection, workspace)
            return _open(connection, plan, person, week, self.now())

    def answer(self, workspace: str, user: str, week: date, *, receipt: str, words: str) -> None:
        """Write down what `user` would do differently; said again, that stands.

        Raises:
            NothingWritten: without words.
            Refusal: what `form` raises.
        """
        now = self.now()
        with self.database.writing() as connection:
            person = member(connection, workspace, user, alone=True)
            _, plan = plan_in_force(connection, workspace)
            before = _open(connection, plan, person, week, now).answer
            if not inbox.is_new(connection, workspace, receipt, now):
                return
            revision = 1 if before is None else before.revision + 1
            retrospects.add(connection, workspace, user, Answer(week, written(words), revision), now)
            deliveries.plan(connection, list(_again(connection, person, week, receipt, now)), now)


def _read(
    connection: Connection, plan: Plan, person: Person, week: date, now: datetime
) -> tuple[Retrospect, Past]:
    past, _, _ = past_of(connection, plan, person, week, 1)
    last = _last_day(past.schedule, week)
    closes = past.schedule.window(last).settles
    said = retrospects.since(connection, person.workspace, person.id, week)
    thanked = thanks_since(connection, person, moment(week, time(0), person.zone))
    ends = moment(week + A_WEEK, time(0), person.zone)
    shown = Retrospect(
        person=person,
        week=week,
        progress=past.progress(last),
        thanked=tuple(each for each in thanked if each[0].given_at < ends),
        answer=next((each for each in said if each.week == week), None),
        closes=closes,
        is_open=now < closes,
        says_something=any(week <= day <= last for day in past.said),
        waits=_waits(past, last, now),
    )
    return shown, past


def _open(connection: Connection, plan: Plan, person: Person, week: date, now: datetime) -> Retrospect:
    shown, past = _read(connection, plan, person, week, now)
    if past.schedule.days.week_of(week)[0] != week:
        raise NotAWorkingDay
    if local_day(now, person.zone) < week:
        raise TooEarly
    if not shown.is_open:
        raise TooLate
    return shown


def _waits(past: Past, last: date, now: datetime) -> datetime | None:
    """When to look again for the check-in of the week's last day; None once it is in, or late enough."""
    until = moment(last, past.schedule.hours.review_at, past.schedule.zone) + WAITS
    if last in past.said or now >= until:
        return None
    return min(now + _LOOKS_AGAIN, until)


def _last_day(schedule: Schedule, week: date) -> date:
    """The last day that they work in a week; its last day where there is none."""
    days = days_between(*schedule.days.week_of(week))
    return next((day for day in reversed(days) if schedule.works(day)), days[-1])


def _due(
    connection: Connection,
    workspace: str,
    plan: Plan,
    everyone: Sequence[Person],
    first: datetime,
    last: datetime,
) -> Iterator[Planned]:
    days = days_between(first.date() - ONE_DAY, last.date() + ONE_DAY)
    away = absences.since(connection, workspace, first.date() - _AWAY_SINCE)
    for person in everyone:
        if person.rank is not Rank.REP or not plan.expected_of(person.role):
            continue
        schedule = schedule_of(person, plan, away.get(person.id, ()))
        if schedule.cadence is Cadence.WEEKLY:
            continue
        for week in sorted({schedule.days.week_of(day)[0] for day in days}):
            day = _last_day(schedule, week)
            due_at = moment(day, schedule.hours.review_at, schedule.zone)
            if first <= due_at <= last and schedule.asks(day):
                yield _card(person, week, due_at, schedule.window(day).settles)


def _card(person: Person, week: date, due_at: datetime, until: datetime) -> Planned:
    return Planned(
        workspace=person.workspace,
        key=f"{CARD}:{person.id}:{week.isoformat()}",
        kind=CARD,
        to=person.id,
        person=person.id,
        due_at=due_at,
        useful_until=until,
        priority=Priority.PROMPT,
        about={"week": week.isoformat()},
    )


def _again(
    connection: Connection, person: Person, week: date, receipt: str, now: datetime
) -> Iterator[Planned]:
    key = f"{CARD}:{person.id}:{week.isoformat()}"
    for sent in deliveries.posted(connection, person.workspace, [key]):
        yield Planned(
            workspace=person.workspace,
            key=f"{REDRAWN}:{sent}:{occasion_of(receipt)}",
            kind=REDRAWN,
            to=person.id,
            person=person.id,
            due_at=now,
            useful_until=now + timedelta(days=7),
            priority=Priority.ANSWER,
            about={"week": week.isoformat()},
            method=Method.UPDATE,
            updates=sent,
        )
