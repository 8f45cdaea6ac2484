"""ranks: which rank somebody had when they asked, so that a promotion changes nothing about it."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("requests", sa.Column("rank", AutoString(length=16), nullable=False, server_default="rep"))
    op.execute(
        'UPDATE requests SET "rank" = (SELECT people."rank" FROM people '
        "WHERE people.workspace = requests.workspace AND people.id = requests.requester)"
    )


def downgrade() -> None:
    op.drop_column("requests", "rank")
