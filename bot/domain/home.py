"""What App Home shows, before anyone draws it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.calendar import ONE_DAY, days_between, local_day
from bot.domain.checkins import Mark
from bot.domain.counts import measure, summed, targets
from bot.domain.digests import measured
from bot.domain.plan import Cadence
from bot.domain.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from bot.domain.absences import Absence
    from bot.domain.blockers import Repeated
    from bot.domain.checkins import Checkin, Commitment
    from bot.domain.counts import Measure
    from bot.domain.digests import TeamDay
    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.schedules import Schedule
    from bot.domain.setup import Problem
    from bot.domain.weeks import Review

WEEKS_SHOWN = 8
"""How many past weeks a person sees of their own."""

WEEKS_OPENED = 4
"""How many weeks a manager sees day by day, this one included."""


class NotForYou(Refusal):
    """Somebody asked for what only a person and the managers above them see."""


A_WEEK = timedelta(days=7)


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


_WORTH_SAYING = frozenset({Why.AWAY, Why.HOLIDAY, Why.DAY_OFF})


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
class OpenDay:
    """An earlier day that can still be filled in; `mark` is what it will count as, None while on time."""

    day: date
    mark: Mark | None


@dataclass(frozen=True)
class Progress:
    """A week's count against what the whole week asks, and against the days that are behind it."""

    measure: Measure
    due: Decimal | None = None


@dataclass(frozen=True)
class WeekLine:
    """One past week in a line.

    Attributes:
        first: Its first day.
        measures: What was done of what was asked.
        answered: How many of its days are accounted for.
        asked: How many were to be.
        late: How many check-ins came after the cutoff.
        verified: Whether the manager confirmed all of them as they stand.
    """

    first: date
    measures: tuple[Measure, ...]
    answered: int
    asked: int
    late: int
    verified: bool


@dataclass(frozen=True)
class DayLine:
    """One day of a person before their manager: never when it was sent, only what it counts as."""

    day: date
    checkin: Checkin | None
    measures: tuple[Measure, ...]
    mark: Mark | None
    rest: Rest | None = None


@dataclass(frozen=True)
class OpenedWeek:
    """One week of a person, day by day."""

    line: WeekLine
    days: tuple[DayLine, ...]


@dataclass(frozen=True)
class PersonsWeeks:
    """The last weeks of one person, the latest first."""

    person: Person
    weeks: tuple[OpenedWeek, ...]


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
    """

    person: Person
    manager: Person | None
    own: OwnDay | None
    team: TeamDay | None
    teams: tuple[tuple[Person, TeamDay], ...] = ()
    repeated: tuple[Repeated, ...] = ()
    setup: tuple[Problem, ...] = ()
    has_plan: bool = True


@dataclass(frozen=True)
class Past:
    """What is known of one person's days: their schedule, check-ins, and the marks given since."""

    plan: Plan
    person: Person
    schedule: Schedule
    said: Mapping[date, Checkin]
    marks: Mapping[date, Mark]

    def mark(self, day: date, now: datetime) -> Mark | None:
        """What `day` counts as; None while that is open."""
        said, given = self.said.get(day), self.marks.get(day)
        if given is Mark.EXCUSED or (said is None and given is not None):
            return given
        if said is not None:
            return said.mark
        return Mark.MISSED if now >= self.schedule.window(day).closes else None

    def open_days(self, now: datetime) -> Iterator[OpenDay]:
        """The days before today that still wait for a check-in, in order."""
        today = local_day(now, self.schedule.zone)
        week, _ = self.schedule.days.week_of(today)
        for day in days_between(week - A_WEEK, today - ONE_DAY):
            if day in self.said or not self.schedule.asks(day) or self.marks.get(day) is Mark.EXCUSED:
                continue
            window = self.schedule.window(day)
            if window.opens <= now < window.ends:
                late = Mark.LATE if now >= window.cutoff else None
                yield OpenDay(day, Mark.MISSED if now >= window.closes else late)

    def progress(self, today: date) -> tuple[Progress, ...]:
        """The week of `today` against what it asks."""
        week = days_between(*self.schedule.days.week_of(today))
        days = [day for day in week if self.schedule.works(day)]
        if not days:
            return ()
        counts = summed(self.said[day].counts for day in week if day in self.said)
        behind = [day for day in days if day < today or (day == today and day in self.said)]
        asked = measure(targets(self.plan, self.person, today, "day", days=len(days)), counts)
        due = targets(self.plan, self.person, today, "day", days=len(behind))
        weekly = measure(targets(self.plan, self.person, today, "week"), counts)
        if self.schedule.cadence is Cadence.WEEKLY or not behind:
            return tuple(Progress(each) for each in (*asked, *weekly))
        return (
            *(Progress(each, target.amount) for each, target in zip(asked, due, strict=True)),
            *(Progress(each) for each in weekly),
        )

    def line(self, first: date, review: Review | None) -> WeekLine:
        """The week that begins on `first`."""
        week = days_between(first, first + A_WEEK - ONE_DAY)
        days = [day for day in week if self.schedule.works(day) and day >= self.schedule.asked_from]
        said = [self.said[day] for day in week if day in self.said]
        counts = summed(each.counts for each in said)
        excused = {
            covered
            for day, mark in self.marks.items()
            if mark is Mark.EXCUSED and day not in self.said and day in week
            for covered in self.schedule.covers(day)
        }
        asked = sum(day not in excused for day in days)
        middle = days[0] if days else first
        return WeekLine(
            first=first,
            measures=(
                *measure(targets(self.plan, self.person, middle, "day", days=asked), counts),
                *measure(targets(self.plan, self.person, middle, "week"), counts),
            ),
            answered=min(asked, sum(each.covered_days for each in said)),
            asked=asked,
            late=sum(
                each.mark is Mark.LATE and self.marks.get(each.day) is not Mark.EXCUSED for each in said
            ),
            verified=review is not None
            and bool(said)
            and all(review.verifies(each.day, each.revision) for each in said),
        )

    def days_of(self, first: date, now: datetime) -> Iterator[DayLine]:
        """The days of the week that begins on `first`, as far as they have come, for a manager."""
        today = local_day(now, self.schedule.zone)
        for day in days_between(first, min(first + A_WEEK - ONE_DAY, today)):
            said, rest = self.said.get(day), why_off(self.schedule, day)
            if said is None and rest is not None and rest.why not in _WORTH_SAYING:
                continue
            mark = self.mark(day, now) if said is not None or rest is None else None
            shown = () if said is None else measured(self.plan, self.person, said)
            yield DayLine(day, said, shown, mark, None if said is not None else rest)


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
