"""Reading a delivery from its row, and moving it."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, literal_column, select, tuple_, update
from sqlmodel import col

from bot.domain.deliveries import Claimed, Method, Priority, Standing, State, from_epoch_ms
from bot.store.delivery_tables import TABLES, DeliveryRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, Row, Select

_STANDING = tuple(one.name for one in fields(Standing))
_COLUMNS = [column for column in TABLES[0].columns if column.name != "created_at"]
_MOVE = (
    update(DeliveryRow)
    .where(
        col(DeliveryRow.workspace) == bindparam("of_workspace"),
        col(DeliveryRow.key) == bindparam("of_key"),
        col(DeliveryRow.token) == bindparam("held_token"),  # the lock
        col(DeliveryRow.state) == bindparam("held_state"),
    )
    .values({name: bindparam(f"new_{name}") for name in _STANDING})
)


def in_state(state: State) -> ColumnElement[bool]:
    """Rows in this state, with the state written into the SQL.

    A bound value would keep SQLite from using the state's partial index.
    """
    return col(DeliveryRow.state) == literal_column(f"'{state.value}'")


def deliveries() -> Select[Any]:
    """A query for whole deliveries, to be read with `claims`."""
    return select(*_COLUMNS)


def claims(
    connection: Connection, statement: Select[Any], values: Mapping[str, int | str] | None = None
) -> list[Claimed]:
    """The deliveries a query of `deliveries()` finds, with the values it asks for."""
    return [_claimed(row) for row in connection.execute(statement, values)]


def locked(connection: Connection, ids: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Standing]:
    """Where these (workspace, key) stand, held until the transaction ends.

    They are locked in one order everywhere, so that two transactions never wait for each other.
    """
    row = DeliveryRow
    statement = (
        select(col(row.workspace), col(row.key), *(getattr(row, name) for name in _STANDING))
        .where(tuple_(col(row.workspace), col(row.key)).in_(sorted(ids)))
        .order_by(col(row.workspace), col(row.key))
        .with_for_update()
    )
    found = connection.execute(statement)
    return {(workspace, key): _standing(standing) for workspace, key, *standing in found}


def move(connection: Connection, changes: Sequence[tuple[tuple[str, str], Standing, Standing]]) -> int:
    """Put each (workspace, key) from where it stood to where it stands now; how many moved.

    A row that somebody else has moved meanwhile stays as it is.
    """
    if not changes:
        return 0
    values = [
        {"of_workspace": workspace, "of_key": key, "held_token": held.token, "held_state": held.state.value}
        | {f"new_{name}": value for name, value in asdict(new).items()}
        for (workspace, key), held, new in sorted(changes, key=lambda change: change[0])
    ]
    return connection.execute(_MOVE, values, execution_options={"preserve_rowcount": True}).rowcount


def _standing(values: Sequence[Any]) -> Standing:
    standing = dict(zip(_STANDING, values, strict=True))
    return Standing(**standing | {"state": State(standing["state"])})


def _claimed(row: Row[Any]) -> Claimed:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's documented name for it
    return Claimed(
        workspace=values["workspace"],
        key=values["key"],
        kind=values["kind"],
        to=values["recipient"],
        lane=values["lane"],
        due_at=from_epoch_ms(values["due_at"]),
        useful_until=from_epoch_ms(values["useful_until"]),
        priority=Priority(values["priority"]),
        person=values["person"],
        about=json.loads(values["about"]),
        method=Method(values["method"]),
        updates=values["updates"],
        thread_of=values["thread_of"],
        resend=values["resend"],
        delivery_id=values["delivery_id"],
        unwanted=values["unwanted"],
        standing=_standing([values[name] for name in _STANDING]),
    )
