"""Balances: the weekly reading of everybody's responsibility beside their authority."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index, Text
from sqlmodel import Field, SQLModel


class BalanceRow(SQLModel, table=True):
    """One person's reading of one week; the two `since` name the first week in a row with that flag."""

    __tablename__ = "balances"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        Index("balances_by_week", "workspace", "week"),
    )

    workspace: str = Field(primary_key=True, max_length=32)
    person: str = Field(primary_key=True, max_length=32)
    week: date = Field(primary_key=True)
    team: str = Field(max_length=32)
    responsibility: float
    authority: float
    cover: float
    stands: float
    reference: float
    bunches: float
    frustrated: bool
    reviewed: bool
    frustrated_since: date | None = None
    reviewed_since: date | None = None
    facts: str = Field(sa_type=Text)
    plan_version: int
    at: datetime
