"""The outbox in a world that crashes, freezes, drifts and loses answers, the same way for the same seed.

python -m tests.faults.simulation --seeds 10000
python -m tests.faults.simulation --seed 41        # prints everything that happened
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import delete, insert, select

from bot.delivery.outbox import Outbox
from bot.delivery.planner import plan_in_halves
from bot.domain.deliveries import Method, Priority, State
from bot.domain.delivery_policy import Policy
from bot.store import deliveries
from bot.store.delivery_claims import find
from bot.store.delivery_tables import TABLES, DeliveryRow
from tests.faults.scenario import AWAY, Scenario
from tests.faults.slack_model import ModelClient, Posted, SlackModel
from tests.faults.world import SECOND, START, Inline, Replica, SteppedDatabase, World, quick, stepped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.deliveries import Claimed

POLICY = Policy(audit=300 * SECOND)
STORM = 150 * SECOND
LINGER = 250 * SECOND
END = 3_000 * SECOND
MODES = ("plain", "plain", "plain", "plain", "restored", "beyond", "blind")


@dataclass
class Result:
    """How a seed went: what was wrong, and what the world did."""

    seed: int
    mode: str
    wrong: list[str]
    trace: list[str]
    steps: int
    crashes: int
    freezes: int
    posted: int
    twins: int


class Simulation:
    """One seed on the real code and a real database."""

    def __init__(self, database: SteppedDatabase, seed: int) -> None:
        self.database = database
        self.world = World(seed)
        self.seed = seed
        self.mode = self.world.rng.choice(MODES)
        self.scenario = Scenario(self.world, self.mode, facts={"card": 1, "home": 1})
        beyond = POLICY.latest + 90 * SECOND
        self.slack = SlackModel(
            self.world,
            latest=beyond if self.mode == "beyond" else POLICY.latest,
            timeout=POLICY.http_timeout,
            lag=POLICY.history_lag,
            epoch=int(START.timestamp() * SECOND),
            unreadable=self.mode == "blind",
            gone=frozenset({"C404"}),
        )
        self._backup: dict[str, list[dict[str, Any]]] = {}
        self._backup_at = START

    def run(self) -> Result:
        world = self.world
        self._empty()
        self._install()
        self._script()
        self.replicas = [Replica(world, f"replica {n}", self._life) for n in range(world.rng.randint(1, 3))]
        world.run_until(STORM)
        world.cruel = False
        world.run_until(STORM + LINGER)
        for one in self.replicas[1:]:
            world.kill(one.running)
        world.run_until(END)
        world.kill(self.replicas[0].running)
        wrong = self._judge()
        world.end()
        return Result(
            self.seed,
            self.mode,
            wrong,
            world.trace,
            world.steps,
            world.crashes,
            world.freezes,
            len(self.slack.posted),
            self.slack.deletions,
        )

    def _script(self) -> None:
        world, owe = self.world, self.scenario.owe
        rng = world.rng
        owe("prompt:U1", "U1")
        owe("prompt:U2", "U2", after=rng.randint(0, 60) * SECOND)
        owe("digest:U1", "U1", priority=Priority.DIGEST)
        owe("card", "C1", resend=True)
        owe("reply", "C1", thread_of="card", priority=Priority.ANSWER)
        owe("home:U1", "U1", method=Method.PUBLISH)
        owe("nowhere", "C404")
        owe("stale", "U3", useful_until=START + timedelta(seconds=rng.choice((1, 20, 90))))
        owe("unwanted", "U4", after=rng.randint(0, 20) * SECOND)
        owe("awaited", "U6", after=rng.randint(0, 20) * SECOND)
        owe("hushed", "U7")
        self.scenario.away.add("awaited")
        self.scenario.quiet_until = START + timedelta(seconds=rng.randint(20, 120))
        world.at(rng.randint(0, 40) * SECOND, self._cancel)
        world.at(rng.randint(5, 120) * SECOND, self._come_back)
        backup_at = rng.randint(0, 30) * SECOND
        decided_at = backup_at + rng.randint(2, 60) * SECOND
        world.at(decided_at, self._decide)
        if self.mode == "restored":
            world.at(backup_at, self._back_up)
            world.at(decided_at + rng.randint(10, 60) * SECOND, self._restore)

    def _life(self, replica: Replica) -> None:
        database = stepped(self.database, replica)
        outbox = Outbox(
            database,
            lambda claim: self.scenario.compose(claim, replica.today()),
            lambda _workspace: ModelClient(self.slack, replica),  # type: ignore[return-value,arg-type]  # the model speaks as much of it as is asked
            kinds=frozenset({"card"}),
            now=replica.today,
            lease_now=replica.lease_now,
            monotonic=replica.monotonic,
            policy=POLICY,
            on_failed=self.scenario.said,
            executor=Inline(),
        )
        while True:
            if self.world.cruel or self.world.rng.random() < 0.2:
                plan_in_halves(database, self.scenario.planned, replica.today())
            outbox.tick()
            self.world.sleep(self._nap() * SECOND)

    def _nap(self) -> int:
        """Seconds between two ticks: few while much happens."""
        if self.world.cruel:
            return self.world.rng.choice((1, 3, 10))
        return (
            self.world.rng.randint(5, 25)
            if self.world.now < STORM + LINGER
            else self.world.rng.randint(30, 150)
        )

    def _decide(self) -> None:
        """A desk: the fact and the deliveries that follow, in one transaction."""
        self.world.say("the request is decided")
        self.scenario.facts = {"card": 2, "home": 2}
        now = self.world.now
        self.scenario.owe("card:decided", "C1", after=now, method=Method.UPDATE, updates="card")
        self.scenario.owe("home:U1:decided", "U1", after=now, method=Method.PUBLISH)
        self.scenario.owe("answer", "U2", after=now, priority=Priority.ANSWER)
        with self.database.writing() as connection:
            deliveries.plan(connection, self.scenario.planned[-3:], START)

    def _cancel(self) -> None:
        self.world.say("no longer wanted")
        self.scenario.unwanted.add("unwanted")
        with self.database.writing() as connection:
            deliveries.cancel(connection, "T1", ["unwanted"], "settled", START)

    def _come_back(self) -> None:
        """A desk: nobody is away any more. It is said again while a process may still think so."""
        self.world.say("back from leave")
        self.scenario.away.clear()
        awaited = [one for one in self.scenario.planned if one.key == "awaited"]
        with self.database.writing() as connection:
            deliveries.revive(connection, awaited, AWAY)
            row = find(connection, "T1", "awaited")
        if row is None or row.standing.state is not State.SENT:
            self.world.at(self.world.now + 60 * SECOND, self._come_back)

    def _back_up(self) -> None:
        self.world.say("backup")
        self._backup_at = START + timedelta(milliseconds=self.world.now)
        with self.database.reading() as connection:
            for table in TABLES:
                self._backup[table.name] = [dict(row) for row in connection.execute(select(table)).mappings()]

    def _restore(self) -> None:
        self.world.say("restored from backup")
        for one in self.replicas:
            one.crash()
        with self.database.writing() as connection:
            for table in TABLES:
                connection.execute(delete(table))
                if self._backup[table.name]:
                    connection.execute(insert(table), self._backup[table.name])
            now = START + timedelta(milliseconds=self.world.now)
            deliveries.after_restore(connection, self._backup_at, now)

    def _empty(self) -> None:
        with self.database.writing() as connection:
            for table in TABLES:
                connection.execute(delete(table))

    def _install(self) -> None:
        """No backup is older than the workspace's first delivery: its ids are made from what that leaves."""
        self.scenario.owe("other", "U5", kind="unknown")
        with self.database.writing() as connection:
            deliveries.plan(connection, self.scenario.planned, START)

    def _judge(self) -> list[str]:
        with self.database.reading() as connection:
            rows = {one.key: find(connection, "T1", one.key) for one in self.scenario.planned}
        wrong = [
            fault
            for key, row in rows.items()
            for fault in (self._faults(row) if row else [f"{key}: never planned"])
        ]
        if self.slack.deletions and self.mode != "beyond":
            wrong.append("a twin was posted")
        if self.slack.homes.get("U1", {}).get("version") != self.scenario.facts["home"]:
            wrong.append("Home shows an old picture")
        if self.scenario.asked_in_vain > 1 + self.world.crashes + self.world.freezes:
            wrong.append("asked again in quiet hours")
        return wrong

    def _faults(self, row: Claimed) -> Iterable[str]:
        state, copies = row.standing.state, len(self._copies(row.key))
        ended = {State.SENT, State.FAILED, State.EXPIRED, State.CANCELLED}
        if row.key == "other":
            if state not in {State.PENDING, State.EXPIRED} or copies:
                yield "other: claimed by a version that does not know it"
            return
        if state not in ended:
            yield f"{row.key}: still {state}, {row.standing.reason}"
        if row.method is Method.POST:
            yield from self._faults_of_post(row, copies)
        if row.key == "nowhere" and not 0 < self.scenario.told["nowhere"] <= 1 + (self.mode == "restored"):
            yield f"nowhere: told {self.scenario.told['nowhere']} times"

    def _copies(self, key: str) -> list[Posted]:
        return [one for one in self.slack.posted if one.text.split()[0] == key and not one.deleted]

    def _faults_of_post(self, row: Claimed, copies: int) -> Iterable[str]:
        state, key = row.standing.state, row.key
        blind = self.mode == "blind"
        if copies > 1 and not (blind and row.resend):
            yield f"{key}: posted {copies} times"
        if state is State.SENT and copies < 1:
            yield f"{key}: sent, but not in Slack"
        if state is not State.SENT and copies > 0 and not blind:
            yield f"{key}: {state}, but in Slack"
        may_end = {"nowhere", "stale", "unwanted"} | ({"reply"} if blind else set())
        doubted = key == "awaited" and state is State.CANCELLED and row.standing.doubts > 0
        if state is not State.SENT and key not in may_end and not (blind or doubted):
            yield f"{key}: lost, {state}, {row.standing.reason}"
        if key == "stale" and state is State.FAILED:
            yield "stale: failed"
        shown = {one.text for one in self._copies(key) if one.ts == row.standing.ts}
        if key == "card" and state is State.SENT and shown != {f"card v{self.scenario.facts['card']}"}:
            yield f"card: shows {shown}"


