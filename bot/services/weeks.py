"""The week desk: what a manager is shown of everybody's week, and what they say of it."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from bot.domain.calendar import ONE_DAY, WorkingDays, days_between
from bot.domain.counts import summed
from bot.domain.plan import Cadence
from bot.domain.schedules import schedule_of
from bot.domain.weeks import (
    USUAL_WEEKS,
    NotTheirManager,
    NumbersChanged,
    PersonsWeek,
    TeamWeek,
    Total,
    Verdict,
    WeekClosed,
    fitting,
    usual_range,
)
from bot.services import week_cards
from bot.services.desk import Desk, member, plan_in_force, schedule_for, schedules_for
from bot.store import absences, audit, checkins, deliveries, inbox, people, plans, weeks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sqlalchemy import Connection

    from bot.domain.checkins import Checkin
    from bot.domain.deliveries import Planned
    from bot.domain.people import Person
    from bot.domain.plan import Activity, Plan
    from bot.domain.schedules import Schedule
    from bot.domain.weeks import Shown

HISTORY = timedelta(weeks=USUAL_WEEKS + 4)
"""How far back usual weeks are looked for: four weeks without a check-in do not matter."""

_A_WEEK = timedelta(days=6)
_AWAY_SINCE = timedelta(days=40)
_SAID = {Verdict.LOOKS_RIGHT: "week confirmed", Verdict.TALK_FIRST: "week to talk about"}


class Weeks(Desk):
    """The week desk."""

    def reviews(self, first: datetime, last: datetime) -> list[Planned]:
        """Every manager's card due from `first` to `last`, in every workspace, and its last redrawing."""
        planned: list[Planned] = []
        with self.database.reading() as connection:
            for workspace, plan in plans.in_force(connection):
                planned += _due(connection, workspace, plan, first, last)
        return planned

    def card(self, workspace: str, manager: str, week: date) -> TeamWeek | None:
        """What to show `manager` of the week that begins on `week`; None for who is not on the team."""
        with self.database.reading() as connection:
            person = people.find(connection, workspace, manager)
            found = plans.current(connection, workspace)
            if person is None or not person.active or found is None:
                return None
            return _team_week(connection, found[1], person, week, self.now())

    def settle(self, workspace: str, user: str, *, receipt: str, shown: Shown, verdict: Verdict) -> None:
        """Say `verdict` of one person's week, if its numbers are still the ones that were shown.

        Saying what stands already changes nothing. Whatever comes of it, the card is drawn again.

        Raises:
            NotTheirManager: for somebody whom `user` does not lead, or no longer leads.
            NumbersChanged: when there are other numbers now.
            WeekClosed: after the week has closed.
        """

        def look(connection: Connection, plan: Plan, by: Person, now: datetime) -> list[PersonsWeek]:
            person = people.find(connection, workspace, shown.who, alone=True)
            if person is None or not _leads(connection, by.id, person):
                raise NotTheirManager
            closes = _closes(schedule_for(connection, plan, by, now), shown.week)
            (seen,) = _persons_weeks(connection, plan, [person], shown.week, closes, now)
            if seen.closes <= now:
                raise WeekClosed
            if seen.fingerprint != shown.fingerprint:
                raise NumbersChanged(person.first_name)
            return [seen]

        self._settle(workspace, user, receipt, shown, verdict, look)
