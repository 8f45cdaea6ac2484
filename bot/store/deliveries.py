"""Writing deliveries down before they are sent: planned once, cancelled, counted."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from bot.domain.deliveries import Planned, Standing, State, check, epoch_ms
from bot.domain.delivery_moves import doubted_at_restore, wanted_again
from bot.store.delivery_rows import claims, deliveries, in_state, locked, move
from bot.store.delivery_tables import DeliveryRow, OutboxRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, RowMapping

BATCH = 1_000
"""Keys per statement: well below both engines' limit of bound values."""

FEW = 10
"""So few rows are simply written: what is there already stays, and asking first would cost as much."""

_LONGEST_REASON = 255

_FAST_CLOCK_MS = 300_000
"""By how much a sender's clock may have run ahead: what is due so soon may have been sent already."""


def plan(connection: Connection, planned: Sequence[Planned], now: datetime) -> int:
    """Write down what is owed and not yet written; how many rows are new.

    Repeatable, in every replica, and part of the caller's transaction. Raises `Refused` for a
    delivery that cannot be stored, before anything is written.
    """
    wanted = {(one.workspace, one.key): check(one) for one in planned}
    written = 0
    for workspace in sorted({workspace for workspace, _ in wanted}):
        keys = [key for owner, key in wanted if owner == workspace]
        missing = sorted(keys if len(keys) <= FEW else missing_keys(connection, workspace, keys))
        if missing:
            outbox = _outbox(connection, workspace)
            written += _insert(connection, [_row(wanted[workspace, key], outbox, now) for key in missing])
    return written


def missing_keys(connection: Connection, workspace: str, keys: Collection[str]) -> set[str]:
    """Those of the keys that are not written down yet."""
    missing = set(keys)
    for batch in _batches(sorted(missing)):
        known = select(col(DeliveryRow.key)).where(
            col(DeliveryRow.workspace) == workspace, col(DeliveryRow.key).in_(batch)
        )
        missing.difference_update(connection.scalars(known))
    return missing


def posted(
    connection: Connection, workspace: str, keys: Collection[str], *, waiting: bool = False
) -> set[str]:
    """Those of the keys under which something was sent, or may have been; or, if wanted, waits to be."""
    row = DeliveryRow
    soon = [State.PENDING] if waiting else []
    shown = select(col(row.key)).where(
        col(row.workspace) == workspace,
        col(row.key).in_(keys),
        col(row.state).in_([State.SENT, State.SENDING, State.UNCERTAIN, *soon]),
    )
    return set(connection.scalars(shown))


def place_of(connection: Connection, workspace: str, key: str) -> tuple[str, str]:
    """The channel and Slack's name of what was posted under a key; two empty texts where nothing was."""
    row = DeliveryRow
    statement = select(col(row.channel), col(row.ts)).where(
        col(row.workspace) == workspace, col(row.key) == key
    )
    found = connection.execute(statement).one_or_none()
    return ("", "") if found is None else (found.channel or "", found.ts or "")


def places_of(connection: Connection, workspace: str, keys: Collection[str]) -> dict[str, tuple[str, str]]:
    """The channel and Slack's name of everything that was posted under these keys."""
    row = DeliveryRow
    found: dict[str, tuple[str, str]] = {}
    for batch in _batches(sorted(keys)):
        statement = select(col(row.key), col(row.channel), col(row.ts)).where(
            col(row.workspace) == workspace, col(row.key).in_(batch), col(row.ts).is_not(None)
        )
        found |= {key: (channel or "", ts or "") for key, channel, ts in connection.execute(statement)}
    return found


def news(connection: Connection, planned: Sequence[Planned]) -> list[Planned]:
    """Those that planning may change something about: not written down, or untried and for another moment.

    One statement for many, so that planning what is known already costs little. A key that an engine
    may not even be asked about is news.
    """
    found: list[Planned] = []
    for workspace in sorted({one.workspace for one in planned}):
        mine = [one for one in planned if one.workspace == workspace]
        for batch in _batches(mine):
            keys = [one.key for one in batch if one.key.isprintable()]
            written_down = _WRITTEN[connection.dialect.name]
            rows = connection.execute(written_down, {"workspace": workspace, "keys": keys})
            written = {key: (state, attempts, moments) for key, state, attempts, *moments in rows}
            found += [one for one in batch if _is_news(one, written.get(one.key))]
    return found


