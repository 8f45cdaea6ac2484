"""The digest desk: what each manager hears in the morning, and what the team's channel is shown."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import ONE_DAY, days_between, moment
from bot.domain.checkins import Mark
from bot.domain.deliveries import Planned, Priority
from bot.domain.digests import Answer, Digest, TeamDay, Thread, days_to_tell, measured
from bot.domain.home import Rest, Why, rest_on
from bot.domain.schedules import schedule_of
from bot.services.blockers import repeated_in
from bot.services.desk import Desk, placed, schedules_for
from bot.store import absences, checkins, marks, people, plans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from bot.domain.checkins import Checkin
    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.schedules import Schedule

USEFUL_FOR = timedelta(hours=8)
_AWAY_SINCE = timedelta(days=40)
"""Absences that ended earlier cannot move anything that is still due."""


@dataclass(frozen=True)
class Team:
    """Several people with their schedules, and what they said in a while."""

    plan: Plan
    schedules: Mapping[str, Schedule]
    said: Mapping[str, Sequence[Checkin]]
    marks: Mapping[tuple[str, date], Mark] = field(default_factory=dict)

    def day(self, shown: date, these: Sequence[Person], on: Callable[[Person], date]) -> TeamDay:
        """What `these` people said about the day that `on` gives for each; those at rest are named apart."""
        days = [(person, on(person)) for person in these]
        rests = [self._rest(person, day) for person, day in days]
        return TeamDay(
            shown,
            tuple(
                self._answer(person, day)
                for (person, day), rest in zip(days, rests, strict=True)
                if rest is None
            ),
            tuple((person, rest) for (person, _), rest in zip(days, rests, strict=True) if rest is not None),
        )

    def _rest(self, person: Person, day: date) -> Rest | None:
        if self._said(person, day) is not None:
            return None
        if self.marks.get((person.id, day)) is Mark.EXCUSED:
            return Rest(Why.EXCUSED)
        return rest_on(person, self.schedules[person.id], day)

    def _answer(self, person: Person, day: date) -> Answer:
        said = self._said(person, day)
        return Answer(person, said, () if said is None else measured(self.plan, person, said))

    def _said(self, person: Person, day: date) -> Checkin | None:
        return next((each for each in self.said.get(person.id, ()) if each.day == day), None)


class Digests(Desk):
    """The digest desk."""

    def digest(self, workspace: str, manager: str, morning: date) -> Digest | None:
        """What to tell `manager` on `morning`; None if there is no one to tell, or no one to tell of."""
        now = self.now()
        with self.database.reading() as connection:
            person = people.find(connection, workspace, manager)
            found = plans.current(connection, workspace)
            if person is None or not person.active or found is None:
                return None
            plan = found[1]
            reports = counted_in(plan, people.reports_of(connection, workspace, manager))
            own = schedules_for(connection, plan, [person], now)[manager]
            schedules = schedules_for(connection, plan, reports, now)
            days = days_to_tell(own, morning, (schedules[each.id] for each in reports if each.in_slack))
            if not days:
                return None
            team = read_team(connection, plan, reports, now, days[0], days[-1])
            return Digest(
                person,
                tuple(asked_on(team, reports, day) for day in days),
                repeated_in(connection, reports, schedules, days[-1], days[0]),
            )

    def thread(self, workspace: str, manager: str, day: date) -> Thread | None:
        """What `manager`'s team said about `day`, for the team's channel; None if that is nothing."""
        with self.database.reading() as connection:
            person = people.find(connection, workspace, manager)
            found = plans.current(connection, workspace)
            if person is None or found is None or not found[1].digest.thread:
                return None
            reports = counted_in(found[1], people.reports_of(connection, workspace, manager))
            team = read_team(connection, found[1], reports, self.now(), day, day)
            answers = asked_on(team, reports, day).answered
            return Thread(person, day, answers) if answers else None

    def digests(self, first: datetime, last: datetime) -> list[Planned]:
        """Every manager's digest due from `first` to `last`, in every workspace, sent or not.

        People who are not written to are not told of either.
        """
        planned: list[Planned] = []
        with self.database.reading() as connection:
            for workspace, plan in plans.in_force(connection):
                team = self.addressees(connection, workspace)
                mornings = list(_Mornings(connection, workspace, plan, team).due(first, last))
                planned += [_planned(morning) for morning in mornings]
                if plan.digest.thread:
                    days = {day for morning in mornings for day in morning.days}
                    answered = (
                        checkins.answered(connection, workspace, min(days), max(days)) if days else set()
                    )
                    for morning in mornings:
                        planned += _threads(morning, plan.channels.team, answered)
        return planned


def read_team(
    connection: Connection, plan: Plan, team: Sequence[Person], now: datetime, first: date, last: date
) -> Team:
    """What is known of `team` from `first` to `last`, in three statements however many they are."""
    if not team:
        return Team(plan, {}, {})
    workspace, ids = team[0].workspace, [each.id for each in team]
    return Team(
        plan,
        schedules_for(connection, plan, team, now),
        checkins.between(connection, workspace, ids, first, last),
        marks.between(connection, workspace, ids, first, last),
    )


def counted_in(plan: Plan, these: Sequence[Person]) -> list[Person]:
    """Those of whom anything is expected, and whose hours are known."""
    return placed(each for each in these if plan.expected_of(each.role))


def asked_on(team: Team, reports: Sequence[Person], day: date) -> TeamDay:
    """What these people said about one and the same day."""
    return team.day(day, reports, lambda _: day)


@dataclass(frozen=True)
class _Morning:
    """One manager's morning on which there is something to tell."""

    manager: Person
    day: date
    days: tuple[date, ...]
    reports: tuple[Person, ...]
    due_at: datetime


