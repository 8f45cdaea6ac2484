"""A request as it was typed into the form, and the case it makes; every fault of it at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from bot.domain.amounts import (
    CENT,
    HUNDRED,
    Flaw,
    Money,
    Unreadable,
    percent_off,
    read_count,
    read_money,
    read_percent,
)
from bot.domain.authority import YES
from bot.domain.refusals import Refusal
from bot.domain.requests import LEAST_REASON, LONGEST_NAME, LONGEST_TEXT, Case
from bot.domain.visible_text import seen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from bot.domain.plan import Plan
    from bot.domain.plan_parts import Power


T = TypeVar("T")

MOST_YEARS = 2
FURTHEST = timedelta(days=366 * MOST_YEARS)
"""Within which time something has to be needed."""


class Lack(StrEnum):
    """What is wrong with words that were typed, or are missing."""

    MISSING = "missing"
    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    PAST = "past"
    FAR = "far"
    UNKNOWN = "unknown"
    DISAGREES = "disagrees"


@dataclass(frozen=True)
class Entry:
    """What stands in the form, as it was typed.

    Attributes:
        power: The key of the power.
        amount: How much; for a price, the percentage, which the two prices may stand for.
        full_price: The list price.
        offered_price: What it came down to; with a list price, a percentage may stand for it.
        currency: Of the deal, where it names none, and of the prices.
        link: The message in Slack it began with.
    """

    power: str
    amount: str = ""
    full_price: str = ""
    offered_price: str = ""
    customer: str = ""
    deal: str = ""
    currency: str = ""
    reason: str = ""
    said: str = ""
    give_get: str = ""
    needed_by: date | None = None
    link: str = ""


@dataclass(frozen=True)
class Prices:
    """A list price, what it comes down to, and by how many percent that is."""

    full: Money
    offered: Money
    percent: Decimal


class BadEntry(Refusal):
    """A form that cannot be taken as it is: what is wrong, by the field it is about."""

    def __init__(self, faults: Mapping[str, Unreadable | Lack]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


def read_entry(plan: Plan, entry: Entry, today: date) -> Case:
    """The case that a form makes.

    Raises:
        BadEntry: with every fault of it.
    """
    faults: dict[str, Unreadable | Lack] = {}
    power = plan.power(entry.power)
    if power is None:
        raise BadEntry({"power": Lack.UNKNOWN})
    currency = entry.currency or plan.approvals.currency
    if currency not in plan.approvals.currencies:
        raise BadEntry({"currency": Lack.UNKNOWN})
    deal = _read(faults, "deal", lambda: _something(plan, entry.deal, currency))
    prices = _prices(plan, power, entry, currency, deal, faults)
    amount = _amount(plan, power, entry, currency, prices, faults)
    words = {
        "customer": _words(faults, "customer", entry.customer, least=1, most=LONGEST_NAME),
        "reason": _words(faults, "reason", entry.reason, least=LEAST_REASON),
        "said": _words(faults, "said", entry.said, least=1),
        "give_get": _words(faults, "give_get", entry.give_get),
    }
    if entry.needed_by is not None and entry.needed_by < today:
        faults["needed_by"] = Lack.PAST
    if entry.needed_by is not None and entry.needed_by - today > FURTHEST:
        faults["needed_by"] = Lack.FAR
    if faults or deal is None or amount is None:
        raise BadEntry(faults)
    return Case(
        power=power.key,
        amount=amount,
        deal=deal,
        deal_value=plan.approvals.value_in(deal),
        needed_by=entry.needed_by,
        full_price=prices.full if prices else None,
        offered_price=prices.offered if prices else None,
        link=entry.link,
        **words,
    )


def worked_out(plan: Plan, entry: Entry) -> Prices | None:
    """What follows from the prices and the percentage typed so far; None where nothing does."""
    power = plan.power(entry.power)
    currency = entry.currency or plan.approvals.currency
    if power is None or currency not in plan.approvals.currencies:
        return None
    deal = _read({}, "deal", lambda: read_money(entry.deal, currency, plan.approvals.currencies))
    return _prices(plan, power, entry, currency, deal, {})


def read_amount(plan: Plan, power: Power, typed: str) -> Decimal:
    """An amount of `power`, in its unit; money in the plan's currency.

    Raises:
        Unreadable: for what is none.
    """
    if power.is_yes_or_no:
        return YES
    if power.unit == "%":
        return read_percent(typed)
    if power.unit == "money":
        return _worth(plan, typed, plan.approvals.currency)
    return read_count(typed, power.unit)


def read_given(plan: Plan, power: Power, typed: str) -> Decimal:
    """How much was really given of `power`; nothing at all is an amount here.

    Raises:
        Unreadable: for what is none.
    """
    try:
        return read_amount(plan, power, typed)
    except Unreadable as fault:
        if fault.flaw is not Flaw.ZERO:
            raise
        return Decimal(0)


def cost(power: Power, amount: Decimal, deal_value: Decimal) -> Decimal | None:
    """What a use costs in money, in the plan's currency, where that can be told.

    A share of the deal, a month of a year's deal, or the amount itself; days and support have no price.
    """
    if power.unit == "money":
        return amount
    if power.unit == "%":
        return (deal_value * amount / 100).quantize(CENT, ROUND_HALF_UP)
    if power.unit == "months":
        return (deal_value * amount / 12).quantize(CENT, ROUND_HALF_UP)
    return None


def _amount(
    plan: Plan,
    power: Power,
    entry: Entry,
    currency: str,
    prices: Prices | None,
    faults: dict[str, Unreadable | Lack],
) -> Decimal | None:
    if prices is not None:
        return prices.percent
    if {"full_price", "offered_price"} & faults.keys():
        return None
    if not power.is_yes_or_no and not entry.amount.strip():
        faults["amount"] = Lack.MISSING
        return None
    if power.unit == "money":
        return _read(faults, "amount", lambda: _worth(plan, entry.amount, currency))
    return _read(faults, "amount", lambda: read_amount(plan, power, entry.amount))


def _worth(plan: Plan, typed: str, currency: str) -> Decimal:
    """Money in the plan's currency."""
    return plan.approvals.value_in(_something(plan, typed, currency))


