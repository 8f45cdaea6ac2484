"""Local time: which days a person works, and when a local hour really happens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from holidays import country_holidays, list_supported_countries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
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


@lru_cache(maxsize=512)
def holidays_in(country: str, year: int) -> Mapping[date, str]:
    """The public holidays of a country ("US") or a part of it ("US-CA") in one year, with their names.

    Raises:
        KeyError: when nothing is known of such a country.
    """
    nation, _, part = country.partition("-")
    try:
        return dict(country_holidays(nation, subdiv=part or None, years=year))
    except NotImplementedError as error:
        raise KeyError(country) from error


def is_country(name: str) -> bool:
    """Whether the holidays of this country, or part of one, are known."""
    nation, dash, part = name.partition("-")
    known = list_supported_countries(include_aliases=False)
    return nation in known and (not dash or part in known[nation])


@dataclass(frozen=True)
class WorkingDays:
    """The days that are worked: some weekdays (Monday is 0), except holidays, days off and absences.

    Attributes:
        weekdays: The working week.
        days_off: Single days that nobody works.
        country: Whose public holidays are kept, such as "US" or "US-CA"; None for none.
        away: Absences, each from its first to its last day.
    """

    weekdays: frozenset[int]
    days_off: frozenset[date] = field(default=frozenset())
    country: str | None = None
    away: tuple[tuple[date, date], ...] = ()

    def includes(self, day: date) -> bool:
        """Whether `day` is worked."""
        return (
            day.weekday() in self.weekdays
            and day not in self.days_off
            and not self.is_away(day)
            and self.holiday(day) is None
        )

    def is_away(self, day: date) -> bool:
        """Whether an absence covers `day`."""
        return any(first <= day <= last for first, last in self.away)

    def holiday(self, day: date) -> str | None:
        """The name of the public holiday on `day`, if it is one."""
        return None if self.country is None else holidays_in(self.country, day.year).get(day)

    def next_after(self, day: date) -> date | None:
        """The first day worked after `day`; None if there is none within a year."""
        return next(self._walk(day, ONE_DAY), None)

    def last_before(self, day: date) -> date | None:
        """The last day worked before `day`; None if there is none within a year."""
        return next(self._walk(day, -ONE_DAY), None)

    def week_of(self, day: date) -> tuple[date, date]:
        """The first and the last of the seven days of the week that `day` is in.

        The week begins after the longest break of the working week: on Monday for Monday to Friday,
        on Sunday for Sunday to Thursday.
        """
        first = day - timedelta(days=(day.weekday() - _week_begins(self.weekdays)) % 7)
        return first, first + timedelta(days=6)

    def _walk(self, day: date, step: timedelta) -> Iterator[date]:
        for distance in range(1, _LONGEST_BREAK + 1):
            candidate = day + distance * step
            if self.includes(candidate):
                yield candidate


@lru_cache(maxsize=128)
def _week_begins(weekdays: frozenset[int]) -> int:
    """The weekday before which the break is the longest; Monday if there is none."""
    breaks = {each: _break_before(each, weekdays) for each in sorted(weekdays)}
    longest = max(breaks.values(), default=0)
    return next((each for each, length in breaks.items() if length == longest), 0) if longest else 0


def _break_before(weekday: int, weekdays: frozenset[int]) -> int:
    return next(length for length in range(7) if (weekday - length - 1) % 7 in weekdays)
