"""Which rule decided who decides a request, in a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.allowances import Allowance
from bot.domain.authority import Rule
from bot.views.amounts import amount, money
from bot.views.authority import left
from bot.views.text import escape

if TYPE_CHECKING:
    from bot.domain.request_cards import Picture


def rule(picture: Picture) -> str:
    """Which rule decided who decides, such as `Supported covers up to 6 %`."""
    own, level = picture.own, escape(picture.level)
    match picture.request.rule:
        case Rule.LIMIT:
            covers = (
                f"up to {amount(picture.power, own.limit, picture.currency)}" if own.limit else "none of it"
            )
            return f"{level} covers {covers}"
        case Rule.DEAL_MAX:
            return f"{level} decides alone in deals to {money(own.deal_max or own.limit, picture.currency)}"
        case Rule.BUDGET:
            return _beyond_budget(picture)
        case _:
            return f"{level} covers it"


def _beyond_budget(picture: Picture) -> str:
    """Such as `Supported has 2 of 60 points left this quarter to use alone`."""
    rest = left(Allowance(picture.power, picture.own), picture.currency, picture.per)
    return f"{escape(picture.level)} has {rest or 'nothing left'} to use alone"
