"""The week desk: what a manager is shown of everybody's week, and what they say of it."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from bot.domain.calendar import WorkingDays, local_day, moment
from bot.domain.schedules import schedule_of
from bot.domain.weeks import WORD_LASTS, NotTheirManager, NumbersChanged, Verdict, WeekClosed
from bot.services import week_cards
from bot.services.desk import Desk, member, plan_in_force, schedule_for
from bot.services.evidence import account
from bot.services.team_weeks import persons_week, team_week
from bot.store import absences, audit, deliveries, inbox, people, plans, weeks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Connection

    from bot.domain.deliveries import Planned
    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.weeks import PersonsWeek, Shown, TeamWeek

    Look = Callable[[Connection, Plan, Person, Shown, datetime], list[PersonsWeek]]

_A_WEEK = timedelta(days=6)
_AWAY_SINCE = timedelta(days=40) + WORD_LASTS
_SAID = {Verdict.LOOKS_RIGHT: "week confirmed", Verdict.TALK_FIRST: "week to talk about"}


class Weeks(Desk):
    """The week desk."""

    def reviews(self, first: datetime, last: datetime) -> list[Planned]:
        """Every manager's card due from `first` to `last`, in every workspace, and its last redrawing."""
        with self.database.reading() as connection:
            return [
                owed
                for workspace, plan in plans.in_force(connection)
                for owed in _due(
                    connection, workspace, plan, self.addressees(connection, workspace), first, last
                )
            ]

    def card(self, workspace: str, manager: str, week: date) -> TeamWeek | None:
        """What to show `manager` of the week that begins on `week`; None for who is not on the team."""
        with self.database.reading() as connection:
            person = people.find(connection, workspace, manager)
            found = plans.current(connection, workspace)
            if person is None or not person.active or found is None:
                return None
            return team_week(connection, found[1], person, week, self.now())

    def back_at(self, workspace: str, manager: str) -> datetime | None:
        """When a manager who is away today is back at work, in UTC; None for who is there."""
        now = self.now()
        with self.database.reading() as connection:
            person = member(connection, workspace, manager)
            _, plan = plan_in_force(connection, workspace)
            days = schedule_for(connection, plan, person, now).days
        today = local_day(now, person.zone)
        back = days.next_after(today) if days.is_away(today) else None
        return None if back is None else moment(back, plan.calendar.quiet[1], person.zone)

    def settle(self, workspace: str, user: str, *, receipt: str, shown: Shown, verdict: Verdict) -> None:
        """Say `verdict` of one person's week, if its numbers are still the ones that were shown.

        Saying what stands already changes nothing. Whatever comes of it, the card is drawn again.

        Raises:
            NotTheirManager: for somebody whom `user` does not lead, or no longer leads.
            NumbersChanged: when there are other numbers now.
            WeekClosed: when it is too late for a word.
        """
        self._say(workspace, user, receipt, shown, verdict, _one)

    def settle_all(self, workspace: str, user: str, *, receipt: str, shown: Shown) -> None:
        """Confirm everybody on a manager's card whose numbers still wait for a word.

        Raises:
            NotTheirManager: for the card of somebody whom `user` does not lead.
            NumbersChanged: when anybody on it has other numbers now; nobody is confirmed then.
            WeekClosed: when it is too late for a word.
        """
        self._say(workspace, user, receipt, shown, Verdict.LOOKS_RIGHT, _all)

    def _say(
        self, workspace: str, user: str, receipt: str, shown: Shown, verdict: Verdict, look: Look
    ) -> None:
        now = self.now()
        refused: NotTheirManager | NumbersChanged | WeekClosed | None = None
        with self.database.writing() as connection:
            by = member(connection, workspace, user)
            version, plan = plan_in_force(connection, workspace)
            if not inbox.is_new(connection, workspace, receipt, now):
                return
            cards = {user, shown.who}
            try:
                looked_at = look(connection, plan, by, shown, now)
                for seen in looked_at:
                    _write_down(connection, seen, verdict, user, version, now)
                    cards.add(seen.person.manager or user)
                account(connection, plan, version, [(each.person, each.week) for each in looked_at], now)
            except (NotTheirManager, NumbersChanged, WeekClosed) as refusal:
                refused = refusal  # raised once the card's redrawing is planned
            occasion = hashlib.sha256(receipt.encode()).hexdigest()[:16]
            again = week_cards.redrawn(connection, workspace, cards, shown.week, occasion, now)
            deliveries.plan(connection, list(again), now)
        if refused is not None:
            raise refused


