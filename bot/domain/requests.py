"""Requests: what somebody asks to do for a customer, and every move until it is settled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from bot.domain.authority import Rule
from bot.domain.people import Rank
from bot.domain.request_moves import MOVES, Move, Status
from bot.domain.request_refusals import (
    AlreadySettled,
    NothingAsked,
    NothingSaid,
    NotLess,
    NotNow,
    NotTheirs,
    OwnRequest,
    ReasonTooShort,
    StillAsking,
)
from bot.domain.visible_text import seen

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from bot.domain.amounts import Money

LEAST_REASON = 10
"""Characters that a reason has at least, where one is owed."""

_OWN = frozenset({Move.ANSWER, Move.ACCEPT, Move.WITHDRAW})
"""The moves of who asked."""

LONGEST_TEXT = 1000
LONGEST_NAME = 120


@dataclass(frozen=True)
class Seat:
    """A person who may decide a request.

    Attributes:
        person: Their Slack id.
        since: When it reached them.
        instead_of: For whom they decide, if they stand in for somebody.
    """

    person: str
    since: datetime
    instead_of: str | None = None


@dataclass(frozen=True)
class Question:
    """What the approver wants to know; meanwhile it is the requester who is waited for."""

    by: str
    text: str
    asked_at: datetime
    answer: str | None = None
    answered_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether the answer is still owed."""
        return self.answered_at is None


@dataclass(frozen=True)
class Decision:
    """One move, as it is written down and never changed.

    Attributes:
        move: What was done.
        by: Who did it: a Slack id, or None for the clock.
        at: When.
        instead_of: For whom it was done, if somebody stood in.
        amount: The amount that was granted or offered, where one was.
        text: The reason, question or answer.
        conditions: What a counter asks for besides.
        emergency: Whether a director decided beyond the usual authority.
    """

    move: Move
    by: str | None
    at: datetime
    instead_of: str | None = None
    amount: Decimal | None = None
    text: str = ""
    conditions: str = ""
    emergency: bool = False


def questions_in(decisions: Iterable[Decision]) -> tuple[Question, ...]:
    """The questions among the moves of a request, each with its answer if it has one."""
    questions: list[Question] = []
    for each in decisions:
        if each.move is Move.ASK and each.by is not None:
            questions.append(Question(each.by, each.text, each.at))
        elif each.move is Move.ANSWER:
            questions[-1] = replace(questions[-1], answer=each.text, answered_at=each.at)
    return tuple(questions)


@dataclass(frozen=True)
class Case:
    """What is asked for, as it was written; it never changes.

    Attributes:
        power: The key of the power.
        amount: How much of it, in its unit; money in the plan's currency.
        customer: Whom it is for.
        deal: What the deal is worth, as it was entered.
        deal_value: The same in the plan's currency.
        reason: Why.
        said: What the customer said.
        give_get: What the customer gives in return; empty for nothing.
        needed_by: Until when an answer helps, if that was said.
        full_price: The list price, where the percentage was worked out of it.
        offered_price: The price it came down to.
        link: The message in Slack it began with, if it did.
    """

    power: str
    amount: Decimal
    customer: str
    deal: Money
    deal_value: Decimal
    reason: str
    said: str
    give_get: str = ""
    needed_by: date | None = None
    full_price: Money | None = None
    offered_price: Money | None = None
    link: str = ""


