"""Counts from another system beside what people say themselves: which number counts, and who is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Self

from bot.domain.calendar import days_between
from bot.domain.counts import MOST
from bot.domain.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import datetime

    from bot.domain.checkins import Checkin
    from bot.domain.plan import Activity, Plan
    from bot.domain.schedules import Schedule

SILENT_AFTER = 7
"""Working days without a single count, after which something is wrong with where they come from."""


class CountsMoved(Refusal):
    """What somebody was asked about has other numbers by now, or never had these."""


@dataclass(frozen=True)
class ImportedCount:
    """One thing that another system counted.

    Attributes:
        source_id: What that system calls it; a later one of the same name stands in its place.
        person: Whose it is.
        activity: The activity's key.
        day: The day it was done.
        count: How often; 0 takes it back.
    """

    source_id: str
    person: str
    activity: str
    day: date
    count: int


@dataclass(frozen=True)
class Imported:
    """What another system knows of one person.

    Attributes:
        counts: The day's total of each activity that has one.
        kept: By check-in and activity, the number somebody stood by, and the total it was said beside.
    """

    counts: Mapping[tuple[date, str], int] = field(default_factory=dict)
    kept: Mapping[tuple[date, str], tuple[Decimal, int]] = field(default_factory=dict)

    def total(self, days: Iterable[date], activity: str) -> int | None:
        """The count of several days, at most what one check-in takes; None where nothing is known."""
        known = [self.counts[day, activity] for day in days if (day, activity) in self.counts]
        return min(sum(known), MOST) if known else None


NOTHING = Imported()


@dataclass(frozen=True)
class Number:
    """What one activity of a check-in counts as, and whether that is verified."""

    count: Decimal
    verified: bool


@dataclass(frozen=True)
class Differing:
    """A number that somebody typed where another system has a different one.

    Attributes:
        day: The check-in's.
        activity: Of what.
        said: What they typed.
        imported: What the other system has.
        kept: Whether they have looked at both, and stand by theirs.
        closed: Whether the day has closed, so that their manager sees both.
    """

    day: date
    activity: Activity
    said: Decimal
    imported: int
    kept: bool = False
    closed: bool = False

    @property
    def choice(self) -> Choice:
        """What the buttons beside it carry."""
        return Choice(self.day, self.activity.key, self.said, self.imported)


@dataclass(frozen=True)
class Choice:
    """The two numbers that somebody was asked to choose between."""

    day: date
    activity: str
    said: Decimal
    imported: int

    @property
    def opaque(self) -> str:
        """The id that the buttons carry."""
        return f"{self.day.isoformat()}:{self.activity}:{self.said:f}:{self.imported}"

    @classmethod
    def read(cls, opaque: str) -> Self:
        """What a button carries.

        Raises:
            CountsMoved: for an id that no button of ours carries.
        """
        try:
            day, activity, said, imported = opaque.split(":")
            return cls(date.fromisoformat(day), activity, Decimal(said), int(imported))
        except (ValueError, InvalidOperation):
            raise CountsMoved from None


@dataclass(frozen=True)
class Beside:
    """A check-in's numbers beside those of another system: those that agree, and those that do not."""

    agreeing: tuple[Activity, ...] = ()
    differing: tuple[Differing, ...] = ()

    @property
    def open(self) -> tuple[Differing, ...]:
        """Those that wait for a choice."""
        return tuple(each for each in self.differing if not each.kept)


ALONE = Beside()


def imports(plan: Plan) -> bool:
    """Whether any activity of the plan is counted elsewhere."""
    return any(each.source == "import" for each in plan.activities)


def days_of(said: Checkin, answered: Iterable[date], schedule: Schedule) -> list[date]:
    """The days whose imported counts belong to a check-in: its own, or all of the week that it covers."""
    return covered_days(said.day, said.covered_days, answered, schedule)


def covered_days(day: date, covered: int, answered: Iterable[date], schedule: Schedule) -> list[date]:
    """The same for a check-in that is still to be made, and will account for `covered` working days."""
    if covered == 1:
        return [day]
    first, _ = schedule.days.week_of(day)
    others = set(answered) - {day}
    return [each for each in days_between(first, day) if each not in others]


def number(
    said: Checkin, activity: Activity, days: Iterable[date], imported: Imported, *, confirmed: bool
) -> Number:
    """What an activity of a check-in counts as.

    Where another system has a number, that one counts and is verified, unless somebody stands by another
    and their manager has `confirmed` it with both in view. Where there is none, what was typed counts, and
    is verified once it is confirmed; nobody gains anything by typing 0.
    """
    typed = said.counts.get(activity.key)
    known = imported.total(days, activity.key) if activity.source == "import" else None
    if known is None:
        harmless = activity.source == "import" and not typed
        return Number(typed or Decimal(0), confirmed or harmless)
    stands = typed is not None and imported.kept.get((said.day, activity.key)) == (typed, known)
    if typed is not None and stands and confirmed:
        return Number(typed, verified=True)
    return Number(Decimal(known), verified=True)


