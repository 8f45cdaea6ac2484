"""What was counted over months, as numbers and nothing else: of many people at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, select
from sqlmodel import col

from bot.store.checkins import CheckinCountRow, CheckinRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import Connection


class Counted(NamedTuple):
    """How often an activity was done in one check-in, and how many working days that accounts for."""

    day: date
    number: float
    covers: int


def of(
    connection: Connection, workspace: str, people: Collection[str], first: date, last: date
) -> dict[tuple[str, str], list[Counted]]:
    """What `people` counted from `first` to `last`, by person and activity and in order of days."""
    asked = {"workspace": workspace, "people": list(people), "first": first, "last": last}
    covering = {(person, day): covers for person, day, covers in connection.execute(_COVERING, asked)}
    found: dict[tuple[str, str], list[Counted]] = {}
    for person, activity, day, hundredths in connection.execute(_COUNTED, asked):
        counted = Counted(day, hundredths / 100, covering.get((person, day), 1))
        found.setdefault((person, activity), []).append(counted)
    return found


_COUNTED = (
    select(
        *(col(CheckinCountRow.person), col(CheckinCountRow.activity), col(CheckinCountRow.day)),
        col(CheckinCountRow.hundredths),
    )
    .where(
        col(CheckinCountRow.workspace) == bindparam("workspace"),
        col(CheckinCountRow.person).in_(bindparam("people", expanding=True)),
        col(CheckinCountRow.day).between(bindparam("first"), bindparam("last")),
    )
    .order_by(col(CheckinCountRow.person), col(CheckinCountRow.day))
)
_COVERING = select(col(CheckinRow.person), col(CheckinRow.day), col(CheckinRow.covered_days)).where(
    col(CheckinRow.workspace) == bindparam("workspace"),
    col(CheckinRow.person).in_(bindparam("people", expanding=True)),
    col(CheckinRow.day).between(bindparam("first"), bindparam("last")),
    col(CheckinRow.covered_days) > 1,
)
"""Apart from the counts: joined to them, SQLite reads everybody's days for each of a few people."""
