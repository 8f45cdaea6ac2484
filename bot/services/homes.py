"""The Home desk: everything one person's App Home shows, read in one transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.calendar import ONE_DAY, WorkingDays, local_day
from bot.domain.checkins import PROMISE_LASTS, open_promise
from bot.domain.digests import measured
from bot.domain.histories import A_WEEK, WEEKS_OPENED, WEEKS_SHOWN, OpenedWeek, Past, PersonsWeeks, foreseen
from bot.domain.home import Home, OwnDay, OwnSettings, settings_of, why_off
from bot.domain.import_counts import that_count
from bot.domain.imports import imports, questions
from bot.domain.people import Rank
from bot.domain.plan import Cadence, Mode, PlanError
from bot.domain.schedules import schedule_of
from bot.services import setup
from bot.services.authority import answers_of, own_allowances
from bot.services.blockers import FRESH, repeated_in
from bot.services.coaching_homes import home_coaching
from bot.services.delegations import own_delegation
from bot.services.desk import LOOK_BACK as AWAY_SINCE
from bot.services.desk import Desk, member, plan_in_force, seen_by
from bot.services.digests import counted_in, read_team
from bot.services.explanations import own_standing
from bot.services.import_reading import counted_already, imported_of
from bot.services.kudos import own_thanks
from bot.services.kudos_rings import rings_among
from bot.services.nudges import takes_nudges
from bot.services.paces import own_forecasts
from bot.store import absences, checkins, kudos, marks, people, plans, weeks

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

    from bot.domain.absences import Absence
    from bot.domain.digests import TeamDay
    from bot.domain.histories import Progress
    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.weeks import Review
    from bot.services.digests import Team


class Homes(Desk):
    """The Home desk."""

    def of(self, workspace: str, user: str) -> Home:
        """What `user` sees on App Home now."""
        now = self.now()
        with self.database.reading() as connection:
            person = member(connection, workspace, user)
            plan = _plan(connection, workspace)
            problems = setup.problems(connection, workspace, plan, now) if person.admin else ()
            if plan is None:
                return Home(person, None, None, None, setup=problems, has_plan=False)
            manager = None if person.manager is None else people.find(connection, workspace, person.manager)
            reports = people.reports_of(connection, workspace, user)
            below = _below(connection, plan, reports)
            counted = counted_in(plan, reports)
            today = local_day(now, person.zone)
            everybody = [*counted, *(each for _, team in below for each in team)]
            this_week, _ = WorkingDays(plan.calendar.weekdays).week_of(today)
            team = read_team(
                connection, plan, everybody, now, min(this_week, today) - ONE_DAY, today + ONE_DAY
            )
            return Home(
                person=person,
                manager=manager,
                own=_own_day(connection, plan, person, today, now) if plan.expected_of(person.role) else None,
                team=_today(team, counted, today, now) if counted else None,
                teams=tuple((each, _today(team, theirs, today, now)) for each, theirs in below if theirs),
                repeated=repeated_in(connection, counted, team.schedules, today, today - FRESH),
                setup=problems,
                weeks={each.id: _week_so_far(plan, each, team, now) for each in counted},
                authority=own_allowances(connection, plan, person, now),
                leads=bool(reports),
                answers=answers_of(connection, plan, (person, *reports), now),
                delegated=own_delegation(connection, person, now),
                trust=own_standing(connection, plan, person),
                coaching=home_coaching(connection, plan, person, manager, reports, below, now),
                thanked=own_thanks(connection, plan, person, now) if plan.values else None,
                rings=rings_among(connection, reports, now),
                is_live=plan.trust.mode is Mode.LIVE,
            )

    def settings(self, workspace: str, user: str) -> OwnSettings:
        """What the days of `user` go by."""
        with self.database.reading() as connection:
            person = member(connection, workspace, user)
            _, plan = plan_in_force(connection, workspace)
            manager = None if person.manager is None else people.find(connection, workspace, person.manager)
            private = bool(kudos.prefer_private(connection, workspace, [user]))
            own = settings_of(person, manager, plan, nudges=takes_nudges(connection, plan, person))
            return replace(own, wins=plan.channels.wins, private=private)

    def weeks_of(self, workspace: str, user: str, whose: str) -> PersonsWeeks:
        """The last weeks of `whose`, for themselves and the managers above them.

        Raises:
            NotForYou: for anybody else.
        """
        now = self.now()
        with self.database.reading() as connection:
            viewer = member(connection, workspace, user)
            _, plan = plan_in_force(connection, workspace)
            person = seen_by(connection, viewer, whose)
            today = local_day(now, person.zone)
            past, _, reviews = past_of(connection, plan, person, today, WEEKS_OPENED)
            this_week, _ = past.schedule.days.week_of(today)
            firsts = [this_week - number * A_WEEK for number in range(WEEKS_OPENED)]
            opened = [
                OpenedWeek(past.line(first, reviews.get((person.id, first))), tuple(past.days_of(first, now)))
                for first in firsts
            ]
            return PersonsWeeks(person, tuple(each for each in opened if each.days))

    def team_of(self, workspace: str, user: str, whose: str) -> tuple[Person, TeamDay]:
        """Today in the team of `whose`, for themselves and the managers above them.

        Raises:
            NotForYou: for anybody else.
        """
        now = self.now()
        with self.database.reading() as connection:
            viewer = member(connection, workspace, user)
            _, plan = plan_in_force(connection, workspace)
            manager = seen_by(connection, viewer, whose)
            reports = counted_in(plan, people.reports_of(connection, workspace, whose))
            today = local_day(now, viewer.zone)
            team = read_team(connection, plan, reports, now, today - ONE_DAY, today + ONE_DAY)
            return manager, _today(team, reports, today, now)


def _plan(connection: Connection, workspace: str) -> Plan | None:
    """The plan in force; None where there is none, or none that this version can read."""
    try:
        found = plans.current(connection, workspace)
    except PlanError:
        return None
    return None if found is None else found[1]


def _week_so_far(plan: Plan, person: Person, team: Team, now: datetime) -> tuple[Progress, ...]:
    said = {each.day: each for each in team.said.get(person.id, ())}
    past = Past(plan, person, team.schedules[person.id], said, {})
    return past.progress(local_day(now, person.zone))


def _below(
    connection: Connection, plan: Plan, reports: list[Person]
) -> tuple[tuple[Person, list[Person]], ...]:
    """Of a director: each manager with those of their team who check in."""
    managers = [each for each in reports if each.rank is not Rank.REP]
    if not managers:
        return ()
    theirs = people.reports_of_all(connection, managers[0].workspace, [each.id for each in managers])
    return tuple((each, counted_in(plan, theirs.get(each.id, []))) for each in managers)


def _today(team: Team, these: list[Person], today: date, now: datetime) -> TeamDay:
    """Everybody's own today, wherever they are; `today` is that of who looks."""
    return team.day(today, these, lambda person: local_day(now, person.zone))


