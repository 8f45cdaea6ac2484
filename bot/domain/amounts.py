"""Amounts as people write them: "12,5 %", "1.250,50", "$25k", "45 days". Decimals, never floats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection

CENT = Decimal("0.01")
LARGEST = Decimal(1_000_000_000)
HUNDRED = Decimal(100)

SYMBOLS = {
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"),
    "us$": ("USD",),
    "c$": ("CAD",),
    "a$": ("AUD",),
    "€": ("EUR",),
    "£": ("GBP",),
    "¥": ("JPY", "CNY"),
    "₹": ("INR",),
    "r$": ("BRL",),
    "zł": ("PLN",),
    "kr": ("SEK", "NOK", "DKK"),
    "fr": ("CHF",),
    "rs": ("INR", "PKR", "LKR", "NPR"),
}
"""The currencies that a sign can mean, without a full stop after it."""

LONGEST = 60
"""Characters of an amount that is read."""

_TIMES = {"": 1, "k": 1_000, "m": 1_000_000, "mio": 1_000_000, "mn": 1_000_000}
_MONEY = re.compile(
    r"(?P<sign>[+\-]?)\s*(?P<before>(?:fr|rs)\.|[^\d\s.,+\-]{1,4})?\s*"
    r"(?P<number>[+\-]?[\d.,'’\s]*\d)\s*(?P<tail>[^\d,+\-]*)",  # noqa: RUF001 - the Swiss write this apostrophe
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?P<times>k|mio|mn|m)?\.?\s*(?P<after>[^\d\s.,+\-]{1,4}\.?)?", re.IGNORECASE)
_PERCENT = re.compile(r"(?P<number>[+\-]?[\d.,]*\d)\s*(?:%|percent|per\s?cent|pct)?", re.IGNORECASE)
_COUNTED = re.compile(
    r"(?:net\s*)?(?P<number>[+\-]?[0-9]+(?P<part>[.,][0-9]+)?)\s*(?P<unit>[a-z]*)", re.IGNORECASE
)
_SPACES = re.compile(r"[\s'’]")  # noqa: RUF001 - likewise
_ONE_GROUP = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_MOST_DECIMALS = 2
_PLAIN = re.compile(r"[0-9.,]+")
_SPACED = re.compile(r"\d{1,3}(?:[\s'’]\d{3})+(?:[.,]\d+)?")  # noqa: RUF001 - likewise
_GROUPS = re.compile(r"[1-9]\d{0,2}(?:\D\d{3})+|[1-9]\d?(?:,\d{2})*,\d{3}")
"""Groups of three digits; or, as in India, groups of two before the last one."""


class Flaw(StrEnum):
    """What is wrong with an amount that was typed."""

    NOT_A_NUMBER = "not-a-number"
    TWO_READINGS = "two-readings"
    NEGATIVE = "negative"
    ZERO = "zero"
    TOO_FINE = "too-fine"
    TOO_LARGE = "too-large"
    NOT_WHOLE = "not-whole"
    OTHER_CURRENCY = "other-currency"
    WHICH_CURRENCY = "which-currency"
    NOT_THE_DEALS = "not-the-deals"
    ABOVE_LIST = "above-list"


class Unreadable(Refusal):
    """An amount that cannot be read, or that is none; the flaw says why."""

    def __init__(self, flaw: Flaw, typed: str = "") -> None:
        super().__init__(flaw.value)
        self.flaw = flaw
        self.typed = typed


@dataclass(frozen=True)
class Money:
    """An amount, to the cent, in a currency by its ISO 4217 code."""

    amount: Decimal
    currency: str


def read_percent(typed: str) -> Decimal:
    """A percentage above 0 and up to 100, with at most two decimals.

    Raises:
        Unreadable: for anything else.
    """
    found = _PERCENT.fullmatch(_legible(typed))
    if found is None:
        raise Unreadable(Flaw.NOT_A_NUMBER, typed)
    share = _number(found["number"], typed, groups=False)
    if share > HUNDRED:
        raise Unreadable(Flaw.TOO_LARGE, typed)
    return _positive(share, typed)


def read_count(typed: str, unit: str) -> Decimal:
    """A whole number of days or months above 0, up to 1,000: "45", "45 days", "net 45".

    Raises:
        Unreadable: for anything else; a number of another unit too.
    """
    found = _COUNTED.fullmatch(_legible(typed))
    if found is None or found["unit"].lower() not in {"", unit, unit.removesuffix("s"), unit[0]}:
        raise Unreadable(Flaw.NOT_A_NUMBER, typed)
    if found["part"]:
        raise Unreadable(Flaw.NOT_WHOLE, typed)
    count = _number(found["number"], typed, groups=False)
    if count > 1000:  # noqa: PLR2004 - nobody gives three years of terms; a year typed here is a slip
        raise Unreadable(Flaw.TOO_LARGE, typed)
    return _positive(count, typed)


def read_money(typed: str, currency: str, known: Collection[str], *, zero: bool = False) -> Money:
    """Money, in `currency` unless the text names another one of the `known`; nothing only with `zero`.

    Raises:
        Unreadable: for what is no amount, has a currency that is not known, or a sign that can mean
            several of them.
    """
    found = _MONEY.fullmatch(_legible(typed))
    tail = None if found is None else _tail(found["tail"], known)
    if found is None or tail is None or (found["before"] and tail[1]):
        raise Unreadable(Flaw.NOT_A_NUMBER, typed)
    times, named = tail[0], found["before"] or tail[1]
    meant = _currency(named, currency, known, typed) if named else currency
    if times and _ONE_GROUP.fullmatch(found["number"].lstrip("+-")):
        raise Unreadable(Flaw.TWO_READINGS, typed)
    amount = _number(found["sign"] + found["number"], typed, groups=not times) * _TIMES[times]
    if amount > LARGEST:
        raise Unreadable(Flaw.TOO_LARGE, typed)
    if zero and amount == 0:
        return Money(Decimal(0), meant)
    return Money(_positive(amount, typed), meant)


def percent_off(full: Decimal, offered: Decimal) -> Decimal:
    """By how many percent `offered` is below `full`, rounded half up to two places.

    Raises:
        Unreadable: where nothing is taken off, more is asked than the list price, or that is nothing.
    """
    if full <= 0:
        raise Unreadable(Flaw.ZERO, str(full))
    if offered > full:
        raise Unreadable(Flaw.ABOVE_LIST, str(offered))
    share = ((full - offered) * HUNDRED / full).quantize(CENT, ROUND_HALF_UP)
    return _positive(share, str(offered))


def _legible(typed: str) -> str:
    """What was typed, on the keyboard's own characters; raises Unreadable for what is too long to be one."""
    if len(typed) > LONGEST:
        raise Unreadable(Flaw.NOT_A_NUMBER, typed)
    return typed.strip().replace("\N{MINUS SIGN}", "-")


