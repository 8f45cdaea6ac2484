"""The roundup desk: once a week, what a manager's team thanked each other for, reached and did."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import ONE_DAY, days_between, moment
from bot.domain.deliveries import Planned, Priority
from bot.domain.milestones import Reached
from bot.domain.roundups import Roundup, Thanks, is_told, numbers, posted_on, spans
from bot.services.desk import Desk
from bot.services.digests import asked_on, counted_in, read_team
from bot.services.import_counts import counting
from bot.store import kudos, milestones, people, plans

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from bot.domain.kudos import Kudos
    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.plan_parts import Activity

KIND = "roundup"

_USEFUL = timedelta(hours=8)
_A_WEEK = timedelta(days=7)


class Roundups(Desk):
    """The roundup desk."""

    def roundups(self, first: datetime, last: datetime) -> list[Planned]:
        """Every team's roundup due from `first` to `last`, in every workspace, sent or not."""
        with self.database.reading() as connection:
            return [
                _planned(manager, plan.channels.team, day, due_at)
                for workspace, plan in plans.in_force(connection)
                for manager in _leading(plan, self.addressees(connection, workspace))
                for day, due_at in _due(plan, manager, first.date() - ONE_DAY, last.date() + _A_WEEK)
                if first <= due_at <= last
            ]

    def roundup(self, workspace: str, manager: str, day: date) -> Roundup | None:
        """What to say of the week that ends with `day`; None where there is nobody to say it of."""
        with self.database.reading() as connection:
            found = plans.current(connection, workspace)
            person = people.find(connection, workspace, manager)
            if found is None or person is None or not person.active:
                return None
            plan = found[1]
            before, now = _since(plan, person, day)
            team = people.reports_of(connection, workspace, manager)
            *_, this_week = weeks = spans(now[0])
            counted = counted_in(plan, team)
            told = read_team(connection, plan, counted, self.now(), *this_week)
            complete = is_told([asked_on(told, counted, each) for each in days_between(*this_week)])
            span = (weeks[0][0], this_week[1], self.now())
            said = counting(connection, plan, counted, *span) if counted else {}
            return Roundup(
                manager=person,
                first=this_week[0],
                last=this_week[1],
                thanks=tuple(_thanks(connection, plan, [*team, person], before[1], now[1])),
                reached=tuple(_reached(connection, workspace, team, before[1], now[1])),
                numbers=numbers(_expected(plan, counted), said, weeks, compared=complete),
                so_far=not complete,
            )


def _leading(plan: Plan, everyone: Sequence[Person]) -> list[Person]:
    """Those to whom somebody answers who counts something."""
    leaders = {each.manager for each in everyone if plan.expected_of(each.role)}
    return [each for each in everyone if each.id in leaders]


def _due(plan: Plan, manager: Person, first: date, last: date) -> Iterator[tuple[date, datetime]]:
    """The roundups of the days from `first` to `last`, and when each is due."""
    for day, on in posted_on(plan, manager.country, first, last):
        yield day, moment(on, plan.recognition.roundup.at, manager.zone)


def _since(plan: Plan, manager: Person, day: date) -> tuple[tuple[date, datetime], tuple[date, datetime]]:
    """The day on which the last roundup was due and this one is, with the moments."""
    at, zone = plan.recognition.roundup.at, manager.zone
    days = dict(posted_on(plan, manager.country, day - _A_WEEK, day))
    before, now = days.get(day - _A_WEEK, day - _A_WEEK), days.get(day, day)
    return (before, moment(before, at, zone)), (now, moment(now, at, zone))


def _thanks(
    connection: Connection, plan: Plan, team: Sequence[Person], after: datetime, until: datetime
) -> Iterator[Thanks]:
    """Who was thanked for which value, in the plan's order; nobody who prefers that to be private."""
    workspace, ids = team[0].workspace, [each.id for each in team]
    private = kudos.prefer_private(connection, workspace, ids)
    by_value: dict[tuple[str, str], dict[str, dict[str, None]]] = {}
    received = kudos.received(connection, workspace, ids, after)
    known = people.some(connection, workspace, sorted(_givers(received)))
    for person in team:
        for each in reversed(received.get(person.id, [])):
            if after < each.given_at <= until and person.id in each.named and person.id not in private:
                thanked = by_value.setdefault((each.value_name, each.emoji), {})
                thanked.setdefault(person.name, {})[known[each.giver].name] = None
    order = {each.name: place for place, each in enumerate(plan.values)}
    for (name, emoji), thanked in sorted(
        by_value.items(), key=lambda each: order.get(each[0][0], len(order))
    ):
        yield Thanks(name, emoji, tuple((who, tuple(givers)) for who, givers in sorted(thanked.items())))


def _givers(received: Mapping[str, Sequence[Kudos]]) -> set[str]:
    return {each.giver for theirs in received.values() for each in theirs}


def _reached(
    connection: Connection, workspace: str, team: Sequence[Person], after: datetime, until: datetime
) -> Iterator[Reached]:
    """The milestones that were posted, and those for which there was no room that day."""
    known = {each.id: each for each in team}
    private = kudos.prefer_private(connection, workspace, known)
    for each in milestones.settled(connection, workspace, known, after, until):
        if each.person not in private:
            yield Reached(each, known[each.person])


def _expected(plan: Plan, team: Sequence[Person]) -> list[Activity]:
    expected = dict.fromkeys(each.activity for person in team for each in plan.expected_of(person.role))
    return [plan.activity(each) for each in expected]


def _planned(manager: Person, channel: str, day: date, due_at: datetime) -> Planned:
    return Planned(
        workspace=manager.workspace,
        key=f"{KIND}:{manager.id}:{day.isoformat()}",
        kind=KIND,
        to=channel,
        due_at=due_at,
        useful_until=due_at + _USEFUL,
        priority=Priority.DIGEST,
        about={"manager": manager.id, "day": day.isoformat()},
    )
