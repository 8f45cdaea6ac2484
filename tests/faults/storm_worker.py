"""One process of the storm: the real outbox, told nothing but where things are. It is made to be killed."""

from __future__ import annotations

import time
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.delivery.clock import DatabaseClock
from bot.delivery.gateway import slack_client
from bot.delivery.outbox import Outbox
from bot.delivery.planner import plan_in_halves
from bot.domain.deliveries import Claimed, Message, Planned
from bot.domain.delivery_policy import Policy
from bot.store.database import Database
from bot.store.standby import alone

if TYPE_CHECKING:
    from collections.abc import Sequence

POLICY = Policy(
    lease=3_000,
    send_margin=1_500,
    http_timeout=1_000,
    latest=5_000,
    history_lag=100,
    skew=200,
    settle=8_000,
    first_look=300,
    audit=9_000,
    backoff=100,
    longest_backoff=1_000,
    channel_gap=20,
    rates={},
)
TICK = 0.05


@dataclass(frozen=True)
class Orders:
    """What a worker needs to know."""

    database: str
    api: str
    token: str
    people: Sequence[str]
    messages: int
    begins_at: datetime
    every: float


def owed(orders: Orders) -> list[Planned]:
    """Everything the storm owes, spread over its time."""
    planned = []
    for number in range(orders.messages):
        due_at = orders.begins_at + timedelta(seconds=number * orders.every)
        to = orders.people[number % len(orders.people)]
        useful_until = due_at + timedelta(hours=1)
        planned.append(Planned("T1", f"m{number:05}", "storm", to, due_at, useful_until))
    return planned


def work(orders: Orders) -> None:
    """Plan and send until killed; on SQLite as the only one, or as a standby."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    database = Database(orders.database)
    file = Path(database.url.database or "")
    only = (
        alone(file, _wait, on_standby=lambda: None) if database.is_sqlite else nullcontext(enter_result=True)
    )
    with only:
        outbox = _outbox(database, orders)
        planned = owed(orders)
        while True:
            with suppress(SQLAlchemyError):  # the next tick tries again, as the timetable's does
                plan_in_halves(database, planned, _now())
                outbox.tick()
            time.sleep(TICK)


def _outbox(database: Database, orders: Orders) -> Outbox:
    client = slack_client(orders.token, orders.api, POLICY)
    return Outbox(
        database,
        _compose,
        lambda _workspace: client,
        kinds=frozenset({"storm"}),
        now=_now,
        lease_now=DatabaseClock(database, _now),
        policy=POLICY,
        workers=4,
    )


def _compose(claim: Claimed) -> Message:
    return Message(claim.key)


def _now() -> datetime:
    return datetime.now(UTC)


def _wait(_seconds: float) -> bool:
    time.sleep(0.05)
    return False
