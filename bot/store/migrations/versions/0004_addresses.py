"""addresses: where a workspace is on the web, so that messages can be linked."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("address", AutoString(), nullable=True))


def downgrade() -> None:
    op.drop_column("workspaces", "address")
