"""The daily check-in: when it may be made, what a count may be, and how it compares with what is expected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.calendar import local_day, moment
from bot.domain.refusals import NotAWorkingDay, Refusal, TooEarly, TooLate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zoneinfo import ZoneInfo

    from bot.domain.people import Person
    from bot.domain.plan import Activity, Calendar, Expectation, Plan

MOST = 10_000
"""The largest count of one activity in one day."""

LONGEST_TEXT = 3_000
"""Characters in a free field, which is what Slack's input takes."""


_DECIMALS = 2


class Fault(StrEnum):
    """Why a count cannot be taken."""

    EMPTY = "empty"
    NOT_A_NUMBER = "not a number"
    NOT_WHOLE = "not whole"
    NEGATIVE = "negative"
    TOO_MANY = "too many"


class BadCounts(Refusal):
    """Some counts cannot be taken; `faults` says which and why."""

    def __init__(self, faults: Mapping[str, Fault]) -> None:
        super().__init__(", ".join(f"{key}: {fault}" for key, fault in faults.items()))
        self.faults = dict(faults)


@dataclass(frozen=True)
class Window:
    """When one day's check-in may be made, in UTC.

    Attributes:
        opens: The day begins.
        cutoff: From here on it is late.
        closes: From here on it is missed, unless the week is still open.
        settles: The week is closed: nothing is edited any more.
    """

    opens: datetime
    cutoff: datetime
    closes: datetime
    settles: datetime


@dataclass(frozen=True)
class Checkin:
    """A rep's account of one working day."""

    day: date
    counts: Mapping[str, int]
    wins: str
    blockers: str
    submitted_at: datetime
    on_time: bool
    revision: int = 1


@dataclass(frozen=True)
class Measure:
    """One activity's count beside what is expected of it."""

    activity: str
    name: str
    unit: str
    done: int
    target: int
    per: str

    @property
    def share(self) -> float:
        """How much of the target is done, from 0 to 1; 1 where nothing is asked."""
        return min(1.0, self.done / self.target) if self.target > 0 else 1.0

    @property
    def met(self) -> bool:
        """Whether the target is reached."""
        return self.done >= self.target


@dataclass(frozen=True)
class Form:
    """What the modal asks: one number per activity, with what the person already said."""

    day: date
    asked: tuple[tuple[Activity, Expectation], ...]
    before: Checkin | None


@dataclass(frozen=True)
class Account:
    """A check-in beside what was expected, for the person who made it."""

    person: Person
    checkin: Checkin
    today: tuple[Measure, ...]
    week: tuple[Measure, ...]
    this_week: bool
    editable_until: datetime


@dataclass(frozen=True)
class Prompt:
    """What the daily prompt asks of whom; `account` once it is answered."""

    person: Person
    day: date
    activities: int
    account: Account | None


def clean(typed: str) -> str:
    """Free text as it is kept: without the characters a database cannot hold, and not longer than a field."""
    kept = typed.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    return kept.strip()[:LONGEST_TEXT]


def window(day: date, calendar: Calendar, zone: ZoneInfo) -> Window:
    """When the check-in for the working day `day` may be made.

    It opens as the day begins, is on time until the cutoff of the next working day, and late until that
    day ends. Its week is closed at the cutoff of the first working day of the next week.
    """
    following = calendar.days.next_after(day) or day + timedelta(days=1)
    sunday = day + timedelta(days=6 - day.weekday())
    next_week = calendar.days.next_after(sunday) or sunday + timedelta(days=1)
    return Window(
        opens=moment(day, time(0), zone),
        cutoff=moment(following, calendar.cutoff, zone),
        closes=moment(following + timedelta(days=1), time(0), zone),
        settles=moment(next_week, calendar.cutoff, zone),
    )


