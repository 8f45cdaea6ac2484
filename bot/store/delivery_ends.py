"""Writing down what became of deliveries that were in hand."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import bindparam, update
from sqlmodel import col

from bot.domain.deliveries import Claimed, Method, Standing, State
from bot.domain.delivery_moves import finished
from bot.domain.delivery_outcomes import NotSent, Outcome, Postponed, Sent
from bot.store import lanes, rates
from bot.store.delivery_rows import in_state, locked, move
from bot.store.delivery_tables import DeliveryRow, OutboxRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy import Connection

    from bot.domain.delivery_policy import Policy

_POSTPONE = (
    update(DeliveryRow)
    .where(
        col(DeliveryRow.workspace) == bindparam("of_workspace"),
        col(DeliveryRow.key) == bindparam("of_key"),
        in_state(State.PENDING),
    )
    .values(due_at=bindparam("new_due_at"))
)

Move: TypeAlias = "Callable[[Standing], Standing | None]"
"""Where a delivery goes from where it stands; None if it stays."""


def finish(
    connection: Connection, tried: Sequence[tuple[Claimed, Outcome]], policy: Policy, now: int
) -> list[tuple[Claimed, Standing]]:
    """Write down the outcomes of tries, and free their lanes; those that moved."""
    moved = settle(
        connection,
        [
            (claim, partial(finished, claim=claim, outcome=outcome, policy=policy, now=now))
            for claim, outcome in tried
        ],
    )
    postponed = [
        {"of_workspace": claim.workspace, "of_key": claim.key, "new_due_at": outcome.due_at}
        for claim, outcome in tried
        if isinstance(outcome, Postponed)
    ]
    if postponed:
        connection.execute(_POSTPONE, postponed)
    lanes.leave(connection, [_exit(claim, outcome, policy, now) for claim, outcome in tried])
    return moved


def pause(connection: Connection, tried: Iterable[tuple[Claimed, Outcome]], now: int) -> None:
    """Slow down the methods that Slack asked us to slow down.

    In a transaction of its own: a claim locks buckets before lanes, a finish has its lanes already.
    """
    for claim, outcome in tried:
        if isinstance(outcome, NotSent) and outcome.limited:
            rates.push(connection, claim.workspace, claim.method.value, now + outcome.retry_after)


def settle(connection: Connection, moves: Sequence[tuple[Claimed, Move]]) -> list[tuple[Claimed, Standing]]:
    """Move deliveries from where they stand now, one after another; those that moved."""
    before = locked(connection, {(one.workspace, one.key) for one, _ in moves})
    current = dict(before)
    moved: list[tuple[Claimed, Standing]] = []
    for one, decide in moves:
        name = (one.workspace, one.key)
        after = decide(current[name]) if name in current else None
        if after is not None:
            current[name] = after
            moved.append((one, after))
    move(connection, [(name, before[name], new) for name, new in current.items() if new != before[name]])
    return moved


def count_twins(connection: Connection, workspace: str, number: int) -> None:
    """Count copies that had to be deleted: there should never be one."""
    outbox = update(OutboxRow).where(col(OutboxRow.workspace) == workspace)
    connection.execute(outbox.values(twins=OutboxRow.twins + number))


def is_told(standing: Standing) -> bool:
    """Whether a person has to be told: it failed, or nobody will ever know whether it arrived."""
    lost = standing.state is State.EXPIRED and (standing.reason or "").startswith("may_have_arrived")
    return standing.state is State.FAILED or lost


def _exit(
    claim: Claimed, outcome: Outcome, policy: Policy, now: int
) -> tuple[str, str, int, int, str | None]:
    posted = claim.method is Method.POST
    free_at = now + policy.channel_gap if posted else now
    channel = outcome.channel if posted and isinstance(outcome, Sent) else None
    return claim.workspace, claim.lane, claim.standing.lease_until, free_at, channel
