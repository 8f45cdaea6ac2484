"""What somebody's days come to, with the numbers that count in the place of those that were typed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.domain.calendar import days_between
from bot.domain.checkins import Checkin, Mark
from bot.domain.imports import days_of, number, unaccounted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from bot.domain.imports import Imported
    from bot.domain.plan import Plan
    from bot.domain.schedules import Schedule
    from bot.domain.weeks import Review


def that_count(
    plan: Plan,
    schedule: Schedule,
    said: Iterable[Checkin],
    imported: Imported,
    reviews: Mapping[date, Review],
    span: tuple[date, date],
) -> list[Checkin]:
    """Somebody's check-ins with the numbers that count, in order of days.

    A day of which only another system knows stands among them as one that accounts for no working day; not
    yet, where a check-in after the span is to account for it.

    Args:
        plan: In force.
        schedule: Whose.
        said: Their check-ins in the span.
        imported: What is known of them.
        reviews: Their manager's words, by the first day of the week.
        span: The first day and the last one.
    """
    answered = {each.day: each for each in said}
    keys = [each.key for each in plan.activities if each.source == "import"]
    found = [
        replace(each, counts={**each.counts, **_numbers(plan, schedule, each, answered, imported, reviews)})
        for each in answered.values()
    ]
    for day in unaccounted(days_between(*span), answered, schedule):
        counts = {key: Decimal(imported.counts[day, key]) for key in keys if (day, key) in imported.counts}
        if counts and (schedule.day_covering(day) or day) <= span[1]:
            at = schedule.window(day).cutoff
            found.append(Checkin(day, counts, "", "", at, Mark.ON_TIME, covered_days=0))
    return sorted(found, key=lambda each: each.day)


def _numbers(
    plan: Plan,
    schedule: Schedule,
    said: Checkin,
    answered: Iterable[date],
    imported: Imported,
    reviews: Mapping[date, Review],
) -> dict[str, Decimal]:
    """What each activity of a check-in counts as that another system counts, where either has a number."""
    review = reviews.get(schedule.days.week_of(said.day)[0])
    confirmed = review is not None and review.verifies(said.day, said.revision)
    days = days_of(said, answered, schedule)
    return {
        each.key: number(said, each, days, imported, confirmed=confirmed).count
        for each in plan.activities
        if each.source == "import" and (each.key in said.counts or imported.total(days, each.key) is not None)
    }
