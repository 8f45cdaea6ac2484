"""A word about what slips: what went wrong, what makes it good, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.deliveries import Message
from bot.domain.ledger import Dim, Kind
from bot.views.blocks import context, section
from bot.views.text import listed, plural

if TYPE_CHECKING:
    from bot.domain.slips import Slip, Warned

_WENT = {
    Kind.CHECKIN_MISSED: ("check-in", "missed"),
    Kind.CHECKIN_LATE: ("check-in", "late"),
    Kind.COMMITMENT_MISSED: ("commitment", "not kept"),
    Kind.BREACH: ("deal", "with more given than was granted"),
    Kind.AUDIT_BAD: ("decision", "your manager would not have made"),
}
_OTHERWISE = {
    Dim.R: "some check-ins or commitments did not come",
    Dim.A: "your numbers were below target on several days",
    Dim.J: "some concessions did not go as agreed",
}
_GOOD = {
    Dim.R: ("check-in on time", "check-ins on time"),
    Dim.A: ("day on target", "days on target"),
    Dim.J: ("good call on a concession", "good calls on concessions"),
}


def card(warned: Warned) -> Message:
    """The line that a rep reads, once."""
    text = "A word before it matters"
    said = [f"*{text}*", *map(_line, warned.slips)]
    note = "Your level stays as it is. I say this once, while there is time."
    return Message(text=text, blocks=(section("\n".join(said)), context(note)))


def lately(slip: Slip) -> str:
    """What went wrong: `2 check-ins missed and 1 commitment not kept`."""
    went = [f"{plural(count, _WENT[kind][0])} {_WENT[kind][1]}" for kind, count in slip.lately.items()]
    return listed(went) if went else _OTHERWISE[slip.dim]


def _line(slip: Slip) -> str:
    one, many = _GOOD[slip.dim]
    good = f"one {one}" if slip.good == 1 else f"about {slip.good} {many}"
    return f"Lately: {lately(slip)}. What makes it good: *{good}*."