def _tail(text: str, known: Collection[str]) -> tuple[str, str] | None:
    """What follows a number, as times and currency: `k€` is both, `kr` and `MXN` are currencies."""
    if _meanings(text.strip(), known):
        return "", text.strip()
    found = _TAIL.fullmatch(text.strip())
    return None if found is None else ((found["times"] or "").lower(), found["after"] or "")


def _meanings(sign: str, known: Collection[str]) -> tuple[str, ...]:
    """Those of the `known` currencies that a sign or code can mean."""
    plain = sign.removesuffix(".")
    return tuple(each for each in SYMBOLS.get(plain.lower(), (plain.upper(),)) if each in known)


def _currency(sign: str, currency: str, known: Collection[str], typed: str) -> str:
    meant = _meanings(sign, known)
    if currency in meant:
        return currency
    if not meant:
        raise Unreadable(Flaw.OTHER_CURRENCY, typed)
    if len(meant) > 1:
        raise Unreadable(Flaw.WHICH_CURRENCY, typed)
    return meant[0]


def _number(text: str, typed: str, *, groups: bool) -> Decimal:
    """The number in `text`, whichever of comma and point marks its decimals.

    Of both, the last one does. One alone does too, unless three digits follow it where `groups` of them
    are usual, as they are in money: nobody counts tenths of a cent.
    """
    sign, digits = (text[0], text[1:]) if text[0] in "+-" else ("", text)
    digits = _SPACES.sub("", digits) if _SPACED.fullmatch(digits) else digits
    if not _PLAIN.fullmatch(digits):
        raise Unreadable(Flaw.NOT_A_NUMBER, typed)
    marks = [each for each in digits if each in ".,"]
    whole, decimals = digits, ""
    if len(set(marks)) > 1 or (len(marks) == 1 and not (groups and _ONE_GROUP.fullmatch(digits))):
        whole, _, decimals = digits.rpartition(marks[-1])
    if groups and len(decimals) > _MOST_DECIMALS:
        raise Unreadable(Flaw.TOO_FINE, typed)
    if not whole.isdigit() and whole:
        if not _GROUPS.fullmatch(whole) or len(set(whole) & set(".,")) > 1:
            raise Unreadable(Flaw.NOT_A_NUMBER, typed)
        whole = re.sub(r"[.,]", "", whole)
    number = Decimal(f"{whole or '0'}.{decimals or '0'}")
    if sign == "-" and number:
        raise Unreadable(Flaw.NEGATIVE, typed)
    return number


def _positive(number: Decimal, typed: str) -> Decimal:
    if number == 0:
        raise Unreadable(Flaw.ZERO, typed)
    if number != number.quantize(CENT, ROUND_HALF_UP):
        raise Unreadable(Flaw.TOO_FINE, typed)
    return number.quantize(CENT) if number != number.to_integral_value() else number.to_integral_value()