def _something(plan: Plan, typed: str, currency: str) -> Money:
    """Money as it was entered; what comes to less than a cent of the plan's currency is nothing."""
    given = read_money(typed, currency, plan.approvals.currencies)
    if not plan.approvals.value_in(given):
        raise Unreadable(Flaw.ZERO, typed)
    return given


def _prices(
    plan: Plan,
    power: Power,
    entry: Entry,
    currency: str,
    deal: Money | None,
    faults: dict[str, Unreadable | Lack],
) -> Prices | None:
    """List price, offered price and percentage, where the form has two of them or all three.

    The prices are in the deal's currency, once that is known.
    """
    typed = {"full_price": entry.full_price.strip(), "offered_price": entry.offered_price.strip()}
    if power.unit != "%" or not any(typed.values()):
        return None
    if not typed["full_price"] or not (typed["offered_price"] or entry.amount.strip()):
        faults["offered_price" if typed["full_price"] else "full_price"] = Lack.MISSING
        return None

    def read(price: str, *, zero: bool = False) -> Money:
        usual = currency if deal is None else deal.currency
        found = read_money(price, usual, plan.approvals.currencies, zero=zero)
        if deal is not None and found.currency != deal.currency:
            raise Unreadable(Flaw.NOT_THE_DEALS, price)
        return found

    full = _read(faults, "full_price", lambda: read(entry.full_price))
    if typed["offered_price"]:
        offered = _read(faults, "offered_price", lambda: read(entry.offered_price, zero=True))
        return None if full is None or offered is None else _compared(full, offered, entry, faults)
    percent = _read(faults, "amount", lambda: read_percent(entry.amount))
    return None if full is None or percent is None else _taken_off(full, percent)


def _compared(
    full: Money, offered: Money, entry: Entry, faults: dict[str, Unreadable | Lack]
) -> Prices | None:
    """Two prices, with the percentage that they make."""
    if full.currency != offered.currency:
        faults["offered_price"] = Unreadable(Flaw.NOT_THE_DEALS, entry.offered_price)
        return None
    percent = _read(faults, "offered_price", lambda: percent_off(full.amount, offered.amount))
    if percent is None or not _agrees(entry.amount, percent, faults):
        return None
    return Prices(full, offered, percent)


def _taken_off(full: Money, percent: Decimal) -> Prices:
    """A list price less a percentage of it, to the cent, halves up."""
    offered = (full.amount * (HUNDRED - percent) / HUNDRED).quantize(CENT, ROUND_HALF_UP)
    return Prices(full, Money(offered, full.currency), percent)


def _agrees(typed: str, percent: Decimal, faults: dict[str, Unreadable | Lack]) -> bool:
    """Whether a percentage that was typed besides, if one was, is the one that the prices make."""
    said = _read(faults, "amount", lambda: read_percent(typed)) if typed.strip() else percent
    if said is not None and said != percent:
        faults["amount"] = Lack.DISAGREES
    return said == percent


def _read(faults: dict[str, Unreadable | Lack], field: str, read: Callable[[], T]) -> T | None:
    try:
        return read()
    except Unreadable as fault:
        faults[field] = fault
        return None


def _words(
    faults: dict[str, Unreadable | Lack], field: str, typed: str, *, least: int = 0, most: int = LONGEST_TEXT
) -> str:
    words, visible = typed.strip(), len(seen(typed))
    if least and not visible:
        faults[field] = Lack.MISSING
    elif visible < least:
        faults[field] = Lack.TOO_SHORT
    elif len(words) > most:
        faults[field] = Lack.TOO_LONG
    return words
