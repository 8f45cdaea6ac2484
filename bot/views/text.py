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
_PIECE = 2900
_LINE = 500

_MARK = re.compile(r"`|(?!(?<=\s).\s)(?:(?<![^\W_])[*_~]|[*_~](?![^\W_]))")
"""A mark that can begin or end formatting; one within a word, or between spaces, cannot: 3*4, a_b, 3 * 4."""
_INERT = {"`": "\u02cb", "*": "\u2217", "_": "\u02cd", "~": "\u223c"}
"""What looks the same and formats nothing: Slack knows no way to escape its marks."""
_EMOJI = re.compile(r":(?=[^\s:]+:)")
_PARTED = ":\u200b"


def escape(typed: str) -> str:
    """Text that a person typed, unable to ping, link, format or forge anything where mrkdwn is drawn."""
    harmless = _MARK.sub(lambda mark: _INERT[mark[0]], _CONTROL.sub("", typed))
    harmless = _EMOJI.sub(_PARTED, harmless)
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
    lines = escape(clip(typed, longest)).splitlines()
    if any(len(line) > _PIECE for line in lines):  # hardly anything but signs that are escaped
        starts = range(0, min(len(typed), longest), _LINE)
        lines = [line for at in starts for line in escape(typed[at : at + _LINE]).splitlines()]
    if by:
        lines = [f"*{escape(by)}*  {''.join(lines[:1])}", *lines[1:]]
    return "\n".join(f"> {line}" for line in lines)


def pieces(*texts: str) -> list[str]:
    """Texts and quotations beneath each other, in as few pieces as Slack takes, parted between lines."""
    joined: list[str] = []
    for line in (line for text in texts if text for line in text.split("\n")):
        if joined and len(joined[-1]) + len(line) < _PIECE:
            joined[-1] += f"\n{line}"
        else:
            joined.append(line)
    return joined


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


def channel(name: str) -> str:
    """A channel of the plan as people read it: `#wins`."""
    return escape(name) if name.startswith("#") else f"<#{escape(name)}>"


def by_own_clock(at: datetime) -> str:
    """A moment by the clock of who reads it; where Slack cannot tell that, with the zone it is in."""
    written = f"{long_day(at.date())} at {hour(at)} ({at.tzinfo})"
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{written}>"
