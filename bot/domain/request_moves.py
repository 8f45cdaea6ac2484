"""Where a request can stand, and every move from there."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Where a request stands."""

    PENDING = "pending"
    COUNTERED = "countered"
    APPROVED = "approved"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"

    @property
    def is_settled(self) -> bool:
        """Whether nothing can happen to it any more."""
        return self not in {Status.PENDING, Status.COUNTERED}

    @property
    def is_granted(self) -> bool:
        """Whether it may be used."""
        return self in {Status.APPROVED, Status.ACCEPTED}


class Move(StrEnum):
    """What can be done with a request."""

    APPROVE = "approve"
    COUNTER = "counter"
    DECLINE = "decline"
    ASK = "ask"
    ANSWER = "answer"
    ACCEPT = "accept"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    ESCALATE = "escalate"


MOVES = {
    (Status.PENDING, Move.APPROVE): Status.APPROVED,
    (Status.PENDING, Move.COUNTER): Status.COUNTERED,
    (Status.PENDING, Move.DECLINE): Status.DECLINED,
    (Status.PENDING, Move.ASK): Status.PENDING,
    (Status.PENDING, Move.ANSWER): Status.PENDING,
    (Status.PENDING, Move.WITHDRAW): Status.WITHDRAWN,
    (Status.PENDING, Move.EXPIRE): Status.EXPIRED,
    (Status.PENDING, Move.ESCALATE): Status.PENDING,
    (Status.COUNTERED, Move.ACCEPT): Status.ACCEPTED,
    (Status.COUNTERED, Move.WITHDRAW): Status.WITHDRAWN,
    (Status.COUNTERED, Move.EXPIRE): Status.EXPIRED,
}
"""Every move there is, and where it leads."""
