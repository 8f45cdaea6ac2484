"""Days that have been: what each counts as, and what a week comes to beside what it asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import ONE_DAY, days_between, local_day
from bot.domain.checkins import Mark
from bot.domain.counts import measure, summed, targets
from bot.domain.digests import measured
from bot.domain.home import Why, why_off
from bot.domain.paces import targets_by_week
from bot.domain.plan import Cadence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from bot.domain.checkins import Checkin
    from bot.domain.counts import Measure, Target
    from bot.domain.home import Rest
    from bot.domain.paces import Forecast
    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.schedules import Schedule
    from bot.domain.weeks import Review

WEEKS_SHOWN = 8
"""How many past weeks a person sees of their own."""

WEEKS_OPENED = 4
"""How many weeks a manager sees day by day, this one included."""

A_WEEK = timedelta(days=7)

_WORTH_SAYING = frozenset({Why.AWAY, Why.HOLIDAY, Why.DAY_OFF})


@dataclass(frozen=True)
class OpenDay:
    """An earlier day that can still be filled in; `mark` is what it will count as, None while on time."""

    day: date
    mark: Mark | None


@dataclass(frozen=True)
class Progress:
    """A week's count against what the whole week asks and the days that are behind it, and how it may end."""

    measure: Measure
    due: Decimal | None = None
    forecast: Forecast | None = None


def foreseen(week: Sequence[Progress], forecasts: Sequence[Forecast]) -> tuple[Progress, ...]:
    """The week's counts, each with how it is likely to end where that is known."""
    likely = {(each.activity, each.per): each for each in forecasts}
    return tuple(
        replace(each, forecast=likely.get((each.measure.activity, each.measure.per))) for each in week
    )


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
        """The week of `today` against what the days of it that are worked ask."""
        week = days_between(*self.schedule.days.week_of(today))
        days = [day for day in week if self.schedule.works(day)]
        if not days:
            return ()
        counts = summed(self.said[day].counts for day in week if day in self.said)
        behind = [day for day in days if day < today or (day == today and self._is_told(day))]
        asked = measure(targets(self.plan, self.person, today, "day", days=len(days)), counts)
        due = targets(self.plan, self.person, today, "day", days=len(behind))
        weekly = measure(self._by_week(today, len(days)), counts)
        if self.schedule.cadence is Cadence.WEEKLY or not behind:
            return tuple(Progress(each) for each in (*asked, *weekly))
        return (
            *(Progress(each, target.amount) for each, target in zip(asked, due, strict=True)),
            *(Progress(each) for each in weekly),
        )

    def _by_week(self, day: date, worked: int) -> list[Target]:
        return targets_by_week(self.plan, self.person, self.schedule, day, worked)

    def _is_told(self, day: date) -> bool:
        """Whether somebody accounted for a day, rather than another system alone."""
        return day in self.said and bool(self.said[day].covered_days)

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
                *measure(self._by_week(middle, asked), counts),
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
