"""Milestones that were noticed, and which weeks have been looked at for them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKeyConstraint, Index, and_, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, SQLModel, col

from bot.domain.ledger import Step as Way
from bot.domain.milestones import Kind, Milestone, State
from bot.domain.outcomes import Result
from bot.domain.steps import Status
from bot.store.checkins import CheckinCountRow
from bot.store.outcomes import OutcomeRow
from bot.store.request_tables import RequestRow
from bot.store.steps import StepRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection

BATCH = 500


class MilestoneRow(SQLModel, table=True):
    """Something that somebody reached, once for each key of theirs."""

    __tablename__ = "milestones"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        Index("milestones_by_state", "workspace", "state", "noticed_at"),
    )

    workspace: str = Field(primary_key=True, max_length=32)
    person: str = Field(primary_key=True, max_length=32)
    key: str = Field(primary_key=True, max_length=64)
    kind: str = Field(max_length=16)
    day: date
    facts: str
    plan_version: int
    noticed_at: datetime
    state: str = Field(max_length=16)
    settled_at: datetime | None = None
    team: str | None = Field(default=None, max_length=32)
    posted_on: date | None = None


class MilestoneWeekRow(SQLModel, table=True):
    """A week of somebody's that is over and was looked at."""

    __tablename__ = "milestone_weeks"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        Index("milestone_weeks_by_week", "workspace", "week"),
    )

    workspace: str = Field(primary_key=True, max_length=32)
    person: str = Field(primary_key=True, max_length=32)
    week: date = Field(primary_key=True)


def add(connection: Connection, workspace: str, found: Iterable[Milestone]) -> None:
    """Write down what was noticed; what is known stays as it is."""
    rows = [
        {
            "workspace": workspace,
            "person": each.person,
            "key": each.key,
            "kind": each.kind.value,
            "day": each.day,
            "facts": json.dumps(dict(each.facts), sort_keys=True),
            "plan_version": each.plan_version,
            "noticed_at": each.noticed_at,
            "state": each.state.value,
        }
        for each in found
    ]
    if rows:
        connection.execute(_insert(connection, MilestoneRow), rows)


def looked_at(connection: Connection, workspace: str, first: date, last: date) -> set[tuple[str, date]]:
    """Whose weeks that begin from `first` to `last` were looked at."""
    row = MilestoneWeekRow
    statement = select(col(row.person), col(row.week)).where(
        col(row.workspace) == workspace, col(row.week).between(first, last)
    )
    return {(person, week) for person, week in connection.execute(statement)}


def look_at(connection: Connection, workspace: str, weeks: Iterable[tuple[str, date]]) -> None:
    """Write down that these weeks, one at least, were looked at."""
    rows = [{"workspace": workspace, "person": person, "week": week} for person, week in weeks]
    connection.execute(_insert(connection, MilestoneWeekRow), rows)


def known(connection: Connection, workspace: str, kinds: Collection[Kind]) -> set[tuple[str, str]]:
    """The person and key of every milestone of these kinds."""
    row = MilestoneRow
    statement = select(col(row.person), col(row.key)).where(
        col(row.workspace) == workspace, col(row.kind).in_([each.value for each in kinds])
    )
    return {(person, key) for person, key in connection.execute(statement)}


def noticed(
    connection: Connection, workspace: str, ids: Collection[str], since: datetime
) -> dict[str, list[Milestone]]:
    """What these people reached, as it was noticed since then, by person and the latest first."""
    found: dict[str, list[Milestone]] = {}
    for batch in _batches(sorted(ids)):
        here = (col(MilestoneRow.person).in_(batch), col(MilestoneRow.noticed_at) >= since)
        for each in _select(connection, workspace, *here):
            found.setdefault(each.person, []).insert(0, each)
    return found


def settled(
    connection: Connection, workspace: str, ids: Collection[str], first: datetime, last: datetime
) -> list[Milestone]:
    """What these people reached and others may read of, posted or held after `first` and up to `last`."""
    public = [each.value for each in State if each.is_public]
    found: list[Milestone] = []
    for batch in _batches(sorted(ids)):
        found += _select(
            connection,
            workspace,
            col(MilestoneRow.person).in_(batch),
            col(MilestoneRow.state).in_(public),
            col(MilestoneRow.settled_at) > first,
            col(MilestoneRow.settled_at) <= last,
        )
    return found


def find(connection: Connection, workspace: str, person: str, key: str) -> Milestone | None:
    """One milestone."""
    here = (col(MilestoneRow.person) == person, col(MilestoneRow.key) == key)
    return next(iter(_select(connection, workspace, *here)), None)


def waiting(
    connection: Connection, workspace: str, since: datetime, ids: Collection[str] | None = None
) -> list[Milestone]:
    """Those noticed since then that are to be posted, of everybody or of these people."""
    here = (col(MilestoneRow.state) == State.WAITING.value, col(MilestoneRow.noticed_at) >= since)
    if ids is None:
        return _select(connection, workspace, *here)
    batches = _batches(sorted(ids))
    return [
        each
        for ids in batches
        for each in _select(connection, workspace, *here, col(MilestoneRow.person).in_(ids))
    ]


