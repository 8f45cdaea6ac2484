"""The tables of the outbox. Moments are epoch milliseconds, the same on both engines."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Index, Table, Text, text
from sqlmodel import Field, SQLModel


def _where(predicate: str) -> dict[str, Any]:
    """A partial index, so that what is being done stays quick as what was done piles up."""
    return {"sqlite_where": text(predicate), "postgresql_where": text(predicate)}


class DeliveryRow(SQLModel, table=True):
    """One message that must reach Slack."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("deliveries_pending", "priority", "due_at", "key", **_where("state = 'pending'")),
        Index("deliveries_expiring", "useful_until", **_where("state = 'pending'")),
        Index("deliveries_sending", "lease_until", **_where("state = 'sending'")),
        Index("deliveries_uncertain", "ready_at", **_where("state = 'uncertain'")),
        Index("deliveries_to_audit", "audit_at", **_where("audit_at IS NOT NULL")),
        Index("deliveries_failed", "workspace", "settled_at", **_where("state = 'failed'")),
    )

    workspace: str = Field(primary_key=True, max_length=32)
    key: str = Field(primary_key=True, max_length=255)
    kind: str = Field(max_length=64)
    recipient: str = Field(max_length=64)
    lane: str = Field(max_length=80)
    person: str | None = Field(default=None, max_length=64)
    about: str = Field(default="{}", sa_type=Text)
    method: str = Field(max_length=16)
    updates: str | None = Field(default=None, max_length=255)
    thread_of: str | None = Field(default=None, max_length=255)
    resend: bool = Field(default=False)
    priority: int
    due_at: int = Field(sa_type=BigInteger)
    useful_until: int = Field(sa_type=BigInteger)
    created_at: int = Field(sa_type=BigInteger)
    delivery_id: str = Field(max_length=32)
    unwanted: str | None = Field(default=None, max_length=255)
    state: str = Field(max_length=16)
    token: int = Field(default=0, sa_type=BigInteger)
    attempts: int = Field(default=0)
    doubts: int = Field(default=0)
    ready_at: int = Field(default=0, sa_type=BigInteger)
    lease_until: int = Field(default=0, sa_type=BigInteger)
    first_at: int = Field(default=0, sa_type=BigInteger)
    last_at: int = Field(default=0, sa_type=BigInteger)
    audit_at: int | None = Field(default=None, sa_type=BigInteger)
    channel: str | None = Field(default=None, max_length=64)
    ts: str | None = Field(default=None, max_length=32)
    reason: str | None = Field(default=None, max_length=255)
    settled_at: int | None = Field(default=None, sa_type=BigInteger)


class OutboxRow(SQLModel, table=True):
    """What a workspace's deliveries share.

    `secret` makes the id in a message's metadata from the delivery's key: opaque to whoever reads it
    in Slack, and the same again for a delivery planned anew after a restore. `doubt_from` and
    `doubt_until` are the last backup restored and the moment it was: what was due by then may have
    been sent already.
    """

    __tablename__ = "outboxes"

    workspace: str = Field(primary_key=True, max_length=32)
    secret: str = Field(max_length=64)
    doubt_from: int = Field(default=0, sa_type=BigInteger)
    doubt_until: int = Field(default=0, sa_type=BigInteger)
    twins: int = Field(default=0)


class LaneRow(SQLModel, table=True):
    """A channel or person that messages go to, one at a time; `channel` is where a person's arrive."""

    __tablename__ = "lanes"

    workspace: str = Field(primary_key=True, max_length=32)
    lane: str = Field(primary_key=True, max_length=80)
    free_at: int = Field(default=0, sa_type=BigInteger)
    channel: str | None = Field(default=None, max_length=64)


class RateRow(SQLModel, table=True):
    """The shared pace of one Slack method in one workspace, and how often Slack had to slow us down."""

    __tablename__ = "rates"

    workspace: str = Field(primary_key=True, max_length=32)
    method: str = Field(primary_key=True, max_length=64)
    free_at: int = Field(default=0, sa_type=BigInteger)
    refusals: int = Field(default=0)


TABLES: tuple[Table, ...] = tuple(
    SQLModel.metadata.tables[name] for name in ("deliveries", "lanes", "outboxes", "rates")
)
