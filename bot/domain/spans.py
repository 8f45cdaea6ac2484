"""Spans of time as people write them: "90m", "4h", "3d", "1h30m"."""

from __future__ import annotations

import re
from datetime import timedelta

LONGEST = timedelta(days=366)

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_MINUTES_UP_TO = timedelta(hours=2)
_SPAN = re.compile(r"(?:([0-9]{1,6})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?")


class BadSpan(ValueError):  # noqa: N818 - it is shown to people, as a sentence
    """A text that is not a span, or a span that cannot be used; one sentence says why."""


def read_span(text: str) -> timedelta:
    """The span in `text`: whole days, hours and minutes, in this order.

    A day may be a working day, so it is never made of hours.

    Raises:
        BadSpan: for nothing at all, anything else, more than a year, or hours and minutes that make a day.
    """
    found = _SPAN.fullmatch(text.strip())
    if found is None or not any(found.groups()):
        raise BadSpan('Write a span such as "90m", "4h", "3d" or "1h30m".')
    days, hours, minutes = (int(each or 0) for each in found.groups())
    span = _usable(timedelta(days=days, hours=hours, minutes=minutes))
    if span.days > days:
        raise BadSpan(f'Write "{write_span(span)}": hours and minutes alone stay below a day.')
    return span


def write_span(span: timedelta) -> str:
    """`span` as `read_span` reads it; minutes alone up to two hours.

    Raises:
        BadSpan: for no time at all, or less, more than a year, or a part of a minute.
    """
    if _usable(span) % _MINUTE:
        raise BadSpan("A span has whole minutes.")
    if span < _MINUTES_UP_TO and span % _HOUR:
        return f"{span // _MINUTE}m"
    parts = ((span // _DAY, "d"), (span % _DAY // _HOUR, "h"), (span % _HOUR // _MINUTE, "m"))
    return "".join(f"{number}{unit}" for number, unit in parts if number)


def _usable(span: timedelta) -> timedelta:
    if span <= timedelta(0):
        raise BadSpan("A span is longer than nothing.")
    if span > LONGEST:
        raise BadSpan("A span is at most a year.")
    return span
