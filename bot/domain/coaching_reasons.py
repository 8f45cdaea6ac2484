"""Why somebody could use their manager now, each reason with its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from bot.domain.drops import Drop
    from bot.domain.milestones import Milestone
    from bot.domain.paces import Forecast
    from bot.domain.slips import Slip

UNTHANKED_FOR = 20
"""Active days without a word of thanks after which a manager hears of it."""

MOST_NEWS = 3
"""Pieces of good news that are said at once."""


class Why(StrEnum):
    """The reasons, the most pressing first."""

    ASKED = "asked"
    FOLLOW_UP = "follow up"
    BLOCKED = "blocked"
    HELD_BACK = "held back"
    DROPPED = "dropped"
    SLIPPING = "slipping"
    TALK_FIRST = "talk first"
    UNCONFIRMED = "unconfirmed"
    OUT_OF_REACH = "out of reach"
    OVERDUE = "overdue"
    UNTHANKED = "unthanked"
    GOOD_NEWS = "good news"


@dataclass(frozen=True)
class Reason:
    """One reason, with what it rests on.

    Attributes:
        why: Which.
        id: What tells it from the last of its kind: a request, a note, a day.
        words: What somebody typed: what they ask, what was agreed, what is in the way.
        count: How many days, requests or weeks it is about.
        of: Out of how many.
        day: Since when, or for which week.
        slips: What slips.
        milestones: What they reached.
        drops: What they do less of, week after week.
        forecasts: The targets that their week can't reach any more.
    """

    why: Why
    id: str = ""
    words: str = ""
    count: int = 0
    of: int = 0
    day: date | None = None
    slips: tuple[Slip, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    drops: tuple[Drop, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
