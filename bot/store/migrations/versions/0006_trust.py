"""trust: a ledger that is only added to, what it comes to, steps, contests and balances."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString, UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NEW_TABLES = (
    "active_days",
    "balances",
    "contests",
    "pictures",
    "steps",
    "tombstones",
    "trust_days",
    "trust_heads",
)

COLUMNS = ("workspace", "person", "key", "day", "kind", "facts", "at")
SAME = " AND ".join(
    f"NEW.{name} = OLD.{name}"
    for name in ("workspace", "key", "revision", "day", "kind", "facts", "plan_version", "at")
)
"""All that may be changed is whose rows they are, when Slack tells the id of somebody known by e-mail."""

MATCHED = f"OLD.person LIKE 'mail:%' AND {SAME}"
FORGOTTEN = (
    "EXISTS (SELECT 1 FROM tombstones AS t WHERE t.workspace = OLD.workspace AND t.person = OLD.person)"
)
NEW_ROW = (
    "NOT EXISTS (SELECT 1 FROM evidence AS e WHERE e.workspace = NEW.workspace"
    " AND e.person = NEW.person AND e.key = NEW.key AND e.revision = NEW.revision)"
)
"""SQLite puts one row in the place of another without a word to what guards deletions."""

REFUSED = "the ledger is only added to"


def upgrade() -> None:
    op.add_column("checkins", sa.Column("role", AutoString(length=40), nullable=True))
    _evidence()
    _trust()
    _contests_and_steps()
    _pictures_and_balances()
    _guard()


def _evidence() -> None:
    """The ledger with corrections: keys are a person's own, and have revisions."""
    op.drop_index("evidence_by_person", "evidence")
    op.rename_table("evidence", "evidence_before")
    op.create_table(
        "evidence",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("key", AutoString(length=128), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", AutoString(length=32), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        sa.PrimaryKeyConstraint("workspace", "person", "key", "revision"),
    )
    names = ", ".join(COLUMNS)
    op.execute(
        f"INSERT INTO evidence ({names}, revision, plan_version)"  # noqa: S608 - names from above
        f" SELECT {names}, 1, COALESCE((SELECT r.plan_version FROM requests AS r"
        " WHERE r.workspace = e.workspace AND e.key LIKE '%' || r.id || '%'), 1) FROM evidence_before AS e"
    )
    op.drop_table("evidence_before")
    op.create_index("evidence_by_person", "evidence", ["workspace", "person", "day"])


def _guard() -> None:
    """Nothing in the ledger is changed or deleted, whoever asks the database to."""
    if op.get_bind().dialect.name == "sqlite":
        for event, allowed in (("INSERT", NEW_ROW), ("UPDATE", MATCHED), ("DELETE", FORGOTTEN)):
            op.execute(
                f"CREATE TRIGGER evidence_{event.lower()} BEFORE {event} ON evidence WHEN NOT ({allowed})"
                f" BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION evidence_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF TG_OP = 'UPDATE' THEN IF {MATCHED} THEN RETURN NEW; END IF;"
        f" ELSE IF {FORGOTTEN} THEN RETURN OLD; END IF; END IF;"
        f" RAISE EXCEPTION '{REFUSED}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER evidence_guard BEFORE UPDATE OR DELETE ON evidence"
        " FOR EACH ROW EXECUTE FUNCTION evidence_guard()"
    )
    op.execute(
        "CREATE TRIGGER evidence_guard_all BEFORE TRUNCATE ON evidence"
        " FOR EACH STATEMENT EXECUTE FUNCTION evidence_guard()"
    )


def _pictures_and_balances() -> None:
    op.create_table(
        "pictures",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("digest", AutoString(length=64), nullable=False),
        sa.Column("file", AutoString(length=32), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace"],
            ["workspaces.id"],
        ),
        sa.PrimaryKeyConstraint("workspace", "digest"),
    )
    op.create_table(
        "balances",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("team", AutoString(length=32), nullable=False),
        sa.Column("responsibility", sa.Float(), nullable=False),
        sa.Column("authority", sa.Float(), nullable=False),
        sa.Column("cover", sa.Float(), nullable=False),
        sa.Column("stands", sa.Float(), nullable=False),
        sa.Column("reference", sa.Float(), nullable=False),
        sa.Column("bunches", sa.Float(), nullable=False),
        sa.Column("frustrated", sa.Boolean(), nullable=False),
        sa.Column("reviewed", sa.Boolean(), nullable=False),
        sa.Column("frustrated_since", sa.Date(), nullable=True),
        sa.Column("reviewed_since", sa.Date(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "person"],
            ["people.workspace", "people.id"],
        ),
        sa.PrimaryKeyConstraint("workspace", "person", "week"),
    )
    op.create_index("balances_by_week", "balances", ["workspace", "week"], unique=False)


def _contests_and_steps() -> None:
    op.create_table(
        "tombstones",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("by", AutoString(length=64), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "person"),
    )
    op.create_table(
        "contests",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("key", AutoString(length=128), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", AutoString(length=32), nullable=False),
        sa.Column("reason", AutoString(), nullable=False),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.Column("asked", AutoString(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("verdict", AutoString(length=16), nullable=True),
        sa.Column("why", AutoString(), server_default=sa.text("''"), nullable=False),
        sa.Column("settled_by", AutoString(length=32), nullable=True),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "person"],
            ["people.workspace", "people.id"],
        ),
        sa.PrimaryKeyConstraint("workspace", "person", "key", "number"),
        sa.UniqueConstraint("id"),
    )
    op.create_table(
        "steps",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("id", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("what", AutoString(length=16), nullable=False),
        sa.Column("origin", AutoString(length=16), nullable=False),
        sa.Column("from_level", AutoString(length=40), nullable=False),
        sa.Column("to_level", AutoString(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("aday", sa.Integer(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("status", AutoString(length=16), nullable=False),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.Column("asked", AutoString(length=32), server_default=sa.text("''"), nullable=False),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("settled_by", AutoString(length=64), nullable=True),
        sa.Column("settled_aday", sa.Integer(), nullable=True),
        sa.Column("reason", AutoString(), server_default=sa.text("''"), nullable=False),
        sa.Column("earns_back", AutoString(), server_default=sa.text("''"), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "person"],
            ["people.workspace", "people.id"],
        ),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )
    op.create_index("steps_by_person", "steps", ["workspace", "person", "opened_at"], unique=False)
    op.create_index(
        "steps_open",
        "steps",
        ["workspace", "person"],
        unique=True,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )


def _trust() -> None:
    op.create_table(
        "active_days",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "person"],
            ["people.workspace", "people.id"],
        ),
        sa.PrimaryKeyConstraint("workspace", "person", "day"),
    )
    op.create_table(
        "trust_days",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("aday", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("strikes", sa.Integer(), nullable=False),
        sa.Column("fell_on", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("total", sa.Float(), nullable=False),
        sa.Column("proposal", AutoString(length=16), nullable=False),
        sa.Column("dims", AutoString(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "person"],
            ["people.workspace", "people.id"],
        ),
        sa.PrimaryKeyConstraint("workspace", "person", "aday"),
    )
    op.create_index("trust_days_by_date", "trust_days", ["workspace", "person", "day"], unique=False)
    op.create_table(
        "trust_heads",
        sa.Column("workspace", AutoString(length=32), nullable=False),
        sa.Column("person", AutoString(length=32), nullable=False),
        sa.Column("began_level", sa.Integer(), nullable=False),
        sa.Column("folded_to", sa.Date(), nullable=True),
        sa.Column("stale_from", sa.Date(), nullable=True),
        sa.Column("due_at", UTCDateTime(), nullable=True),
        sa.Column("resumes_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "person"],
            ["people.workspace", "people.id"],
        ),
        sa.PrimaryKeyConstraint("workspace", "person"),
    )
    op.create_index("trust_heads_due", "trust_heads", ["workspace", "due_at"], unique=False)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER evidence_insert")
        op.execute("DROP TRIGGER evidence_update")
        op.execute("DROP TRIGGER evidence_delete")
    else:
        op.execute("DROP TRIGGER evidence_guard ON evidence")
        op.execute("DROP TRIGGER evidence_guard_all ON evidence")
        op.execute("DROP FUNCTION evidence_guard")
    for table in NEW_TABLES:
        op.drop_table(table)
    op.drop_column("checkins", "role")
    op.drop_index("evidence_by_person", "evidence")
    op.rename_table("evidence", "evidence_after")
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
    names = ", ".join(COLUMNS)
    op.execute(
        f"INSERT INTO evidence ({names}) SELECT {names} FROM evidence_after"  # noqa: S608 - names from above
        " WHERE kind IN ('request_decided', 'concession_honoured', 'audit_ok', 'audit_bad', 'breach',"
        " 'deal_won', 'deal_lost') AND revision = 1"
    )
    op.drop_table("evidence_after")
    op.create_index("evidence_by_person", "evidence", ["workspace", "person", "day"])
