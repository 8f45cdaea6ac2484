"""A world of one deterministic clock: replicas take turns, one step at a time, as a seed says."""

from __future__ import annotations

import heapq
import random
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from greenlet import getcurrent, greenlet  # type: ignore[import-untyped]  # it ships no types
from sqlalchemy import event

from bot.store.database import Database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
SECOND = 1_000
SKEW = 4_900
"""Lease clocks differ by less than twice this, as the policy's skew allows."""


class World:
    """Time, chance, and who runs next. Moments are milliseconds since the start."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.now = 0
        self.cruel = True
        self.steps = 0
        self.crashes = 0
        self.freezes = 0
        self.trace: list[str] = []
        self._queue: list[tuple[int, int, Callable[[], None]]] = []
        self._order = 0
        self._loop = getcurrent()
        self._dead: set[greenlet] = set()

    def at(self, moment: int, action: Callable[[], None]) -> None:
        """Do something at a moment."""
        self._order += 1
        heapq.heappush(self._queue, (max(moment, self.now), self._order, action))

    def say(self, what: str) -> None:
        self.trace.append(f"{self.now / SECOND:9.3f}  {what}")

    def moment(self) -> datetime:
        return START + timedelta(milliseconds=self.now)

    def run_until(self, moment: int) -> None:
        while self._queue and self._queue[0][0] <= moment:
            self.now, _, action = heapq.heappop(self._queue)
            action()
        self.now = moment

    def start(self, life: Callable[[], None], delay: int = 0) -> greenlet:
        """A replica's life, from a moment on."""
        replica = greenlet(life, parent=self._loop)
        self._wake(replica, delay)
        return replica

    def sleep(self, milliseconds: int) -> None:
        """Whoever runs now waits; the others do not."""
        self._wake(getcurrent(), milliseconds)
        self._loop.switch()

    def kill(self, replica: greenlet) -> None:
        """It never takes another step. It is kept, so that nothing of it runs when it is collected."""
        self._dead.add(replica)
        if replica is getcurrent():
            self._loop.switch()

    def end(self) -> None:
        """Let go of the killed: what they hold is freed, and nothing of them runs but that."""
        self.cruel = False
        self._queue.clear()
        for replica in self._dead:
            replica.throw()
        self._dead.clear()

    def _wake(self, replica: greenlet, delay: int) -> None:
        self.at(self.now + delay, lambda: None if replica in self._dead else replica.switch())


class Replica:
    """One process: between any two steps it may be killed or frozen; killed, it starts again."""

    def __init__(self, world: World, name: str, life: Callable[[Replica], None]) -> None:
        self.world = world
        self.name = name
        self._life = life
        self.skew = self.slack_skew = self.asleep = 0
        self.counts_sleep = True
        self.running = world.start(self._live)

    def crash(self) -> None:
        self.world.crashes += 1
        self.world.say(f"{self.name}  killed")
        killed = self.running
        self.running = self.world.start(self._live, self.world.rng.randint(0, 60) * SECOND)
        self.world.kill(killed)

    def step(self, what: str) -> None:
        """Between two steps anything may happen."""
        world, rng = self.world, self.world.rng
        world.steps += 1
        world.say(f"{self.name}  {what}")
        if not world.cruel:
            return
        chance = rng.random()
        if chance < 0.008:
            self.crash()
        elif chance < 0.016:
            self._freeze(rng.choice((5, 40, 150, 200)) * SECOND)
        elif chance < 0.25:
            world.sleep(rng.randint(0, 400))

    def monotonic(self) -> float:
        return (self.world.now - self.asleep) / SECOND

    def lease_now(self) -> datetime:
        return START + timedelta(milliseconds=self.world.now + self.skew)

    def today(self) -> datetime:
        return START + timedelta(milliseconds=self.world.now + self.slack_skew)

    def _live(self) -> None:
        rng = self.world.rng
        self.skew = rng.randint(-SKEW, SKEW)
        self.slack_skew = rng.randint(-60_000, 60_000)
        self.counts_sleep = rng.random() < 0.5
        self._life(self)

    def _freeze(self, milliseconds: int) -> None:
        self.world.freezes += 1
        self.world.say(f"{self.name}  frozen for {milliseconds} ms")
        if not self.counts_sleep:
            self.asleep += milliseconds
        self.world.sleep(milliseconds)


class SteppedDatabase(Database):
    """The real database, with a step of the replica before and after each transaction.

    A kill inside a transaction leaves what a kill before it leaves: nothing.
    """

    replica: Replica | None = None

    def _step(self, what: str) -> None:
        if self.replica is not None:
            self.replica.step(what)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        self._step("begins to write")
        with super().writing() as connection:
            yield connection
        self._step("has written")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        self._step("reads")
        with super().reading() as connection:
            yield connection
        self._step("has read")


def stepped(database: SteppedDatabase, replica: Replica) -> SteppedDatabase:
    """The same database, as one replica opens it."""
    mine = SteppedDatabase.__new__(SteppedDatabase)
    mine.__dict__ = database.__dict__ | {"replica": replica}
    return mine


def quick(database: Database) -> None:
    """No waiting for the disk: in a simulation nothing can lose power."""

    @event.listens_for(database.engine, "connect")
    def configure(raw: Any, _record: Any) -> None:
        raw.execute("PRAGMA synchronous=OFF")


class Inline(Executor):
    """Runs each request at once, where it is asked for."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future
