"""Why somebody could use their manager, in words: what is known, and no verdict."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.domain.coaching_reasons import UNTHANKED_FOR, Why
from bot.views import milestones, slips
from bot.views.histories import short_day
from bot.views.text import long_day, plural, weekday

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from bot.domain.coaching_reasons import Reason

_BRIEFLY = MappingProxyType({
    Why.ASKED: "asked for a talk",
    Why.FOLLOW_UP: "something agreed is due",
    Why.BLOCKED: "a blocker that keeps coming back",
    Why.HELD_BACK: "a limit that is too small for the work",
    Why.DROPPED: "numbers down for weeks",
    Why.SLIPPING: "something has begun to slip",
    Why.TALK_FIRST: "a week left open",
    Why.UNCONFIRMED: "weeks that nobody confirmed",
    Why.OUT_OF_REACH: "a target out of reach",
    Why.OVERDUE: "no talk for a while",
    Why.UNTHANKED: "no thanks for a while",
    Why.GOOD_NEWS: "good news",
})  # fmt: skip


def briefly(reason: Reason) -> str:
    """A reason beside a more pressing one."""
    return _BRIEFLY[reason.why]


def said(reason: Reason, today: date) -> str:
    """A reason with its evidence, after a name."""
    return _SAID[reason.why](reason, today)


def _on(day: date | None, today: date) -> str:
    named = _day(day, today)
    return named if named == "today" else f"on {named}"


def _day(day: date | None, today: date) -> str:
    """`today`, `Monday`, `Monday 16 November`."""
    if day is None or day == today:
        return "today"
    return weekday(day) if 0 < (today - day).days < 7 else long_day(day)  # noqa: PLR2004 - days of a week


def _short(day: date | None) -> str:
    return "" if day is None else short_day(day)


def _slipping(reason: Reason, _today: date) -> str:
    return f"lately {', and '.join(slips.lately(each) for each in reason.slips)}"


def _held_back(reason: Reason, _today: date) -> str:
    return f"held back by the limit: {reason.count} of {plural(reason.of, 'request')} approved unchanged"


def _left_open(reason: Reason, _today: date) -> str:
    return f"the week of {_short(reason.day)} is still open: you wanted to talk first"


def _last_talk(reason: Reason, _today: date) -> str:
    return "no talk written down yet" if reason.day is None else f"last talk on {long_day(reason.day)}"


def _unthanked(reason: Reason, _today: date) -> str:
    kept = f", and {plural(reason.count, 'commitment')} kept" if reason.count else ""
    return f"no thanks from anybody in {UNTHANKED_FOR} working days{kept}"


def _good_news(reason: Reason, _today: date) -> str:
    return f"worth a word: {', '.join(milestones.said(each) for each in reason.milestones)}"


_SAID: Mapping[Why, Callable[[Reason, date], str]] = MappingProxyType({
    Why.ASKED: lambda reason, today: f"asked for a talk {_on(reason.day, today)}",
    Why.FOLLOW_UP: lambda reason, today: f"you agreed on this by {_day(reason.day, today)}",
    Why.BLOCKED: lambda reason, _: f"the same thing in the way on {plural(reason.count, 'day')}",
    Why.HELD_BACK: _held_back,
    Why.SLIPPING: _slipping,
    Why.TALK_FIRST: _left_open,
    Why.UNCONFIRMED: lambda reason, _: f"no week confirmed for {plural(reason.count, 'week')}",
    Why.OVERDUE: _last_talk,
    Why.UNTHANKED: _unthanked,
    Why.GOOD_NEWS: _good_news,
})  # fmt: skip
