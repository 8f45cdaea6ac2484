"""kudos: thanks, who would rather read them privately, what was reported; and milestones."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString, UTCDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kudos",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("id", AutoString(length=32), nullable=False),
        sa.Column("giver", AutoString(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("value", AutoString(length=40), nullable=False),
        sa.Column("value_name", AutoString(length=60), nullable=False),
        sa.Column("emoji", AutoString(length=100), nullable=False),
        sa.Column("words", AutoString(), nullable=False),
        sa.Column("link", AutoString(), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("given_at", UTCDateTime(), nullable=False),
        sa.Column("status", AutoString(length=16), nullable=False),
        sa.Column("settled_by", AutoString(length=32), nullable=True),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("left_alone", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["workspace", "giver"], ["people.workspace", "people.id"]),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )
    op.create_index("kudos_by_giver", "kudos", ["workspace", "giver", "day"])
    op.create_table(
        "kudos_receivers",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("kudos", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("given_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["workspace", "kudos"], ["kudos.workspace", "kudos.id"]),
        sa.ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        sa.PrimaryKeyConstraint("workspace", "kudos", "person"),
    )
    op.create_index("kudos_by_receiver", "kudos_receivers", ["workspace", "person", "given_at"])
    op.create_table(
        "kudos_opt_outs",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        sa.PrimaryKeyConstraint("workspace", "person"),
    )
    op.create_table(
        "kudos_reports",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("kudos", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("why", AutoString(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["workspace", "kudos"], ["kudos.workspace", "kudos.id"]),
        sa.ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        sa.PrimaryKeyConstraint("workspace", "kudos", "person"),
    )
    op.create_table(
        "milestones",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("key", AutoString(length=64), nullable=False),
        sa.Column("kind", AutoString(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("facts", AutoString(), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("noticed_at", UTCDateTime(), nullable=False),
        sa.Column("state", AutoString(length=16), nullable=False),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("team", AutoString(length=32), nullable=True),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        sa.PrimaryKeyConstraint("workspace", "person", "key"),
    )
    op.create_index("milestones_by_state", "milestones", ["workspace", "state", "noticed_at"])
    op.create_table(
        "milestone_weeks",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        sa.PrimaryKeyConstraint("workspace", "person", "week"),
    )
    op.create_index("milestone_weeks_by_week", "milestone_weeks", ["workspace", "week"])


def downgrade() -> None:
    op.drop_table("milestone_weeks")
    op.drop_table("milestones")
    op.drop_table("kudos_reports")
    op.drop_table("kudos_opt_outs")
    op.drop_table("kudos_receivers")
    op.drop_table("kudos")
