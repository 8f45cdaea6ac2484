"""Paces: what each person's past weeks say of the next one, as of the last week that is closed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKeyConstraint, Text, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, SQLModel, col

from bot.domain.drops import NOTICED, Watch
from bot.domain.paces import Pace, Rhythm, WeekDone

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection


class PaceRow(SQLModel, table=True):
    """One person's pace in one activity, their team's rhythm, and how their weeks compare with their own.

    It is worked out anew from the check-ins whenever a week closes, so it may be lost and made again.
    """

    __tablename__ = "paces"
    __table_args__ = (ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),)

    workspace: str = Field(primary_key=True, max_length=32)
    person: str = Field(primary_key=True, max_length=32)
    activity: str = Field(primary_key=True, max_length=40)
    week: date
    a: float
    b: float
    shares: str = Field(sa_type=Text)
    spread: float
    drop_score: float
    drop_since: date | None = None
    drop_usual: float
    drop_weeks: str = Field(sa_type=Text)
    at: datetime


@dataclass(frozen=True)
class Closed:
    """What is known of one person's activity once a week is closed."""

    person: str
    activity: str
    week: date
    pace: Pace
    rhythm: Rhythm
    watch: Watch


def save(connection: Connection, workspace: str, closed: Sequence[Closed], now: datetime) -> None:
    """Write what is known down, in place of what was known after an earlier week."""
    if closed:
        values = [_values(workspace, each) | {"at": now} for each in closed]
        connection.execute(_SAVE[connection.dialect.name], values)


def last_weeks(connection: Connection, workspace: str) -> dict[tuple[str, str], date]:
    """As of which week each person's pace in each activity is known."""
    statement = select(col(PaceRow.person), col(PaceRow.activity), col(PaceRow.week)).where(
        col(PaceRow.workspace) == workspace
    )
    return {(person, activity): week for person, activity, week in connection.execute(statement)}


def of(
    connection: Connection, workspace: str, ids: Collection[str]
) -> dict[str, dict[str, tuple[Pace, Rhythm]]]:
    """What is known of the paces of these people, by person and activity."""
    found: dict[str, dict[str, tuple[Pace, Rhythm]]] = {}
    for row in connection.execute(_OF, {"workspace": workspace, "people": list(ids)}):
        rhythm = Rhythm(tuple(json.loads(row.shares)), row.spread)
        found.setdefault(row.person, {})[row.activity] = (Pace(row.a, row.b), rhythm)
    return found


def dropping(connection: Connection, workspace: str, ids: Collection[str]) -> dict[str, dict[str, Watch]]:
    """Those of these people with a sustained drop as of the last week that was learnt of, by activity."""
    statement = (
        select(
            *(col(PaceRow.person), col(PaceRow.activity), col(PaceRow.drop_score)),
            *(col(PaceRow.drop_since), col(PaceRow.drop_usual), col(PaceRow.drop_weeks)),
        )
        .where(
            col(PaceRow.workspace) == workspace,
            col(PaceRow.person).in_(ids),
            col(PaceRow.drop_score) >= NOTICED,
        )
        .order_by(col(PaceRow.person), col(PaceRow.activity))
    )
    found: dict[str, dict[str, Watch]] = {}
    for person, activity, score, began, usual, weeks in connection.execute(statement):
        told = tuple(
            WeekDone(date.fromisoformat(first), total, share) for first, total, share in json.loads(weeks)
        )
        found.setdefault(person, {})[activity] = Watch(score, began, usual, told)
    return found


def _values(workspace: str, each: Closed) -> dict[str, Any]:
    weeks = [(one.first.isoformat(), one.total, one.share) for one in each.watch.weeks]
    return {
        "workspace": workspace,
        "person": each.person,
        "activity": each.activity,
        "week": each.week,
        "a": each.pace.a,
        "b": each.pace.b,
        "shares": json.dumps(each.rhythm.shares),
        "spread": each.rhythm.spread,
        "drop_score": each.watch.score,
        "drop_since": each.watch.since,
        "drop_usual": each.watch.usual,
        "drop_weeks": json.dumps(weeks),
    }


def _saving(dialect: Any) -> Any:
    """What is known after an earlier week gives way; what another process wrote of a later one stays."""
    inserted = dialect.insert(PaceRow)
    names = ("week", "a", "b", "shares", "spread", "at")
    drops = ("drop_score", "drop_since", "drop_usual", "drop_weeks")
    return inserted.on_conflict_do_update(
        index_elements=["workspace", "person", "activity"],
        set_={name: inserted.excluded[name] for name in (*names, *drops)},
        where=col(PaceRow.week) <= inserted.excluded.week,
    )


_SAVE = {"postgresql": _saving(postgresql), "sqlite": _saving(sqlite)}
_OF = select(
    *(col(PaceRow.person), col(PaceRow.activity), col(PaceRow.a), col(PaceRow.b)),
    *(col(PaceRow.shares), col(PaceRow.spread)),
).where(
    col(PaceRow.workspace) == bindparam("workspace"),
    col(PaceRow.person).in_(bindparam("people", expanding=True)),
)
"""Built once: it runs when a person looks at Home."""
