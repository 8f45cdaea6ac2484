"""What people read when the rules say no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.checkins import BadCounts, Fault
from bot.domain.refusals import (
    Busy,
    NoPlan,
    NotAWorkingDay,
    NothingExpected,
    Stranger,
    TooEarly,
    TooLate,
    UnknownZone,
)
from bot.views.blocks import Json, modal, section

if TYPE_CHECKING:
    from bot.domain.refusals import Refusal

SENTENCES: dict[type[Refusal], str] = {
    BadCounts: "One of the numbers can't be right. Please look at it again.",
    Busy: "I couldn't save that just now. Nothing was changed; please press the button once more.",
    NoPlan: "Your team has no plan yet, so there is nothing to check in for. Please ask your admin.",
    NotAWorkingDay: "That isn't one of your working days, so there is nothing to check in for.",
    NothingExpected: "Nothing is counted in your role, so there is nothing to check in for.",
    Stranger: "You aren't on this team in Latitude. Your manager or an admin can add you.",
    TooEarly: "That day hasn't begun yet where you are. It opens at midnight.",
    TooLate: "That day is closed: a week can be changed until the next one begins.",
    UnknownZone: "There is no time zone of that name. One that exists is Europe/Berlin.",
}

FAULTS: dict[Fault, str] = {
    Fault.EMPTY: "Please give a number; 0 is fine.",
    Fault.NOT_A_NUMBER: "Please type a number, such as 4.",
    Fault.NOT_WHOLE: "Please type a whole number, such as 4.",
    Fault.NEGATIVE: "It can't be less than 0.",
    Fault.TOO_MANY: "It can't be more than 10,000.",
}


def sentence(refusal: Refusal) -> str:
    """The sentence for this refusal."""
    return SENTENCES[type(refusal)]


def fault_sentence(reference: str) -> str:
    """What a person reads when something broke: what to do, and what to quote."""
    return (
        "Something went wrong on my side and I couldn't do that. Please try again in a minute. "
        f"If it happens again, give your admin this reference: `{reference}`."
    )


def notice(text: str, title: str = "Not this time") -> Json:
    """A small modal that says why not."""
    return modal(title, [section(text)], callback="notice", close="OK")
