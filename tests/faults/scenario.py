"""What is owed in a simulated world, and what changes while it is being sent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.domain.deliveries import Later, Message, Method, Planned, Unwanted
from tests.faults.world import START

if TYPE_CHECKING:
    from bot.domain.deliveries import Claimed
    from tests.faults.world import World

AWAY = "away"


@dataclass
class Scenario:
    """What is owed, and what changes while it is being sent."""

    world: World
    mode: str
    planned: list[Planned] = field(default_factory=list)
    facts: dict[str, int] = field(default_factory=dict)
    unwanted: set[str] = field(default_factory=set)
    away: set[str] = field(default_factory=set)
    quiet_until: datetime = START
    asked_in_vain: int = 0
    told: Counter[str] = field(default_factory=Counter)

    def owe(self, key: str, to: str, *, after: int = 0, **more: Any) -> None:
        due_at = START + timedelta(milliseconds=after)
        fields: dict[str, Any] = {"useful_until": due_at + timedelta(minutes=40), "kind": "card"} | more
        self.planned.append(Planned("T1", key, to=to, due_at=due_at, **fields))

    def compose(self, claim: Claimed, now: datetime) -> Message | Unwanted | Later:
        if claim.key in self.unwanted:
            return Unwanted("settled")
        if claim.key in self.away:
            return Unwanted(AWAY)
        if claim.key == "hushed" and now < self.quiet_until:
            self.asked_in_vain += 1
            return Later(self.quiet_until)
        if claim.method is Method.PUBLISH:
            return Message(view={"type": "home", "version": self.facts["home"]})
        return Message(f"{claim.updates or claim.key} v{self.facts['card']}")

    def said(self, _connection: object, claim: Claimed, reason: str) -> None:
        self.told[claim.key] += 1
