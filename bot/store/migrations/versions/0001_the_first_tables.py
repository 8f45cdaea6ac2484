"""the first tables."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString, UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("key", AutoString(length=255), nullable=False),
        sa.Column("kind", AutoString(length=64), nullable=False),
        sa.Column("recipient", AutoString(length=64), nullable=False),
        sa.Column("lane", AutoString(length=80), nullable=False),
        sa.Column("person", AutoString(length=64), nullable=True),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("method", AutoString(length=16), nullable=False),
        sa.Column("updates", AutoString(length=255), nullable=True),
        sa.Column("thread_of", AutoString(length=255), nullable=True),
        sa.Column("resend", sa.Boolean(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("useful_until", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("delivery_id", AutoString(length=32), nullable=False),
        sa.Column("unwanted", AutoString(length=255), nullable=True),
        sa.Column("state", AutoString(length=16), nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("doubts", sa.Integer(), nullable=False),
        sa.Column("ready_at", sa.BigInteger(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("audit_at", sa.BigInteger(), nullable=True),
        sa.Column("channel", AutoString(length=64), nullable=True),
        sa.Column("ts", AutoString(length=32), nullable=True),
        sa.Column("reason", AutoString(length=255), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "key"),
    )
    with op.batch_alter_table("deliveries") as batch_op:
        batch_op.create_index(
            "deliveries_expiring",
            ["useful_until"],
            unique=False,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index(
            "deliveries_failed",
            ["workspace", "settled_at"],
            unique=False,
            sqlite_where=sa.text("state = 'failed'"),
            postgresql_where=sa.text("state = 'failed'"),
        )
        batch_op.create_index(
            "deliveries_pending",
            ["priority", "due_at", "key"],
            unique=False,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index(
            "deliveries_sending",
            ["lease_until"],
            unique=False,
            sqlite_where=sa.text("state = 'sending'"),
            postgresql_where=sa.text("state = 'sending'"),
        )
        batch_op.create_index(
            "deliveries_to_audit",
            ["audit_at"],
            unique=False,
            sqlite_where=sa.text("audit_at IS NOT NULL"),
            postgresql_where=sa.text("audit_at IS NOT NULL"),
        )
        batch_op.create_index(
            "deliveries_uncertain",
            ["ready_at"],
            unique=False,
            sqlite_where=sa.text("state = 'uncertain'"),
            postgresql_where=sa.text("state = 'uncertain'"),
        )

    op.create_table(
        "inbox",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("receipt", AutoString(length=255), nullable=False),
        sa.Column("received_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "receipt"),
    )
    with op.batch_alter_table("inbox") as batch_op:
        batch_op.create_index(batch_op.f("ix_inbox_received_at"), ["received_at"], unique=False)

    op.create_table(
        "lanes",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("lane", AutoString(length=80), nullable=False),
        sa.Column("free_at", sa.BigInteger(), nullable=False),
        sa.Column("channel", AutoString(length=64), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "lane"),
    )
    op.create_table(
        "outboxes",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("secret", AutoString(length=64), nullable=False),
        sa.Column("doubt_from", sa.BigInteger(), nullable=False),
        sa.Column("doubt_until", sa.BigInteger(), nullable=False),
        sa.Column("twins", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace"),
    )
    op.create_table(
        "rates",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("method", AutoString(length=64), nullable=False),
        sa.Column("free_at", sa.BigInteger(), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "method"),
    )
    op.create_table(
        "workspaces",
        sa.Column("id", AutoString(length=32), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "audit",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("id", AutoString(length=32), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", AutoString(length=64), nullable=False),
        sa.Column("what", AutoString(length=64), nullable=False),
        sa.Column("subject", AutoString(length=64), nullable=False),
        sa.Column("why", AutoString(), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=True),
        sa.Column("details", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace"],
            ["workspaces.id"],
        ),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )
    with op.batch_alter_table("audit") as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_at"), ["at"], unique=False)

    op.create_table(
        "people",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("id", AutoString(length=32), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("rank", AutoString(length=16), nullable=False),
        sa.Column("role", AutoString(length=40), nullable=True),
        sa.Column("manager", AutoString(length=32), nullable=True),
        sa.Column("timezone", AutoString(length=64), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("level", AutoString(length=40), nullable=False),
        sa.Column("admin", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace"],
            ["workspaces.id"],
        ),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )
    with op.batch_alter_table("people") as batch_op:
        batch_op.create_index(batch_op.f("ix_people_manager"), ["manager"], unique=False)

    op.create_table(
        "plans",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", AutoString(), nullable=False),
        sa.Column("applied_at", UTCDateTime(), nullable=False),
        sa.Column("applied_by", AutoString(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace"],
            ["workspaces.id"],
        ),
        sa.PrimaryKeyConstraint("workspace", "version"),
    )
    op.create_table(
        "checkins",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("wins", AutoString(), nullable=False),
        sa.Column("blockers", AutoString(), nullable=False),
        sa.Column("on_time", sa.Boolean(), nullable=False),
        sa.Column("submitted_at", UTCDateTime(), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "person"],
            ["people.workspace", "people.id"],
        ),
        sa.PrimaryKeyConstraint("workspace", "person", "day"),
    )
    op.create_table(
        "checkin_counts",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("activity", AutoString(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "person", "day"],
            ["checkins.workspace", "checkins.person", "checkins.day"],
        ),
        sa.PrimaryKeyConstraint("workspace", "person", "day", "activity"),
    )
    op.create_table(
        "checkin_revisions",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("account", AutoString(), nullable=False),
        sa.Column("replaced_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "person", "day"],
            ["checkins.workspace", "checkins.person", "checkins.day"],
        ),
        sa.PrimaryKeyConstraint("workspace", "person", "day", "revision"),
    )


def downgrade() -> None:
    op.drop_table("checkin_revisions")
    op.drop_table("checkin_counts")
    op.drop_table("checkins")
    op.drop_table("plans")
    with op.batch_alter_table("people") as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_manager"))

    op.drop_table("people")
    with op.batch_alter_table("audit") as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_at"))

    op.drop_table("audit")
    op.drop_table("workspaces")
    op.drop_table("rates")
    op.drop_table("outboxes")
    op.drop_table("lanes")
    with op.batch_alter_table("inbox") as batch_op:
        batch_op.drop_index(batch_op.f("ix_inbox_received_at"))

    op.drop_table("inbox")
    with op.batch_alter_table("deliveries") as batch_op:
        batch_op.drop_index(
            "deliveries_uncertain",
            sqlite_where=sa.text("state = 'uncertain'"),
            postgresql_where=sa.text("state = 'uncertain'"),
        )
        batch_op.drop_index(
            "deliveries_to_audit",
            sqlite_where=sa.text("audit_at IS NOT NULL"),
            postgresql_where=sa.text("audit_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "deliveries_sending",
            sqlite_where=sa.text("state = 'sending'"),
            postgresql_where=sa.text("state = 'sending'"),
        )
        batch_op.drop_index(
            "deliveries_pending",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.drop_index(
            "deliveries_failed",
            sqlite_where=sa.text("state = 'failed'"),
            postgresql_where=sa.text("state = 'failed'"),
        )
        batch_op.drop_index(
            "deliveries_expiring",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )

    op.drop_table("deliveries")
