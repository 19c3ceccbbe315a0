"""Tombstones say whether the index was told of them: the archive drops an article before."""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('tombstones', sa.Column('told', sa.Boolean(), server_default=sa.true(), nullable=False,
                  comment='whether the index knows of it; where not, it is told before anybody crawls the source'))
    op.create_index('ix_tombstones_untold', 'tombstones', ['source'], sqlite_where=sa.text('told = 0'),
                    postgresql_where=sa.text('NOT told'))


def downgrade() -> None:
    raise NotImplementedError("the archive only moves forward")
