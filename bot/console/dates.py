"""Dates as people type them after an option."""

from __future__ import annotations

import re
from datetime import date

from bot.console import NotReady

FIRST_DATE, LAST_DATE = date(2000, 1, 1), date(2199, 12, 31)

_WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def read_date(option: str, written: str) -> date:
    """The date in `written`; raises NotReady, naming the option, for what is none."""
    try:
        day = date.fromisoformat(written) if _WRITTEN.fullmatch(written) else None
    except ValueError:
        day = None
    if day is None or not FIRST_DATE <= day <= LAST_DATE:
        raise NotReady(f"{option} {on_one_line(written)} is not a date: write one like 2026-11-23.")
    return day


def on_one_line(written: str) -> str:
    """What somebody typed, on one line of a terminal."""
    return repr(written[:40])
