"""What a single value of the plan may be: a key, an hour, a span, a number, a limit."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, PlainValidator
from pydantic_core import PydanticCustomError

from bot.domain.spans import BadSpan, read_span, write_span
from bot.domain.visible_text import seen

if TYPE_CHECKING:
    from collections.abc import Callable

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

ActivityKind = Literal["prospecting", "conversations", "presentations", "proposals", "follow-up", "generic"]
"""What sort of work an activity is, so that a suggestion can fit it."""

Situation = Literal["nothing-yet", "gone-quiet", "short-week", "last-day", "big-gap", "a-little-behind"]
"""How somebody's week stands when they are given a suggestion."""

MOST = 1_000_000_000
"""The largest amount of anything."""

_HOUR = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?")
_PLACES = 2


class WeekHour(NamedTuple):
    """An hour of the week, such as Friday at three."""

    weekday: Weekday
    at: time


def wrong(why: str, right: str) -> PydanticCustomError:
    """A fault of one value: what is wrong with it, and a sentence on what would be right."""
    return PydanticCustomError("plan", "{why}", {"why": why, "right": right})


def plain(number: Decimal) -> int | float:
    """`number` as TOML and JSON have it: whole where it is whole."""
    return int(number) if number == number.to_integral_value() else float(number)


def hour_text(hour: time) -> str:
    """`hour` as people write it: "16:30"."""
    return hour.isoformat("seconds" if hour.second else "minutes")


def _hour(value: Any) -> time:
    if isinstance(value, time) and value.tzinfo is None and not value.microsecond:
        return value
    found = _HOUR.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise wrong("this is not an hour of the day", 'Write it as "16:30".')
    hour, minute, second = (int(each or 0) for each in found.groups())
    return time(hour, minute, second)


def _span(value: Any) -> timedelta:
    if isinstance(value, timedelta):
        return value
    if not isinstance(value, str):
        raise wrong("this is not a span of time", 'Write it as "90m", "4h" or "3d".')
    try:
        return read_span(value)
    except BadSpan as error:
        raise wrong("this is not a span of time that can be used", str(error)) from error


def _day(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise wrong("this is not a date", "Write it as 2026-12-24.") from None


def _week_hour(value: Any) -> WeekHour:
    if isinstance(value, WeekHour):
        return value
    weekday, _, hour = value.partition(" ") if isinstance(value, str) else ("", "", "")
    for known in WEEKDAYS:
        if weekday == known and _HOUR.fullmatch(hour.strip()):
            return WeekHour(known, _hour(hour))
    raise wrong("this is not an hour of the week", 'Write a weekday and an hour, such as "fri 15:00".')


def _spelled(pattern: str, what: str, right: str) -> Callable[[Any], str]:
    """Reads text that matches `pattern` from end to end."""
    spelling = re.compile(pattern)

    def read(value: Any) -> str:
        if not isinstance(value, str) or not spelling.fullmatch(value):
            raise wrong(f"this is not {what}", f"Write {right}.")
        return value

    return read


def _named(name: str) -> str:
    """A name of which something can be seen."""
    if not seen(name):
        raise wrong("nothing of it can be seen", "Write a name.")
    return name


def _amount(low: float, high: int) -> Callable[[Any], Decimal]:
    """Reads numbers from `low` to `high` with at most two places, exactly."""

    def read(value: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            raise wrong("this is not a number", "Write a number, without quotes.")
        number = Decimal(str(value))
        if not number.is_finite() or not low <= number <= high:
            raise wrong("this number is out of bounds", f"Write a number from {low:g} to {high:,}.")
        if number != round(number, _PLACES):
            raise wrong("this number has too many decimal places", "Write at most two.")
        return Decimal(str(plain(number)))

    return read


def _real(above: float, below: float, *, including: bool) -> Callable[[Any], float]:
    """Reads numbers above `above` and below `below`, or also at it."""
    most = f"at most {below:g}" if including else f"less than {below:g}"

    def read(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise wrong("this is not a number", "Write a number, without quotes.")
        if not (above < value < below or (including and value == below)):
            raise wrong("this number is out of bounds", f"Write a number above {above:g} and {most}.")
        return float(value)

    return read


def _chance(value: Any) -> float:
    """A share of all there is: 0 for none of it, 1 for everything."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong("this is not a number", "Write a number, without quotes.")
    if not 0 <= value <= 1:
        raise wrong("this number is out of bounds", "Write a number from 0 to 1.")
    return float(value)


def _limit(value: Any) -> Decimal | bool:
    return value if isinstance(value, bool) else _amount(0, MOST)(value)


def _rate(value: Any) -> Decimal:
    """A rate of exchange: exact as written, above 0."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise wrong("this is not a number", "Write a number, without quotes.")
    rate = Decimal(str(value))
    if not rate.is_finite() or not 0 < rate <= MOST:
        raise wrong("this number is out of bounds", "Write what one unit of it is worth, above 0.")
    return rate


def _limit_text(limit: Any) -> Any:
    return limit if isinstance(limit, bool) else plain(limit)


_WRITTEN = PlainSerializer(plain, return_type=Any)

Key = Annotated[
    str,
    PlainValidator(
        _spelled(r"[a-z][a-z0-9_-]{0,39}", "a key", "a small letter, then up to 39 of a-z 0-9 _ -")
    ),
    Field(examples=["leads"]),
]
LevelKey = Annotated[
    str,
    PlainValidator(
        _spelled(
            r"[A-Za-z][A-Za-z0-9_-]{0,39}", "a level's key", "a letter, then up to 39 of A-Z a-z 0-9 _ -"
        )
    ),
    Field(examples=["L0"]),
]
Emoji = Annotated[
    str,
    PlainValidator(
        _spelled(
            r"[a-z0-9_+'-]{1,100}",
            "an emoji's name",
            'the name Slack shows, without colons, such as "muscle"',
        )
    ),
    Field(examples=["muscle"]),
]
Name = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_named)]
Flag = Annotated[bool, Field(strict=True)]
Count = Annotated[int, Field(strict=True, ge=0, le=100)]
Hour = Annotated[time, PlainValidator(_hour), PlainSerializer(hour_text)]
Span = Annotated[timedelta, PlainValidator(_span), PlainSerializer(write_span)]
Day = Annotated[date, BeforeValidator(_day)]
RoundupAt = Annotated[
    WeekHour, PlainValidator(_week_hour), PlainSerializer(lambda at: f"{at.weekday} {hour_text(at.at)}")
]
Target = Annotated[Decimal, PlainValidator(_amount(0, 10_000)), _WRITTEN]
Amount = Annotated[Decimal, PlainValidator(_amount(0, MOST)), _WRITTEN]
FullSize = Annotated[Decimal, PlainValidator(_amount(0.01, MOST)), _WRITTEN]
Limit = Annotated[Decimal | bool, PlainValidator(_limit), PlainSerializer(_limit_text, return_type=Any)]
Currency = Annotated[
    str, PlainValidator(_spelled(r"[A-Z]{3}", "a currency", 'three capital letters, such as "USD"'))
]
Rate = Annotated[Decimal, PlainValidator(_rate), _WRITTEN]
Share = Annotated[float, PlainValidator(_real(0, 1, including=True))]
Chance = Annotated[float, PlainValidator(_chance)]
Memory = Annotated[float, PlainValidator(_real(0, 1, including=False))]
Weight = Annotated[float, PlainValidator(_real(0, 100, including=True))]