class _Mornings:
    """The mornings of every manager of one workspace."""

    def __init__(self, connection: Connection, workspace: str, plan: Plan, team: Sequence[Person]) -> None:
        self._plan = plan
        self._connection = connection
        self._workspace = workspace
        self._people = team
        self._away: Mapping[str, list[tuple[date, date]]] = {}

    def due(self, first: datetime, last: datetime) -> Iterator[_Morning]:
        """Those with a cutoff from `first` to `last`."""
        self._away = absences.since(self._connection, self._workspace, first.date() - _AWAY_SINCE)
        reports: dict[str, list[Person]] = {}
        for each in counted_in(self._plan, self._people):
            if each.manager is not None:
                reports.setdefault(each.manager, []).append(each)
        for manager in (each for each in self._people if each.id in reports):
            team = reports[manager.id]
            own, theirs = self._schedule(manager), [self._schedule(each) for each in team]
            for morning in days_between(first.date() - ONE_DAY, last.date() + ONE_DAY):
                due_at = moment(morning, self._plan.calendar.cutoff, manager.zone)
                if not first <= due_at <= last:
                    continue
                days = days_to_tell(own, morning, theirs)
                if days:
                    yield _Morning(manager, morning, days, tuple(team), due_at)

    def _schedule(self, person: Person) -> Schedule:
        return schedule_of(person, self._plan, self._away.get(person.id, ()))


def _planned(morning: _Morning) -> Planned:
    manager = morning.manager
    return Planned(
        workspace=manager.workspace,
        key=f"team-digest:{manager.id}:{morning.day.isoformat()}",
        kind="team-digest",
        to=manager.id,
        person=manager.id,
        due_at=morning.due_at,
        useful_until=morning.due_at + USEFUL_FOR,
        priority=Priority.DIGEST,
        about={"day": morning.day.isoformat()},
    )


def _threads(morning: _Morning, channel: str, answered: set[tuple[str, date]]) -> Iterator[Planned]:
    """Of each day a post in the team's channel, and each answer so far beneath it."""
    manager = morning.manager
    for day in morning.days:
        said = [each for each in morning.reports if (each.id, day) in answered]
        root = f"team-thread:{manager.id}:{day.isoformat()}"
        post = Planned(
            workspace=manager.workspace,
            key=root,
            kind="team-thread",
            to=channel,
            due_at=morning.due_at,
            useful_until=morning.due_at + USEFUL_FOR,
            priority=Priority.DIGEST,
            about={"day": day.isoformat(), "manager": manager.id},
        )
        yield post
        for each in said:
            yield replace(
                post,
                key=f"team-thread-answer:{each.id}:{day.isoformat()}",
                kind="team-thread-answer",
                thread_of=root,
                about={"day": day.isoformat(), "manager": manager.id, "person": each.id},
            )
