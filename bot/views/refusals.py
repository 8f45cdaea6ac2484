"""What people read when the rules say no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.absences import (
    BackAlready,
    EndsBeforeItBegins,
    NotAColleague,
    NotYourTeam,
    TooFarAhead,
    TooLongAgo,
    TooLongAway,
)
from bot.domain.away_text import AmbiguousDay, NobodyNamed, NoSuchDay, UnreadableDays
from bot.domain.counts import BadCounts, Fault
from bot.domain.home import NotForYou
from bot.domain.newcomers import AlreadySettled, NobodyOffered, NotALeader, NotAnAdmin, Outcome
from bot.domain.refusals import (
    Busy,
    CannotSnooze,
    NoPlan,
    NotAWorkingDay,
    NothingExpected,
    Stranger,
    TooEarly,
    TooLate,
    UnclearWorkspace,
    UnknownZone,
)
from bot.domain.weeks import NotTheirManager, NumbersChanged, WeekClosed
from bot.views.blocks import Json, modal, section
from bot.views.text import clip, escape

if TYPE_CHECKING:
    from bot.domain.refusals import Refusal

LIKE_THIS = "Write it like 12-16 Aug, today or mon-wed."
LONGEST_QUOTE = 60

SENTENCES: dict[type[Refusal], str] = {
    AlreadySettled: "Another admin has answered that already.",
    AmbiguousDay: f"That date can be read in two ways. {LIKE_THIS}",
    BackAlready: "That absence is over already, so there is nothing to end.",
    BadCounts: "One of the numbers can't be right. Please look at it again.",
    Busy: "I couldn't save that just now. Nothing was changed; please press the button once more.",
    CannotSnooze: "I won't ask again today. The form stays open, so check in whenever it suits you.",
    EndsBeforeItBegins: "The last day comes before the first. Please turn them around.",
    NobodyOffered: "There is nobody to add any more.",
    NoPlan: "Your team has no plan yet, so there is nothing to check in for. Please ask your admin.",
    NoSuchDay: f"There is no such day. {LIKE_THIS}",
    NobodyNamed: "I can't tell who that is. Type @ and pick the person from Slack's list.",
    NotAColleague: "That person isn't on the team in Latitude, so there is nothing to enter.",
    NotALeader: "Please choose a manager or director who is on the team, and not below them.",
    NotAnAdmin: "Only an admin can add people to the team.",
    NotAWorkingDay: "That isn't one of your working days, so there is nothing to check in for.",
    NotYourTeam: "Only they, their managers or an admin can say when somebody is away, or back.",
    NotTheirManager: "They don't answer to you, or no longer do, so their week isn't yours to look over.",
    NotForYou: "Only they and the managers above them see this.",
    NothingExpected: "Nothing is counted in your role, so there is nothing to check in for.",
    NumbersChanged: "The numbers have just changed. Please look again.",
    Stranger: "You aren't on this team in Latitude. Your manager or an admin can add you.",
    TooEarly: "That day hasn't begun yet where you are. It opens at midnight.",
    TooFarAhead: "That is more than a year and a half ahead. Please enter it nearer the time.",
    TooLate: "That day is closed: a week can be changed until the next one begins.",
    TooLongAgo: "That began more than 60 days ago, and those weeks are closed.",
    TooLongAway: "That is more than a year. Please enter a year at most.",
    UnclearWorkspace: "It is not clear which workspace is meant; name one with --workspace.",
    UnreadableDays: f"I can't read that as a day. {LIKE_THIS}",
    UnknownZone: "There is no time zone of that name. One that exists is Europe/Berlin.",
    WeekClosed: "That week is closed, so it stays as it is.",
}

FAULTS: dict[Fault, str] = {
    Fault.EMPTY: "Please give a number; 0 is fine.",
    Fault.NOT_A_NUMBER: "Please type a number, such as 4.",
    Fault.NOT_WHOLE: "Please type a whole number, such as 4.",
    Fault.TOO_FINE: "Please use at most two decimal places, such as 4.25.",
    Fault.NEGATIVE: "It can't be less than 0.",
    Fault.TOO_MANY: "It can't be more than 10,000.",
}


def sentence(refusal: Refusal) -> str:
    """The sentence for this refusal."""
    return _quoting(refusal) or SENTENCES[type(refusal)]


def _quoting(refusal: Refusal) -> str | None:
    """The sentence with what was typed, or who was first, in it, where that helps."""
    if isinstance(refusal, AlreadySettled) and refusal.by:
        done = "has added them already" if refusal.outcome is Outcome.ADDED else "has said not now"
        return f"{escape(refusal.by)} {done}."
    if not isinstance(refusal, UnreadableDays) or not refusal.typed:
        return None
    typed = clip(escape(refusal.typed), LONGEST_QUOTE)
    match refusal:
        case AmbiguousDay():
            return f"“{typed}” is one day to some and another to others. {LIKE_THIS}"
        case NoSuchDay():
            return f"There is no {typed}. {LIKE_THIS}"
        case NobodyNamed():
            return None
        case _:
            return f"I can't read “{typed}” as a day. {LIKE_THIS}"


def fault_sentence(reference: str) -> str:
    """What a person reads when something broke: what to do, and what to quote."""
    return (
        "Something went wrong on my side and I couldn't do that. Please try again in a minute. "
        f"If it happens again, give your admin this reference: `{reference}`."
    )


def notice(text: str, title: str = "Not this time") -> Json:
    """A small modal that says why not."""
    return modal(title, [section(text)], callback="notice", close="OK")
