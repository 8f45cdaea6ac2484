"""What the rules of requests say no to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.refusals import Refusal

if TYPE_CHECKING:
    from bot.domain.request_moves import Move, Status
    from bot.domain.requests import Request


class AlreadySettled(Refusal):
    """The request is settled; the refusal says how, and by whom."""

    def __init__(self, request: Request, by: str = "") -> None:
        super().__init__(request.status.value)
        self.request = request
        self.by = by


class NotNow(Refusal):
    """The request is open, and this is not what can be done with it now."""

    def __init__(self, status: Status, move: Move) -> None:
        super().__init__(f"{move.value} while {status.value}")
        self.status = status
        self.move = move


class OwnRequest(Refusal):
    """Somebody would decide what they asked for."""


class NotTheirs(Refusal):
    """Somebody would accept, withdraw or answer what another person asked for."""


class BeyondAuthority(Refusal):
    """Who would decide may not grant this much, or is not up the requester's chain."""


class AwayNow(Refusal):
    """Who would decide is away; the refusal says by what names others go who have it meanwhile."""

    def __init__(self, others: tuple[str, ...] = ()) -> None:
        super().__init__(", ".join(others))
        self.others = others


class ReasonTooShort(Refusal):
    """A reason is owed, and this is none."""


class NothingAsked(Refusal):
    """There is no question to answer."""


class NothingSaid(Refusal):
    """An answer without a word."""


class StillAsking(Refusal):
    """A question is open already; its answer comes first."""


class NotLess(Refusal):
    """A counter offers less than was asked for and more than nothing, or the same on conditions."""


class OfferOutgrown(Refusal):
    """The customer was granted more since the offer, and together it is beyond who made it."""


class NoRequest(Refusal):
    """There is no such request here."""


class NobodyMayGrant(Refusal):
    """There is nobody to ask: nobody up the chain may grant it, or whoever may is away."""

    def __init__(self, chain: tuple[str, ...], away: tuple[str, ...]) -> None:
        super().__init__(", ".join(chain))
        self.chain = chain
        self.away = away
