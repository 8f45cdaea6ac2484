"""Contests: a row of one's ledger that one disputes. It weighs nothing until a manager has settled it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from bot.domain.refusals import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.explanations import Line
    from bot.domain.people import Person


class Verdict(StrEnum):
    """What a manager says of a contested row."""

    STANDS = "stands"
    STRUCK = "struck"


@dataclass(frozen=True)
class Contest:
    """A dispute about one row. While it is open it follows the row through every correction.

    Attributes:
        id: Its own, random.
        person: Whose row it is.
        key: The row's key in the ledger.
        number: Which dispute about that row, from 1.
        reason: Why, in the person's words.
        opened_at: When.
        asked: The manager who has the card.
        revision: The row's revision that it is about.
        turn: How often it has changed hands.
        verdict: What the manager said; None while it is open.
        why: Why, in the manager's words.
        by: Who settled it.
        settled_at: When.
    """

    id: str
    person: str
    key: str
    number: int
    reason: str
    opened_at: datetime
    asked: str
    revision: int = 1
    turn: int = 0
    verdict: Verdict | None = None
    why: str = ""
    by: str | None = None
    settled_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it waits for the manager."""
        return self.verdict is None

    @property
    def freezes(self) -> bool:
        """Whether the row weighs nothing: while it is open, and for good once it is struck."""
        return self.verdict is not Verdict.STANDS

    def now_with(self, manager: str, revision: int) -> Self:
        """The same with whoever leads the person now, about the row as it stands now."""
        passed = manager != self.asked
        return replace(self, asked=manager, revision=revision, turn=self.turn + 1 if passed else self.turn)


@dataclass(frozen=True)
class Disputed:
    """A contest as it is shown.

    Attributes:
        contest: The dispute.
        person: Whose row it is.
        line: The row.
        asked: Who has the card, by their first name.
        by: Who settled it, likewise.
    """

    contest: Contest
    person: Person
    line: Line
    asked: str = ""
    by: str = ""


class NoSuchRow(Refusal):
    """The row is not in the person's ledger."""


class ContestedAlready(Refusal):
    """The row is contested, or a manager has settled that as it stands."""


class NothingToContest(Refusal):
    """The row weighs nothing, so nothing would change."""


class NobodyToSettle(Refusal):
    """Nobody stands above the person who could look at the row."""


class SettledAlready(Refusal):
    """Somebody has settled this contest already."""
