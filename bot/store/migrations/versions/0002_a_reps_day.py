"""a rep's day."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString, UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NEW_TABLES = (
    "absences",
    "checkin_marks",
    "heartbeats",
    "newcomers",
    "outages",
    "typed_answers",
    "week_reviews",
)


def upgrade() -> None:
    _columns()
    _absences_and_marks()
    _outages()
    _weeks()
    _arrivals()


def _columns() -> None:
    op.add_column("workspaces", sa.Column("introduced_at", UTCDateTime(), nullable=True))
    op.execute("UPDATE workspaces SET introduced_at = added_at")
    op.add_column("people", sa.Column("country", AutoString(length=8), nullable=True))
    op.add_column("people", sa.Column("email", AutoString(length=254), nullable=True))
    op.add_column(
        "checkins", sa.Column("mark", AutoString(length=16), nullable=False, server_default="on_time")
    )
    op.execute(sa.text("UPDATE checkins SET mark = 'late' WHERE NOT on_time"))
    op.drop_column("checkins", "on_time")
    op.add_column(
        "checkins", sa.Column("commitment", AutoString(), nullable=False, server_default=sa.text("''"))
    )
    op.add_column("checkins", sa.Column("kept", AutoString(length=16), nullable=True))
    op.add_column("checkins", sa.Column("kept_of", sa.Date(), nullable=True))
    op.add_column("checkins", sa.Column("covered_days", sa.Integer(), nullable=False, server_default="1"))
    op.create_index("checkins_by_day", "checkins", ["workspace", "day"])
    op.execute(sa.text('ALTER TABLE checkin_counts RENAME COLUMN "count" TO hundredths'))
    op.execute(sa.text("UPDATE checkin_counts SET hundredths = hundredths * 100"))


def _absences_and_marks() -> None:
    op.create_table(
        "absences",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("id", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("entered_by", AutoString(length=32), nullable=False),
        sa.Column("entered_at", UTCDateTime(), nullable=False),
        sa.Column("cancelled_by", AutoString(length=32), nullable=True),
        sa.Column("cancelled_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )
    op.create_index("absences_by_person", "absences", ["workspace", "person", "last"])
    op.create_index("absences_by_end", "absences", ["workspace", "last"])
    op.create_table(
        "checkin_marks",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("mark", AutoString(length=16), nullable=False),
        sa.Column("why", AutoString(length=64), nullable=False),
        sa.Column("marked_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        sa.PrimaryKeyConstraint("workspace", "person", "day", "revision"),
    )
    op.create_index("checkin_marks_by_day", "checkin_marks", ["workspace", "day"])


def _outages() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"]),
        sa.PrimaryKeyConstraint("workspace"),
    )
    op.create_table(
        "outages",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("began_at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"]),
        sa.PrimaryKeyConstraint("workspace", "began_at"),
    )


def _weeks() -> None:
    op.create_table(
        "week_reviews",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("verdict", AutoString(length=16), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("reviewed_by", AutoString(length=32), nullable=False),
        sa.Column("reviewed_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        sa.PrimaryKeyConstraint("workspace", "person", "week", "revision"),
    )


def _arrivals() -> None:
    op.create_table(
        "newcomers",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("id", AutoString(length=32), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("timezone", AutoString(length=64), nullable=False),
        sa.Column("came_back", sa.Boolean(), nullable=False),
        sa.Column("offered_at", UTCDateTime(), nullable=False),
        sa.Column("outcome", AutoString(length=16), nullable=False),
        sa.Column("settled_by", AutoString(length=32), nullable=True),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"]),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )
    op.create_table(
        "typed_answers",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("id", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("saved", sa.Boolean(), nullable=False),
        sa.Column("typed_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"]),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )
    op.create_index("ix_typed_answers_typed_at", "typed_answers", ["typed_at"])


def downgrade() -> None:
    for table in NEW_TABLES:
        op.drop_table(table)
    op.execute(sa.text("UPDATE checkin_counts SET hundredths = hundredths / 100"))
    op.execute(sa.text('ALTER TABLE checkin_counts RENAME COLUMN hundredths TO "count"'))
    op.drop_index("checkins_by_day", "checkins")
    on_time: sa.Column[bool] = sa.Column("on_time", sa.Boolean(), nullable=False, server_default=sa.true())
    op.add_column("checkins", on_time)
    op.execute(sa.text("UPDATE checkins SET on_time = (mark = 'on_time')"))
    for column in ("mark", "commitment", "kept", "kept_of", "covered_days"):
        op.drop_column("checkins", column)
    op.drop_column("people", "country")
    op.drop_column("people", "email")
    op.drop_column("workspaces", "introduced_at")
