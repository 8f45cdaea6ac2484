"""An outbox over a real database and a scripted Slack, with a clock that moves when told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.delivery.outbox import Outbox
from bot.domain.deliveries import Claimed, Message, Planned, State, Unwanted
from bot.domain.delivery_policy import Policy
from bot.store import deliveries
from bot.store.delivery_claims import find
from bot.store.delivery_health import Health, health
from tests.faults.slack_model import ModelClient, SlackModel
from tests.faults.world import START, Inline, World

if TYPE_CHECKING:
    from collections import Counter

    from bot.store.database import Database

POLICY = Policy()
KINDS = frozenset({"prompt"})


class StillWorld(World):
    """Time passes only when somebody waits."""

    def __init__(self) -> None:
        super().__init__(seed=0)
        self.cruel = False

    def sleep(self, milliseconds: int) -> None:
        self.run_until(self.now + milliseconds)


class Process:
    """What the model wants to know of whoever asks it."""

    name = "this process"

    def step(self, what: str) -> None:
        """Nothing happens between two steps here."""


class Rig:
    """Plan, tick, move the clock, look at Slack."""

    def __init__(self, database: Database, policy: Policy = POLICY) -> None:
        self.database = database
        self.policy = policy
        self.world = StillWorld()
        self.slack = SlackModel(
            self.world, latest=60_000, timeout=10_000, lag=0, epoch=int(START.timestamp() * 1000)
        )
        self.client: Any = ModelClient(self.slack, Process())  # type: ignore[arg-type]  # as much of a replica as the model asks for
        self.say: Any = lambda claim: Message(f"hello {claim.key}")
        self.told: list[tuple[str, str]] = []
        self.outbox = self.another()

    def another(self, **more: Any) -> Outbox:
        """One more process on the same database."""
        fields: dict[str, Any] = {"kinds": KINDS, "policy": self.policy, "executor": Inline()} | more
        return Outbox(
            self.database,
            self._compose,
            lambda _workspace: self.client,
            now=self.now,
            monotonic=lambda: self.world.now / 1000,
            on_failed=self._failed,
            **fields,
        )

    def now(self) -> datetime:
        return self.world.moment()

    def owes(self, key: str, to: str = "U1", **more: Any) -> Planned:
        due_at = self.now()
        fields: dict[str, Any] = {"due_at": due_at, "useful_until": due_at + timedelta(hours=2)} | more
        return Planned("T1", key, kind="prompt", to=to, **fields)

    def plan(self, *keys: str, **more: Any) -> int:
        with self.database.writing() as connection:
            planned = [self.owes(key, **more) for key in keys]
            return deliveries.plan(connection, planned, self.now())

    def cancel(self, *keys: str) -> int:
        with self.database.writing() as connection:
            return deliveries.cancel(connection, "T1", keys, "settled", self.now())

    def tick(self) -> Counter[str]:
        return self.outbox.tick()

    def after(self, seconds: float) -> Counter[str]:
        """What a tick does, so much later."""
        self.world.sleep(round(seconds * 1000))
        return self.tick()

    def until_idle(self, seconds: float = 3_600, step: float = 2) -> None:
        """Ticks for so long."""
        for _ in range(round(seconds / step)):
            self.after(step)

    def row(self, key: str) -> Claimed:
        with self.database.reading() as connection:
            found = find(connection, "T1", key)
        assert found is not None
        return found

    def state(self, key: str) -> State:
        return self.row(key).standing.state

    def health(self) -> Health:
        with self.database.reading() as connection:
            return health(connection, self.now())

    @property
    def texts(self) -> list[str]:
        return [one.text for one in self.slack.posted if not one.deleted]

    def _compose(self, claim: Claimed) -> Any:
        return self.say(claim)

    def _failed(self, _connection: object, claim: Claimed, reason: str) -> None:
        self.told.append((claim.key, reason))


def unwanted(_claim: Claimed) -> Unwanted:
    return Unwanted("answered")