def posted_on(connection: Connection, workspace: str, team: str, day: date) -> int:
    """How many were posted about one team on a day."""
    row = MilestoneRow
    counted = select(func.count()).where(
        col(row.workspace) == workspace, col(row.team) == team, col(row.posted_on) == day
    )
    return connection.scalar(counted) or 0


def move(
    connection: Connection,
    workspace: str,
    milestone: Milestone,
    state: State,
    now: datetime,
    *,
    team: str | None = None,
    day: date | None = None,
) -> bool:
    """Write down what became of a milestone; False where something else has, meanwhile."""
    row = MilestoneRow
    statement = (
        update(row)
        .where(
            col(row.workspace) == workspace,
            col(row.person) == milestone.person,
            col(row.key) == milestone.key,
            col(row.state) == milestone.state.value,
        )
        .values(state=state.value, settled_at=now, team=team, posted_on=day)
    )
    return connection.execute(statement).rowcount == 1


def totals(
    connection: Connection, workspace: str, ids: Collection[str]
) -> Iterator[tuple[str, date, str, Decimal]]:
    """Everything that these people ever counted: who, on which day, which activity, how much."""
    row = CheckinCountRow
    for batch in _batches(sorted(ids)):
        statement = select(col(row.person), col(row.day), col(row.activity), col(row.hundredths)).where(
            col(row.workspace) == workspace, col(row.person).in_(batch)
        )
        for person, day, activity, hundredths in connection.execute(statement):
            yield person, day, activity, Decimal(hundredths) / 100


def first_wins(connection: Connection, workspace: str, since: datetime) -> list[tuple[str, str, datetime]]:
    """Who won their first deal since then: who, the request it came from, and when it was told."""
    won = (
        select(
            col(RequestRow.requester).label("person"),
            col(OutcomeRow.request).label("request"),
            col(OutcomeRow.at).label("at"),
            func.row_number()
            .over(
                partition_by=col(RequestRow.requester), order_by=(col(OutcomeRow.at), col(OutcomeRow.request))
            )
            .label("place"),
        )
        .join(RequestRow, _OF_REQUEST)
        .where(col(OutcomeRow.workspace) == workspace, col(OutcomeRow.result) == Result.WON.value)
        .subquery()
    )
    statement = select(won.c.person, won.c.request, won.c.at).where(won.c.place == 1, won.c.at >= since)
    return [(row.person, row.request, row.at) for row in connection.execute(statement)]


@dataclass(frozen=True)
class Won:
    """A deal that was won: who asked for what, how much was granted and given, and when that was told."""

    person: str
    request: str
    power: str
    asked: Decimal
    granted: Decimal
    given: Decimal | None
    at: datetime


def won(connection: Connection, workspace: str, since: datetime) -> list[Won]:
    """What was won since then."""
    statement = (
        select(
            col(RequestRow.requester),
            col(RequestRow.id),
            col(RequestRow.power),
            col(RequestRow.amount),
            col(RequestRow.granted),
            col(OutcomeRow.given),
            col(OutcomeRow.at),
        )
        .select_from(OutcomeRow)
        .join(RequestRow, _OF_REQUEST)
        .where(
            col(OutcomeRow.workspace) == workspace,
            col(OutcomeRow.result) == Result.WON.value,
            col(OutcomeRow.at) >= since,
        )
    )
    return [
        Won(
            who,
            request,
            power,
            _units(asked),
            _units(most or 0),
            None if given is None else _units(given),
            at,
        )
        for who, request, power, asked, most, given, at in connection.execute(statement)
    ]


def steps_up(connection: Connection, workspace: str, since: datetime) -> list[tuple[str, str, str, datetime]]:
    """Who stepped up since then: who, the step, the level it led to, and when."""
    row = StepRow
    statement = select(col(row.person), col(row.id), col(row.to_level), col(row.settled_at)).where(
        col(row.workspace) == workspace,
        col(row.what) == Way.PROMOTE.value,
        col(row.status) == Status.GRANTED.value,
        col(row.settled_at) >= since,
    )
    return [(person, step, level, at) for person, step, level, at in connection.execute(statement) if at]


_OF_REQUEST = and_(
    col(RequestRow.workspace) == col(OutcomeRow.workspace), col(RequestRow.id) == col(OutcomeRow.request)
)


def _select(connection: Connection, workspace: str, *which: ColumnElement[bool]) -> list[Milestone]:
    statement = (
        select(MilestoneRow.__table__)  # type: ignore[attr-defined] # SQLModel does not type its table
        .where(col(MilestoneRow.workspace) == workspace, *which)
        .order_by(col(MilestoneRow.noticed_at), col(MilestoneRow.person), col(MilestoneRow.key))
    )
    return [_milestone(row) for row in connection.execute(statement)]


def _milestone(row: Any) -> Milestone:
    return Milestone(
        person=row.person,
        key=row.key,
        kind=Kind(row.kind),
        day=row.day,
        facts=json.loads(row.facts),
        noticed_at=row.noticed_at,
        state=State(row.state),
        settled_at=row.settled_at,
        plan_version=row.plan_version,
    )


def _insert(connection: Connection, table: type[SQLModel]) -> Any:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table).on_conflict_do_nothing()


def _units(hundredths: int) -> Decimal:
    return Decimal(hundredths) / 100


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
