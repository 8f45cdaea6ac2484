"""The inbox: what Slack has already told us, so that nothing takes effect twice."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, SQLModel, col

if TYPE_CHECKING:
    from sqlalchemy import Connection


class InboxRow(SQLModel, table=True):
    """One thing Slack told us, under the key it carries."""

    __tablename__ = "inbox"

    workspace: str = Field(primary_key=True, max_length=32)
    receipt: str = Field(primary_key=True, max_length=255)
    received_at: datetime = Field(index=True)


def is_new(connection: Connection, workspace: str, receipt: str, now: datetime) -> bool:
    """Write the receipt down; False if it was there already, and its effect with it."""
    values = {"workspace": workspace, "receipt": receipt, "received_at": now}
    return connection.execute(_TAKE[connection.dialect.name], values).first() is not None


def forget_before(connection: Connection, moment: datetime) -> int:
    """Drop receipts older than `moment`, past which Slack repeats nothing; how many went."""
    return connection.execute(delete(InboxRow).where(col(InboxRow.received_at) < moment)).rowcount


_TAKE = {
    name: dialect.insert(InboxRow).on_conflict_do_nothing().returning(col(InboxRow.receipt))
    for name, dialect in (("postgresql", postgresql), ("sqlite", sqlite))
}
"""Built once: it runs on the path a person waits for."""
