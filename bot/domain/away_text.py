"""What people type after `/away`: days, from one to another, as they say them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.domain.absences import LONGEST_AGO, require_sensible
from bot.domain.calendar import ONE_DAY
from bot.domain.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORTEST_NAME = 3
_LONGEST = 200
"""More characters than this are no dates."""

_OVER_NEW_YEAR = timedelta(days=183)
"""How long an absence may be that ends in an earlier month than it begins."""

_NEXT_LEAP_YEAR = 8
_LEAP_DAY = (29, 2)

_MENTION = re.compile(r"<@([UW][A-Z0-9]{2,30})(?:\|[^>]*)?>")
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<slash>  [0-9]{1,4}/[0-9]{1,2}(?:/[0-9]{1,4})? (?![0-9]) )
    | (?P<iso>    [0-9]{4}-[0-9]{1,2}-[0-9]{1,2} (?![0-9]) )
    | (?P<dotted> [0-9]{1,2}\.[0-9]{1,2}(?:\.[0-9]{4})? (?![0-9]) ) (?:\.(?!\.))?
    | (?P<year>   [0-9]{4} (?![0-9]) )
    | (?P<number> [0-9]{1,2} (?![0-9]) ) (?:(?:st|nd|rd|th)\b|\.(?!\.))?
    | (?P<dash>   -|\.\. )
    | (?P<word>   [^\W\d_]+ ) (?:\.(?!\.))?
    ),?""",
    re.VERBOSE,
)
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_TO = frozenset({"to", "until", "till", "through"})


class UnreadableDays(Refusal):
    """What was typed is not days."""

    def __init__(self, typed: str) -> None:
        super().__init__(typed)
        self.typed = typed


class AmbiguousDay(UnreadableDays):
    """A date that is one day to some and another to others, such as 8/12."""


class NoSuchDay(UnreadableDays):
    """A date that is in no calendar, such as 31 February."""


class NobodyNamed(UnreadableDays):
    """A name that Slack did not turn into a person."""


@dataclass(frozen=True)
class Away:
    """What was read: from `first` to `last`, both included; `whom` if somebody is named."""

    first: date
    last: date
    whom: str | None = None


@dataclass(frozen=True)
class _Date:
    """A date as far as it was said."""

    day: int
    month: int | None = None
    year: int | None = None


@dataclass(frozen=True)
class _Weekday:
    """Monday is 0."""

    number: int

    def from_(self, day: date) -> date:
        """The first such day from `day` on."""
        return day + (self.number - day.weekday()) % 7 * ONE_DAY


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str


def mentioned(text: str) -> str | None:
    """Whom the text names, by Slack id; None for nobody."""
    found = _MENTION.search(text)
    return None if found is None else found[1]


def read_away(text: str, today: date) -> Away:
    """The days in `text`, as somebody means them `today`.

    A date without a year is one of the last 60 days where that fits, else the next to come.

    Raises:
        UnreadableDays: or a kind of it, with what was typed.
        Refusal: for days that `require_sensible` refuses.
    """
    typed = _unescaped(" ".join(_MENTION.sub(" ", text, count=1).split()))
    if "@" in typed:
        raise NobodyNamed(typed)
    tokens = _tokens(typed) if len(typed) <= _LONGEST else []
    span = _span(tokens, today) if tokens else None
    if span is None:
        raise UnreadableDays(typed)
    require_sensible(*span, today)
    return Away(*span, mentioned(text))


