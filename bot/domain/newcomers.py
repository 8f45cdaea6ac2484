"""Newcomers: people in Slack who are not on the team yet, offered to the admins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.refusals import Refusal

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.domain.people import Person, Rank

PATIENCE = timedelta(days=7)
"""How long an offer stands, and how long **Not now** is taken for an answer."""


class Outcome(StrEnum):
    """What became of an offer."""

    OFFERED = "offered"
    ADDED = "added"
    DECLINED = "declined"


class NotAnAdmin(Refusal):
    """Only an admin puts people on the team."""


class NobodyOffered(Refusal):
    """There is no such offer."""


class NotALeader(Refusal):
    """The manager chosen is not one on the team, or would come to answer to themselves."""


class AlreadySettled(Refusal):
    """Another admin, or the same one, has answered the offer before.

    Args:
        outcome: What became of it.
        by: The name of who answered it.
    """

    def __init__(self, outcome: Outcome, by: str) -> None:
        super().__init__(outcome.value)
        self.outcome = outcome
        self.by = by


@dataclass(frozen=True)
class Arrival:
    """Somebody as Slack describes them.

    Attributes:
        id: Their Slack id.
        name: As colleagues see it.
        timezone: The zone their Slack is set to; empty if it does not say.
        email: Their address, empty if it does not say.
        gone: Their account is deactivated.
        outsider: They are a program, or somebody of another company.
    """

    id: str
    name: str
    timezone: str
    email: str
    gone: bool
    outsider: bool


@dataclass(frozen=True)
class Newcomer:
    """Somebody an admin may add to the team.

    Attributes:
        id: Their Slack id.
        name: As Slack knows them.
        timezone: Likewise.
        came_back: They were on the team before.
        outcome: What became of the offer.
        settled_by: The admin who answered it.
        offered_at: When it was made.
    """

    id: str
    name: str
    timezone: str
    came_back: bool
    outcome: Outcome
    settled_by: str | None
    offered_at: datetime

    def is_in_hand(self, now: datetime) -> bool:
        """Whether the admins have been asked lately, so that they are not asked again."""
        return self.outcome is not Outcome.ADDED and now < self.offered_at + PATIENCE


@dataclass(frozen=True)
class Offer:
    """What an admin is shown of a newcomer: the team's channel, and the name of who settled it."""

    newcomer: Newcomer
    channel: str
    by: str


@dataclass(frozen=True)
class Choices:
    """What an admin says of a newcomer."""

    rank: Rank
    role: str | None
    manager: str | None
    starts_on: date


@dataclass(frozen=True)
class AddForm:
    """The form in which they say it: prefilled, with the plan's roles as key and name."""

    newcomer: Newcomer
    roles: tuple[tuple[str, str], ...]
    filled: Choices


@dataclass(frozen=True)
class Welcome:
    """What somebody new is told.

    Attributes:
        person: Who they are.
        by: The name of who added them.
        first_asked: When they are asked first, by their own clock; None if nothing is asked of them.
        weekly: They account for the week, not for each day.
    """

    person: Person
    by: str
    first_asked: datetime | None
    weekly: bool
