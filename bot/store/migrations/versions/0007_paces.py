"""paces: what past weeks say of the next one, hints and what came of them, and who wants none."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString, UTCDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paces",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("activity", AutoString(length=40), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("a", sa.Float(), nullable=False),
        sa.Column("b", sa.Float(), nullable=False),
        sa.Column("shares", sa.Text(), nullable=False),
        sa.Column("spread", sa.Float(), nullable=False),
        sa.Column("drop_score", sa.Float(), nullable=False),
        sa.Column("drop_since", sa.Date(), nullable=True),
        sa.Column("drop_usual", sa.Float(), nullable=False),
        sa.Column("drop_weeks", sa.Text(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        sa.PrimaryKeyConstraint("workspace", "person", "activity"),
    )
    op.create_table(
        "nudges",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("activity", AutoString(length=40), nullable=False),
        sa.Column("id", AutoString(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("days_left", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Float(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("gain", sa.Float(), nullable=False),
        sa.Column("chance", sa.Float(), nullable=False),
        sa.Column("sent", sa.Boolean(), nullable=False),
        sa.Column("suggestion", AutoString(), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("answer", AutoString(length=16), nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("ended", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        sa.PrimaryKeyConstraint("workspace", "person", "week", "activity"),
    )
    op.create_index("nudges_by_id", "nudges", ["workspace", "id"], unique=True)
    op.create_index("nudges_by_week", "nudges", ["workspace", "week"], unique=False)
    op.create_table(
        "nudge_stops",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        sa.PrimaryKeyConstraint("workspace", "person"),
    )


def downgrade() -> None:
    for table in ("nudge_stops", "nudges", "paces"):
        op.drop_table(table)
