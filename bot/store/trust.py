"""Trust as it was folded: how far for whom, and how each active day ended. It all comes from the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ForeignKeyConstraint,
    Index,
    Text,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, SQLModel, col

from bot.domain.ladder import Day, Proposal, Proposed, Standing
from bot.domain.ledger import Dim
from bot.domain.people import Rank
from bot.domain.trust import read
from bot.store.people import PersonRow
from bot.store.trust_states import read_state, write_state

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy import Connection

    from bot.domain.plan_parts import Trust

BATCH = 1_000


class TrustHeadRow(SQLModel, table=True):
    """How far somebody's trust is folded, and when to look again."""

    __tablename__ = "trust_heads"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        Index("trust_heads_due", "workspace", "due_at"),
    )

    workspace: str = Field(primary_key=True, max_length=32)
    person: str = Field(primary_key=True, max_length=32)
    began_level: int
    folded_to: date | None = None
    stale_from: date | None = None
    due_at: datetime | None = None
    resumes_on: date | None = None


class TrustDayRow(SQLModel, table=True):
    """Somebody at the end of one of their active days. Written anew when the ledger is corrected."""

    __tablename__ = "trust_days"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        Index("trust_days_by_date", "workspace", "person", "day"),
    )

    workspace: str = Field(primary_key=True, max_length=32)
    person: str = Field(primary_key=True, max_length=32)
    aday: int = Field(primary_key=True)
    day: date
    level: int
    since: int
    strikes: int
    fell_on: int
    state: str = Field(sa_type=Text)
    total: float
    proposal: str = Field(max_length=16)
    dims: str = Field(max_length=8)


@dataclass(frozen=True)
class Head:
    """How far one person's trust is folded.

    Attributes:
        person: Whose.
        began_level: The rung they stood on when it began.
        folded_to: The last day that is folded.
        stale_from: The first day that a correction concerns.
        resumes_on: The first day they live after they were something else, or away from the team.
    """

    person: str
    began_level: int
    folded_to: date | None = None
    stale_from: date | None = None
    resumes_on: date | None = None


@dataclass(frozen=True)
class DatedDay:
    """An active day with its date."""

    day: date
    end: Day


@dataclass(frozen=True)
class Point:
    """The total at the end of one active day, for a line over time."""

    day: date
    aday: int
    total: float
    level: int


def begin(connection: Connection, workspace: str, levels: Mapping[str, int], now: datetime) -> None:
    """Begin the trust of people who have none yet, each on a rung."""
    if levels:
        values = [
            {"workspace": workspace, "person": person, "began_level": level, "due_at": now}
            for person, level in levels.items()
        ]
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        connection.execute(dialect.insert(TrustHeadRow).on_conflict_do_nothing(), values)


def not_begun(connection: Connection, workspace: str) -> list[str]:
    """The reps on the team whose trust has not begun."""
    theirs = and_(
        col(TrustHeadRow.workspace) == col(PersonRow.workspace),
        col(TrustHeadRow.person) == col(PersonRow.id),
    )
    statement = (
        select(col(PersonRow.id))
        .where(
            col(PersonRow.workspace) == workspace,
            col(PersonRow.active).is_(True),
            col(PersonRow.rank) == Rank.REP.value,
            ~exists().where(theirs),
        )
        .order_by(col(PersonRow.id))
    )
    return list(connection.execute(statement).scalars())


def touch(connection: Connection, workspace: str, first: Mapping[str, date], now: datetime) -> None:
    """Have trust looked at again, for each person from the first day that has changed."""
    if first:
        values = [
            {"the_workspace": workspace, "the_person": person, "day": day, "now": now}
            for person, day in sorted(first.items())  # everybody locks in the same order
        ]
        connection.execute(_TOUCH, values)