@contextlib.contextmanager
def laboratory() -> Any:
    """A database for simulations: real SQL, no waiting for the disk."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    shared_memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared_memory if shared_memory.is_dir() else None) as folder:
        database = SteppedDatabase(f"sqlite:///{folder}/world.sqlite3")
        quick(database)
        DeliveryRow.metadata.create_all(database.engine, tables=list(TABLES))
        try:
            yield database
        finally:
            database.close()
            structlog.reset_defaults()


def simulate(database: SteppedDatabase, seed: int) -> Result:
    """One seed's result."""
    return Simulation(database, seed).run()


def run(seeds: Iterable[int]) -> Iterable[Result]:
    """Each seed's result, in turn."""
    with laboratory() as database:
        for seed in seeds:
            yield simulate(database, seed)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int)
    asked = parser.parse_args()
    started = time.monotonic()
    if asked.seed is not None:
        result = next(iter(run([asked.seed])))
        print("\n".join(result.trace))
        print(f"seed {result.seed} ({result.mode}): {result.wrong or 'nothing wrong'}")
        return bool(result.wrong)
    total: Counter[str] = Counter()
    failed = 0
    for result in run(range(asked.first, asked.first + asked.seeds)):
        total.update(steps=result.steps, crashes=result.crashes, freezes=result.freezes, posted=result.posted)
        total.update(healed=result.twins)
        if result.wrong:
            failed += 1
            print(f"seed {result.seed} ({result.mode}): {result.wrong}")
    print(f"{asked.seeds} seeds, {failed} failed, {dict(total)}, {time.monotonic() - started:.0f} s")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
