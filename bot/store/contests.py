"""Contests: rows of the ledger that somebody disputes, and what became of that."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKeyConstraint, func, insert, select, text, update
from sqlmodel import Field, SQLModel, col

from bot.domain.contests import Contest, Verdict

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
    verdict: str | None = Field(default=None, max_length=16)
    why: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    settled_by: str | None = Field(default=None, max_length=32)
    settled_at: datetime | None = None


_COLUMNS = (
    col(ContestRow.id),
    col(ContestRow.person),
    col(ContestRow.key),
    col(ContestRow.number),
    col(ContestRow.reason),
    col(ContestRow.opened_at),
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
    """The last contest of each key of these people, by person and key."""
    ids = list(people)
    found: dict[str, dict[str, Contest]] = {}
    for start in range(0, len(ids), BATCH):
        statement = (
            select(*_COLUMNS)
            .where(
                col(ContestRow.workspace) == workspace,
                col(ContestRow.person).in_(ids[start : start + BATCH]),
            )
            .order_by(col(ContestRow.number))
        )
        for row in connection.execute(statement):
            found.setdefault(row.person, {})[row.key] = _contest(row)
    return found


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
        )
    )


def next_number(connection: Connection, workspace: str, person: str, key: str) -> int:
    """The number of the next contest of a key."""
    statement = select(func.max(col(ContestRow.number))).where(
        col(ContestRow.workspace) == workspace, col(ContestRow.person) == person, col(ContestRow.key) == key
    )
    return (connection.execute(statement).scalar() or 0) + 1


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
    """Write down what a manager says of a contest; False if somebody has said so already."""
    statement = (
        update(ContestRow)
        .where(
            col(ContestRow.workspace) == workspace,
            col(ContestRow.id) == contest,
            col(ContestRow.verdict).is_(None),
        )
        .values(verdict=verdict.value, why=why, settled_by=by, settled_at=now)
    )
    return connection.execute(statement).rowcount == 1
