"""Delegations on screen: who decides for whom, until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.deliveries import Message
from bot.views.blocks import Json, button, modal, section
from bot.views.text import escape, long_day

if TYPE_CHECKING:
    from bot.domain.delegations import Delegated

END = "delegation.end"


def line(own: Delegated) -> list[Json]:
    """Who decides for somebody, on their Home, with a button to end it."""
    name = escape(own.delegate.first_name)
    text = f"*{name} decides for you {_days(own)}.* You can still decide yourself."
    return [section(text, button("End it", END))]


def begun(own: Delegated) -> Message:
    """What somebody reads who has let another decide."""
    name = escape(own.delegate.first_name)
    text = (
        f"*{name} decides for you {_days(own)}*, within what you may grant. What they decide says it is for "
        "you. You can still decide yourself; `/latitude delegate off` ends it."
    )
    return Message(text=f"{name} decides for you {_days(own)}.", blocks=(section(text),))


def told(own: Delegated) -> Message:
    """What the delegate reads."""
    name = escape(own.person.first_name)
    text = (
        f"*You decide for {name} {_days(own)}*, within what {name} may grant. New requests come to you; "
        "those already asked are in the approvals channel, and their buttons are yours to press."
    )
    return Message(text=f"You decide for {name} {_days(own)}.", blocks=(section(text),))


def told_of_end(own: Delegated) -> Message:
    """What the delegate reads when it is over before its day."""
    text = f"{escape(own.person.first_name)} decides again; you no longer stand in."
    return Message(text=text, blocks=(section(text),))


def over() -> Message:
    """What somebody reads who has ended it."""
    text = "You decide yourself again."
    return Message(text=text, blocks=(section(text),))


def over_modal() -> Json:
    """The same after the button."""
    return modal("Delegation", [section("You decide yourself again.")], callback="notice", close="OK")


def _days(own: Delegated) -> str:
    first, last = own.delegation.first, own.delegation.last
    if first == last:
        return "today" if first == own.today else f"on {long_day(first)}"
    begins = "" if first <= own.today else f"from {long_day(first)} "
    return f"{begins}until {long_day(last)}"
