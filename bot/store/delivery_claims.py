"""Taking deliveries in hand: what is due, lost, doubtful, to be audited, or of no more use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Integer, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.domain.deliveries import Claimed, Priority, Standing, State
from bot.domain.delivery_moves import claimed
from bot.store import lanes, rates
from bot.store.delivery_rows import claims, deliveries, in_state, move
from bot.store.delivery_tables import DeliveryRow, LaneRow, RateRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Connection, Select
    from sqlalchemy.orm import Mapped

    from bot.domain.delivery_policy import Policy

_LOOKAHEAD = 4
"""How many candidates are read per delivery wanted, as those of one lane go one by one."""


_TODAY = bindparam("today", type_=BigInteger)
_LEASE = bindparam("lease", type_=BigInteger)
_ROOM = bindparam("room", type_=Integer)


@dataclass(frozen=True)
class Now:
    """Both clocks, in epoch ms: `today` says what is due, `lease` how long something is held."""

    today: int
    lease: int


def anything_due(
    connection: Connection, kinds: frozenset[str], now: Now, mine: frozenset[str] | None = None
) -> bool:
    """Whether a claim would find something; takes no lock."""
    return bool(connection.scalar(_anything_due(kinds, mine), _clocks(now) | {"room": 1}))


def claim(
    connection: Connection,
    kinds: frozenset[str],
    policy: Policy,
    now: Now,
    limit: int,
    mine: frozenset[str] | None = None,
) -> list[Claimed]:
    """Take up to `limit` due deliveries in hand, most urgent first, one per lane, within the pace.

    Only of the kinds this version knows, and of `mine`, the workspaces this process may speak for.
    """
    found: list[Claimed] = []
    for priority in Priority:
        room = limit * _LOOKAHEAD - len(found)
        if room > 0 and _lanes_in(found) < limit:
            found += claims(connection, _to_claim(kinds, priority, mine), _clocks(now) | {"room": room})
    firsts = list({(one.workspace, one.lane): one for one in reversed(found)}.values())[::-1][:limit]
    taken = [one for batch in _by_method(firsts) for one in _within_pace(connection, batch, policy, now)]
    held = [
        replace(one, standing=claimed(one.standing, policy, today=now.today, now=now.lease)) for one in taken
    ]
    move(connection, [_change(one, new.standing) for one, new in zip(taken, held, strict=True)])
    return sorted(held, key=lambda one: (one.priority, one.due_at, one.key))


def run_out(connection: Connection, now: Now, limit: int, *, lock: bool) -> list[Claimed]:
    """Deliveries whose lease ran out."""
    return claims(connection, _RUN_OUT[lock], _clocks(now) | {"room": limit})


def doubtful(
    connection: Connection, now: Now, limit: int, *, lock: bool, mine: frozenset[str] | None = None
) -> list[Claimed]:
    """Deliveries to look for in history."""
    return claims(connection, _of(mine, _DOUBTFUL[lock]), _clocks(now) | {"room": limit})


def to_audit(
    connection: Connection, now: Now, limit: int, *, lock: bool, mine: frozenset[str] | None = None
) -> list[Claimed]:
    """Deliveries that were sent again after doubt, to be looked at once more."""
    return claims(connection, _of(mine, _TO_AUDIT[lock]), _clocks(now) | {"room": limit})


def useless(connection: Connection, now: Now, limit: int, *, lock: bool) -> list[Claimed]:
    """Waiting deliveries that are of no more use."""
    return claims(connection, _USELESS[lock], _clocks(now) | {"room": limit})


def find(connection: Connection, workspace: str, key: str) -> Claimed | None:
    """One delivery as it stands, whoever has it in hand."""
    found = claims(connection, _ONE, {"of_workspace": workspace, "of_key": key})
    return found[0] if found else None


def _clocks(now: Now) -> dict[str, int]:
    return {"today": now.today, "lease": now.lease}


def _both(moment: Mapped[Any], *due: ColumnElement[bool]) -> dict[bool, Select[Any]]:
    """The query that takes no lock, and the one that does; oldest first."""
    plain = deliveries().where(*due).order_by(moment).limit(_ROOM)
    return {False: plain, True: plain.with_for_update(skip_locked=True)}


@lru_cache
def _anything_due(kinds: frozenset[str], mine: frozenset[str] | None) -> Select[tuple[bool]]:
    return select(or_(*(exists(_of(mine, _due(kinds, priority)).limit(1)) for priority in Priority)))


@lru_cache
def _to_claim(kinds: frozenset[str], priority: Priority, mine: frozenset[str] | None) -> Select[Any]:
    due = _of(mine, _due(kinds, priority))
    first = due.order_by(col(DeliveryRow.due_at), col(DeliveryRow.key)).limit(_ROOM)
    return first.with_for_update(of=DeliveryRow, skip_locked=True)


def _of(mine: frozenset[str] | None, these: Select[Any]) -> Select[Any]:
    """Only those of the workspaces this process may speak for."""
    return these if mine is None else these.where(col(DeliveryRow.workspace).in_(sorted(mine)))


def _due(kinds: frozenset[str], priority: Priority) -> Select[Any]:
    row = DeliveryRow
    return deliveries().where(
        in_state(State.PENDING),
        col(row.priority) == int(priority),
        col(row.due_at) <= _TODAY,
        col(row.useful_until) > _TODAY,
        col(row.ready_at) <= _LEASE,
        col(row.kind).in_(sorted(kinds)),
        _lane_free_at() <= _LEASE,
        _pace_free_at() <= _LEASE,
        _state_of(col(row.updates)).not_in([State.SENDING, State.UNCERTAIN]),
        _state_of(col(row.thread_of)).not_in([State.PENDING, State.SENDING, State.UNCERTAIN]),
    )


def _lane_free_at() -> ColumnElement[int]:
    """Without this one noisy channel would starve the rest.

    A scalar subquery, here and below, and not an anti-join: PostgreSQL then walks the index in the
    order of urgency and stops, where it would join and sort all that is due.
    """
    mine = (
        col(LaneRow.workspace) == col(DeliveryRow.workspace),
        col(LaneRow.lane) == col(DeliveryRow.lane),
    )
    return func.coalesce(select(col(LaneRow.free_at)).where(*mine).scalar_subquery(), 0)


def _pace_free_at() -> ColumnElement[int]:
    """Likewise, one workspace that Slack slows down."""
    mine = (
        col(RateRow.workspace) == col(DeliveryRow.workspace),
        col(RateRow.method) == col(DeliveryRow.method),
    )
    return func.coalesce(select(col(RateRow.free_at)).where(*mine).scalar_subquery(), 0)


def _state_of(key: Mapped[Any]) -> ColumnElement[str]:
    """Of what this one belongs to: claimed before that is posted, it would only hold up its lane."""
    other = aliased(DeliveryRow)
    mine = (col(other.workspace) == col(DeliveryRow.workspace), col(other.key) == key)
    return func.coalesce(select(col(other.state)).where(*mine).scalar_subquery(), "")


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
    best = batch[:granted]
    free = lanes.enter(connection, first.workspace, [one.lane for one in best], now=now.lease, until=until)
    return [one for one in best if one.lane in free]


def _lanes_in(found: list[Claimed]) -> int:
    return len({(one.workspace, one.lane) for one in found})


def _change(one: Claimed, new: Standing) -> tuple[tuple[str, str], Standing, Standing]:
    return (one.workspace, one.key), one.standing, new


_RUN_OUT = _both(
    col(DeliveryRow.lease_until), in_state(State.SENDING), col(DeliveryRow.lease_until) <= _LEASE
)
_DOUBTFUL = _both(col(DeliveryRow.ready_at), in_state(State.UNCERTAIN), col(DeliveryRow.ready_at) <= _LEASE)
_TO_AUDIT = _both(
    col(DeliveryRow.audit_at), col(DeliveryRow.audit_at).is_not(None), col(DeliveryRow.audit_at) <= _LEASE
)
_USELESS = _both(
    col(DeliveryRow.useful_until), in_state(State.PENDING), col(DeliveryRow.useful_until) <= _TODAY
)
_ONE = deliveries().where(
    col(DeliveryRow.workspace) == bindparam("of_workspace"), col(DeliveryRow.key) == bindparam("of_key")
)
