"""What people read when the rules say no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain import request_refusals, requests
from bot.domain.absences import (
    BackAlready,
    EndsBeforeItBegins,
    NotAColleague,
    NotYourTeam,
    TooFarAhead,
    TooLongAgo,
    TooLongAway,
)
from bot.domain.amounts import Flaw, Unreadable
from bot.domain.attestations import MonthClosed, NotYourReport
from bot.domain.away_text import AmbiguousDay, NobodyNamed, NoSuchDay, UnreadableDays
from bot.domain.balances import NoMapYet
from bot.domain.coaching_refusals import (
    ActionMissing,
    AskedAlready,
    CoachedMeanwhile,
    DayIsOver,
    NobodyToAsk,
    NoSuchNote,
    NotAskedFor,
    NothingWritten,
    NotYoursToCoach,
    SettledMeanwhile,
)
from bot.domain.contests import (
    ContestedAlready,
    NobodyToSettle,
    NoSuchRow,
    NothingToContest,
    SettledAlready,
)
from bot.domain.counts import BadCounts, Fault
from bot.domain.delegations import CannotDelegate, DelegationOver, NobodyToDelegateTo
from bot.domain.home import NotForYou
from bot.domain.imports import CountsMoved
from bot.domain.kudos import LongGiven, NoJudges, NoKudos, NoneLeft, NotYours, NotYoursToJudge, NoValues
from bot.domain.kudos_forms import BadKudos
from bot.domain.milestones import NoMilestone
from bot.domain.newcomers import AlreadySettled, NobodyOffered, NotALeader, NotAnAdmin, Outcome
from bot.domain.nudges import NotYourNudge
from bot.domain.outcomes import AuditedAlready, GivenMissing, NotGranted, ToldAlready
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
from bot.domain.request_forms import MOST_YEARS, BadEntry, Lack
from bot.domain.request_moves import Status
from bot.domain.shadows import LiveAlready, NotALeaderHere, OnlyAdminsTurnLive
from bot.domain.steps import (
    NoStep,
    NoSuchLevel,
    NotYourRep,
    NoWayBack,
    OpenContests,
    SameLevel,
    SettledStep,
)
from bot.domain.steps import Status as StepStatus
from bot.domain.weeks import NotTheirManager, NumbersChanged, WeekClosed
from bot.views.blocks import Json, modal, section
from bot.views.requests import too_late
from bot.views.text import clip, escape, listed

if TYPE_CHECKING:
    from bot.domain.refusals import Refusal

_SETTLED = {
    Status.APPROVED: "has approved it already",
    Status.ACCEPTED: "has accepted the counter already",
    Status.DECLINED: "has declined it already",
    Status.WITHDRAWN: "has taken it back",
}
_STEPPED = {
    StepStatus.GRANTED: "has granted that step already",
    StepStatus.STEPPED_BACK: "has made that step back already",
    StepStatus.PUT_OFF: "has said not yet already",
}
LIKE_THIS = "Write it like 12-16 Aug, today or mon-wed."
LONGEST_QUOTE = 60

SENTENCES: dict[type[Refusal], str] = {
    AlreadySettled: "Another admin has answered that already.",
    AmbiguousDay: f"That date can be read in two ways. {LIKE_THIS}",
    BackAlready: "That absence is over already, so there is nothing to end.",
    BadCounts: "One of the numbers can't be right. Please look at it again.",
    Busy: "I couldn't save that just now. Nothing was changed; please press the button once more.",
    CountsMoved: "Those numbers have changed since. Home shows them as they are now.",
    CannotSnooze: "I won't ask again today. The form stays open, so check in whenever it suits you.",
    EndsBeforeItBegins: "The last day comes before the first. Please turn them around.",
    NoMapYet: "There is no map yet. The first is drawn on a Monday, once a whole week is over.",
    MonthClosed: "That month is closed, so it stays as it is.",
    LiveAlready: "Trust is live already, so there is nothing to turn on.",
    NotALeaderHere: "That shows managers and admins how their people's trust stands.",
    OnlyAdminsTurnLive: "Only an admin can turn trust live.",
    NobodyOffered: "There is nobody to add any more.",
    NoPlan: "Your team has no plan yet, so there is nothing to check in for. Please ask your admin.",
    NoSuchDay: f"There is no such day. {LIKE_THIS}",
    NobodyNamed: "I can't tell who that is. Type @ and pick the person from Slack's list.",
    NotAColleague: "That person isn't on the team in Latitude, so there is nothing to enter.",
    NotALeader: "Please choose a manager or director who is on the team, and not below them.",
    NotAnAdmin: "Only an admin can add people to the team.",
    NotAWorkingDay: "That isn't one of your working days, so there is nothing to check in for.",
    NotYourTeam: "Only they, their managers or an admin can say when somebody is away, or back.",
    NotYourReport: "They don't answer to you, or are too new, so this isn't yours to say.",
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
    request_refusals.AlreadySettled: "That request is settled already.",
    request_refusals.AwayNow: "You're away, so it isn't yours to decide now. Come back on Home first.",
    request_refusals.BeyondAuthority: "This isn't yours to decide: it's beyond what you may grant them.",
    request_refusals.NoRequest: "That request doesn't exist any more.",
    request_refusals.NobodyMayGrant: "Nobody above you may grant that much. Please talk to your manager.",
    request_refusals.NotLess: "Offer less than was asked for, or the same on a condition.",
    request_refusals.NotNow: "That can't be done with it right now. The card shows where it stands.",
    request_refusals.NotTheirs: "Only who asked can do that.",
    request_refusals.NothingAsked: "There is no open question on it.",
    request_refusals.NothingSaid: "Please write an answer.",
    request_refusals.OfferOutgrown: (
        "They were granted more since that offer, and together it's too much for who made it. "
        "Please withdraw it and ask again."
    ),
    request_refusals.OwnRequest: "You asked for this one, so someone else has to decide.",
    request_refusals.ReasonTooShort: f"Please say why, in at least {requests.LEAST_REASON} characters.",
    request_refusals.StillAsking: "A question is open on it already; the answer comes first.",
    NoStep: "That step doesn't exist any more.",
    NoSuchLevel: "The plan has no such level any more. Please look again.",
    NoWayBack: "Please say what earns it back, so that they know what to do.",
    NotYourRep: "Only the managers above a rep decide about their level.",
    OpenContests: "Settle what they contest first.",
    SameLevel: "They're on that level already.",
    SettledStep: "That step is no longer open: the evidence or the level has changed since.",
    BadEntry: "Something in the form can't be right. Please look at it again.",
    CannotDelegate: "Only a manager or director can stand in, for another manager or director.",
    DelegationOver: "There is no delegation to end, or its days are over already.",
    NobodyToDelegateTo: "Type @ and pick a colleague, such as `/latitude delegate @name until Friday`.",
    AuditedAlready: "Somebody has looked at this one already.",
    ContestedAlready: "That row is contested already, or settled as it stands.",
    NobodyToSettle: "Nobody above you is in Latitude, so nobody could settle it. Please ask an admin.",
    NoSuchRow: "That row isn't there any more. Please open Why? again.",
    NothingToContest: "That row counts for nothing, so there is nothing to contest in it.",
    SettledAlready: "Somebody has settled that already.",
    NotYourNudge: "That hint was written to somebody else.",
    NotGranted: "That was never granted, so nothing could become of it.",
    ToldAlready: "You have said already what became of it.",
    GivenMissing: "Please say how much was really given; 0 is fine.",
    Unreadable: "That isn't an amount I can read. Write it like 12,5 %, $25k or 1,250.50.",
    BadKudos: "Something about these kudos is missing. Please look at the form again.",
    LongGiven: "That was more than a day ago, so it stays. An admin can still take it down.",
    NoJudges: "Nobody is left to look at it: only who gave these kudos could. Please talk to them yourself.",
    NoKudos: "That one is no longer there.",
    NoMilestone: "That was answered already, or is no longer so.",
    NoneLeft: "You've thanked as many people as one can in a day. Tomorrow you can again.",
    NotYours: "Only who gave these kudos can take them back. If something is wrong with them, report them.",
    NotYoursToJudge: "Only an admin can settle that, and nobody of their own.",
    NoValues: "The plan names no values yet, and kudos are given for one. Please ask your admin.",
    UnclearWorkspace: "It is not clear which workspace is meant; name one with --workspace.",
    UnreadableDays: f"I can't read that as a day. {LIKE_THIS}",
    UnknownZone: "There is no time zone of that name. One that exists is Europe/Berlin.",
    ActionMissing: "Please say what you agreed, so that there is something to look at then.",
    AskedAlready: "You have asked already, and it stands first on your manager's list.",
    CoachedMeanwhile: "Somebody has written a note meanwhile. Please look again.",
    DayIsOver: "Please choose today or a later day, within a year.",
    NobodyToAsk: "Nobody above you is in Latitude, so nobody would read it. Please talk to an admin.",
    NoSuchNote: "That note isn't there any more.",
    NotAskedFor: "That is closed already.",
    NothingWritten: "Please write a few words.",
    NotYoursToCoach: "They don't answer to you, or no longer do.",
    SettledMeanwhile: "Somebody has settled that already.",
    WeekClosed: "It is too late for a word on that week, so it stays as it is.",
}

FLAWS: dict[Flaw, str] = {
    Flaw.NOT_A_NUMBER: "I can't read that as an amount. Write it like 12.5, 1,250.50, 1.250,50 or 25k.",
    Flaw.TWO_READINGS: "That can be read in two ways. Write it out, such as 1250.",
    Flaw.NEGATIVE: "It can't be less than nothing.",
    Flaw.ZERO: "It has to be more than nothing.",
    Flaw.TOO_FINE: "Please use at most two decimal places.",
    Flaw.TOO_LARGE: "That is more than it can be.",
    Flaw.NOT_WHOLE: "Please write a whole number, such as 45.",
    Flaw.OTHER_CURRENCY: "The plan doesn't know that currency. Choose one of those in the form.",
    Flaw.WHICH_CURRENCY: "That sign stands for several currencies. Leave it out and choose one in the form.",
    Flaw.NOT_THE_DEALS: "Please give the prices in the deal's currency.",
    Flaw.ABOVE_LIST: "The offered price is above the list price.",
}
"""What is wrong with an amount, as people read it."""

LACKS: dict[Lack, str] = {
    Lack.MISSING: "Please fill this in.",
    Lack.TOO_SHORT: f"Please say a little more: at least {requests.LEAST_REASON} characters.",
    Lack.TOO_LONG: "That is too long. Please keep to the essence.",
    Lack.PAST: "That day is over. Choose today or a later one.",
    Lack.FAR: f"Please choose a day within the next {MOST_YEARS} years.",
    Lack.DISAGREES: "The two prices make another percentage. Clear one of the three.",
    Lack.UNKNOWN: "The plan doesn't know that one. Please choose again.",
}
"""What is wrong with words, likewise."""

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
    return _of_request(refusal) or _quoting(refusal) or SENTENCES[type(refusal)]


def _of_request(refusal: Refusal) -> str | None:
    """The sentence on a request or a step with who was first, or with whom to talk."""
    if isinstance(refusal, SettledStep) and refusal.step.status in _STEPPED:
        return f"{escape(refusal.by) or 'Somebody'} {_STEPPED[refusal.step.status]}."
    if isinstance(refusal, OpenContests):
        return f"Settle what {escape(refusal.person.first_name)} contests first."
    if isinstance(refusal, request_refusals.AlreadySettled):
        return _settled(refusal)
    if isinstance(refusal, request_refusals.AwayNow) and refusal.others:
        return f"You're away, so it is with {escape(listed(list(refusal.others)))}. Come back on Home first."
    return _nobody(refusal) if isinstance(refusal, request_refusals.NobodyMayGrant) else None


def _settled(refusal: request_refusals.AlreadySettled) -> str:
    """Who was first; nobody where it has lapsed."""
    request = refusal.request
    if request.status is Status.EXPIRED:
        return f"{too_late(request)} in time, so it has lapsed."
    return f"{escape(refusal.by) or 'Somebody'} {_SETTLED[request.status]}."


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


def _nobody(refusal: request_refusals.NobodyMayGrant) -> str:
    """With whom to talk where nobody can be asked."""
    if refusal.away:
        return f"{escape(listed(list(refusal.away)))} could grant that, but is away and nobody stands in."
    if not refusal.chain:
        return "You have no manager in Latitude, so there is nobody to ask. Please talk to an admin."
    return f"Nobody above you may grant that much. Please talk to {escape(refusal.chain[0])}."


def amount_sentence(fault: Unreadable | Lack) -> str:
    """What is wrong with one field of a request."""
    return FLAWS[fault.flaw] if isinstance(fault, Unreadable) else LACKS[fault]


def fault_sentence(reference: str) -> str:
    """What a person reads when something broke: what to do, and what to quote."""
    return (
        "Something went wrong on my side and I couldn't do that. Please try again in a minute. "
        f"If it happens again, give your admin this reference: `{reference}`."
    )


def notice(text: str, title: str = "Not this time") -> Json:
    """A small modal that says why not."""
    return modal(title, [section(text)], callback="notice", close="OK")
