"""Pace: how somebody's week is likely to end, from their own past weeks and their team's rhythm.

A Gamma-Poisson model that forgets: what was counted in past weeks, older ones weighing less, says how much
is still to come in the rest of this one. People read a word and a number per day, never a probability.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import StrEnum
from statistics import median, median_low
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

from bot.domain.calendar import days_between
from bot.domain.counts import Target, targets
from bot.domain.odds import odds
from bot.domain.plan import Cadence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.schedules import Schedule

MEMORY = 0.85
"""What is left of a week's weight after another one."""

MOST_WEEKS = 40
"""Weeks that are looked back on: what is older would weigh less than a hundredth of the last one."""

USUAL_SPREAD = 1.5
"""How much wider than Poisson's weekly counts are spread, where there are too few to tell."""

ON_COURSE_FROM, CLOSE_FROM = 0.6, 0.3
BEYOND_RESCUE = 0.15
"""Below this no hint helps any more; it is something to talk about."""

EARLY = 2
"""Working days before which a week is not given up."""

_ENOUGH_WEEKS = 8
"""Whole weeks of a team from which its rhythm is read, and degrees of freedom for its spread."""

_HEAVIEST = 25
"""What one week may add to the spread, in weeks of the usual sort."""

_TOO_FAR, _TOO_OFTEN = 10, 3
"""Standard deviations above what is usual, and times the target, beyond which nobody believes a week."""

_MIDDLE_SQUARE = 0.455
"""The median of the square of a standard normal."""


class Course(StrEnum):
    """Where a week is heading, as its owner reads it."""

    DONE = "done"
    ON_COURSE = "on course"
    CLOSE = "close"
    STRETCH = "a stretch"


@dataclass(frozen=True)
class Pace:
    """What somebody counted, `a`, in how many weeks, `b`; older weeks weigh less."""

    a: float
    b: float

    def after(self, week: WeekDone) -> Self:
        """The same once another week is over; the part of a week that was worked counts as that part."""
        return replace(self, a=MEMORY * self.a + week.total, b=MEMORY * self.b + week.share)


@dataclass(frozen=True)
class Rhythm:
    """How a team's weeks go: the share of a week on each of its working days, and the spread of totals."""

    shares: tuple[float, ...]
    spread: float = USUAL_SPREAD


@dataclass(frozen=True)
class WeekDone:
    """What one activity came to in one week, and the share of the week that was worked and told of."""

    first: date
    total: float
    share: float = 1.0


@dataclass(frozen=True)
class Expected:
    """What a week asks of one activity: of somebody who works all of it, and for the days they work."""

    target: Target
    whole: Decimal


@dataclass(frozen=True)
class Forecast:
    """How one activity's week is likely to end.

    Attributes:
        activity: Its key.
        name: Its name.
        unit: What is counted.
        per: Whether the plan has its target by the day or by the week.
        target: What the week asks, for the days that are worked.
        done: What is counted so far.
        days_done: Working days that are accounted for.
        days_left: Working days on which something can still be done.
        expected: How much more will be done, on average.
        probability: That the target is reached; for the rules and the log alone.
        gain: By how much that grows if the rest is done a quarter faster.
        in_whole: Whether only whole numbers are counted.
    """

    activity: str
    name: str
    unit: str
    per: str
    target: Decimal
    done: Decimal
    days_done: int
    days_left: int
    expected: float
    probability: float
    gain: float
    in_whole: bool = True

    @property
    def gap(self) -> Decimal:
        """How much is missing; 0 where nothing is."""
        return max(Decimal(0), self.target - self.done)

    @property
    def per_day(self) -> Decimal:
        """How much on each day that is left would do; all that is missing where none is left."""
        step = Decimal(1) if self.in_whole else Decimal("0.01")
        return (self.gap / max(1, self.days_left)).quantize(step, ROUND_CEILING)

    @property
    def course(self) -> Course:
        """Where the week is heading."""
        if not self.gap:
            return Course.DONE
        if self.probability >= ON_COURSE_FROM:
            return Course.ON_COURSE
        return Course.CLOSE if self.probability >= CLOSE_FROM else Course.STRETCH

    @property
    def is_beyond_rescue(self) -> bool:
        """Whether the week can hardly be turned any more, and is far enough on to say so."""
        return bool(self.gap) and self.days_done >= EARLY and self.probability < BEYOND_RESCUE


