"""Finding out what became of messages whose answer was lost, and tidying up after them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Protocol

import structlog

from bot.delivery.gateway import Place
from bot.delivery.sender import tell
from bot.domain import delivery_moves
from bot.domain.deliveries import Claimed, Standing, epoch_ms
from bot.domain.delivery_outcomes import Found, Look, Unreadable, Unseen
from bot.store import delivery_claims, lanes, rates
from bot.store.delivery_ends import count_twins, settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from bot.delivery.clock import Clock
    from bot.delivery.gateway import Gateway
    from bot.delivery.sender import OnFailed
    from bot.domain.delivery_policy import Policy
    from bot.store.database import Database
    from bot.store.delivery_claims import Now
    from bot.store.delivery_ends import Move

log = structlog.get_logger("latitude.delivery")

LOOKS = 4
"""Looks into history per pass, so that a slow Slack holds up little else."""

ROWS = 200
"""Rows per transaction where nothing is asked of Slack."""


class Pick(Protocol):
    """A query of `delivery_claims` for rows that a step is due for."""

    def __call__(self, connection: Connection, now: Now, limit: int, *, lock: bool) -> list[Claimed]:
        """Up to `limit` of them, locked for moving or just seen."""
        ...


class Recovery:
    """What is done about deliveries that no sender has in hand.

    Args:
        database: Where deliveries are.
        gateway: Looks into history, and deletes twins.
        clock: What time it is.
        policy: The timings.
        on_failed: Told of what failed.
        mine: The workspaces this process may speak for; all of them if None.
    """

    def __init__(
        self,
        database: Database,
        gateway: Gateway,
        clock: Clock,
        policy: Policy,
        on_failed: OnFailed,
        mine: Callable[[], frozenset[str] | None],
    ) -> None:
        self._database = database
        self._gateway = gateway
        self._clock = clock
        self._policy = policy
        self._on_failed = on_failed
        self._mine = mine
        self.stopping = Event()

    def expire(self) -> Counter[str]:
        """Give up what is of no more use; counted, never silent."""
        return self._sweep(delivery_claims.useless, self._expired)

    def run_out(self) -> Counter[str]:
        """Doubt what was in hand for longer than its lease."""
        return self._sweep(delivery_claims.run_out, self._run_out)

    def resolve(self) -> Counter[str]:
        """Look in Slack for messages whose answer was lost."""
        tally: Counter[str] = Counter()
        for claim in self._to_look_for():
            if self.stopping.is_set():
                break
            looked_at = self._clock.read().lease
            look = self._look(claim)
            now = self._clock.read()
            found = partial(
                delivery_moves.looked,
                claim=claim,
                look=look,
                policy=self._policy,
                looked_at=looked_at,
                now=now.lease,
                useless=now.today >= epoch_ms(claim.useful_until),
            )
            tally += self._write([(claim, found)])
            log.info("delivery.looked", **_ids(claim), found=type(look).__name__)
        return tally

    def audit(self) -> Counter[str]:
        """Look once more where something was sent again, and delete late twins."""
        tally: Counter[str] = Counter()
        for claim in self._to_audit():
            if self.stopping.is_set():
                break
            looked_at = self._clock.read().lease
            look = Unseen("not_needed") if claim.method.is_idempotent else self._look(claim)
            twins = delivery_moves.surplus(claim.standing, look)
            gone = self._delete(claim, look, twins)
            found = partial(
                delivery_moves.audited,
                claim=claim,
                look=look,
                policy=self._policy,
                looked_at=looked_at,
                now=self._clock.read().lease,
                clean=gone == len(twins),
            )
            self._write([(claim, found)])
            tally["twins"] += gone
        return tally

    def _expired(self, _claim: Claimed, now: Now) -> Move:
        return partial(delivery_moves.expired, now=now.lease)

    def _run_out(self, claim: Claimed, now: Now) -> Move:
        return partial(delivery_moves.run_out, method=claim.method, policy=self._policy, now=now.lease)

    def _sweep(self, pick: Pick, decide: Callable[[Claimed, Now], Move]) -> Counter[str]:
        """Move all rows a query picks; reads first, so that an idle pass takes no write lock."""
        tally: Counter[str] = Counter()
        while True:
            now = self._clock.read()
            with self._database.reading() as connection:
                if not pick(connection, now, 1, lock=False):
                    return tally
            with self._database.writing() as connection:
                moved = settle(
                    connection, [(one, decide(one, now)) for one in pick(connection, now, ROWS, lock=True)]
                )
                self._tell(connection, moved)
            for claim, standing in moved:
                log.info("delivery.ended", **_ids(claim), outcome=standing.state.value, why=standing.reason)
            tally.update(standing.state.value for _, standing in moved)
            if not moved:
                return tally

    def _to_look_for(self) -> list[Claimed]:
        doubtful = partial(delivery_claims.doubtful, mine=self._mine())
        return self._book(doubtful, lambda standing, at: replace(standing, ready_at=at))

    def _to_audit(self) -> list[Claimed]:
        to_audit = partial(delivery_claims.to_audit, mine=self._mine())
        return self._book(to_audit, lambda standing, at: replace(standing, audit_at=at))

    def _book(self, pick: Pick, later: Callable[[Standing, int], Standing]) -> list[Claimed]:
        """Pick what is to be looked for, within the pace, and keep other replicas from it meanwhile."""
        now = self._clock.read()
        with self._database.reading() as connection:
            if not pick(connection, now, 1, lock=False):
                return []
        # Each look asks at most two things of Slack, and so do those booked before it.
        until = now.lease + 2 * LOOKS * self._policy.http_timeout
        with self._database.writing() as connection:
            picked = pick(connection, now, LOOKS, lock=True)
            allowed = [one for one in picked if self._may_look(connection, one, now)]
            settle(connection, [(one, lambda standing: later(standing, until)) for one in allowed])
        return allowed

    def _may_look(self, connection: Connection, claim: Claimed, now: Now) -> bool:
        if claim.method.is_idempotent:
            return True
        method = "conversations.replies" if claim.thread_of else "conversations.history"
        rate = self._policy.rates.get(method)
        return bool(rates.take(connection, claim.workspace, method, rate, now=now.lease, wanted=1))

    def _look(self, claim: Claimed) -> Look:
        place = self._place(claim)
        if not isinstance(place, Place):
            return place
        return self._gateway.look(claim, place, since=claim.standing.first_at - self._policy.look_back)

    def _place(self, claim: Claimed) -> Place | Unreadable | Unseen:
        with self._database.reading() as connection:
            base = (
                delivery_claims.find(connection, claim.workspace, claim.thread_of)
                if claim.thread_of
                else None
            )
            known = claim.standing.channel or lanes.channel_of(connection, claim.workspace, claim.lane)
        if claim.thread_of:
            if base is None or not base.standing.ts or not base.standing.channel:
                return Unseen("its_thread_is_unknown")
            return Place(base.standing.channel, claim.delivery_id, thread_ts=base.standing.ts)
        if known or not claim.to.startswith(("U", "W")):
            return Place(known or claim.to, claim.delivery_id)
        channel = self._gateway.messages_of(claim.workspace, claim.to)
        if not isinstance(channel, str):
            return channel
        with self._database.writing() as connection:
            lanes.remember(connection, claim.workspace, claim.lane, channel)
        return Place(channel, claim.delivery_id)

    def _delete(self, claim: Claimed, look: Look, twins: tuple[str, ...]) -> int:
        if not twins or not isinstance(look, Found):
            return 0
        gone = sum(self._gateway.delete(claim.workspace, look.channel, ts) for ts in twins)
        log.warning("delivery.twins", **_ids(claim), deleted=gone)
        with self._database.writing() as connection:
            count_twins(connection, claim.workspace, gone)
        return gone

    def _write(self, moves: list[tuple[Claimed, Move]]) -> Counter[str]:
        with self._database.writing() as connection:
            moved = settle(connection, moves)
            self._tell(connection, moved)
        return Counter(standing.state.value for _, standing in moved)

    def _tell(self, connection: Connection, moved: list[tuple[Claimed, Standing]]) -> None:
        for claim, standing in moved:
            tell(self._on_failed, connection, claim, standing)


def _ids(claim: Claimed) -> dict[str, str | int]:
    return {"workspace": claim.workspace, "kind": claim.kind, "delivery": claim.delivery_id}
