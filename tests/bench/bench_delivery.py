"""How fast the outbox is, on both engines, beside the same without it.

python -m tests.bench.bench_delivery
"""

from __future__ import annotations

import json
import multiprocessing
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import structlog
from rich.console import Console
from rich.table import Table
from sqlalchemy import String, cast, insert, literal, select, true

from bot.delivery.gateway import slack_client
from bot.delivery.outbox import Outbox
from bot.delivery.planner import plan_in_halves
from bot.domain.deliveries import Claimed, Message, Planned, Priority, State, epoch_ms
from bot.domain.delivery_policy import Policy
from bot.store import deliveries
from bot.store.database import Database
from bot.store.delivery_claims import Now, claim, find
from bot.store.delivery_tables import TABLES
from tests.faults.storm import a_database

if TYPE_CHECKING:
    from collections.abc import Iterator

PEOPLE = 10_000
DRAINED = 1_500
OLD_ROWS = 1_000_000
QUEUED = 440
WORKERS = 8
KINDS = frozenset({"prompt"})
UNLIMITED = Policy(rates={}, channel_gap=0)

Row = tuple[str, str, str, str]
"""What was measured, the figure, the gate, and the ratio to a baseline."""


class Slack(BaseHTTPRequestHandler):
    """Takes every message at once."""

    protocol_version = "HTTP/1.0"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps({"ok": True, "channel": "D1", "ts": f"{time.time_ns() / 1e9:.6f}"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


def serve(port: Any) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slack)
    port.value = server.server_port
    server.serve_forever()


@contextmanager
def slack() -> Iterator[str]:
    """The address of a Slack in a process of its own."""
    port = multiprocessing.Value("i", 0)
    process = multiprocessing.Process(target=serve, args=(port,), daemon=True)
    process.start()
    while not port.value:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port.value}/"
    process.kill()
    process.join()


def now() -> datetime:
    return datetime.now(UTC)


def owed(number: int, prefix: str, **more: Any) -> list[Planned]:
    at = now()
    fields: dict[str, Any] = {"kind": "prompt", "due_at": at, "useful_until": at + timedelta(hours=2)} | more
    return [Planned("T1", f"{prefix}:{n}", to=f"U{prefix}{n}", **fields) for n in range(number)]


def outbox(database: Database, url: str, policy: Policy) -> Outbox:
    client = slack_client("xoxb-1", url, policy)
    return Outbox(
        database, _compose, lambda _workspace: client, kinds=KINDS, now=now, policy=policy, workers=WORKERS
    )


def planning(database: Database) -> list[Row]:
    people = owed(PEOPLE, "plan", due_at=now() + timedelta(hours=1))
    first, idle = _seconds(lambda: plan_in_halves(database, people, now())), 0.0
    idle = _seconds(lambda: plan_in_halves(database, people, now()))
    return [
        (f"plan {PEOPLE:,} people", f"{first:.2f} s", "≤ 3 s", "1"),
        ("plan them again", f"{idle:.2f} s", "", f"{idle / first:.2f} of the first time"),
    ]


def draining(database: Database, url: str) -> list[Row]:
    plan_in_halves(database, owed(DRAINED, "drain"), now())
    sender = outbox(database, url, UNLIMITED)
    seconds = _seconds(lambda: _until_sent(database, sender, DRAINED))
    sender.drain(1)
    bare = _seconds(lambda: _without_an_outbox(url, DRAINED))
    rate = DRAINED / seconds
    return [
        ("drain", f"{rate:.0f} messages/s", "≥ 100", f"{bare / seconds:.2f} of posting without an outbox")
    ]


def claiming(database: Database) -> list[Row]:
    plan_in_halves(database, owed(2_000, "young"), now())
    young = _claims(database)
    _grow_old(database)
    plan_in_halves(database, owed(2_000, "old"), now())
    old = _claims(database)
    ratio = f"{statistics.median(old) / statistics.median(young):.2f} of an empty history"
    p99 = statistics.quantiles(old, n=100)[98]
    return [
        (f"claim {WORKERS}, p50 at {OLD_ROWS:,} old rows", f"{statistics.median(old):.1f} ms", "", ratio),
        (f"claim {WORKERS}, p99", f"{p99:.1f} ms", "≤ 50 ms", ""),
    ]


def urgency(database: Database, url: str) -> list[Row]:
    plan_in_halves(database, owed(QUEUED, "queue"), now())
    sender = outbox(database, url, Policy())
    urgent = owed(1, "urgent", priority=Priority.ESCALATION)
    started = 0.0
    with ThreadPoolExecutor(1) as desk:
        for second in range(12):
            sender.send()
            if second == 3:
                started = time.monotonic()
                desk.submit(plan_in_halves, database, urgent, now()).result()
            if started and _is_sent(database, urgent[0].key):
                break
            time.sleep(1)
    seconds = time.monotonic() - started
    sender.drain(1)
    return [(f"an escalation behind {QUEUED} prompts", f"{seconds:.2f} s", "≤ 2 s", "ticked once a second")]


def _compose(claim: Claimed) -> Message:
    return Message(f"Good morning, {claim.to}. How did it go today?")


def _seconds(act: Any) -> float:
    started = time.monotonic()
    act()
    return time.monotonic() - started


def _until_sent(database: Database, sender: Outbox, number: int) -> None:
    sent = 0
    while sent < number:
        sent += sender.send()["sent"]


def _without_an_outbox(url: str, number: int) -> None:
    client = slack_client("xoxb-1", url, UNLIMITED)
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda n: client.chat_postMessage(channel=f"U{n}", text="Good morning"), range(number)))


def _claims(database: Database) -> list[float]:
    """Milliseconds per claim, its commit included."""
    taken = []
    for _ in range(150):
        started = time.monotonic()
        with database.writing() as connection:
            moment = epoch_ms(now())
            assert claim(connection, KINDS, UNLIMITED, Now(moment, moment), WORKERS)
        taken.append((time.monotonic() - started) * 1000)
    return taken


def _grow_old(database: Database) -> None:
    """A million messages of the past, copied from one."""
    plan = owed(1, "seed", due_at=now() - timedelta(days=400))
    with database.writing() as connection:
        deliveries.plan(connection, plan, now())
        connection.exec_driver_sql("UPDATE deliveries SET state = 'sent' WHERE key = 'seed:0'")
        columns = [column.name for column in TABLES[0].columns]
        numbers = select(literal(1).label("n")).cte("numbers", recursive=True)
        numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < OLD_ROWS))
        past = select(
            *(
                literal("past:") + cast(numbers.c.n, String) if name == "key" else TABLES[0].c[name]
                for name in columns
            )
        ).where(TABLES[0].c.key == "seed:0")
        connection.execute(
            insert(TABLES[0]).from_select(columns, past.select_from(numbers.join(TABLES[0], true())))
        )
    if not database.is_sqlite:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE deliveries")


def _is_sent(database: Database, key: str) -> bool:
    with database.reading() as connection:
        found = find(connection, "T1", key)
    return found is not None and found.standing.state is State.SENT


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    console = Console(width=110)
    for engine in ("sqlite", "postgresql"):
        rows: list[Row] = []
        with slack() as url:
            for measure in (
                planning,
                lambda one: draining(one, url),
                lambda one: urgency(one, url),
                claiming,
            ):
                with a_database(engine) as address:
                    database = Database(address)
                    rows += measure(database)
                    database.close()
        table = Table("what", "measured", "gate", "beside a baseline", title=engine)
        for row in rows:
            table.add_row(*row)
        console.print(table)


if __name__ == "__main__":
    main()
