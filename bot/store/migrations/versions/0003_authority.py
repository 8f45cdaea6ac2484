"""authority: requests, decisions and what became of them."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString, UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NEW_TABLES = (
    "request_audits",
    "request_outcomes",
    "request_decisions",
    "request_seats",
    "requests",
    "evidence",
    "delegations",
)


def upgrade() -> None:
    _requests()
    _afterwards()
    _delegations_and_evidence()


def _requests() -> None:
    op.create_table(
        "requests",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("id", AutoString(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("requester", AutoString(length=32), nullable=False),
        sa.Column("power", AutoString(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("together", sa.BigInteger(), nullable=False),
        sa.Column("customer", AutoString(length=120), nullable=False),
        sa.Column("customer_key", AutoString(length=120), nullable=False),
        sa.Column("deal_amount", sa.BigInteger(), nullable=False),
        sa.Column("deal_currency", AutoString(length=3), nullable=False),
        sa.Column("deal_value", sa.BigInteger(), nullable=False),
        sa.Column("full_price", sa.BigInteger(), nullable=True),
        sa.Column("offered_price", sa.BigInteger(), nullable=True),
        sa.Column("reason", AutoString(), nullable=False),
        sa.Column("said", AutoString(), nullable=False),
        sa.Column("give_get", AutoString(), nullable=False),
        sa.Column("needed_by", sa.Date(), nullable=True),
        sa.Column("link", AutoString(), nullable=False),
        sa.Column("rule", AutoString(length=16), nullable=False),
        sa.Column("level", AutoString(length=32), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("status", AutoString(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("granted", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["workspace", "requester"], ["people.workspace", "people.id"]),
        sa.PrimaryKeyConstraint("workspace", "id"),
        sa.UniqueConstraint("workspace", "number"),
    )
    op.create_index("requests_by_customer", "requests", ["workspace", "customer_key", "power"])
    op.create_index("requests_by_person", "requests", ["workspace", "requester", "asked_at"])
    op.create_index("requests_by_status", "requests", ["workspace", "status", "asked_at"])
    op.create_table(
        "request_decisions",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("request", AutoString(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("move", AutoString(length=16), nullable=False),
        sa.Column("by", AutoString(length=32), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("instead_of", AutoString(length=32), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("conditions", AutoString(), nullable=False),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["workspace", "request"], ["requests.workspace", "requests.id"]),
        sa.PrimaryKeyConstraint("workspace", "request", "revision"),
    )
    op.create_table(
        "request_seats",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("request", AutoString(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("instead_of", AutoString(length=32), nullable=True),
        sa.ForeignKeyConstraint(["workspace", "request"], ["requests.workspace", "requests.id"]),
        sa.PrimaryKeyConstraint("workspace", "request", "place"),
    )


def _afterwards() -> None:
    op.create_table(
        "request_audits",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("request", AutoString(length=32), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("approves", sa.Boolean(), nullable=True),
        sa.Column("note", AutoString(), nullable=False),
        sa.Column("by", AutoString(length=32), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["workspace", "request"], ["requests.workspace", "requests.id"]),
        sa.PrimaryKeyConstraint("workspace", "request"),
    )
    op.create_table(
        "request_outcomes",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("request", AutoString(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("result", AutoString(length=8), nullable=False),
        sa.Column("given", sa.BigInteger(), nullable=True),
        sa.Column("got", sa.Boolean(), nullable=True),
        sa.Column("by", AutoString(length=32), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["workspace", "request"], ["requests.workspace", "requests.id"]),
        sa.PrimaryKeyConstraint("workspace", "request", "revision"),
    )


def _delegations_and_evidence() -> None:
    op.create_table(
        "delegations",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("id", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("delegate", AutoString(length=32), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("entered_by", AutoString(length=32), nullable=False),
        sa.Column("entered_at", UTCDateTime(), nullable=False),
        sa.Column("ended_by", AutoString(length=32), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["workspace", "delegate"], ["people.workspace", "people.id"]),
        sa.ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )
    op.create_table(
        "evidence",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("key", AutoString(length=128), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", AutoString(length=32), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        sa.PrimaryKeyConstraint("workspace", "key"),
    )
    op.create_index("evidence_by_person", "evidence", ["workspace", "person", "day"])


def downgrade() -> None:
    for table in NEW_TABLES:
        op.drop_table(table)
