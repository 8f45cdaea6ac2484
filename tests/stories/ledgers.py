"""Somebody's past, lived through in a moment: active days before the story begins, folded as ever."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import update
from sqlmodel import col

from bot.domain.ladder import Day, Proposal, Proposed, Standing, live_through
from bot.domain.ledger import Event, Kind
from bot.domain.trust import State, read
from bot.store import active_days, ladders, plans, trust
from bot.store.people import PersonRow
from bot.store.trust import DatedDay
from tests.stories.office import MONDAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.sandbox.client import Person
    from tests.stories.office import Office

LONG_BEFORE = MONDAY - timedelta(days=140)


def good_day(*, judged: bool = False) -> list[Event]:
    """On time, on target, and, where `judged`, a full concession approved as it was asked."""
    events = [Event(0, "c", Kind.CHECKIN_ON_TIME), Event(0, "a", Kind.ACTIVITY_DAY, metrics=((5.0, 5.0),))]
    if judged:
        events.append(Event(0, "j", Kind.REQUEST_DECIDED, requested=8.0, granted=8.0))
    return events


def missed_day() -> list[Event]:
    return [Event(0, "c", Kind.CHECKIN_MISSED)]


def stands_on(office: Office, person: Person, level: str) -> None:
    """Somebody has been on a level all along."""
    with office.bot.database.writing() as connection:
        connection.execute(update(PersonRow).where(col(PersonRow.id) == person.id).values(level=level))


def lives(office: Office, person: Person, days: Sequence[list[Event]], *, level: int = 0) -> None:
    """Somebody lives through these active days, before the story or after those they lived through before."""
    with office.bot.database.writing() as connection:
        found = plans.current(connection, office.workspace)
        assert found is not None
        plan = found[1]
        before = trust.latest(connection, office.workspace, [person.id], plan.trust).get(person.id)
        start = read(State(), plan.trust, 0)
        end = Day(0, State(), Standing(level), start, Proposed(Proposal.NONE))
        day = LONG_BEFORE
        if before is not None:
            day, end = before.day, before.end
        elif not ladders.began(connection, office.workspace, [person.id]):
            trust.begin(connection, office.workspace, {person.id: level}, office.clock.now())
        lived = []
        for events in days:
            day = _next_weekday(day)
            end = live_through(end, plan.trust, end.aday + 1, events, len(plan.levels) - 1)
            lived.append((person.id, DatedDay(day, end)))
        assert day < MONDAY, "the past ends before the story begins"
        trust.add(connection, office.workspace, lived)
        active_days.add(connection, office.workspace, [(who, each.day) for who, each in lived])
        trust.folded(connection, office.workspace, {person.id: (day, office.clock.now())})
    office.settle()


def _next_weekday(day: date) -> date:
    day += timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day
