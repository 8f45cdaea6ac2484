"""The messages of a step: the manager's card, what the rep is told first, and who else hears of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.deliveries import Method, Planned, Priority
from bot.services.checkins import home, managers_home

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.domain.people import Person
    from bot.domain.steps import Step

CARD = "step"
REDRAWN = "step-card"
TOLD = "step-told"
KNOWN = "step-known"

_USEFUL = timedelta(days=90)
_FIRST = timedelta(milliseconds=1)
"""By how much what the rep is told comes before everything else that follows."""


def card(step: Step, to: str, now: datetime) -> Planned:
    """The card of an open step, to a manager."""
    return _post(step, CARD, _card_key(step, to), to, now)


def redrawn(step: Step, to: str, now: datetime) -> Planned:
    """The card that a manager has, drawn again."""
    key = _card_key(step, to)
    again = _post(step, REDRAWN, f"{key}:{step.revision}", to, now, Priority.ESCALATION)
    return replace(again, person=None, method=Method.UPDATE, updates=key)


def told(step: Step, now: datetime) -> Planned:
    """What the rep hears, before anybody else does."""
    said = _post(step, TOLD, f"{TOLD}:{step.id}", step.person, now, Priority.ESCALATION)
    return replace(said, due_at=now - _FIRST)


def known(step: Step, to: str, now: datetime) -> Planned:
    """What a manager hears of a step that was made by hand."""
    return _post(step, KNOWN, f"{KNOWN}:{step.id}:{to}", to, now, Priority.ESCALATION)


def homes(step: Step, person: Person, now: datetime) -> Iterator[Planned]:
    """The Homes that show the level, drawn again once the rep has been told."""
    for each in (
        home(person.workspace, person.id, now, f"{CARD}-{step.id}", now),
        *managers_home(person, now),
    ):
        yield replace(each, priority=Priority.ESCALATION)


def _card_key(step: Step, to: str) -> str:
    return f"{CARD}:{step.id}:{to}"


def _post(
    step: Step, kind: str, key: str, to: str, now: datetime, priority: Priority = Priority.PROMPT
) -> Planned:
    return Planned(
        workspace=step.workspace,
        key=key,
        kind=kind,
        to=to,
        person=to,
        due_at=now,
        useful_until=now + _USEFUL,
        priority=priority,
        about={"step": step.id},
    )
