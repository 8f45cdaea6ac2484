"""What a request's card shows, before anyone draws it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.request_moves import Move

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime
    from decimal import Decimal

    from bot.domain.authority import Standing
    from bot.domain.outcomes import Outcome
    from bot.domain.people import Person
    from bot.domain.plan_parts import Power
    from bot.domain.requests import Request, Seat

_PASSING = frozenset({Move.ASK, Move.ANSWER, Move.ESCALATE})


@dataclass(frozen=True)
class Picture:
    """A request as it stands, with all that its cards show.

    Attributes:
        request: The request.
        power: What it asks to use.
        people: Everybody it names, by Slack id.
        level: The name of the requester's level when it was asked.
        own: What that level, or rank, allows alone; of one's own uses, with what was left of the budget then.
        currency: The plan's.
        per: Over which time budgets are summed up.
        cost: What it costs in it, where that can be told.
        like: The last requests of that power that were settled before, the latest first.
        expires: When it lapses, if its clock runs.
        outcome: What became of it, once the requester has said.
        valid_until: The last day on which what was granted may be given.
        older_plan: Whether it is decided under a plan that is no longer in force.
        waits_for: Those whom it waits for: whom it reached, as far as they can still decide.
    """

    request: Request
    power: Power
    people: Mapping[str, Person]
    level: str
    own: Standing
    currency: str
    cost: Decimal | None
    per: str = "quarter"
    like: tuple[Request, ...] = ()
    expires: datetime | None = None
    outcome: Outcome | None = None
    valid_until: date | None = None
    older_plan: bool = False
    waits_for: tuple[Seat, ...] = ()

    @property
    def requester(self) -> Person:
        """Who asks."""
        return self.people[self.request.requester]


def seats_left(request: Request, able: Collection[str]) -> tuple[Seat, ...]:
    """The seats of a request of those who are `able` to decide.

    Who stood in for somebody gives way to them once they are asked themselves.
    """
    places = {seat.person: place for place, seat in enumerate(request.seats) if seat.person in able}
    return tuple(
        seat
        for place, seat in enumerate(request.seats)
        if seat.person in places and places.get(seat.instead_of or "", -1) < place
    )


def is_news(request: Request, revision: int, to: str) -> bool:
    """Whether a move is still worth telling `to`: they have not moved since.

    A question, an answer or one more approver is not, once the request is settled.
    """
    if request.decisions[revision - 1].move in _PASSING and request.status.is_settled:
        return False
    return all(each.by != to for each in request.decisions[revision:])


def evidence_shown(picture: Picture) -> str:
    """What whoever decided could see, in one line for the audit trail.

    Such as `limit 6, deals to 50000, together 3, cost 4800, like #4 approved 10 of 12`.
    """
    own, request = picture.own, picture.request
    parts = [f"limit {own.limit:f}"]
    parts += [f"deals to {own.deal_max:f}"] if own.deal_max is not None else []
    parts += [f"together {request.together:f}"] if request.together else []
    parts += [f"cost {picture.cost:f}"] if picture.cost is not None else []
    parts += [
        f"like #{each.number} {each.status.value} {each.granted or 0:f} of {each.case.amount:f}"
        for each in picture.like
    ]
    return ", ".join(parts)


@dataclass(frozen=True)
class RequestForm:
    """What the modal begins with.

    Attributes:
        powers: What can be asked for.
        currencies: In which currency a deal may be; the first is the plan's.
    """

    powers: tuple[Power, ...]
    currencies: tuple[str, ...]
