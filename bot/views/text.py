"""Words: what people typed made harmless, and dates, counts and bars as people say them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from bot.domain.counts import Measure

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BAR = 10


def escape(typed: str) -> str:
    """Text that a person typed, unable to ping, link or forge anything where mrkdwn is drawn."""
    harmless = _CONTROL.sub("", typed)
    return harmless.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def one_line(typed: str) -> str:
    """The same on one line, so that no part of it stands where the bot's own sentences begin."""
    return escape(" ".join(typed.split()))


def clip(text: str, longest: int) -> str:
    """`text`, cut at `longest` characters with an ellipsis, never within an escaped character or a link."""
    if len(text) <= longest:
        return text
    return re.sub(r"(?:&[a-z]{0,3}|<[^<>]*)$", "", text[: longest - 1]).rstrip() + "…"


def quote(typed: str, longest: int = 600, *, by: str = "") -> str:
    """Text that a person typed, as a quotation, with who said it in front."""
    name = f"*{escape(by)}*  " if by else ""
    return "\n".join(f"> {line}" for line in (name + clip(escape(typed), longest)).splitlines())


def weekday(day: date) -> str:
    """`Monday`."""
    return f"{day:%A}"


def long_day(day: date) -> str:
    """`Monday 23 November`."""
    return f"{day:%A} {day.day} {day:%B}"


def hour(moment: datetime) -> str:
    """`16:30`."""
    return f"{moment:%H:%M}"


def figure(count: Decimal | int) -> str:
    """`4`, `1,250`, `2.5`."""
    text = f"{count:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def plural(count: Decimal | int, noun: str) -> str:
    """`1 lead`, `2 leads`; a noun that cannot take an s is left alone."""
    return f"{figure(count)} {noun}" if count == 1 or noun.endswith("s") else f"{figure(count)} {noun}s"


def ramping(share: Decimal) -> str:
    """What a new starter reads of their targets; nothing where all of each is asked."""
    return "" if share == 1 else f"You're new: for now it's {figure(share * 100)}% of the usual target."


def bar(measure: Measure) -> str:
    """Ten small blocks, as many filled as the share of the target that is done."""
    filled = round(measure.share * _BAR)
    if measure.share < 1:
        filled = min(filled, _BAR - 1)
    return "■" * filled + "□" * (_BAR - filled)


def tally(measure: Measure) -> str:
    """`4 of 5 leads`."""
    return f"{figure(measure.done)} of {plural(measure.target, escape(measure.unit))}"


def listed(names: list[str]) -> str:
    """`Ana`, `Ana and Ben`, `Ana, Ben and Cleo`."""
    if not names:
        return "nobody"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