def _is_news(planned: Planned, written: tuple[str, int, list[int]] | None) -> bool:
    if written is None:
        return True
    state, attempts, moments = written
    untried = state == State.PENDING and attempts == 0
    return untried and moments != [epoch_ms(planned.due_at), epoch_ms(planned.useful_until)]


def moved(connection: Connection, workspace: str, planned: Sequence[Planned]) -> list[Planned]:
    """Those that are written down for another moment than is planned now, and were never tried."""
    row = DeliveryRow
    wanted = {one.key: one for one in planned}
    found: list[Planned] = []
    for batch in _batches(sorted(wanted)):
        waiting = select(col(row.key), col(row.due_at), col(row.useful_until)).where(
            col(row.workspace) == workspace, col(row.key).in_(batch), *_untried()
        )
        for key, due_at, useful_until in connection.execute(waiting):
            one = wanted[key]
            if (due_at, useful_until) != (epoch_ms(one.due_at), epoch_ms(one.useful_until)):
                found.append(one)
    return found


def reschedule(connection: Connection, planned: Sequence[Planned]) -> int:
    """Move deliveries that were never tried to the moments they are planned for now; how many."""
    row = DeliveryRow
    changed = 0
    for one in sorted(planned, key=lambda one: (one.workspace, one.key)):
        here = (col(row.workspace) == one.workspace, col(row.key) == one.key, *_untried())
        moments = {"due_at": epoch_ms(one.due_at), "useful_until": epoch_ms(one.useful_until)}
        changed += connection.execute(update(row).where(*here).values(moments)).rowcount
    return changed


def revive(connection: Connection, planned: Sequence[Planned], reason: str) -> int:
    """Take back that these were cancelled for `reason`, if nothing of them can have been sent; how many."""
    before = locked(connection, {(one.workspace, one.key) for one in planned})
    changes = []
    for one in planned:
        name = (one.workspace, one.key)
        after = wanted_again(before[name], reason) if name in before else None
        if after is not None:
            outbox = _outbox(connection, one.workspace)
            changes.append((name, before[name], _doubted(after, one, outbox)))
    return move(connection, changes)


def cancel(connection: Connection, workspace: str, keys: Collection[str], reason: str, now: datetime) -> int:
    """Say that these are not wanted any more; how many were waiting and are cancelled now.

    One that is being sent is marked, and cancelled if it turns out not to have been posted.
    """
    row = DeliveryRow
    cancelled = 0
    for batch in _batches(sorted(set(keys))):
        mine = (col(row.workspace) == workspace, col(row.key).in_(batch))
        locked = select(col(row.key)).where(*mine).order_by(col(row.key)).with_for_update()
        if not connection.scalars(locked).all():
            continue
        waiting = (*mine, in_state(State.PENDING), col(row.settled_at).is_(None))
        cancelled += connection.execute(
            update(row)
            .where(*waiting)
            .values(state=State.CANCELLED, reason=reason[:_LONGEST_REASON], settled_at=epoch_ms(now))
        ).rowcount
        in_hand = col(row.state).in_([State.SENDING, State.UNCERTAIN])
        connection.execute(update(row).where(*mine, in_hand).values(unwanted=reason[:_LONGEST_REASON]))
    return cancelled


def counts(connection: Connection, workspace: str | None = None) -> dict[State, int]:
    """How many deliveries stand where; every state is named."""
    statement = select(col(DeliveryRow.state), func.count()).group_by(col(DeliveryRow.state))
    if workspace is not None:
        statement = statement.where(col(DeliveryRow.workspace) == workspace)
    found = {State(state): number for state, number in connection.execute(statement)}
    return {state: found.get(state, 0) for state in State}


def after_restore(connection: Connection, backup_at: datetime, now: datetime) -> int:
    """Doubt all that was due by `now`, after restoring the backup made at `backup_at`.

    Also for a failover that may have lost commits. Whatever waits, or is planned again, may have
    been sent after the backup: it is looked for in Slack before it is sent. The backup must be no
    older than the workspace's first delivery, as ids in Slack are made from what that one left.
    Returns how many of the rows present are doubted.
    """
    backup, moment = epoch_ms(backup_at), epoch_ms(now)
    connection.execute(update(OutboxRow).values(doubt_from=backup, doubt_until=moment))
    unsettled = [State.PENDING, State.SENDING, State.UNCERTAIN]
    waiting = deliveries().where(
        col(DeliveryRow.state).in_(unsettled), col(DeliveryRow.due_at) <= moment + _FAST_CLOCK_MS
    )
    changes = []
    for claim in claims(connection, waiting.with_for_update()):
        doubted = doubted_at_restore(claim.standing, claim.method, backup_at=backup, now=moment)
        if doubted is not None:
            changes.append(((claim.workspace, claim.key), claim.standing, doubted))
    return move(connection, changes)