def _one(connection: Connection, plan: Plan, by: Person, shown: Shown, now: datetime) -> list[PersonsWeek]:
    """One person's week, their row held, if it is as `by` was shown it."""
    person = people.find(connection, by.workspace, shown.who, alone=True)
    if person is None or not person.active or not _leads(connection, by, person):
        raise NotTheirManager
    closes = schedule_for(connection, plan, by, now).window(shown.week).settles + WORD_LASTS
    seen = persons_week(connection, plan, person, shown.week, closes, now)
    _require_as_shown(plan, shown, seen, now, person.first_name)
    return [seen]


def _all(connection: Connection, plan: Plan, by: Person, shown: Shown, now: datetime) -> list[PersonsWeek]:
    """The open weeks on a manager's card, everybody's row held, if it is as `by` was shown it."""
    manager = people.find(connection, by.workspace, shown.who)
    if manager is None or not (manager.id == by.id or _leads(connection, by, manager)):
        raise NotTheirManager
    for report in sorted(each.id for each in people.reports_of(connection, by.workspace, manager.id)):
        people.find(connection, by.workspace, report, alone=True)
    seen = team_week(connection, plan, manager, shown.week, now)
    _require_as_shown(plan, shown, seen, now, "")
    return list(seen.open)


def _require_as_shown(
    plan: Plan, shown: Shown, seen: PersonsWeek | TeamWeek, now: datetime, name: str
) -> None:
    if seen.closes <= now or _week_of(plan, shown.week) != shown.week:
        raise WeekClosed
    if seen.fingerprint != shown.fingerprint:
        raise NumbersChanged(name)


def _leads(connection: Connection, by: Person, person: Person) -> bool:
    """Whether `by` is the manager of `person`, or someone up the chain."""
    above, passed = person.manager, {person.id}
    while above is not None and above not in passed:
        if above == by.id:
            return True
        passed.add(above)
        manager = people.find(connection, by.workspace, above)
        above = None if manager is None else manager.manager
    return False


def _write_down(
    connection: Connection, seen: PersonsWeek, verdict: Verdict, by: str, plan_version: int, now: datetime
) -> None:
    """What was said of a week, with its entry in the trail; nothing where that stands already."""
    review = seen.reviewed(verdict, by)
    if review is None:
        return
    weeks.add(connection, seen.person.workspace, review, now)
    audit.write(
        connection,
        seen.person.workspace,
        entry=uuid4().hex,
        at=now,
        by=by,
        what=_SAID[verdict],
        subject=review.person,
        plan_version=plan_version,
        details={
            "week": review.week.isoformat(),
            "seen": {day.isoformat(): revision for day, revision in review.seen.items()},
        },
    )


def _due(
    connection: Connection,
    workspace: str,
    plan: Plan,
    everyone: Sequence[Person],
    first: datetime,
    last: datetime,
) -> Iterator[Planned]:
    """The cards of everybody to whom somebody answers who counts something and has started by then."""
    away = absences.since(connection, workspace, first.date() - _AWAY_SINCE)
    started: dict[str, date] = {}
    for each in everyone:
        if each.manager is not None and plan.expected_of(each.role):
            started[each.manager] = min(each.first_day, started.get(each.manager, each.first_day))
    closing: list[Planned] = []
    for manager in (each for each in everyone if each.id in started):
        schedule = schedule_of(manager, plan, away.get(manager.id, ()))
        for week, card in week_cards.due(manager, schedule, first, last):
            if started[manager.id] <= week + _A_WEEK:
                yield card
        closing += week_cards.closing(manager, schedule, first, last)
    if closing:
        shown = deliveries.posted(connection, workspace, [each.updates or "" for each in closing])
        yield from (each for each in closing if each.updates in shown)


def _week_of(plan: Plan, day: date) -> date:
    return WorkingDays(plan.calendar.weekdays).week_of(day)[0]
