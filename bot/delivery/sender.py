"""Sending what is due: claim, compose, check, post, write down."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import FIRST_COMPLETED, wait
from threading import Event
from typing import TYPE_CHECKING, TypeAlias

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.delivery.gateway import Place
from bot.delivery.pictures import Pictures
from bot.domain.deliveries import (
    Claimed,
    Later,
    Message,
    Method,
    Standing,
    State,
    Unwanted,
    check_message,
    epoch_ms,
)
from bot.domain.delivery_outcomes import NotSent, Outcome, Postponed, Waiting
from bot.domain.refusals import Busy
from bot.store import delivery_claims
from bot.store.delivery_ends import finish, is_told, pause

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor, Future

    from sqlalchemy import Connection

    from bot.delivery.clock import Clock
    from bot.delivery.gateway import Gateway
    from bot.domain.delivery_policy import Policy
    from bot.store.database import Database

log = structlog.get_logger("latitude.delivery")

Compose: TypeAlias = "Callable[[Claimed], Message | Later | Unwanted]"
"""Says what a delivery says, or that it is not wanted, now or at all; called right before it is posted."""

OnFailed: TypeAlias = "Callable[[Connection, Claimed, str], None]"
"""Told, in the same transaction, that a delivery failed and why, so that a person can be told."""

PATIENCE = 5.0
"""Seconds after which a pass takes nothing new, so that other steps get their turn."""

_BASE_WAIT = 2_000
_HOPELESS = {State.FAILED: True, State.EXPIRED: False, State.CANCELLED: False}


class Sender:
    """Sends what is due, a few at a time.

    Args:
        database: Where deliveries are.
        compose: Says what a delivery says.
        gateway: Posts.
        clock: What time it is.
        policy: The timings.
        kinds: The kinds this version knows; others are left to newer versions.
        mine: The workspaces this process may speak for; all of them if None.
        on_failed: Told of failures.
        executor: Runs the requests.
        workers: How many requests may be under way.
    """

    def __init__(
        self,
        database: Database,
        compose: Compose,
        gateway: Gateway,
        clock: Clock,
        policy: Policy,
        *,
        kinds: frozenset[str],
        mine: Callable[[], frozenset[str] | None],
        on_failed: OnFailed,
        executor: Executor,
        workers: int,
    ) -> None:
        self._database = database
        self._compose = compose
        self._gateway = gateway
        self._pictures = Pictures(database, gateway, clock)
        self._clock = clock
        self._policy = policy
        self._kinds = kinds
        self._mine = mine
        self._on_failed = on_failed
        self._executor = executor
        self._workers = workers
        self._unwritten: list[tuple[Claimed, Outcome]] = []
        self.stopping = Event()

    def send(self) -> Counter[str]:
        """Send what is due now; how many went which way."""
        tally: Counter[str] = Counter()
        in_hand: dict[Future[Outcome], Claimed] = {}
        until = self._clock.monotonic() + PATIENCE
        self._finish([], tally)
        if not self._anything_due():
            return tally
        while True:
            open_for_more = not self.stopping.is_set() and self._clock.monotonic() < until
            if open_for_more and 2 * len(in_hand) <= self._workers:
                try:
                    in_hand |= self._start(self._workers - len(in_hand))
                except (SQLAlchemyError, Busy):
                    log.exception("deliveries.not_claimed")
                    until = 0.0  # what is in hand is finished all the same
            if not in_hand:
                return tally
            done, _ = wait(in_hand, return_when=FIRST_COMPLETED)
            self._finish([(in_hand.pop(one), one.result()) for one in done], tally)

    def _anything_due(self) -> bool:
        if self.stopping.is_set():
            return False
        with self._database.reading() as connection:
            return delivery_claims.anything_due(connection, self._kinds, self._clock.read(), self._mine())

    def _start(self, room: int) -> dict[Future[Outcome], Claimed]:
        # Read before the claim: whatever delays the commit shortens what is left of the lease.
        deadline = self._clock.monotonic() + (self._policy.lease - self._policy.send_margin) / 1000
        with self._database.writing() as connection:
            claims = delivery_claims.claim(
                connection, self._kinds, self._policy, self._clock.read(), room, self._mine()
            )
        return {self._executor.submit(self._deliver, claim, deadline): claim for claim in claims}

    def _finish(self, tried: list[tuple[Claimed, Outcome]], tally: Counter[str]) -> None:
        """Write outcomes down; what the database refuses now is written at the next occasion."""
        self._unwritten += tried
        if not self._unwritten:
            return
        now = self._clock.read().lease
        try:
            if any(isinstance(outcome, NotSent) and outcome.limited for _, outcome in self._unwritten):
                with self._database.writing() as connection:
                    pause(connection, self._unwritten, now)
            with self._database.writing() as connection:
                endings = finish(connection, self._unwritten, self._policy, now)
                for claim, standing in endings:
                    tell(self._on_failed, connection, claim, standing)
        except (SQLAlchemyError, Busy):
            log.exception("deliveries.unwritten", number=len(self._unwritten))
            return
        self._unwritten = []
        tally.update(standing.state.value for _, standing in endings)

    def _deliver(self, claim: Claimed, deadline: float) -> Outcome:
        """One try, from composing to Slack's answer. Never raises."""
        started = self._clock.monotonic()
        try:
            outcome = self._try(claim, deadline)
        except Exception:
            log.exception("delivery.not_composed", **_ids(claim))
            outcome = NotSent("not_composed")
        ms = round((self._clock.monotonic() - started) * 1000)
        log.info("delivery", **_ids(claim), outcome=type(outcome).__name__, why=_why(outcome), ms=ms)
        return outcome

    def _try(self, claim: Claimed, deadline: float) -> Outcome:
        message = self._compose(claim)
        if isinstance(message, Unwanted):
            return message
        if isinstance(message, Later):
            return Postponed("later", epoch_ms(message.until))
        check_message(message, claim.method)
        client = self._gateway.client(claim.workspace)
        shown = self._pictures.placed(client, claim.workspace, message)
        if isinstance(shown, NotSent):
            return shown
        place = self._place(claim)
        if not isinstance(place, Place):
            return place
        late = self._too_late(claim, deadline)
        if late is not None:
            return late
        return self._pictures.judged(
            claim, message, self._gateway.deliver(client, claim.method, place, shown)
        )

    def _too_late(self, claim: Claimed, deadline: float) -> Waiting | None:
        """Why it must not be posted any more, if it must not. Nothing may come between this and the post."""
        now = self._clock.read()
        if now.today >= epoch_ms(claim.useful_until):
            return Waiting("no_longer_useful")
        # Both clocks: one may stand still while the machine sleeps, the other may be set back.
        left = claim.standing.lease_until - now.lease
        if left <= self._policy.send_margin or self._clock.monotonic() >= deadline:
            return Waiting("too_little_lease_left")
        return None

    def _place(self, claim: Claimed) -> Place | Outcome:
        """Where it goes, if it still is to go: asked of the database at the last moment."""
        other = claim.updates or claim.thread_of
        with self._database.reading() as connection:
            now = delivery_claims.find(connection, claim.workspace, claim.key)
            base = delivery_claims.find(connection, claim.workspace, other) if other else None
        if now is None or now.standing.state is not State.SENDING:
            return Waiting("lease_lost")
        if now.standing.token != claim.standing.token:
            return Waiting("lease_lost")
        if now.unwanted is not None:
            return Unwanted(now.unwanted)
        if other is None:
            return Place(claim.to, claim.delivery_id)
        return _beside(claim, base)


