"""The messages of a request: its cards wherever they are shown, the lines beneath, and who is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.deliveries import Method, Planned, Priority
from bot.domain.request_moves import Move

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from bot.domain.plan import Plan
    from bot.domain.requests import Request

CARD = "request"
SEAT = "request-asked"
MINE = "request-mine"
REDRAWN = "request-card"
LINE = "request-line"
TOLD = "request-told"
REMINDER = "request-reminder"
REMINDER_CARD = "request-reminder-card"
PASSED = "request-passed"
TYPED = "request-typed"
EMERGENCY = "request-emergency"
OUTCOME = "outcome"
OUTCOME_CARD = "outcome-card"
BREACH = "outcome-breach"
AUDIT = "audit"
AUDIT_CARD = "audit-card"
AUDIT_TOLD = "audit-told"

_USEFUL = timedelta(days=14)
_ASKED_FOR = timedelta(days=400)
"""How long what is evidence is worth asking for: longer than anybody can be away at a stretch."""
_TELLS = frozenset({Move.APPROVE, Move.COUNTER, Move.DECLINE, Move.ASK, Move.EXPIRE, Move.ESCALATE})
"""The moves of others that the requester is told of by themselves."""


def card_key(request: str) -> str:
    """The key of the card in the approvals channel."""
    return f"{CARD}:{request}"


def asked(request: Request, plan: Plan, now: datetime) -> Iterator[Planned]:
    """The cards of a new request: in the approvals channel, with the approver, with the requester."""
    channel = plan.channels.approvals
    yield _post(request, CARD, f"{CARD}:{request.id}", channel, None, now, Priority.ANSWER)
    yield _post(request, MINE, f"{MINE}:{request.id}", request.requester, request.requester, now)
    for place in range(len(request.seats)):
        yield _seat(request, place, now)


def moved(before: Request, after: Request, plan: Plan, now: datetime) -> Iterator[Planned]:
    """Every card drawn again, a line beneath the channel's, and a word to whom it concerns.

    The word is of what somebody else did, so it waits for the end of quiet hours.
    """
    channel = plan.channels.approvals
    yield _again(after, f"{CARD}:{after.id}", channel, now)
    yield _again(after, f"{MINE}:{after.id}", after.requester, now)
    for place, seat in enumerate(before.seats):
        yield _again(after, _seat_key(after, place), seat.person, now)
    for place in range(len(before.seats), len(after.seats)):
        yield _seat(after, place, now)
    line = f"{CARD}:{after.id}:{after.revision}:line"  # after the card by its name, so sent after it
    yield _post(after, LINE, line, channel, None, now, thread_of=f"{CARD}:{after.id}")
    done = after.decisions[-1]
    if done.move in _TELLS and done.by != after.requester:
        told = f"{TOLD}:{after.id}:{after.revision}"
        yield _post(after, TOLD, told, after.requester, after.requester, now, Priority.ESCALATION)
    if done.move in {Move.ANSWER, Move.ACCEPT, Move.WITHDRAW}:
        asked_or_offered = {each.by for each in after.decisions if each.move in {Move.ASK, Move.COUNTER}}
        for who in sorted(
            {seat.person for seat in after.seats} | {each for each in asked_or_offered if each}
        ):
            told = f"{TOLD}:{after.id}:{after.revision}:{who}"
            yield _post(after, TOLD, told, who, who, now, Priority.ESCALATION)


def announced(request: Request, plan: Plan, whom: Iterable[str], now: datetime) -> Iterator[Planned]:
    """That it was approved in an emergency: in the channel for all to see, and to those it passed over."""
    key = f"{EMERGENCY}:{request.id}"
    yield _post(request, EMERGENCY, key, plan.channels.approvals, None, now)
    for who in whom:
        yield _post(request, EMERGENCY, f"{key}:{who}", who, who, now, Priority.ESCALATION)


def drawn_again(request: Request, plan: Plan, now: datetime, occasion: str) -> Iterator[Planned]:
    """Every card of a request drawn again though it has not moved; once for each `occasion`."""
    keys = [(f"{CARD}:{request.id}", plan.channels.approvals), (f"{MINE}:{request.id}", request.requester)]
    keys += [(_seat_key(request, place), seat.person) for place, seat in enumerate(request.seats)]
    for key, to in keys:
        again = _again(request, key, to, now)
        yield replace(again, key=f"{again.key}:{occasion}")


def outcome_key(request: str, number: int) -> str:
    """The key of the question what became of a request; `number` counts from 0."""
    return f"{OUTCOME}:{request}:{number}"


def outcome_asked(request: Request, number: int, at: datetime) -> Planned:
    """The question what became of a granted request, to its requester; `number` counts from 0."""
    return Planned(
        workspace=request.workspace,
        key=outcome_key(request.id, number),
        kind=OUTCOME,
        to=request.requester,
        person=request.requester,
        due_at=at,
        useful_until=at + _ASKED_FOR,
        priority=Priority.PROMPT,
        about={"request": request.id},
    )


def outcome_told(request: Request, asked: int, revision: int, now: datetime) -> Iterator[Planned]:
    """Each question that was asked of it, drawn again with the answer."""
    for number in range(asked):
        key = outcome_key(request.id, number)
        yield _drawn(request, OUTCOME_CARD, key, request.requester, revision, now)


def breach(request: Request, manager: str, now: datetime) -> Planned:
    """What the requester's manager hears where more was given than granted."""
    return _post(request, BREACH, f"{BREACH}:{request.id}", manager, manager, now, Priority.PROMPT)