def flat(days: int) -> tuple[float, ...]:
    """A week of so many working days, on each of which as much is done."""
    return (1 / days,) * days


def pace_of(whole: float, weeks: Iterable[WeekDone]) -> Pace:
    """Somebody's pace after these weeks, oldest first: they begin with the target `whole`, as of one week."""
    pace = Pace(whole, 1.0)
    for each in weeks:
        pace = pace.after(each)
    return pace


def shares_of(weeks: Sequence[Sequence[float]], days: int) -> tuple[float, ...]:
    """A team's share of a week by its working days, pooled over whole weeks; flat where these are few."""
    sums = [math.fsum(each) for each in zip(*weeks, strict=True)]
    total = math.fsum(sums)
    if len(weeks) < _ENOUGH_WEEKS or total <= 0:
        return flat(days)
    return tuple(each / total for each in sums)


def spread_of(people: Iterable[Sequence[WeekDone]]) -> float:
    """How much wider than Poisson's the totals of a team's weeks are spread around each one's own mean.

    One week adds only so much: a single odd one is no reason to be unsure of a whole team for months.
    """
    squares: list[float] = []
    freedom = 0
    for weeks in people:
        rate = sum(each.total for each in weeks) / (sum(each.share for each in weeks) or 1.0)
        if rate > 0:
            squares += _squares(rate, weeks)
            freedom += len(weeks) - 1
    if freedom < _ENOUGH_WEEKS:
        return USUAL_SPREAD
    most = _HEAVIEST * max(1.0, median(squares))
    return max(1.0, math.fsum(min(each, most) for each in squares) / freedom)


def believed(people: Sequence[tuple[float, Sequence[WeekDone]]]) -> list[list[WeekDone]]:
    """Everybody's weeks but for those that nothing explains, such as one with 5000 typed where 5 was meant.

    Such a week lies far above what is usual for them, and above their target as well. It would otherwise
    spoil what is known of the whole team for as long as weeks are looked back on. What is usual is read
    from medians, which one such week does not move.

    Args:
        people: For each of them what a whole week asks, 0 where nothing is, and their weeks.
    """
    usual = [_usual(whole, weeks) for whole, weeks in people]
    known = [(rate, weeks) for rate, (_, weeks) in zip(usual, people, strict=True) if rate > 0]
    squares = [each for rate, weeks in known for each in _squares(rate, weeks)]
    spread = max(USUAL_SPREAD, median_low((0.0, *squares)) / _MIDDLE_SQUARE)
    most = [
        max(rate + _TOO_FAR * math.sqrt(spread * rate), _TOO_OFTEN * whole) if whole > 0 else math.inf
        for rate, (whole, _) in zip(usual, people, strict=True)
    ]
    return [
        [each for each in weeks if each.total <= limit]
        for limit, (_, weeks) in zip(most, people, strict=True)
    ]


def _usual(whole: float, weeks: Sequence[WeekDone]) -> float:
    """What a whole week of somebody comes to, the target counting as one of them."""
    return median_low((whole, *(each.total / each.share for each in weeks))) or whole


def _squares(rate: float, weeks: Iterable[WeekDone]) -> Iterator[float]:
    """How far each week is from what is usual, squared, in weeks of a Poisson."""
    return ((each.total - rate * each.share) ** 2 / (rate * each.share) for each in weeks)


def week_days(schedule: Schedule, day: date) -> list[date]:
    """The working days of the week of `day`, by the plan alone."""
    week = days_between(*schedule.days.week_of(day))
    return [each for each in week if each.weekday() in schedule.days.weekdays]


