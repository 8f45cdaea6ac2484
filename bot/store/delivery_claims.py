"""Taking deliveries in hand: what is due, lost, doubtful, to be audited, or of no more use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, select
from sqlmodel import col

from bot.domain.deliveries import Claimed, Priority, Standing, State
from bot.domain.delivery_moves import claimed
from bot.store import lanes, rates
from bot.store.delivery_rows import claims, deliveries, in_state, move
from bot.store.delivery_tables import DeliveryRow, LaneRow, RateRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Connection, Select

    from bot.domain.delivery_policy import Policy

_LOOKAHEAD = 4
"""How many candidates are read per delivery wanted, as those of one lane go one by one."""


@dataclass(frozen=True)
class Now:
    """Both clocks, in epoch ms: `today` says what is due, `lease` how long something is held."""

    today: int
    lease: int


def anything_due(connection: Connection, kinds: frozenset[str], now: Now) -> bool:
    """Whether a claim would find something; takes no lock."""
    return any(connection.execute(_due(kinds, now, priority).limit(1)).first() for priority in Priority)


def claim(
    connection: Connection, kinds: frozenset[str], policy: Policy, now: Now, limit: int
) -> list[Claimed]:
    """Take up to `limit` due deliveries in hand, most urgent first, one per lane, within the pace."""
    found: list[Claimed] = []
    for priority in Priority:
        room = limit * _LOOKAHEAD - len(found)
        if room > 0 and _lanes_in(found) < limit:
            due = _due(kinds, now, priority).limit(room)
            found += claims(connection, due.with_for_update(of=DeliveryRow, skip_locked=True))
    firsts = list({(one.workspace, one.lane): one for one in reversed(found)}.values())[::-1][:limit]
    taken = [one for batch in _by_method(firsts) for one in _within_pace(connection, batch, policy, now)]
    held = [
        replace(one, standing=claimed(one.standing, policy, today=now.today, now=now.lease)) for one in taken
    ]
    move(connection, [_change(one, new.standing) for one, new in zip(taken, held, strict=True)])
    return sorted(held, key=lambda one: (one.priority, one.due_at, one.key))


def run_out(connection: Connection, now: Now, limit: int, *, lock: bool) -> list[Claimed]:
    """Deliveries whose lease ran out."""
    row = DeliveryRow
    late = (in_state(State.SENDING), col(row.lease_until) <= now.lease)
    return _pick(connection, deliveries().where(*late).order_by(col(row.lease_until)), limit, lock=lock)


def doubtful(connection: Connection, now: Now, limit: int, *, lock: bool) -> list[Claimed]:
    """Deliveries to look for in history."""
    row = DeliveryRow
    due = (in_state(State.UNCERTAIN), col(row.ready_at) <= now.lease)
    return _pick(connection, deliveries().where(*due).order_by(col(row.ready_at)), limit, lock=lock)


def to_audit(connection: Connection, now: Now, limit: int, *, lock: bool) -> list[Claimed]:
    """Deliveries that were sent again after doubt, to be looked at once more."""
    row = DeliveryRow
    due = (col(row.audit_at).is_not(None), col(row.audit_at) <= now.lease)
    return _pick(connection, deliveries().where(*due).order_by(col(row.audit_at)), limit, lock=lock)


def useless(connection: Connection, now: Now, limit: int, *, lock: bool) -> list[Claimed]:
    """Waiting deliveries that are of no more use."""
    row = DeliveryRow
    over = (in_state(State.PENDING), col(row.useful_until) <= now.today)
    return _pick(connection, deliveries().where(*over).order_by(col(row.useful_until)), limit, lock=lock)


def find(connection: Connection, workspace: str, key: str) -> Claimed | None:
    """One delivery as it stands, whoever has it in hand."""
    row = DeliveryRow
    found = claims(connection, deliveries().where(col(row.workspace) == workspace, col(row.key) == key))
    return found[0] if found else None


def _pick(connection: Connection, statement: Select[Any], limit: int, *, lock: bool) -> list[Claimed]:
    statement = statement.limit(limit)
    if lock:
        statement = statement.with_for_update(skip_locked=True)
    return claims(connection, statement)


def _due(kinds: frozenset[str], now: Now, priority: Priority) -> Select[Any]:
    row = DeliveryRow
    return (
        deliveries()
        .where(
            in_state(State.PENDING),
            col(row.priority) == int(priority),
            col(row.due_at) <= now.today,
            col(row.useful_until) > now.today,
            col(row.ready_at) <= now.lease,
            col(row.kind).in_(sorted(kinds)),
            ~_busy_lane(now),
            ~_paused(now),
        )
        .order_by(col(row.due_at), col(row.key))
    )


def _busy_lane(now: Now) -> ColumnElement[bool]:
    """Without this one noisy channel would starve the rest."""
    mine = (
        col(LaneRow.workspace) == col(DeliveryRow.workspace),
        col(LaneRow.lane) == col(DeliveryRow.lane),
    )
    return exists(select(col(LaneRow.lane)).where(*mine, col(LaneRow.free_at) > now.lease))


def _paused(now: Now) -> ColumnElement[bool]:
    """Likewise, one workspace that Slack slows down."""
    mine = (
        col(RateRow.workspace) == col(DeliveryRow.workspace),
        col(RateRow.method) == col(DeliveryRow.method),
    )
    return exists(select(col(RateRow.method)).where(*mine, col(RateRow.free_at) > now.lease))


def _by_method(found: Iterable[Claimed]) -> list[list[Claimed]]:
    """In one order everywhere, so that two claims never wait for each other's buckets."""
    key = _bucket
    return [list(batch) for _, batch in groupby(sorted(found, key=key), key=key)]


def _bucket(one: Claimed) -> tuple[str, str]:
    return one.workspace, one.method.value


def _within_pace(connection: Connection, batch: list[Claimed], policy: Policy, now: Now) -> list[Claimed]:
    first = batch[0]
    rate = policy.rates.get(first.method.api)
    until = now.lease + policy.lease
    granted = rates.take(
        connection, first.workspace, first.method.value, rate, now=now.lease, wanted=len(batch)
    )
    best = sorted(batch[:granted], key=lambda one: one.lane)
    return [
        one for one in best if lanes.enter(connection, one.workspace, one.lane, now=now.lease, until=until)
    ]


def _lanes_in(found: list[Claimed]) -> int:
    return len({(one.workspace, one.lane) for one in found})


def _change(one: Claimed, new: Standing) -> tuple[tuple[str, str], Standing, Standing]:
    return (one.workspace, one.key), one.standing, new