def secret_of(connection: Connection, workspace: str) -> bytes:
    """What only this workspace's bot knows, made when it is first asked for."""
    return bytes.fromhex(_outbox(connection, workspace)["secret"])


def begin(connection: Connection, workspace: str, secret: str) -> None:
    """Begin a workspace's deliveries with this secret, 64 hexadecimal digits, where draws are to be known."""
    _outbox(connection, workspace, secret)


def _outbox(connection: Connection, workspace: str, secret: str = "") -> RowMapping:
    """What the workspace's deliveries share, made when the first is planned."""
    mine = {"workspace": workspace}
    found = connection.execute(_OUTBOX, mine).mappings().one_or_none()
    if found is not None:
        return found
    insert = _dialect(connection).insert(OutboxRow)
    fresh = {"doubt_from": 0, "doubt_until": 0, "twins": 0}
    values = {"workspace": workspace, "secret": secret or secrets.token_hex(32)} | fresh
    connection.execute(insert.values(values).on_conflict_do_nothing())
    return connection.execute(_OUTBOX, mine).mappings().one()


def _row(planned: Planned, outbox: RowMapping, now: datetime) -> dict[str, Any]:
    name = f"{planned.workspace}\0{planned.key}".encode()
    return vars(_doubted(Standing(), planned, outbox)) | {
        "workspace": planned.workspace,
        "key": planned.key,
        "kind": planned.kind,
        "recipient": planned.to,
        "lane": planned.lane,
        "person": planned.person,
        "about": json.dumps(dict(planned.about), sort_keys=True, allow_nan=False),
        "method": planned.method.value,
        "updates": planned.updates,
        "thread_of": planned.thread_of,
        "resend": planned.resend,
        "priority": int(planned.priority),
        "due_at": epoch_ms(planned.due_at),
        "useful_until": epoch_ms(planned.useful_until),
        "created_at": epoch_ms(now),
        "delivery_id": hmac.new(bytes.fromhex(outbox["secret"]), name, hashlib.sha256).hexdigest()[:32],
        "unwanted": None,
    }


def _doubted(standing: Standing, planned: Planned, outbox: RowMapping) -> Standing:
    """Where it stands if a restore from backup may have forgotten that it was sent."""
    until = outbox["doubt_until"]
    if not until or epoch_ms(planned.due_at) > until + _FAST_CLOCK_MS:
        return standing
    doubted = doubted_at_restore(standing, planned.method, backup_at=outbox["doubt_from"], now=until)
    return doubted or standing


def _insert(connection: Connection, rows: list[dict[str, Any]]) -> int:
    """Write the rows that are not there; how many were not.

    One statement for each, pipelined: PostgreSQL's driver takes thrice as long to read a long one.
    """
    insert = _INSERT[connection.dialect.name]
    return connection.execute(insert, rows, execution_options={"preserve_rowcount": True}).rowcount


def _dialect(connection: Connection) -> Any:
    return postgresql if connection.dialect.name == "postgresql" else sqlite


def _untried() -> tuple[ColumnElement[bool], ...]:
    return (in_state(State.PENDING), col(DeliveryRow.attempts) == 0)


def _batches(values: Sequence[Any]) -> Iterator[Any]:
    return (values[start : start + BATCH] for start in range(0, len(values), BATCH))


# Built once: they run on the path a person waits for, or by the thousand.
# PostgreSQL's driver takes thrice as long to bind a thousand values as to bind one array of them.
_WRITTEN = {
    name: select(
        col(DeliveryRow.key),
        col(DeliveryRow.state),
        col(DeliveryRow.attempts),
        col(DeliveryRow.due_at),
        col(DeliveryRow.useful_until),
    ).where(col(DeliveryRow.workspace) == bindparam("workspace"), among)
    for name, among in (
        ("postgresql", col(DeliveryRow.key) == func.any(bindparam("keys", type_=postgresql.ARRAY(String)))),
        ("sqlite", col(DeliveryRow.key).in_(bindparam("keys", expanding=True))),
    )
}
_OUTBOX = select(OutboxRow).where(col(OutboxRow.workspace) == bindparam("workspace"))
_INSERT = {
    name: dialect.insert(DeliveryRow).on_conflict_do_nothing()
    for name, dialect in (("postgresql", postgresql), ("sqlite", sqlite))
}
