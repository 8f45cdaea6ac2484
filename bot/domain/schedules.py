"""A person's own schedule: the days they work, the hours they are asked, and what each check-in covers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import ONE_DAY, WorkingDays, days_between, local_day, moment
from bot.domain.plan import Cadence

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

    from bot.domain.people import Person
    from bot.domain.plan import Calendar, Plan

LAST_CALL = timedelta(hours=1)
"""How long before the cutoff the last reminder goes out."""


@dataclass(frozen=True)
class Window:
    """When one check-in may be made, in UTC.

    Attributes:
        opens: Its day begins; for a weekly check-in, its week.
        cutoff: From here on it is late.
        closes: From here on it is missed.
        settles: The week is closed: nothing is edited any more.
    """

    opens: datetime
    cutoff: datetime
    closes: datetime
    settles: datetime

    @property
    def ends(self) -> datetime:
        """From here on it can no longer be filled in."""
        return max(self.closes, self.settles)


@dataclass(frozen=True)
class Schedule:
    """When one person works and is asked, by their own clock.

    Attributes:
        days: The days they work.
        zone: Where they are.
        hours: The plan's hours.
        cadence: Whether each day is accounted for, or the week at its end.
        first_day: The first day they may account for.
        asked_from: The first day they are asked about.
        counted: Whether anything is expected of them.
    """

    days: WorkingDays
    zone: ZoneInfo
    hours: Calendar
    cadence: Cadence
    first_day: date
    asked_from: date
    counted: bool

    def works(self, day: date) -> bool:
        """Whether `day` is one of their working days on the team."""
        return day >= self.first_day and self.days.includes(day)

    def takes(self, day: date) -> bool:
        """Whether a check-in can be made for `day`: with a weekly cadence, only the week's last day."""
        if not self.counted or not self.works(day):
            return False
        return self.cadence is Cadence.DAILY or self._is_last_of_week(day)

    def asks(self, day: date) -> bool:
        """Whether a check-in is asked for on `day`."""
        return day >= self.asked_from and self.takes(day)

    def covers(self, day: date) -> list[date]:
        """The working days that the check-in of `day` accounts for, in order."""
        if self.cadence is Cadence.DAILY:
            return [day]
        first, _ = self.days.week_of(day)
        return [each for each in days_between(first, day) if self.works(each)]

    def day_covering(self, day: date) -> date | None:
        """The day whose check-in accounts for `day`, if one does."""
        if self.cadence is Cadence.DAILY:
            return day if self.takes(day) else None
        first, last = self.days.week_of(day)
        return next((each for each in reversed(days_between(first, last)) if self.takes(each)), None)

    def window(self, day: date) -> Window:
        """When the check-in of `day` may be made.

        It is on time until the cutoff of the next working day, and late until that day ends. Its week
        is closed at the cutoff of the first working day of the next week.
        """
        following = self.days.next_after(day) or day + ONE_DAY
        first, last = self.days.week_of(day)
        next_week = self.days.next_after(last) or last + ONE_DAY
        return Window(
            opens=moment(day if self.cadence is Cadence.DAILY else first, time(0), self.zone),
            cutoff=moment(following, self.hours.cutoff, self.zone),
            closes=moment(following + ONE_DAY, time(0), self.zone),
            settles=moment(next_week, self.hours.cutoff, self.zone),
        )

    def _is_last_of_week(self, day: date) -> bool:
        following = self.days.next_after(day)
        return following is None or following > self.days.week_of(day)[1]

    def prompt_at(self, day: date) -> datetime:
        """When the prompt for `day` goes out, in UTC."""
        return moment(day, self.hours.prompt_at, self.zone)

    def reminder_at(self, day: date) -> datetime | None:
        """When the same day's reminder goes out; None where that would be another day, or in quiet hours."""
        at = self.prompt_at(day) + self.hours.remind_after
        return at if local_day(at, self.zone) == day and not self.is_quiet(at) else None

    def last_reminder_at(self, day: date) -> datetime | None:
        """When the last reminder goes out, an hour before the cutoff; None in quiet hours.

        Where the quiet hours end within that hour, it waits for their end.
        """
        cutoff = self.window(day).cutoff
        at = self.quiet_until(cutoff - LAST_CALL) or cutoff - LAST_CALL
        return at if at < cutoff else None

    def is_quiet(self, now: datetime) -> bool:
        """Whether `now` is in the quiet hours where they are."""
        return self.quiet_until(now) is not None

    def quiet_until(self, now: datetime) -> datetime | None:
        """When the quiet hours end that `now` is in, in UTC; None outside of them."""
        return quiet_until(now, self.hours.quiet, self.zone)


def schedule_of(person: Person, plan: Plan, away: Iterable[tuple[date, date]] = ()) -> Schedule:
    """The schedule of `person` under `plan`, with the absences that matter for the days in question."""
    first_day = person.first_day
    asked_from = first_day
    if person.added_at is not None and first_day == local_day(person.added_at, person.zone):
        asked = moment(first_day, plan.calendar.prompt_at, person.zone)
        asked_from = first_day + ONE_DAY if person.added_at > asked else first_day
    return Schedule(
        days=WorkingDays(
            plan.calendar.weekdays,
            frozenset(plan.calendar.days_off),
            person.country or plan.calendar.holidays,
            tuple(away),
        ),
        zone=person.zone,
        hours=plan.calendar,
        cadence=plan.cadence_of(person.level),
        first_day=first_day,
        asked_from=asked_from,
        counted=person.active and bool(plan.expected_of(person.role)),
    )


def quiet_until(now: datetime, quiet: tuple[time, time], zone: ZoneInfo) -> datetime | None:
    """When the quiet hours end that `now` is in, in UTC; None outside of them. Equal ends mean none."""
    start, end = quiet
    if start == end:
        return None
    local = now.astimezone(zone)
    hour, today = local.time().replace(tzinfo=None), local.date()
    if start < end:
        until = today if start <= hour < end else None
    elif hour >= start:
        until = today + ONE_DAY
    else:
        until = today if hour < end else None
    if until is None:
        return None
    return max(moment(until, end, zone), now.astimezone(UTC))
