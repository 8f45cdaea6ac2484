"""ranks: which rank somebody had when they asked, so that a promotion changes nothing about it.

And room for the longest keys that a plan may give its powers and levels.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


_BEFORE, _NOW = 32, 40


def upgrade() -> None:
    op.add_column("requests", sa.Column("rank", AutoString(length=16), nullable=False, server_default="rep"))
    op.execute(
        'UPDATE requests SET "rank" = (SELECT people."rank" FROM people '
        "WHERE people.workspace = requests.workspace AND people.id = requests.requester)"
    )
    _resize(_BEFORE, _NOW)


def downgrade() -> None:
    _resize(_NOW, _BEFORE)
    op.drop_column("requests", "rank")


def _resize(before: int, after: int) -> None:
    """Make room in the two columns, or less.

    SQLite has to make the table anew. It counts what refers to rows that go, and forgives each only when
    its row comes back; so the rows are put aside, and back into the table that is there then.
    """
    aside = op.get_bind().dialect.name == "sqlite"
    if aside:
        op.execute("PRAGMA defer_foreign_keys = ON")
        op.execute("CREATE TABLE requests_aside AS SELECT * FROM requests")
        op.execute("DELETE FROM requests")
    with op.batch_alter_table("requests") as batch:
        for column in ("power", "level"):
            batch.alter_column(
                column,
                existing_type=AutoString(length=before),
                type_=AutoString(length=after),
                existing_nullable=False,
            )
    if aside:
        op.execute("INSERT INTO requests SELECT * FROM requests_aside")
        op.execute("DROP TABLE requests_aside")
