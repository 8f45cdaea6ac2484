"""Contests: rows of the ledger that somebody disputes, and what became of that."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKeyConstraint, func, insert, or_, select, text, update
from sqlmodel import Field, SQLModel, col

from bot.domain.contests import Contest, Verdict
from bot.store.evidence import EvidenceRow

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

BATCH = 1_000


class ContestRow(SQLModel, table=True):
    """One dispute about one key of somebody's ledger."""

    __tablename__ = "contests"
    __table_args__ = (ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),)

    workspace: str = Field(primary_key=True, max_length=32)
    person: str = Field(primary_key=True, max_length=32)
    key: str = Field(primary_key=True, max_length=128)
    number: int = Field(primary_key=True)
    id: str = Field(max_length=32, unique=True)
    reason: str
    opened_at: datetime
    asked: str = Field(max_length=32)
    revision: int
    turn: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    verdict: str | None = Field(default=None, max_length=16)
    why: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    settled_by: str | None = Field(default=None, max_length=32)
    settled_at: datetime | None = None


_STANDING = (
    select(func.max(col(EvidenceRow.revision)))
    .where(
        col(EvidenceRow.workspace) == col(ContestRow.workspace),
        col(EvidenceRow.person) == col(ContestRow.person),
        col(EvidenceRow.key) == col(ContestRow.key),
    )
    .correlate(ContestRow)
    .scalar_subquery()
)
"""The revision in which a contested row stands now."""

_IS_OPEN = col(ContestRow.verdict).is_(None)

_COLUMNS = (
    col(ContestRow.id),
    col(ContestRow.person),
    col(ContestRow.key),
    col(ContestRow.number),
    col(ContestRow.reason),
    col(ContestRow.opened_at),
    col(ContestRow.asked),
    col(ContestRow.revision),
    col(ContestRow.turn),
    col(ContestRow.verdict),
    col(ContestRow.why),
    col(ContestRow.settled_by),
    col(ContestRow.settled_at),
)


def _contest(row: Any) -> Contest:
    verdict = None if row.verdict is None else Verdict(row.verdict)
    return Contest(
        row.id,
        row.person,
        row.key,
        row.number,
        row.reason,
        row.opened_at,
        row.asked,
        row.revision,
        row.turn,
        verdict,
        row.why,
        row.settled_by,
        row.settled_at,
    )


def find(connection: Connection, workspace: str, contest: str) -> Contest | None:
    """One contest by its id."""
    statement = select(*_COLUMNS).where(col(ContestRow.workspace) == workspace, col(ContestRow.id) == contest)
    row = connection.execute(statement).one_or_none()
    return None if row is None else _contest(row)


def of(connection: Connection, workspace: str, people: Collection[str]) -> dict[str, dict[str, Contest]]:
    """What these people contest, by person and key: what is open, and what was settled as the row stands."""
    ids = list(people)
    found: dict[str, dict[str, Contest]] = {}
    for start in range(0, len(ids), BATCH):
        statement = (
            select(*_COLUMNS)
            .where(
                col(ContestRow.workspace) == workspace,
                col(ContestRow.person).in_(ids[start : start + BATCH]),
                or_(_IS_OPEN, col(ContestRow.revision) == _STANDING),
            )
            .order_by(col(ContestRow.number))
        )
        for row in connection.execute(statement):
            found.setdefault(row.person, {})[row.key] = _contest(row)
    return found


def open_ones(
    connection: Connection, workspace: str, contest: str | None = None
) -> list[tuple[Contest, int]]:
    """The contests that wait for a manager, each with the row's revision now; or one of them."""
    which = () if contest is None else (col(ContestRow.id) == contest,)
    statement = (
        select(*_COLUMNS, _STANDING.label("standing"))
        .where(col(ContestRow.workspace) == workspace, _IS_OPEN, *which)
        .order_by(col(ContestRow.opened_at), col(ContestRow.id))
    )
    return [(_contest(row), row.standing) for row in connection.execute(statement)]


def add(connection: Connection, workspace: str, contest: Contest) -> None:
    """Write a contest down."""
    connection.execute(
        insert(ContestRow).values(
            workspace=workspace,
            person=contest.person,
            key=contest.key,
            number=contest.number,
            id=contest.id,
            reason=contest.reason,
            opened_at=contest.opened_at,
            asked=contest.asked,
            revision=contest.revision,
        )
    )


def next_after(connection: Connection, workspace: str, person: str, key: str) -> tuple[int, int]:
    """The number of the next contest of a key, and the revision in which its row stands."""
    theirs = (
        col(ContestRow.workspace) == workspace,
        col(ContestRow.person) == person,
        col(ContestRow.key) == key,
    )
    row = (
        col(EvidenceRow.workspace) == workspace,
        col(EvidenceRow.person) == person,
        col(EvidenceRow.key) == key,
    )
    number = select(func.max(col(ContestRow.number))).where(*theirs)
    revision = select(func.max(col(EvidenceRow.revision))).where(*row)
    return (connection.scalar(number) or 0) + 1, connection.scalar(revision) or 1


def move(connection: Connection, workspace: str, contest: Contest) -> None:
    """Write down who has an open contest now, and which revision of its row it is about."""
    statement = (
        update(ContestRow)
        .where(col(ContestRow.workspace) == workspace, col(ContestRow.id) == contest.id, _IS_OPEN)
        .values(asked=contest.asked, revision=contest.revision, turn=contest.turn)
    )
    connection.execute(statement)


def settle(
    connection: Connection,
    workspace: str,
    contest: str,
    *,
    verdict: Verdict,
    why: str,
    by: str,
    now: datetime,
) -> bool:
    """Write down what a manager says of a row as it stands; False if somebody has said so already."""
    statement = (
        update(ContestRow)
        .where(
            col(ContestRow.workspace) == workspace,
            col(ContestRow.id) == contest,
            _IS_OPEN,
        )
        .values(revision=_STANDING, verdict=verdict.value, why=why, settled_by=by, settled_at=now)
    )
    return connection.execute(statement).rowcount == 1
