"""imports: what another system counted, what each day comes to, and what it had when something was said."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString, UTCDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("checkin_counts", sa.Column("beside", sa.Integer(), nullable=True))
    op.create_table(
        "imported_counts",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("source_id", AutoString(length=128), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("activity", AutoString(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("imported_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        sa.PrimaryKeyConstraint("workspace", "source_id"),
    )
    op.create_index("imported_counts_by_person", "imported_counts", ["workspace", "person", "day"])
    op.create_index(
        "imported_counts_by_activity", "imported_counts", ["workspace", "activity", "imported_at"]
    )
    op.create_table(
        "imported_days",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("activity", AutoString(length=40), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("kept_hundredths", sa.Integer(), nullable=True),
        sa.Column("kept_beside", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        sa.PrimaryKeyConstraint("workspace", "person", "day", "activity"),
    )


def downgrade() -> None:
    op.drop_table("imported_days")
    op.drop_index("imported_counts_by_activity", "imported_counts")
    op.drop_index("imported_counts_by_person", "imported_counts")
    op.drop_table("imported_counts")
    op.drop_column("checkin_counts", "beside")
