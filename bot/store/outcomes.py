"""What became of what was granted: outcomes told by the requester, and audits answered by the manager."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, ForeignKeyConstraint, insert, select, update
from sqlmodel import Field, SQLModel, col

from bot.domain.outcomes import Audit, Outcome, Result

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

_HUNDRED = 100


class OutcomeRow(SQLModel, table=True):
    """What the requester said became of one request; said again, it is another revision."""

    __tablename__ = "request_outcomes"
    __table_args__ = (ForeignKeyConstraint(["workspace", "request"], ["requests.workspace", "requests.id"]),)

    workspace: str = Field(primary_key=True, max_length=32)
    request: str = Field(primary_key=True, max_length=32)
    revision: int = Field(primary_key=True)
    result: str = Field(max_length=8)
    given: int | None = Field(default=None, sa_type=BigInteger)
    got: bool | None = None
    by: str = Field(max_length=32)
    at: datetime


class AuditedRow(SQLModel, table=True):
    """A use of somebody's own authority that their manager is asked about afterwards."""

    __tablename__ = "request_audits"
    __table_args__ = (ForeignKeyConstraint(["workspace", "request"], ["requests.workspace", "requests.id"]),)

    workspace: str = Field(primary_key=True, max_length=32)
    request: str = Field(primary_key=True, max_length=32)
    asked_at: datetime
    approves: bool | None = None
    note: str = ""
    by: str | None = Field(default=None, max_length=32)
    at: datetime | None = None


def told(connection: Connection, workspace: str, requests: Collection[str]) -> dict[str, list[Outcome]]:
    """What was said of each of these requests, oldest first."""
    statement = (
        select(col(OutcomeRow.request), col(OutcomeRow.result), col(OutcomeRow.given), col(OutcomeRow.got))
        .where(col(OutcomeRow.workspace) == workspace, col(OutcomeRow.request).in_(requests))
        .order_by(col(OutcomeRow.request), col(OutcomeRow.revision))
    )
    found: dict[str, list[Outcome]] = {}
    for request, result, given, got in connection.execute(statement):
        amount = None if given is None else Decimal(given) / _HUNDRED
        found.setdefault(request, []).append(Outcome(Result(result), amount, got))
    return found


def tell(
    connection: Connection,
    workspace: str,
    request: str,
    revision: int,
    outcome: Outcome,
    *,
    by: str,
    now: datetime,
) -> None:
    """Write down what became of a request."""
    connection.execute(
        insert(OutcomeRow).values(
            workspace=workspace,
            request=request,
            revision=revision,
            result=outcome.result.value,
            given=None if outcome.given is None else int(outcome.given * _HUNDRED),
            got=outcome.got,
            by=by,
            at=now,
        )
    )


def audit(connection: Connection, workspace: str, request: str, now: datetime) -> None:
    """Let the manager be asked about a request."""
    connection.execute(insert(AuditedRow).values(workspace=workspace, request=request, asked_at=now, note=""))


def open_audits(connection: Connection, workspace: str) -> list[str]:
    """The requests whose audit nobody has answered, the oldest first."""
    statement = (
        select(col(AuditedRow.request))
        .where(col(AuditedRow.workspace) == workspace, col(AuditedRow.approves).is_(None))
        .order_by(col(AuditedRow.asked_at), col(AuditedRow.request))
    )
    return list(connection.scalars(statement))


def audit_of(connection: Connection, workspace: str, request: str) -> Audit | None:
    """The audit of a request; None where there is none."""
    return audits_of(connection, workspace, [request]).get(request)


def audits_of(connection: Connection, workspace: str, requests: Collection[str]) -> dict[str, Audit]:
    """The audits of those of these requests that have one."""
    statement = select(
        col(AuditedRow.request), col(AuditedRow.approves), col(AuditedRow.note), col(AuditedRow.by)
    ).where(col(AuditedRow.workspace) == workspace, col(AuditedRow.request).in_(requests))
    return {
        request: Audit(approves, note, by) for request, approves, note, by in connection.execute(statement)
    }


def settle_audit(
    connection: Connection,
    workspace: str,
    request: str,
    *,
    approves: bool,
    note: str,
    by: str,
    now: datetime,
) -> bool:
    """Say whether a use would have been approved; False if that was said already, or never asked."""
    waiting = (
        col(AuditedRow.workspace) == workspace,
        col(AuditedRow.request) == request,
        col(AuditedRow.approves).is_(None),
    )
    values = {"approves": approves, "note": note, "by": by, "at": now}
    return connection.execute(update(AuditedRow).where(*waiting).values(values)).rowcount == 1