def _unescaped(text: str) -> str:
    """What was typed, before Slack kept it apart from its own signs."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _tokens(typed: str) -> list[_Token]:
    """The text cut into dates, numbers and words; none of them if a part of it is neither."""
    text = _DASHES.sub("-", typed.casefold())
    tokens: list[_Token] = []
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            return []
        kind = str(found.lastgroup)
        if kind == "slash":
            raise AmbiguousDay(found[kind])
        tokens.append(_Token(kind, found[kind]))
        at = found.end()
    return tokens


def _span(tokens: Sequence[_Token], today: date) -> tuple[date, date] | None:
    """The first and the last day; None for what is not days."""
    if tokens[0].text in {"from", "on"}:
        tokens = tokens[1:]
    week = _week([token.text for token in tokens], today)
    if week is not None:
        return week
    for at, token in enumerate(tokens):
        if token.kind == "dash" or token.text in _TO:
            begin = tokens[:at] or [_Token("word", "today")]
            return _from_to(_end(begin, today), _end(tokens[at + 1 :], today), today)
        if token.text == "and":
            both = _from_to(_end(tokens[:at], today), _end(tokens[at + 1 :], today), today)
            return both if both is not None and both[1] - both[0] == ONE_DAY else None
    only = _end(tokens, today)
    return _from_to(only, only, today)


def _week(words: list[str], today: date) -> tuple[date, date] | None:
    monday = today - today.weekday() * ONE_DAY
    match words:
        case ["this", "week"]:
            return today, monday + 6 * ONE_DAY
        case ["next", "week"]:
            return monday + 7 * ONE_DAY, monday + 13 * ONE_DAY
        case ["last", "week"]:
            return monday - 7 * ONE_DAY, monday - ONE_DAY
        case _:
            return None


def _end(tokens: Sequence[_Token], today: date) -> date | _Date | _Weekday | None:
    """One end of it; None for what is no day."""
    texts = [token.text for token in tokens]
    match [token.kind for token in tokens]:
        case ["iso"] | ["dotted"]:
            parts = [int(part) for part in re.split("[.-]", texts[0])]
            return _Date(*(reversed(parts) if tokens[0].kind == "iso" else parts))
        case ["number"]:
            return _Date(int(texts[0]))
        case ["number", "word"] | ["number", "word", "year"]:
            return _named(texts[0], texts[1], texts[2:])
        case ["word", "number"] | ["word", "number", "year"]:
            return _named(texts[1], texts[0], texts[2:])
        case ["word"]:
            return _word(texts[0], today)
        case _:
            return None


def _named(day: str, name: str, year: list[str]) -> _Date | None:
    month = _place(name, _MONTHS)
    if month is None:
        return None
    return _Date(int(day), month + 1, int(year[0]) if year else None)


def _word(word: str, today: date) -> date | _Weekday | None:
    near = {"yesterday": -ONE_DAY, "today": 0 * ONE_DAY, "tomorrow": ONE_DAY}
    if word in near:
        return today + near[word]
    number = _place(word, _WEEKDAYS)
    return None if number is None else _Weekday(number)


def _place(word: str, names: Sequence[str]) -> int | None:
    """Which of the names is meant by its first letters."""
    if len(word) < _SHORTEST_NAME:
        return None
    return next((place for place, name in enumerate(names) if name.startswith(word)), None)


def _from_to(
    begin: date | _Date | _Weekday | None, end: date | _Date | _Weekday | None, today: date
) -> tuple[date, date] | None:
    if begin is None or end is None:
        return None
    if isinstance(begin, _Date) and isinstance(end, _Date):
        begin = _completed(begin, end)
    first = _first(begin, today)
    return None if first is None else (first, _last(end, first))


def _completed(begin: _Date, end: _Date) -> _Date:
    """The first day, with the month and year that were said of the last one only."""
    if begin.month is None:
        return replace(begin, month=end.month, year=end.year)
    if begin.year is None and end.year is not None and end.month is not None:
        return replace(begin, year=end.year - (begin.month > end.month))
    return begin


def _first(begin: date | _Date | _Weekday, today: date) -> date | None:
    if isinstance(begin, date):
        return begin
    if isinstance(begin, _Weekday):
        return begin.from_(today)
    if begin.month is None:
        return None
    if begin.year is not None:
        return _exact(begin.day, begin.month, begin.year)
    years = range(today.year - 1, today.year + _NEXT_LEAP_YEAR + 1)
    days = (_in_calendar(begin.day, begin.month, year) for year in years)
    found = next((day for day in days if day is not None and day >= today - LONGEST_AGO), None)
    return found or _exact(begin.day, begin.month, None)


def _last(end: date | _Date | _Weekday, first: date) -> date:
    if isinstance(end, date):
        return end
    if isinstance(end, _Weekday):
        return end.from_(first)
    month = end.month or first.month
    last = _exact(end.day, month, end.year or first.year)
    if end.year is None and month < first.month:
        next_year = _in_calendar(end.day, month, first.year + 1)
        if next_year is not None and next_year - first <= _OVER_NEW_YEAR:
            return next_year
    return last


def _in_calendar(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _exact(day: int, month: int, year: int | None) -> date:
    found = None if year is None else _in_calendar(day, month, year)
    if found is None:
        name = _MONTHS[month - 1].capitalize() if 1 <= month <= len(_MONTHS) else f"of month {month}"
        leap = f" {year}" if (day, month) == _LEAP_DAY and year is not None else ""
        raise NoSuchDay(f"{day} {name}{leap}")
    return found
