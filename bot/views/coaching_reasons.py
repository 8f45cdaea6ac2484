"""Why somebody could use their manager, in words: what is known, and no verdict."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.domain.coaching_reasons import UNTHANKED_FOR, Why
from bot.views import milestones, slips
from bot.views.histories import short_day
from bot.views.text import escape, figure, long_day, plural, weekday

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from bot.domain.coaching_reasons import Reason
    from bot.domain.drops import Drop
    from bot.domain.paces import Forecast

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


def dropped(drop: Drop) -> str:
    """Somebody's weeks beside their own earlier ones: `about 14 leads a week since 2 Nov, before that 24`."""
    now, before = Decimal(round(drop.now)), Decimal(round(drop.usual))
    return (
        f"about {plural(now, escape(drop.unit))} a week since {short_day(drop.since)}, "
        f"before that {figure(before)}"
    )


def out_of_reach(forecast: Forecast) -> str:
    """A target that a week can't reach any more: `3 of 25 leads, 2 days left`."""
    done = f"{figure(forecast.done)} of {plural(forecast.target, escape(forecast.unit))}"
    left = plural(forecast.days_left, "working day") if forecast.days_left else "no day"
    return f"{done}, {left} left"


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
    return (
        "no talk with you written down yet"
        if reason.day is None
        else f"last talk with you on {long_day(reason.day)}"
    )


def _dropped(reason: Reason, _today: date) -> str:
    return ", ".join(dropped(each) for each in reason.drops)


def _out_of_reach(reason: Reason, _today: date) -> str:
    return f"out of reach this week: {', '.join(out_of_reach(each) for each in reason.forecasts)}"


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
    Why.DROPPED: _dropped,
    Why.SLIPPING: _slipping,
    Why.TALK_FIRST: _left_open,
    Why.UNCONFIRMED: lambda reason, _: f"no week confirmed for {plural(reason.count, 'week')}",
    Why.OUT_OF_REACH: _out_of_reach,
    Why.OVERDUE: _last_talk,
    Why.UNTHANKED: _unthanked,
    Why.GOOD_NEWS: _good_news,
})  # fmt: skip
