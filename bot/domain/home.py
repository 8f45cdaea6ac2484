"""What App Home shows, before anyone draws it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.calendar import ONE_DAY
from bot.domain.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, time

    from bot.domain.absences import Absence
    from bot.domain.allowances import Allowances
    from bot.domain.approvers import Answering
    from bot.domain.blockers import Repeated
    from bot.domain.checkins import Checkin, Commitment
    from bot.domain.coaching import HomeCoaching
    from bot.domain.counts import Measure
    from bot.domain.delegations import Delegated
    from bot.domain.digests import TeamDay
    from bot.domain.explanations import Standing
    from bot.domain.histories import OpenDay, Progress, WeekLine
    from bot.domain.kudos import Thanked
    from bot.domain.kudos_rings import NamedRing
    from bot.domain.people import Person
    from bot.domain.plan import Cadence, Plan
    from bot.domain.schedules import Schedule
    from bot.domain.setup import Problem


class NotForYou(Refusal):
    """Somebody asked for what only a person and the managers above them see."""


class Why(StrEnum):
    """Why somebody is not asked on a day."""

    AWAY = "away"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    DAY_OFF = "day off"
    NOT_STARTED = "not started"
    AT_THE_WEEKS_END = "at the week's end"
    NOT_IN_SLACK = "not in Slack"
    EXCUSED = "excused"


@dataclass(frozen=True)
class Rest:
    """Why a person is not asked on a day, with what is known of it.

    Attributes:
        why: The reason.
        name: Of the holiday.
        until: The last day away, the first day on the team, or the day on which the week is asked about.
    """

    why: Why
    name: str = ""
    until: date | None = None


@dataclass(frozen=True)
class OwnDay:
    """A rep's own day and week.

    Attributes:
        day: Today, where they are.
        asked: The day whose check-in accounts for today; None if none does.
        checkin: What they said in it.
        rest: Why today has no check-in of its own, if so.
        prompt_at: When they will be asked, if that is still to come.
        today: The counts of that check-in, once there are any.
        week: This week's.
        weekly: Whether they account for the week at its end.
        owed: Earlier days that are still open, in order.
        promise: Their open commitment.
        absences: Present and coming.
        history: Past weeks, the latest first.
    """

    day: date
    asked: date | None
    checkin: Checkin | None
    rest: Rest | None
    prompt_at: datetime | None
    today: tuple[Measure, ...]
    week: tuple[Progress, ...]
    weekly: bool = False
    owed: tuple[OpenDay, ...] = ()
    promise: Commitment | None = None
    absences: tuple[Absence, ...] = ()
    history: tuple[WeekLine, ...] = ()


@dataclass(frozen=True)
class Home:
    """Everything on one person's App Home.

    Attributes:
        person: Whose Home.
        manager: Theirs.
        own: Their day, if anything is expected of them.
        team: Their direct reports' day, if they lead anybody who checks in.
        repeated: The blockers that come back in their team.
        teams: Of a manager of managers: each with their team's day.
        setup: What keeps the workspace from working as it should, for an admin.
        has_plan: Whether the workspace has a plan at all.
        weeks: Of each direct report by id, the week so far.
        authority: What they may decide alone.
        leads: Whether anybody answers to them.
        delegated: Who decides for them, if somebody does.
        trust: The line on their trust, of a rep.
        answers: How they, and each manager who answers to them, answered requests of late.
        coaching: Who could use them, and their own coaching.
        thanked: What they were thanked for; None where kudos can be tied to nothing.
        rings: Who among their direct reports only thank each other.
        is_live: Whether steps are proposed from what people did, or only worked out; None without a plan.
    """

    person: Person
    manager: Person | None
    own: OwnDay | None
    team: TeamDay | None
    teams: tuple[tuple[Person, TeamDay], ...] = ()
    repeated: tuple[Repeated, ...] = ()
    setup: tuple[Problem, ...] = ()
    has_plan: bool = True
    weeks: Mapping[str, tuple[Progress, ...]] = field(default_factory=dict)
    authority: Allowances | None = None
    leads: bool = False
    delegated: Delegated | None = None
    trust: Standing | None = None
    answers: tuple[tuple[Person, Answering], ...] = ()
    coaching: HomeCoaching | None = None
    thanked: Thanked | None = None
    rings: tuple[NamedRing, ...] = ()
    is_live: bool | None = None


@dataclass(frozen=True)
class OwnSettings:
    """What one person's days go by.

    Attributes:
        person: Whose.
        manager: Theirs.
        level: The name of their level.
        cadence: Whether they account for each day, or for the week.
        counted: Whether anything is expected of them.
        weekdays: Their working week; Monday is 0.
        country: Whose holidays they keep.
        prompt_at: When they are asked.
        cutoff: Until when an answer is on time.
        quiet: From when to when they are not written to.
        wins: Where thanks and milestones are posted.
        private: Whether theirs are not.
        nudges: Whether they are sent hints; None for who never is, whatever they want.
    """

    person: Person
    manager: Person | None
    level: str
    cadence: Cadence
    counted: bool
    weekdays: frozenset[int]
    country: str | None
    prompt_at: time
    cutoff: time
    quiet: tuple[time, time]
    wins: str = ""
    private: bool = False
    nudges: bool | None = None


def settings_of(
    person: Person, manager: Person | None, plan: Plan, *, nudges: bool | None = None
) -> OwnSettings:
    """What the days of `person` go by under `plan`."""
    level, hours = plan.level(person.level), plan.calendar
    return OwnSettings(
        person=person,
        manager=manager,
        level=person.level if level is None else level.name,
        cadence=plan.cadence_of(person.level),
        counted=bool(plan.expected_of(person.role)),
        weekdays=hours.weekdays,
        country=person.country or hours.holidays,
        prompt_at=hours.prompt_at,
        cutoff=hours.cutoff,
        quiet=hours.quiet,
        nudges=nudges,
    )


def rest_on(person: Person, schedule: Schedule, day: date) -> Rest | None:
    """Why `person` is not asked on `day`; None if they are."""
    if not person.in_slack:
        return Rest(Why.NOT_IN_SLACK)
    return None if schedule.asks(day) else why_off(schedule, day)


def why_off(schedule: Schedule, day: date) -> Rest | None:
    """Why `day` has no check-in of its own, or none that is asked for; None if it has one."""
    days = schedule.days
    if day < schedule.first_day:
        return Rest(Why.NOT_STARTED, until=schedule.first_day)
    if not days.includes(day):
        return _not_worked(schedule, day)
    if not schedule.takes(day):
        return Rest(Why.AT_THE_WEEKS_END, until=schedule.day_covering(day))
    return None if schedule.asks(day) else Rest(Why.NOT_STARTED, until=schedule.asked_from)


def _not_worked(schedule: Schedule, day: date) -> Rest:
    days = schedule.days
    if days.is_away(day):
        return Rest(Why.AWAY, until=_back_before(schedule, day))
    if day.weekday() not in days.weekdays:
        return Rest(Why.WEEKEND)
    holiday = days.holiday(day)
    return Rest(Why.DAY_OFF) if holiday is None else Rest(Why.HOLIDAY, holiday)


def _back_before(schedule: Schedule, day: date) -> date:
    """The last day of the absence on `day`, and of those that follow it without a break."""
    last = day
    for first, end in sorted(schedule.days.away):
        if first <= last + ONE_DAY:
            last = max(last, end)
    return last
