"""The daily check-in: when it may be made, what it says, and what it counts as."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.calendar import local_day
from bot.domain.imports import ALONE
from bot.domain.outages import Outage, came_between
from bot.domain.refusals import NotAWorkingDay, TooEarly, TooLate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from bot.domain.counts import Measure, Target
    from bot.domain.imports import Beside
    from bot.domain.people import Person
    from bot.domain.plan import Activity
    from bot.domain.schedules import Schedule, Window

LONGEST_TEXT = 3_000
"""Characters in a free field, which is what Slack's input takes."""

LONGEST_COMMITMENT = 300
"""Characters in a commitment: one sentence."""

PROMISE_LASTS = timedelta(days=31)
"""How long a commitment is asked about."""


class Mark(StrEnum):
    """What a working day's check-in counts as."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSED = "missed"
    EXCUSED = "excused"


class Kept(StrEnum):
    """What became of a commitment."""

    YES = "yes"
    NO = "no"
    NO_LONGER_SENSIBLE = "excused"


@dataclass(frozen=True)
class Commitment:
    """What somebody said they would do next, and on which day's check-in they said it."""

    made_on: date
    words: str


@dataclass(frozen=True)
class Checkin:
    """A rep's account of one working day, or of the week that ends with it.

    Attributes:
        day: The working day.
        counts: A number per activity.
        wins: What went well.
        blockers: What is in the way.
        submitted_at: When it was made, at first.
        mark: What it counted as then.
        revision: 1 at first, growing with each edit.
        commitment: What comes next; "" for none.
        kept: What became of an earlier commitment.
        kept_of: The day of that earlier commitment.
        covered_days: How many working days it accounts for.
        plan_version: The plan it was made under; 0 where that was not read.
        role: What the person was then; None where that was not kept.
        beside: What another system had of each activity when it was said, where it had anything.
    """

    day: date
    counts: Mapping[str, Decimal]
    wins: str
    blockers: str
    submitted_at: datetime
    mark: Mark
    revision: int = 1
    commitment: str = ""
    kept: Kept | None = None
    kept_of: date | None = None
    covered_days: int = 1
    plan_version: int = 0
    role: str | None = None
    beside: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Form:
    """What the modal asks: one number per activity, with what the person already said.

    Attributes:
        day: The working day; for a weekly check-in, the last of the week.
        asked: What is counted, each once, with what is expected.
        before: What was said before.
        promise: The commitment to account for, if one is open.
        weekly: Whether it covers the week.
        covered_days: How many working days it accounts for.
        share: How much of each target is asked of a new starter; 1 of everybody else.
        imported: What another system has counted already.
    """

    day: date
    asked: tuple[Target, ...]
    before: Checkin | None
    promise: Commitment | None = None
    weekly: bool = False
    covered_days: int = 1
    share: Decimal = Decimal(1)
    imported: tuple[tuple[Activity, int], ...] = ()


@dataclass(frozen=True)
class Account:
    """A check-in beside what was expected, for the person who made it."""

    person: Person
    checkin: Checkin
    today: tuple[Measure, ...]
    week: tuple[Measure, ...]
    this_week: bool
    editable_until: datetime
    weekly: bool = False
    share: Decimal = Decimal(1)
    beside: Beside = ALONE


@dataclass(frozen=True)
class Prompt:
    """What the daily prompt asks of whom; `account` once it is answered.

    Attributes:
        person: Who is asked.
        day: About which working day.
        activities: How many numbers.
        cutoff: When it is on time until.
        weekly: Whether it is about the whole week.
        account: The answer.
        away: The day has turned out not to be theirs to work.
        share: How much of each target is asked of a new starter; 1 of everybody else.
        imported: What another system has counted already.
    """

    person: Person
    day: date
    activities: int
    cutoff: datetime
    weekly: bool
    account: Account | None
    away: bool = False
    share: Decimal = Decimal(1)
    imported: tuple[tuple[Activity, int], ...] = ()


def clean(typed: str, longest: int = LONGEST_TEXT) -> str:
    """Free text as it is kept: without the characters a database cannot hold, and not longer than a field."""
    kept = typed.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    return kept.strip()[:longest]


def require_open(day: date, schedule: Schedule, now: datetime, *, answered: bool = False) -> Window:
    """The window of `day`, if its check-in may be made `now`; or edited, if it is `answered`.

    Raises:
        NotAWorkingDay: for a day that has no check-in of its own.
        TooEarly: before the day has begun.
        TooLate: after it closed.
    """
    if not answered and not schedule.takes(day):
        raise NotAWorkingDay
    hours = schedule.window(day)
    if now < hours.opens:
        raise TooEarly
    if now >= (hours.settles if answered else hours.ends):
        raise TooLate
    return hours


def accounts_for(schedule: Schedule, day: date, said: Iterable[Checkin]) -> int:
    """How many working days the check-in of `day` accounts for: those without one of their own."""
    answered = {each.day for each in said} - {day}
    return max(1, sum(each not in answered for each in schedule.covers(day)))


def day_to_fill(schedule: Schedule, now: datetime, answered: Collection[date]) -> date:
    """The day someone who asks to check in means.

    The last working day comes first while it is owed and still on time; otherwise today; on a day off,
    the last working day.

    Raises:
        NotAWorkingDay: when no working day is open.
    """
    today = local_day(now, schedule.zone)
    current = schedule.day_covering(today)
    before = schedule.days.last_before(today if current is None else schedule.covers(current)[0])
    previous = None if before is None else schedule.day_covering(before)
    if previous is not None:
        owed = previous not in answered and schedule.asks(previous)
        if owed and now < schedule.window(previous).cutoff:
            return previous
        if current is None:
            return previous
    if current is None:
        raise NotAWorkingDay
    return current


def mark_at(now: datetime, hours: Window, asked_at: datetime, outages: Iterable[Outage]) -> Mark:
    """What a check-in made `now` counts as.

    Who could not answer because the bot was out of service answers in time.
    """
    if now < hours.cutoff or came_between(outages, asked_at, hours.cutoff):
        return Mark.ON_TIME
    return Mark.LATE if now < hours.closes else Mark.MISSED


def mark_unanswered(hours: Window, asked_at: datetime, outages: Iterable[Outage], *, asked: bool) -> Mark:
    """What a day that closed without a check-in counts as: excused if it was never asked about."""
    if not asked or came_between(outages, asked_at, hours.closes):
        return Mark.EXCUSED
    return Mark.MISSED


def open_promise(day: date, said: Iterable[Checkin]) -> Commitment | None:
    """The last commitment before `day` that no other day's check-in has accounted for.

    Args:
        day: The day whose check-in may account for it.
        said: The person's check-ins around that day.
    """
    accounts = list(said)
    settled = {each.kept_of for each in accounts if each.day != day}
    open_ones = [
        each
        for each in accounts
        if each.commitment and day - PROMISE_LASTS <= each.day < day and each.day not in settled
    ]
    latest = max(open_ones, key=lambda each: each.day, default=None)
    return None if latest is None else Commitment(latest.day, latest.commitment)
