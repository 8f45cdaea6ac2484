"""The outbox: what the clock ticks, put together."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING

import structlog

from bot.delivery.clock import Clock, steady
from bot.delivery.gateway import Gateway, Limited
from bot.delivery.recovery import Recovery
from bot.delivery.sender import Sender
from bot.domain.delivery_policy import Policy
from bot.store import rates

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor
    from datetime import datetime

    from slack_sdk import WebClient
    from sqlalchemy import Connection

    from bot.delivery.sender import Compose, OnFailed
    from bot.domain.deliveries import Claimed
    from bot.store.database import Database

log = structlog.get_logger("latitude.delivery")


class Outbox:
    """Sends what is owed, once. Every step may be ticked at any time, in any number of replicas.

    Args:
        database: Where deliveries are.
        compose: Says what a delivery says, right before it is posted; or that it is not wanted.
        client_for: The client of a workspace, made by `bot.delivery.gateway.slack_client`.
        kinds: The kinds this version knows how to compose; others are left alone.
        mine: The workspaces this process may speak for; all of them unless given.
        now: The clock that says what is due, aware UTC.
        lease_now: The clock that measures leases, alike in every replica; `now` unless given.
        monotonic: Seconds of this process, never set back.
        policy: The timings.
        on_failed: Told of a failure, in the transaction that records it.
        workers: How many requests may be under way at once.
        executor: Runs the requests; a pool of `workers` threads unless given.
    """

    def __init__(
        self,
        database: Database,
        compose: Compose,
        client_for: Callable[[str], WebClient],
        *,
        kinds: frozenset[str],
        mine: Callable[[], frozenset[str] | None] = lambda: None,
        now: Callable[[], datetime],
        lease_now: Callable[[], datetime] | None = None,
        monotonic: Callable[[], float] = steady,
        policy: Policy | None = None,
        on_failed: OnFailed | None = None,
        workers: int = 8,
        executor: Executor | None = None,
    ) -> None:
        policy = policy or Policy()
        tell = on_failed or _log_only
        self._database = database
        self._clock = Clock(today=now, lease=lease_now or now, monotonic=monotonic)
        self._executor = executor or ThreadPoolExecutor(workers, thread_name_prefix="delivery")
        gateway = Gateway(client_for, policy, self._pause)
        self._sender = Sender(
            database,
            compose,
            gateway,
            self._clock,
            policy,
            kinds=kinds,
            mine=mine,
            on_failed=tell,
            executor=self._executor,
            workers=workers,
        )
        self._recovery = Recovery(database, gateway, self._clock, policy, tell, mine)
        self._sending = Lock()
        self._recovering = Lock()

    def tick(self) -> Counter[str]:
        """Every step once: expire, recover, audit, send; how many deliveries went which way."""
        return self.expire() + self.recover() + self.audit() + self.send()

    def send(self) -> Counter[str]:
        """Send what is due now. Does nothing while another thread is at it."""
        if not self._sending.acquire(blocking=False):
            return Counter()
        try:
            return self._sender.send()
        finally:
            self._sending.release()

    def recover(self) -> Counter[str]:
        """Doubt what outlived its lease, and look in Slack for what is doubtful."""
        if not self._recovering.acquire(blocking=False):
            return Counter()
        try:
            return self._recovery.run_out() + self._recovery.resolve()
        finally:
            self._recovering.release()

    def audit(self) -> Counter[str]:
        """Delete late twins of what was sent again."""
        return self._recovery.audit()

    def expire(self) -> Counter[str]:
        """Give up what is of no more use."""
        return self._recovery.expire()

    def stop(self) -> None:
        """Take nothing new; what is in hand goes on."""
        self._sender.stopping.set()
        self._recovery.stopping.set()

    def drain(self, seconds: float) -> bool:
        """Take nothing new and finish what is in hand; whether that was possible in time.

        What was not finished is looked for in Slack by whoever comes next.
        """
        self.stop()
        until = self._clock.monotonic() + seconds
        done = True
        for busy in (self._sending, self._recovering):
            free = busy.acquire(timeout=max(0.0, until - self._clock.monotonic()))
            if free:
                busy.release()
            done = done and free
        self._executor.shutdown(wait=done, cancel_futures=True)
        return done

    def _pause(self, workspace: str, limited: Limited) -> None:
        until = self._clock.read().lease + limited.pause
        with self._database.writing() as connection:
            rates.push(connection, workspace, limited.method, until)


def _log_only(_connection: Connection, claim: Claimed, reason: str) -> None:
    log.error("delivery.nobody_told", workspace=claim.workspace, kind=claim.kind, why=reason)
