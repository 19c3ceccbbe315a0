"""Sources can be paused, and due times that were merged are counted."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sources") as sources:
        sources.add_column(sa.Column("paused", sa.Boolean(), server_default=sa.false(), nullable=False))
        sources.add_column(sa.Column("merged", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    raise NotImplementedError("the archive only moves forward")