@dataclass(frozen=True)
class Request:
    """A request, from being asked to being settled. Each move gives the request as it then is.

    Attributes:
        id: Its own, random.
        number: Which one it is in its workspace, as people call it.
        requester: The Slack id of who asks.
        case: What they ask for.
        rule: The rule that sent it here, or granted it.
        level: The requester's level when it was asked.
        plan_version: The plan it is decided under.
        asked_at: When.
        status: Where it stands.
        seats: Who may decide, in the order in which it reached them.
        questions: What was asked of the requester.
        decisions: Every move so far, oldest first.
        together: What the same customer had been given of it in the 30 days before it was asked, or before
            its last move if that was more; counted as one with it.
        rank: The requester's rank when it was asked.
    """

    id: str
    number: int
    workspace: str
    requester: str
    case: Case
    rule: Rule
    level: str
    plan_version: int
    asked_at: datetime
    status: Status = Status.PENDING
    seats: tuple[Seat, ...] = ()
    questions: tuple[Question, ...] = ()
    decisions: tuple[Decision, ...] = ()
    together: Decimal = Decimal(0)
    rank: Rank = Rank.REP

    @property
    def revision(self) -> int:
        """How many moves it has seen; a move made on an older picture is told so."""
        return len(self.decisions)

    @property
    def question(self) -> Question | None:
        """The question whose answer is owed, if one is."""
        return self.questions[-1] if self.questions and self.questions[-1].is_open else None

    def awaits(self, person: str) -> bool:
        """Whether `person`, whom it concerns, is to answer the open question, or to decide once none is."""
        return self.status is Status.PENDING and (self.question is not None) == (person == self.requester)

    @property
    def offer(self) -> Decision | None:
        """The counter that stands or was accepted."""
        return next((each for each in reversed(self.decisions) if each.move is Move.COUNTER), None)

    @property
    def settled(self) -> Decision | None:
        """The move that settled it."""
        return self.decisions[-1] if self.status.is_settled and self.decisions else None

    @property
    def granted(self) -> Decimal | None:
        """How much may be used; None while it is open, and 0 where it was refused or lapsed."""
        if not self.status.is_settled:
            return None
        if not self.status.is_granted:
            return self.case.amount * 0
        return self.offer.amount if self.status is Status.ACCEPTED and self.offer else self.case.amount

    @property
    def is_own(self) -> bool:
        """Whether it is within the requester's own authority."""
        return self.rule is Rule.WITHIN

    def seat_of(self, person: str) -> Seat | None:
        """The seat of `person`, if it ever reached them."""
        return next((each for each in self.seats if each.person == person), None)

    def approve(
        self, by: str, at: datetime, *, instead_of: str | None = None, emergency: str | None = None
    ) -> Self:
        """Grant what was asked for; beyond one's authority only with the reason of an `emergency`."""
        self._require_other(by)
        if emergency is not None:
            require_reason(emergency)
        done = Decision(
            move=Move.APPROVE,
            by=by,
            at=at,
            instead_of=instead_of,
            amount=self.case.amount,
            text=(emergency or "").strip(),
            emergency=emergency is not None,
        )
        return self._moved(done)

    def reaching(self, seat: Seat) -> Self:
        """The same, with somebody to decide it from the start."""
        return replace(self, seats=(*self.seats, seat))

    def grant_alone(self, at: datetime) -> Self:
        """Grant it by the requester's own authority, as the rule says."""
        return self._moved(Decision(Move.APPROVE, self.requester, at, None, self.case.amount))

    def counter(
        self,
        by: str,
        at: datetime,
        amount: Decimal,
        conditions: str = "",
        *,
        reason: str,
        instead_of: str | None = None,
    ) -> Self:
        """Offer less, or the same on conditions; the requester accepts or withdraws."""
        self.require_open_to(Move.COUNTER, by)
        require_reason(reason)
        if not 0 < amount <= self.case.amount or (amount == self.case.amount and not seen(conditions)):
            raise NotLess
        return self._moved(
            Decision(Move.COUNTER, by, at, instead_of, amount, reason.strip(), conditions.strip())
        )

    def decline(self, by: str, at: datetime, reason: str, *, instead_of: str | None = None) -> Self:
        """Refuse it, with a reason that the requester reads."""
        self.require_open_to(Move.DECLINE, by)
        require_reason(reason)
        return self._moved(Decision(Move.DECLINE, by, at, instead_of, None, reason.strip()))

    def ask(self, by: str, at: datetime, question: str, *, instead_of: str | None = None) -> Self:
        """Ask the requester something; they are waited for until they answer."""
        self.require_open_to(Move.ASK, by)
        require_reason(question)
        asked = Question(by, question.strip(), at)
        moved = self._moved(Decision(Move.ASK, by, at, instead_of, None, question.strip()))
        return replace(moved, questions=(*self.questions, asked))

    def answer(self, by: str, at: datetime, text: str) -> Self:
        """Answer the open question."""
        self.require_open_to(Move.ANSWER, by)
        if not seen(text):
            raise NothingSaid
        answered = replace(self.questions[-1], answer=text.strip(), answered_at=at)
        moved = self._moved(Decision(Move.ANSWER, by, at, None, None, text.strip()))
        return replace(moved, questions=(*self.questions[:-1], answered))

    def accept(self, by: str, at: datetime) -> Self:
        """Take the counter."""
        self.require_open_to(Move.ACCEPT, by)
        amount = self.offer.amount if self.offer else None
        return self._moved(Decision(Move.ACCEPT, by, at, None, amount))

    def withdraw(self, by: str, at: datetime) -> Self:
        """Take it back."""
        self._require_requester(by)
        return self._moved(Decision(Move.WITHDRAW, by, at))

    def expire(self, at: datetime) -> Self:
        """Let it lapse: nothing is ever approved by waiting."""
        return self._moved(Decision(Move.EXPIRE, None, at))

    def escalate(self, to: Seat) -> Self:
        """Let one more person decide; who could before still can."""
        self._require_other(to.person)
        moved = self._moved(Decision(Move.ESCALATE, None, to.since, to.instead_of, None, to.person))
        return replace(moved, seats=(*self.seats, to))

    def require_open_to(self, move: Move, by: str) -> None:
        """See that it stands so that `move` can be made, and that it is not for another than `by` to make."""
        if move in _OWN:
            self._require_requester(by)
        else:
            self._require_other(by)
        self._require(move)
        if move is Move.ASK and self.question is not None:
            raise StillAsking
        if move is Move.ANSWER and self.question is None:
            raise NothingAsked

    def _moved(self, decision: Decision) -> Self:
        return replace(self, status=self._require(decision.move), decisions=(*self.decisions, decision))

    def _require(self, move: Move) -> Status:
        following = MOVES.get((self.status, move))
        if following is not None:
            return following
        if self.status.is_settled:
            raise AlreadySettled(self)
        raise NotNow(self.status, move)

    def _require_other(self, by: str) -> None:
        if by == self.requester:
            raise OwnRequest

    def _require_requester(self, by: str) -> None:
        if by != self.requester:
            raise NotTheirs


def require_reason(text: str) -> None:
    """See that a reason says something that can be seen; raises ReasonTooShort."""
    if len(seen(text)) < LEAST_REASON:
        raise ReasonTooShort
