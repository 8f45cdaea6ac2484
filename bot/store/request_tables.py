"""The tables of requests: what was asked, whom it has reached, and every move. Moves are only added."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

LONGEST_CUSTOMER = 120
LONGEST_KEY = 40
"""Characters of the longest key that a plan takes."""


class RequestRow(SQLModel, table=True):
    """What somebody asks to do for a customer, and where it stands. Amounts are hundredths."""

    __tablename__ = "requests"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "requester"], ["people.workspace", "people.id"]),
        UniqueConstraint("workspace", "number"),
        Index("requests_by_person", "workspace", "requester", "asked_at"),
        Index("requests_by_status", "workspace", "status", "asked_at"),
        Index("requests_by_customer", "workspace", "customer_key", "power"),
    )

    workspace: str = Field(primary_key=True, max_length=32)
    id: str = Field(primary_key=True, max_length=32)
    number: int
    requester: str = Field(max_length=32)
    power: str = Field(max_length=LONGEST_KEY)
    amount: int = Field(sa_type=BigInteger)
    together: int = Field(sa_type=BigInteger)
    customer: str = Field(max_length=LONGEST_CUSTOMER)
    customer_key: str = Field(max_length=LONGEST_CUSTOMER)
    deal_amount: int = Field(sa_type=BigInteger)
    deal_currency: str = Field(max_length=3)
    deal_value: int = Field(sa_type=BigInteger)
    full_price: int | None = Field(default=None, sa_type=BigInteger)
    offered_price: int | None = Field(default=None, sa_type=BigInteger)
    reason: str
    said: str
    give_get: str
    needed_by: date | None = None
    link: str
    rule: str = Field(max_length=16)
    level: str = Field(max_length=LONGEST_KEY)
    rank: str = Field(max_length=16, sa_column_kwargs={"server_default": "rep"})
    plan_version: int
    asked_at: datetime
    status: str = Field(max_length=16)
    revision: int
    granted: int | None = Field(default=None, sa_type=BigInteger)
    settled_at: datetime | None = None


class RequestSeatRow(SQLModel, table=True):
    """Somebody whom a request has reached, and who may decide it."""

    __tablename__ = "request_seats"
    __table_args__ = (ForeignKeyConstraint(["workspace", "request"], ["requests.workspace", "requests.id"]),)

    workspace: str = Field(primary_key=True, max_length=32)
    request: str = Field(primary_key=True, max_length=32)
    place: int = Field(primary_key=True)
    person: str = Field(max_length=32)
    since: datetime
    instead_of: str | None = Field(default=None, max_length=32)


class RequestDecisionRow(SQLModel, table=True):
    """One move. `by` is empty where the clock made it."""

    __tablename__ = "request_decisions"
    __table_args__ = (ForeignKeyConstraint(["workspace", "request"], ["requests.workspace", "requests.id"]),)

    workspace: str = Field(primary_key=True, max_length=32)
    request: str = Field(primary_key=True, max_length=32)
    revision: int = Field(primary_key=True)
    move: str = Field(max_length=16)
    by: str | None = Field(default=None, max_length=32)
    at: datetime
    instead_of: str | None = Field(default=None, max_length=32)
    amount: int | None = Field(default=None, sa_type=BigInteger)
    text: str
    conditions: str
    emergency: bool
