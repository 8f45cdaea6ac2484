"""Budgets: since when what somebody uses alone is summed up."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

from bot.domain.calendar import moment

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from bot.domain.plan_parts import Budget

_QUARTER = 3


def budget_began(budget: Budget, today: date, zone: ZoneInfo) -> datetime:
    """When the calendar month or quarter began that `today` is in, in UTC."""
    month = today.month if budget.per == "month" else today.month - (today.month - 1) % _QUARTER
    return moment(date(today.year, month, 1), time(0), zone)
