"""Articles that a person removed leave a tombstone, and their numbers are not given out again."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('tombstones',
        sa.Column('id', ID, nullable=False),
        sa.Column('source', sa.Text(), nullable=False),
        sa.Column('article', ID, nullable=False, comment='the number that the article had'),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.Column('who', sa.Text(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('lifted_at', sa.BigInteger(), comment='empty while the article has to stay away'),
        sa.Column('lifted_by', sa.Text()),
        sa.Column('lifted_reason', sa.Text()),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_tombstones')),
        comment='articles that a person removed: they stay away until it is lifted; never deleted',
    )
    op.create_index('ix_tombstones_source', 'tombstones', ['source'])
    op.create_table('tombstone_keys',
        sa.Column('tombstone_id', ID, nullable=False),
        sa.Column('key', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['tombstone_id'], ['tombstones.id'], name=op.f('fk_tombstone_keys_tombstone_id')),
        sa.PrimaryKeyConstraint('tombstone_id', 'key', name=op.f('pk_tombstone_keys')),
        comment='the keys that led to a removed article, and those of other faces of it that came since',
    )
    op.create_index('ix_tombstone_keys_key', 'tombstone_keys', ['key'])
    op.create_table('tombstone_texts',
        sa.Column('tombstone_id', ID, nullable=False),
        sa.Column('digest', sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(['tombstone_id'], ['tombstones.id'], name=op.f('fk_tombstone_texts_tombstone_id')),
        sa.PrimaryKeyConstraint('tombstone_id', 'digest', name=op.f('pk_tombstone_texts')),
        comment="digests of a removed article's texts: by them it is known under a key that nobody has seen before",
    )
    op.create_index('ix_tombstone_texts_digest', 'tombstone_texts', ['digest'])
    op.create_table('spent_numbers',
        sa.Column('of', sa.Text(), nullable=False, comment='a table'),
        sa.Column('last', ID, nullable=False, comment='its highest id when its last row was removed'),
        sa.PrimaryKeyConstraint('of', name=op.f('pk_spent_numbers')),
        comment='ids that SQLite alone would give out again: see crawler.archive.queries.numbers',
    )


def downgrade() -> None:
    raise NotImplementedError("the archive only moves forward")
