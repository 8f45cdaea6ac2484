"""Amounts on screen: 12 %, 45 days, $1,250.50."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.views.text import figure, plural

if TYPE_CHECKING:
    from decimal import Decimal

    from bot.domain.amounts import Money
    from bot.domain.plan_parts import Power

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "INR": "₹"}


def money(amount: Decimal, currency: str) -> str:
    """`$1,250.50`, `1,250.50 CHF`; whole amounts without their cents."""
    written = f"{amount:,.2f}".removesuffix(".00")
    return f"{_SIGNS[currency]}{written}" if currency in _SIGNS else f"{written} {currency}"


def sum_of(given: Money) -> str:
    """The same of money."""
    return money(given.amount, given.currency)


def amount(power: Power, size: Decimal, currency: str) -> str:
    """An amount of a power, with its unit; `yes` for one that is either used or not."""
    match power.unit:
        case "%":
            return f"{figure(size)} %"
        case "money":
            return money(size, currency)
        case "yes/no":
            return "yes" if size else "no"
        case unit:
            return plural(size, unit.removesuffix("s"))


def asked(power: Power, size: Decimal, currency: str) -> str:
    """What somebody asks for: `Price concession of 12 %`, `Priority support`."""
    return power.name if power.is_yes_or_no else f"{power.name} of {amount(power, size, currency)}"
