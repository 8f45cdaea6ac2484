"""The roundup: what a team thanked each other for, reached and did in a week, beside its own past."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.domain.calendar import ONE_DAY, WorkingDays, days_between
from bot.domain.counts import summed
from bot.domain.plan_kinds import WEEKDAYS
from bot.domain.weeks import USUAL_WEEKS, Range, usual_range

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.domain.checkins import Checkin
    from bot.domain.digests import TeamDay
    from bot.domain.milestones import Reached
    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.plan_parts import Activity

DRAWN_FROM = 4
"""With fewer earlier weeks, a picture tells no more than words."""

LEAST_PEOPLE = 3
"""With fewer who counted it, a team's number is the number of somebody everybody knows."""

TOLD = Decimal("0.8")
"""The share of a week's check-ins with which its numbers can be compared with other weeks'."""

_A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Thanks:
    """Who was thanked for one of the values, each with who thanked them, by their names."""

    value: str
    emoji: str
    people: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Number:
    """What a team did of one activity in seven days.

    Attributes:
        activity: Which.
        done: How much.
        before: The same in earlier weeks, oldest first.
    """

    activity: Activity
    done: Decimal
    before: tuple[Decimal, ...]

    @property
    def usual(self) -> Range | None:
        """Where it usually lies; None while that is not known."""
        return usual_range(self.before, decimals=self.activity.decimals)

    @property
    def is_high(self) -> bool:
        """Whether it is more than in most weeks."""
        usual = self.usual
        return usual is not None and self.done > usual.high


@dataclass(frozen=True)
class Roundup:
    """One week of one team.

    Attributes:
        manager: Whose team.
        first: The first of the seven days whose numbers it has.
        last: The last of them.
        thanks: Who was thanked for what.
        reached: The milestones.
        numbers: What the team did.
        so_far: Whether many a check-in of these days is still missing.
    """

    manager: Person
    first: date
    last: date
    thanks: tuple[Thanks, ...]
    reached: tuple[Reached, ...]
    numbers: tuple[Number, ...]
    so_far: bool = False

    @property
    def is_worth_reading(self) -> bool:
        """Whether there is anything to say: numbers say something by themselves only where they are high."""
        return bool(self.thanks or self.reached) or any(each.is_high for each in self.numbers)

    @property
    def weeks(self) -> int:
        """How many earlier weeks there are to compare with."""
        return min((len(each.before) for each in self.numbers), default=0)


def posted_on(plan: Plan, country: str | None, first: date, last: date) -> Iterator[tuple[date, date]]:
    """The weeks' days from `first` to `last` on which a roundup is due, each with the day it is posted on.

    Where nobody works on that day, it is posted on the last working day before.
    """
    calendar = plan.calendar
    days = WorkingDays(calendar.weekdays, frozenset(calendar.days_off), country or calendar.holidays)
    weekday = WEEKDAYS.index(plan.recognition.roundup.weekday)
    for day in days_between(first, last):
        if day.weekday() == weekday:
            on = day if days.includes(day) else days.last_before(day)
            if on is not None and day - on < _A_WEEK:
                yield day, on


def spans(day: date) -> list[tuple[date, date]]:
    """The seven days before `day`, and the eight times seven before them, oldest first."""
    ends = [day - ONE_DAY - number * _A_WEEK for number in range(USUAL_WEEKS, -1, -1)]
    return [(end - _A_WEEK + ONE_DAY, end) for end in ends]


def is_told(days: Sequence[TeamDay]) -> bool:
    """Whether most check-ins that were asked for on these days are in: a week half told is no low one."""
    owed, told = sum(len(each.answers) for each in days), sum(len(each.answered) for each in days)
    return told >= TOLD * owed


def numbers(
    activities: Iterable[Activity],
    said: Mapping[str, Sequence[Checkin]],
    weeks: Sequence[tuple[date, date]],
    *,
    compared: bool,
) -> tuple[Number, ...]:
    """What a team did of each activity in the last of these weeks, `compared` with the earlier ones or not.

    `said` is by person: what fewer than three of them counted in a week has no number in it.
    """
    *earlier, now = [_totals(said.values(), *week) for week in weeks]
    before = earlier if compared else []
    return tuple(
        Number(each, now[each.key], tuple(week[each.key] for week in before if each.key in week))
        for each in activities
        if each.key in now
    )


def _totals(said: Iterable[Sequence[Checkin]], first: date, last: date) -> dict[str, Decimal]:
    each_ones = [summed(each.counts for each in theirs if first <= each.day <= last) for theirs in said]
    people = Counter(activity for counted in each_ones for activity in counted)
    return {each: total for each, total in summed(each_ones).items() if people[each] >= LEAST_PEOPLE}