def past_of(
    connection: Connection, plan: Plan, person: Person, today: date, count: int
) -> tuple[Past, list[Absence], dict[tuple[str, date], Review]]:
    """What is known of `person` for this week and `count` before it, in four statements."""
    workspace, ids = person.workspace, [person.id]
    away = absences.of(connection, workspace, ids, today - AWAY_SINCE).get(person.id, [])
    schedule = schedule_of(person, plan, [(each.first, each.last) for each in away])
    this_week, last = schedule.days.week_of(today)
    first = min(this_week - count * A_WEEK, today - PROMISE_LASTS)
    said = checkins.between(connection, workspace, ids, first, last).get(person.id, [])
    given = marks.between(connection, workspace, ids, first, last)
    past = Past(
        plan,
        person,
        schedule,
        {each.day: each for each in said},
        {day: mark for (_, day), mark in given.items()},
    )
    return past, away, weeks.reviews(connection, workspace, ids, first, last)


def _own_day(connection: Connection, plan: Plan, person: Person, today: date, now: datetime) -> OwnDay:
    past, away, reviews = past_of(connection, plan, person, today, WEEKS_SHOWN)
    schedule = past.schedule
    asked = schedule.day_covering(today) if schedule.works(today) else None
    said = None if asked is None else past.said.get(asked)
    prompt = None if asked is None else schedule.prompt_at(asked)
    this_week, _ = schedule.days.week_of(today)
    earlier = [this_week - number * A_WEEK for number in range(1, WEEKS_SHOWN + 1)]
    known = imported_of(connection, plan, person, this_week - A_WEEK, today)
    lately = [each for day, each in past.said.items() if day >= this_week - A_WEEK]
    words = {week: review for (_, week), review in reviews.items()}
    this = [each for each in lately if each.day >= this_week]
    counted = that_count(plan, schedule, this, known, words, (this_week, today)) if imports(plan) else this
    likely = own_forecasts(connection, plan, person, schedule, today, counted)
    so_far = replace(past, said={each.day: each for each in counted})
    return OwnDay(
        day=today,
        asked=asked,
        checkin=said,
        rest=None if schedule.takes(today) else why_off(schedule, today),
        prompt_at=prompt if prompt is not None and prompt > now and schedule.asks(asked or today) else None,
        today=() if said is None else measured(plan, person, said),
        week=foreseen(so_far.progress(today), likely),
        weekly=schedule.cadence is Cadence.WEEKLY,
        owed=tuple(past.open_days(now)),
        promise=open_promise(today + ONE_DAY, past.said.values()),
        absences=tuple(each for each in away if each.last >= today),
        history=tuple(
            past.line(first, reviews.get((person.id, first)))
            for first in earlier
            if first + A_WEEK > schedule.first_day
        ),
        differing=questions(plan, schedule, lately, known, now),
        imported=()
        if asked is None or said is not None
        else counted_already(plan, person, schedule, asked, lately, known),
    )