def require_open(
    day: date, calendar: Calendar, zone: ZoneInfo, now: datetime, *, answered: bool = False
) -> Window:
    """The window of `day`, if its check-in may be made `now`; or edited, if it is `answered`.

    Raises:
        NotAWorkingDay: for a day that is not worked.
        TooEarly: before the day has begun.
        TooLate: after it closed.
    """
    if not calendar.days.includes(day):
        raise NotAWorkingDay
    hours = window(day, calendar, zone)
    if now < hours.opens:
        raise TooEarly
    if now >= (hours.settles if answered else max(hours.closes, hours.settles)):
        raise TooLate
    return hours


def day_to_fill(
    calendar: Calendar, zone: ZoneInfo, now: datetime, answered: frozenset[date], first_day: date
) -> date:
    """The day someone who asks to check in means.

    The last working day comes first while it is owed and still on time; otherwise today; on a day off,
    the last working day.

    Raises:
        NotAWorkingDay: when no working day since `first_day` is open.
    """
    today = local_day(now, zone)
    previous = calendar.days.last_before(today)
    if previous is not None and previous >= first_day:
        if previous not in answered and now < window(previous, calendar, zone).cutoff:
            return previous
        if not calendar.days.includes(today):
            return previous
    if calendar.days.includes(today):
        return today
    raise NotAWorkingDay


def prompt_moment(day: date, calendar: Calendar, zone: ZoneInfo) -> datetime:
    """When the prompt for `day` goes out, in UTC."""
    return moment(day, calendar.prompt_at, zone)


def is_prompted(person: Person, plan: Plan, day: date) -> bool:
    """Whether `person` is asked about `day`: on the team by then, working, with something to count."""
    return (
        person.active
        and day >= person.first_day
        and bool(plan.expected_of(person.role))
        and plan.calendar.days.includes(day)
    )


def read_counts(expected: Sequence[Expectation], typed: Mapping[str, str]) -> dict[str, int]:
    """The number for each expected activity, from what was typed.

    Raises:
        BadCounts: naming every activity whose count is missing, not a whole number, or not in 0…10,000.
    """
    counts: dict[str, int] = {}
    faults: dict[str, Fault] = {}
    for activity in dict.fromkeys(each.activity for each in expected):
        verdict = _read_count(typed.get(activity, ""))
        if isinstance(verdict, Fault):
            faults[activity] = verdict
        else:
            counts[activity] = verdict
    if faults:
        raise BadCounts(faults)
    return counts


def _read_count(typed: str) -> int | Fault:
    text = typed.strip().removeprefix("+")
    if not text:
        return Fault.EMPTY
    digits = text.removeprefix("-").replace(",", ".", 1)
    whole, point, rest = digits.partition(".")
    if not (whole.isascii() and whole.isdigit() and (not point or (rest.isascii() and rest.isdigit()))):
        return Fault.NOT_A_NUMBER
    if rest.strip("0") or len(rest) > _DECIMALS:  # "1.000" may be one or a thousand: it is not guessed
        return Fault.NOT_WHOLE
    if len(whole) > len(str(MOST)) + 10 or int(whole) > MOST:
        return Fault.NEGATIVE if text.startswith("-") else Fault.TOO_MANY
    if text.startswith("-") and int(whole) > 0:
        return Fault.NEGATIVE
    return int(whole)


def today_against_expectations(
    plan: Plan, role: str | None, counts: Mapping[str, int]
) -> tuple[Measure, ...]:
    """One day's counts beside the role's expectations per day."""
    return _measures(plan, role, "day", counts)


def week_against_expectations(
    plan: Plan, role: str | None, days: Sequence[Mapping[str, int]]
) -> tuple[Measure, ...]:
    """A week's counts, summed over its days, beside the role's expectations per week."""
    sums: dict[str, int] = {}
    for counts in days:
        for activity, count in counts.items():
            sums[activity] = sums.get(activity, 0) + count
    return _measures(plan, role, "week", sums)


def _measures(plan: Plan, role: str | None, per: str, counts: Mapping[str, int]) -> tuple[Measure, ...]:
    return tuple(
        Measure(
            activity=each.activity,
            name=plan.activity(each.activity).name,
            unit=plan.activity(each.activity).unit,
            done=counts.get(each.activity, 0),
            target=each.target,
            per=per,
        )
        for each in plan.expected_of(role)
        if each.per == per
    )