def unaccounted(days: Iterable[date], said: Mapping[date, Checkin], schedule: Schedule) -> list[date]:
    """Those of some days that no check-in accounts for, and that were not spent away."""
    covered = {day for each in said.values() for day in days_of(each, said, schedule)}
    return [day for day in days if day not in covered and not schedule.days.is_away(day)]


def follows(said: Checkin, activity: str) -> bool:
    """Whether somebody took over what another system had, so that theirs goes on being its number."""
    return activity in said.beside and said.counts.get(activity) == said.beside[activity]


def recounted(
    plan: Plan, said: Checkin, days: Iterable[date], imported: Imported
) -> Iterator[tuple[str, int]]:
    """The numbers of a check-in that follow another system's, and are others there by now."""
    whole = list(days)
    for activity in plan.activities:
        if activity.source == "import" and follows(said, activity.key):
            known = imported.total(whole, activity.key) or 0
            if known != said.beside[activity.key]:
                yield activity.key, known


def beside(
    plan: Plan, said: Checkin, days: Iterable[date], imported: Imported, *, closed: bool = False
) -> Beside:
    """A check-in's numbers beside those of another system.

    Args:
        plan: In force: what it takes from elsewhere is compared, and nothing else.
        said: The check-in.
        days: Whose imported counts belong to it.
        imported: What is known of the person.
        closed: Whether the day has closed.
    """
    whole = list(days)
    agreeing: list[Activity] = []
    differing: list[Differing] = []
    for activity in plan.activities:
        typed = said.counts.get(activity.key)
        known = imported.total(whole, activity.key) if activity.source == "import" else None
        if typed is None or known is None:
            continue
        if typed == known or follows(said, activity.key):
            agreeing.append(activity)
        else:
            kept = imported.kept.get((said.day, activity.key)) == (typed, known)
            differing.append(Differing(said.day, activity, typed, known, kept, closed))
    return Beside(tuple(agreeing), tuple(differing))


def prefilled(
    asked: Iterable[Activity], days: Iterable[date], imported: Imported
) -> tuple[tuple[Activity, int], ...]:
    """What is known already of what is asked: each activity with its count."""
    whole = list(days)
    found = ((each, imported.total(whole, each.key)) for each in asked if each.source == "import")
    return tuple((each, count) for each, count in found if count is not None)


def differences(
    plan: Plan, schedule: Schedule, said: Iterable[Checkin], imported: Imported, now: datetime
) -> Iterator[Differing]:
    """Every number of these check-ins that another system has differently, in order of days."""
    accounts = sorted(said, key=lambda each: each.day)
    answered = [each.day for each in accounts]
    for each in accounts:
        closed = now >= schedule.window(each.day).closes
        days = days_of(each, answered, schedule)
        yield from beside(plan, each, days, imported, closed=closed).differing


def questions(
    plan: Plan, schedule: Schedule, said: Iterable[Checkin], imported: Imported, now: datetime
) -> tuple[Differing, ...]:
    """Those of them that wait for a choice and can still be changed, in order of days."""
    return tuple(
        each
        for each in differences(plan, schedule, said, imported, now)
        if not each.kept and now < schedule.window(each.day).settles
    )


def overruled(
    plan: Plan,
    schedule: Schedule,
    said: Iterable[Checkin],
    imported: Imported,
    now: datetime,
    came: Collection[tuple[date, str]],
) -> tuple[Differing, ...]:
    """Those that another system's number counts for though nobody can choose any more, in order of days.

    Only those of which `came`, the days and activities that something came of, has any.
    """
    accounts = {each.day: each for each in said}
    return tuple(
        each
        for each in differences(plan, schedule, accounts.values(), imported, now)
        if not each.kept and now >= schedule.window(each.day).settles
        if any((day, each.activity.key) in came for day in days_of(accounts[each.day], accounts, schedule))
    )


def silent_since(plan: Plan, latest: Mapping[str, date], began: date, today: date) -> list[Activity]:
    """The expected activities of which nothing has come from elsewhere for seven working days.

    Args:
        plan: In force.
        latest: When something came last, by activity.
        began: From when on to wait for an activity of which nothing ever came.
        today: A day by which to say so.
    """
    days = plan.calendar.days
    expected = {each.activity for role in plan.roles for each in role.expect}
    return [
        each
        for each in plan.activities
        if each.source == "import" and each.key in expected
        for since in (latest.get(each.key, began),)
        if sum(days.includes(day) for day in days_between(since + timedelta(days=1), today)) > SILENT_AFTER
    ]
