"""What became of a deal after a concession: what was really given, and whether the customer gave theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.draws import is_drawn
from bot.domain.ledger import Kind
from bot.domain.refusals import Refusal
from bot.domain.request_moves import Status

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from bot.domain.request_cards import Picture
    from bot.domain.schedules import Schedule

ASK_AFTER = timedelta(days=7)
MOST_ASKED = 4
"""How often at most somebody is asked what became of one deal."""


class Result(StrEnum):
    """What became of the deal."""

    WON = "won"
    LOST = "lost"
    OPEN = "open"


class GivenMissing(Refusal):
    """The deal is won, and what was really given is not said."""


@dataclass(frozen=True)
class Outcome:
    """What the requester says became of it.

    Attributes:
        result: Won, lost or still open.
        given: How much was really given, in the power's unit; None unless the deal is won.
        got: Whether the customer gave what they were to give; None where nothing was agreed.
    """

    result: Result
    given: Decimal | None = None
    got: bool | None = None


def evidence(outcome: Outcome, granted: Decimal) -> tuple[Kind, ...]:
    """What `outcome` says in the ledger, where `granted` might be given.

    Won and lost weigh nothing; giving at most what was granted honours it, giving more is a breach.

    Raises:
        GivenMissing: when the deal is won without a word on what was given.
    """
    if outcome.result is Result.OPEN:
        return ()
    if outcome.result is Result.LOST:
        return (Kind.DEAL_LOST,)
    if outcome.given is None:
        raise GivenMissing
    return (Kind.DEAL_WON, Kind.CONCESSION_HONOURED if outcome.given <= granted else Kind.BREACH)


@dataclass(frozen=True)
class Audit:
    """A use of somebody's own authority that is looked at afterwards.

    Attributes:
        approves: Whether it would have been approved; None while nobody has said.
        note: Why not, if not.
        by: Who said so.
    """

    approves: bool | None = None
    note: str = ""
    by: str | None = None


@dataclass(frozen=True)
class AskedOutcome:
    """A granted request, and what its requester has said became of it, oldest first."""

    picture: Picture
    told: tuple[Outcome, ...] = ()

    @property
    def latest(self) -> Outcome | None:
        """What was said last."""
        return self.told[-1] if self.told else None

    @property
    def is_settled(self) -> bool:
        """Whether the deal is won or lost."""
        return self.latest is not None and self.latest.result is not Result.OPEN

    @property
    def times_open(self) -> int:
        """How often the deal was called still open."""
        return sum(each.result is Result.OPEN for each in self.told)

    @property
    def promised(self) -> str:
        """What the customer was to give: as the requester wrote it, and the condition that was accepted."""
        request = self.picture.request
        accepted = request.offer if request.status is Status.ACCEPTED else None
        parts = (request.case.give_get, "" if accepted is None else accepted.conditions)
        return "\n".join(part for part in parts if part)

    @property
    def allowed(self) -> Decimal:
        """How much might be given: what was granted, or all that the requester could have granted alone then.

        That is what their limit left beside what the customer had been given, within what the budget left.
        """
        request, own = self.picture.request, self.picture.own
        granted = request.granted or request.case.amount * 0
        if not request.is_own or self.picture.power.is_yes_or_no:
            return granted
        room = own.limit - request.together
        return max(granted, room if own.left is None else min(room, own.left + granted))

    @property
    def is_breach(self) -> bool:
        """Whether more was given than might be."""
        given = None if self.latest is None else self.latest.given
        return given is not None and given > self.allowed


class ToldAlready(Refusal):
    """What became of the deal is said already."""


class NotGranted(Refusal):
    """The request was never granted, so nothing could become of it."""


class AuditedAlready(Refusal):
    """Somebody has looked at this use already."""


def ask_at(settled_at: datetime, needed_by: datetime | None, schedule: Schedule) -> datetime:
    """When the requester is first asked: by when it was needed, or a week on; never in quiet hours."""
    at = max(settled_at, needed_by) if needed_by is not None else settled_at + ASK_AFTER
    return schedule.quiet_until(at) or at


def is_audited(secret: bytes, request: str, share: float) -> bool:
    """Whether a use of one's own authority is looked at afterwards: a share of them, by a keyed hash.

    Nobody without the secret can tell which; the same request always gives the same answer.
    """
    return is_drawn(secret, f"audit:{request}", share)
