"""Pace as people read it: a word for where the week is heading, and what would do it. Never a probability."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.paces import Course
from bot.views.text import figure

if TYPE_CHECKING:
    from bot.domain.paces import Forecast


def heading(forecast: Forecast) -> str:
    """`on course · 3 a day would do it`; nothing where no day is left."""
    if forecast.course is Course.DONE or not forecast.days_left:
        return forecast.course.value if forecast.course is Course.DONE else ""
    return f"{forecast.course.value} · {would_do(forecast)}"


def would_do(forecast: Forecast) -> str:
    """`3 a day would do it`, or `2 more would do it` where that is no more than one a day."""
    if forecast.days_left == 1 or forecast.gap <= forecast.days_left:
        return f"{figure(forecast.gap)} more would do it"
    return f"{figure(forecast.per_day)} a day would do it"