def expected_in(plan: Plan, person: Person, day: date, *, worked: int, whole: int) -> Iterator[Expected]:
    """What the week of `day` asks, of each activity once, where `worked` of `whole` days are worked.

    A weekly target is asked in proportion to the days; it comes before a daily one of the same activity.
    """
    by_week = targets(plan, person, day, "week")
    known = {each.activity.key for each in by_week}
    for each in targets(plan, person, day, "day"):
        if each.amount > 0 and each.activity.key not in known:
            yield Expected(replace(each, amount=each.amount * worked), each.amount * whole)
    for each in by_week:
        if each.amount > 0:
            yield Expected(replace(each, amount=_part(each, worked, whole)), each.amount)


def targets_by_week(plan: Plan, person: Person, schedule: Schedule, day: date, worked: int) -> list[Target]:
    """The weekly targets of the week of `day`, as they are asked of so many worked days of it."""
    whole = len(schedule.days.weekdays)
    return [replace(each, amount=_part(each, worked, whole)) for each in targets(plan, person, day, "week")]


def _part(target: Target, worked: int, whole: int) -> Decimal:
    """What is asked of a week that is worked in part: at least one where anything is, and no half calls."""
    if worked >= whole or target.amount <= 0:
        return target.amount
    step = Decimal("0.01") if target.activity.decimals else Decimal(1)
    return max(step, (target.amount * worked / whole).quantize(step, ROUND_HALF_UP))


def forecasts_of(
    plan: Plan,
    person: Person,
    schedule: Schedule,
    today: date,
    counts: Mapping[date, Mapping[str, Decimal]],
    known: Mapping[str, tuple[Pace, Rhythm]],
    elsewhere: Mapping[date, Mapping[str, Decimal]] = MappingProxyType({}),
) -> tuple[Forecast, ...]:
    """How the week of `today` is likely to end, for each activity with a target, in the plan's order.

    None of somebody who accounts for the week at its end, or who does not work in it at all. A day before
    today without a check-in is neither done nor to come: what is not told is not taken for nothing.

    Args:
        plan: In force.
        person: Whose week.
        schedule: Theirs.
        today: Where they are.
        counts: What they counted this week, by day.
        known: Their pace and their team's rhythm by activity, as of the last week that is closed.
        elsewhere: What only another system knows of, by day. It is done; a day that is over is told by it.
    """
    days = week_days(schedule, today)
    worked = [day for day in days if schedule.works(day)]
    if not worked or schedule.cadence is Cadence.WEEKLY:
        return ()
    place = {day: number for number, day in enumerate(days)}
    asked = expected_in(plan, person, today, worked=len(worked), whole=len(days))
    return tuple(_forecast(each, worked, place, today, counts, known, elsewhere) for each in asked)


def _forecast(
    asked: Expected,
    worked: Sequence[date],
    place: Mapping[date, int],
    today: date,
    counts: Mapping[date, Mapping[str, Decimal]],
    known: Mapping[str, tuple[Pace, Rhythm]],
    elsewhere: Mapping[date, Mapping[str, Decimal]],
) -> Forecast:
    target, key = asked.target, asked.target.activity.key
    pace, rhythm = known.get(key) or (Pace(float(asked.whole), 1.0), Rhythm(flat(len(place))))
    shares = rhythm.shares if len(rhythm.shares) == len(place) else flat(len(place))
    more = {day: each[key] for day, each in elsewhere.items() if key in each}
    told = [day for day in worked if day in counts or (day in more and day < today)]
    left = [day for day in worked if day >= today and day not in counts]
    done = sum((each.get(key, Decimal(0)) for each in counts.values()), sum(more.values(), Decimal(0)))
    ends = odds(
        math.ceil(target.amount - done),
        a=pace.a + float(done),
        b=pace.b + sum(shares[place[day]] for day in told),
        left=sum(shares[place[day]] for day in left),
        spread=rhythm.spread,
    )
    return Forecast(
        activity=key,
        name=target.activity.name,
        unit=target.activity.unit,
        per=target.per,
        target=target.amount,
        done=done,
        days_done=len(told),
        days_left=len(left),
        expected=ends.expected,
        probability=ends.probability,
        gain=ends.gain,
        in_whole=not target.activity.decimals,
    )