def due(connection: Connection, workspace: str, now: datetime, most: int) -> list[Head]:
    """Whose trust is to be looked at, the longest due first; at most so many."""
    statement = (
        select(*_HEAD)
        .where(col(TrustHeadRow.workspace) == workspace, col(TrustHeadRow.due_at) <= now)
        .order_by(col(TrustHeadRow.due_at), col(TrustHeadRow.person))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return [Head(*row) for row in connection.execute(statement)]


def head(connection: Connection, workspace: str, person: str) -> Head | None:
    """How far one person's trust is folded; held against others who would fold it."""
    statement = (
        select(*_HEAD)
        .where(col(TrustHeadRow.workspace) == workspace, col(TrustHeadRow.person) == person)
        .with_for_update()
    )
    row = connection.execute(statement).one_or_none()
    return None if row is None else Head(*row)


def folded(
    connection: Connection, workspace: str, due_at: Mapping[str, tuple[date | None, datetime | None]]
) -> None:
    """Write down how far each person is folded now, and when to look again."""
    values = [
        {"the_workspace": workspace, "the_person": person, "folded_to": to, "due_at": due}
        for person, (to, due) in due_at.items()
    ]
    if values:
        connection.execute(_FOLDED, values)


def drop(connection: Connection, workspace: str, first: Mapping[str, date]) -> None:
    """Take back each person's days from a day of their own on: they are about to be folded anew."""
    values = [
        {"the_workspace": workspace, "the_person": person, "first": day} for person, day in first.items()
    ]
    if values:
        connection.execute(_DROP, values)


def add(connection: Connection, workspace: str, days: Iterable[tuple[str, DatedDay]]) -> None:
    """Write down active days as they ended."""
    values = [_values(workspace, person, dated) for person, dated in days]
    if values:
        connection.execute(insert(TrustDayRow), values)


def latest(
    connection: Connection, workspace: str, people: Collection[str], trust: Trust
) -> dict[str, DatedDay]:
    """Each person's last active day that is folded; nobody without one."""
    ids = list(people)
    found: dict[str, DatedDay] = {}
    for start in range(0, len(ids), BATCH):
        values = {"workspace": workspace, "people": ids[start : start + BATCH]}
        for row in connection.execute(_LATEST, values):
            found[row.person] = _dated(row, trust)
    return found


def before(connection: Connection, workspace: str, person: str, day: date, trust: Trust) -> DatedDay | None:
    """Somebody's last active day before a day."""
    statement = (
        select(*_DAY)
        .where(
            col(TrustDayRow.workspace) == workspace,
            col(TrustDayRow.person) == person,
            col(TrustDayRow.day) < day,
        )
        .order_by(col(TrustDayRow.day).desc())
        .limit(1)
    )
    row = connection.execute(statement).one_or_none()
    return None if row is None else _dated(row, trust)


def line(connection: Connection, workspace: str, person: str, first: date) -> list[Point]:
    """The total at the end of every active day from a day on."""
    statement = (
        select(col(TrustDayRow.day), col(TrustDayRow.aday), col(TrustDayRow.total), col(TrustDayRow.level))
        .where(
            col(TrustDayRow.workspace) == workspace,
            col(TrustDayRow.person) == person,
            col(TrustDayRow.day) >= first,
        )
        .order_by(col(TrustDayRow.aday))
    )
    return [Point(*row) for row in connection.execute(statement)]


def _values(workspace: str, person: str, dated: DatedDay) -> dict[str, Any]:
    end = dated.end
    return {
        "workspace": workspace,
        "person": person,
        "aday": end.aday,
        "day": dated.day,
        "level": end.standing.level,
        "since": end.standing.since,
        "strikes": end.standing.strikes,
        "fell_on": end.standing.fell_on,
        "state": write_state(end.state),
        "total": end.reading.total,
        "proposal": end.proposal.what.value,
        "dims": "".join(end.proposal.dims),
    }


def _dated(row: Any, trust: Trust) -> DatedDay:
    state = read_state(row.state)
    standing = Standing(row.level, row.since, row.strikes, row.fell_on)
    proposal = Proposed(Proposal(row.proposal), tuple(Dim(each) for each in row.dims))
    return DatedDay(row.day, Day(row.aday, state, standing, read(state, trust, row.aday), proposal))


_HEAD = (
    col(TrustHeadRow.person),
    col(TrustHeadRow.began_level),
    col(TrustHeadRow.folded_to),
    col(TrustHeadRow.stale_from),
    col(TrustHeadRow.resumes_on),
)
_DAY = (
    col(TrustDayRow.person),
    col(TrustDayRow.aday),
    col(TrustDayRow.day),
    col(TrustDayRow.level),
    col(TrustDayRow.since),
    col(TrustDayRow.strikes),
    col(TrustDayRow.fell_on),
    col(TrustDayRow.state),
    col(TrustDayRow.proposal),
    col(TrustDayRow.dims),
)
_theirs = (
    col(TrustHeadRow.workspace) == bindparam("the_workspace"),
    col(TrustHeadRow.person) == bindparam("the_person"),
)
_TOUCH = (
    update(TrustHeadRow)
    .where(*_theirs)
    .values(
        due_at=bindparam("now"),
        stale_from=case(
            (
                and_(
                    col(TrustHeadRow.folded_to) >= bindparam("day"),
                    func.coalesce(col(TrustHeadRow.stale_from), date.max) > bindparam("day"),
                ),
                bindparam("day"),
            ),
            else_=col(TrustHeadRow.stale_from),
        ),
    )
)
_FOLDED = (
    update(TrustHeadRow)
    .where(*_theirs)
    .values(folded_to=bindparam("folded_to"), due_at=bindparam("due_at"), stale_from=None)
)
_DROP = delete(TrustDayRow).where(
    col(TrustDayRow.workspace) == bindparam("the_workspace"),
    col(TrustDayRow.person) == bindparam("the_person"),
    col(TrustDayRow.day) >= bindparam("first"),
)
_LATEST = (
    select(*_DAY)
    .join(
        TrustHeadRow,
        and_(
            col(TrustHeadRow.workspace) == col(TrustDayRow.workspace),
            col(TrustHeadRow.person) == col(TrustDayRow.person),
            col(TrustHeadRow.folded_to) == col(TrustDayRow.day),
        ),
    )
    .where(
        col(TrustDayRow.workspace) == bindparam("workspace"),
        col(TrustDayRow.person).in_(bindparam("people", expanding=True)),
    )
)
