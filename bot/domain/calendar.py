"""Local time: which days a person works, and when a local hour really happens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
_LONGEST_BREAK = 366


def local_day(now: datetime, zone: ZoneInfo) -> date:
    """The date on the wall where the person is."""
    return now.astimezone(zone).date()


def days_between(first: date, last: date) -> list[date]:
    """Every day from `first` to `last`, both included."""
    return [first + n * ONE_DAY for n in range((last - first).days + 1)]


def moment(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """When the local `hour` of `day` happens, in UTC.

    An hour that the spring change skips moves to the first moment that exists; of an hour that the
    autumn change repeats, the first one counts.
    """
    naive = datetime.combine(day, hour)
    first = naive.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == naive:
        return first
    return _end_of_gap(naive.replace(tzinfo=zone, fold=1).astimezone(UTC), first, zone)


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant between `before` and `after` (UTC) at which the zone's offset changes, to the second."""
    offset = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after


@dataclass(frozen=True)
class WorkingDays:
    """The days that are worked: some weekdays (Monday is 0), except the days off."""

    weekdays: frozenset[int]
    days_off: frozenset[date] = field(default=frozenset())

    def includes(self, day: date) -> bool:
        """Whether `day` is worked."""
        return day.weekday() in self.weekdays and day not in self.days_off

    def next_after(self, day: date) -> date | None:
        """The first day worked after `day`; None if there is none within a year."""
        return next(self._walk(day, ONE_DAY), None)

    def last_before(self, day: date) -> date | None:
        """The last day worked before `day`; None if there is none within a year."""
        return next(self._walk(day, -ONE_DAY), None)

    def _walk(self, day: date, step: timedelta) -> Iterator[date]:
        for distance in range(1, _LONGEST_BREAK + 1):
            candidate = day + distance * step
            if self.includes(candidate):
                yield candidate
