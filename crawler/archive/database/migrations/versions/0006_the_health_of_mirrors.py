"""The health of mirrors lives in the archive; their events say where and by whom."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('mirror_health',
        sa.Column('source', sa.Text(), nullable=False),
        sa.Column('mirror', sa.Text(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('since', sa.BigInteger(), nullable=False),
        sa.Column('cause', sa.Text(), nullable=False),
        sa.Column('failures', sa.Integer(), nullable=False),
        sa.Column('probes', sa.Integer(), nullable=False),
        sa.Column('probe_at', sa.BigInteger(), nullable=False),
        sa.Column('good_at', sa.BigInteger(), nullable=False),
        sa.Column('success', sa.Float(), nullable=False),
        sa.Column('latency', sa.Float(), nullable=False),
        sa.Column('newest', sa.BigInteger(), nullable=False),
        sa.Column('behind_since', sa.BigInteger(), nullable=False),
        sa.Column('suspicion', sa.Text(), nullable=False),
        sa.Column('back_at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('source', 'mirror', name=op.f('pk_mirror_health')),
        comment='each mirror\'s health as the last run, or a person, left it: see crawler.mirrors.health.mirror_health',
    )
    op.add_column('mirror_events', sa.Column('evidence', sa.Text(), comment='where it was seen: a URL'))
    op.add_column('mirror_events', sa.Column('run_id', ID, comment='the run that saw it; empty: a person said so'))
    op.add_column('mirror_events', sa.Column('who', sa.Text(), comment='the person who said so'))
