"""coaching: notes and what was agreed, requests for a talk, who is left for later, weeks looked back on."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString, UTCDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "coaching_notes",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("id", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("by", AutoString(length=32), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("read_at", UTCDateTime(), nullable=True),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("settled_by", AutoString(length=32), nullable=True),
        sa.ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )
    op.create_index("coaching_notes_by_person", "coaching_notes", ["workspace", "person", "at"])
    op.create_table(
        "coaching_requests",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("id", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("told", AutoString(length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )
    op.create_index("coaching_requests_by_person", "coaching_requests", ["workspace", "person", "closed_at"])
    op.create_table(
        "coaching_snoozes",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("manager", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["workspace", "manager"], ["people.workspace", "people.id"]),
        sa.ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        sa.PrimaryKeyConstraint("workspace", "manager", "person"),
    )
    op.create_table(
        "coaching_mornings",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("manager", AutoString(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["workspace", "manager"], ["people.workspace", "people.id"]),
        sa.PrimaryKeyConstraint("workspace", "manager", "day"),
    )
    op.create_table(
        "retrospects",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        sa.PrimaryKeyConstraint("workspace", "person", "week", "revision"),
    )


def downgrade() -> None:
    op.drop_table("retrospects")
    op.drop_table("coaching_mornings")
    op.drop_table("coaching_snoozes")
    op.drop_index("coaching_requests_by_person", "coaching_requests")
    op.drop_table("coaching_requests")
    op.drop_index("coaching_notes_by_person", "coaching_notes")
    op.drop_table("coaching_notes")