def audit(request: Request, manager: str, now: datetime) -> Planned:
    """The question whether a manager would have approved what somebody decided alone."""
    asked = _post(request, AUDIT, audit_key(request, manager), manager, manager, now, Priority.PROMPT)
    return replace(asked, useful_until=now + _ASKED_FOR)


def audit_key(request: Request, manager: str) -> str:
    """The obligation to ask `manager` what they say of a request that somebody decided alone."""
    return f"{AUDIT}:{request.id}:{manager}"


def audited(request: Request, manager: str, now: datetime) -> Planned:
    """The same question drawn again with its answer."""
    return _drawn(request, AUDIT_CARD, audit_key(request, manager), manager, 1, now)


def audit_told(request: Request, now: datetime) -> Planned:
    """What the requester hears where it would not have been approved."""
    key = f"{AUDIT_TOLD}:{request.id}"
    return _post(request, AUDIT_TOLD, key, request.requester, request.requester, now, Priority.PROMPT)


def reminder(request: Request, now: datetime) -> Planned:
    """A reminder to who is waited for: the requester for an answer, else whom it has reached last."""
    place = len(request.seats) - 1
    person, key = request.seats[place].person, _reminder_key(request, place)
    if request.question is not None:
        person, key = request.requester, _answer_key(request, len(request.questions) - 1)
    return _post(request, REMINDER, key, person, person, now, Priority.ESCALATION)


def reminded(request: Request, now: datetime) -> Iterator[Planned]:
    """Each reminder there may have been, drawn again as the request stands now."""
    keys = [(_reminder_key(request, place), seat.person) for place, seat in enumerate(request.seats)]
    keys += [(_answer_key(request, number), request.requester) for number in range(len(request.questions))]
    for key, person in keys:
        yield replace(_again(request, key, person, now), kind=REMINDER_CARD)


def passed(request: Request, manager: str, now: datetime, *, beyond: bool) -> Planned:
    """What the requester's manager is told where somebody else decides, as it is `beyond` them or not."""
    told = _post(request, PASSED, f"{PASSED}:{request.id}", manager, manager, now, Priority.PROMPT)
    return replace(told, about={**told.about, "beyond": int(beyond)})


def card_keys(request: Request) -> list[str]:
    """The keys of every card of a request, beneath which people may reply."""
    places = range(len(request.seats))
    seats = [key(request, place) for place in places for key in (_seat_key, _reminder_key)]
    return [card_key(request.id), *seats]


def typed(request: Request, beneath: str, channel: str, now: datetime) -> Planned:
    """The one answer to a decision that was typed beneath a card: where the buttons are."""
    key = f"{TYPED}:{request.id}" if beneath == card_key(request.id) else f"{TYPED}:{beneath}"
    return _post(request, TYPED, key, channel, None, now, thread_of=beneath)


def _seat(request: Request, place: int, now: datetime) -> Planned:
    person = request.seats[place].person
    return _post(request, SEAT, _seat_key(request, place), person, person, now, Priority.ESCALATION)


def _reminder_key(request: Request, place: int) -> str:
    return f"{REMINDER}:{request.id}:{place}"


def _answer_key(request: Request, number: int) -> str:
    return f"{REMINDER}:{request.id}:answer:{number}"


def _seat_key(request: Request, place: int) -> str:
    return f"{SEAT}:{request.id}:{place}"


def _post(
    request: Request,
    kind: str,
    key: str,
    to: str,
    person: str | None,
    now: datetime,
    priority: Priority = Priority.ANSWER,
    thread_of: str | None = None,
) -> Planned:
    return Planned(
        workspace=request.workspace,
        key=key,
        kind=kind,
        to=to,
        person=person,
        due_at=now,
        useful_until=now + _USEFUL,
        priority=priority,
        about={"request": request.id, "revision": request.revision},
        thread_of=thread_of,
    )


def _drawn(request: Request, kind: str, key: str, to: str, revision: int, now: datetime) -> Planned:
    return Planned(
        workspace=request.workspace,
        key=f"{key}:{revision}:again",
        kind=kind,
        to=to,
        person=None,
        due_at=now,
        useful_until=now + _USEFUL,
        priority=Priority.ANSWER,
        about={"request": request.id},
        method=Method.UPDATE,
        updates=key,
    )


def _again(request: Request, key: str, to: str, now: datetime) -> Planned:
    return Planned(
        workspace=request.workspace,
        key=f"{key}:{request.revision}",
        kind=REDRAWN,
        to=to,
        person=None,
        due_at=now,
        useful_until=now + _USEFUL,
        priority=Priority.ANSWER,
        about={"request": request.id, "revision": request.revision, "surface": key.split(":", maxsplit=1)[0]},
        method=Method.UPDATE,
        updates=key,
    )