def tell(on_failed: OnFailed, connection: Connection, claim: Claimed, standing: Standing) -> None:
    """Have a person told, if one has to be; a fault in telling undoes nothing else."""
    if not is_told(standing):
        return
    log.warning("delivery.failed", **_ids(claim), why=standing.reason)
    try:
        with connection.begin_nested():
            on_failed(connection, claim, standing.reason or "unknown")
    except Exception:
        log.exception("delivery.failure_not_told", **_ids(claim))


def _beside(claim: Claimed, base: Claimed | None) -> Place | Outcome:
    """Where a message goes that redraws another, or answers it in its thread."""
    state = State.FAILED if base is None else base.standing.state
    if base is not None and base.standing.ts and base.standing.channel:
        return _at(claim, base, base.standing.channel, base.standing.ts)
    if state in _HOPELESS:
        if claim.method is Method.POST and _HOPELESS[state]:
            return NotSent("its_thread_was_never_posted", final=True)
        return Unwanted("what_it_belongs_to_was_not_sent")
    if claim.method is Method.UPDATE and state is State.PENDING:
        return Unwanted("it_will_be_composed_fresh")
    return Waiting("what_it_belongs_to_is_under_way", delay=_BASE_WAIT)


def _at(claim: Claimed, base: Claimed, channel: str, ts: str) -> Place:
    if claim.method is Method.UPDATE:
        return Place(channel, base.delivery_id, ts=ts)
    return Place(channel, claim.delivery_id, thread_ts=ts)


def _ids(claim: Claimed) -> dict[str, str | int]:
    return {
        "workspace": claim.workspace,
        "kind": claim.kind,
        "delivery": claim.delivery_id,
        "attempt": claim.attempt,
    }


def _why(outcome: Outcome) -> str | None:
    return getattr(outcome, "why", None) or getattr(outcome, "reason", None)
