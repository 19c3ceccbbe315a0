"""Boilerplate is learned, people overrule stories, and texts may stand as differences to earlier ones."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0003'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    for column in (
        sa.Column('base_id', ID, comment='the revision that this text is a difference to'),
        sa.Column('delta', sa.LargeBinary(), comment='the difference, compressed with Zstandard; text is then empty'),
        sa.Column('depth', sa.Integer(), server_default='0', nullable=False, comment='differences until a whole text'),
        sa.Column('mask_version', sa.Integer(), server_default='0',
                  comment='the mask under which its sketch stands in the index; empty: it has none there'),
        sa.Column('same_as', ID, comment='the text of the article that it equals but for boilerplate'),
    ):
        op.add_column('revisions', column)
    op.create_index('ix_revisions_base', 'revisions', ['base_id'],
                    sqlite_where=sa.text('base_id IS NOT NULL'), postgresql_where=sa.text('base_id IS NOT NULL'))
    op.create_index('ix_revisions_sketched', 'revisions', ['digest'],
                    sqlite_where=sa.text('mask_version IS NOT NULL'),
                    postgresql_where=sa.text('mask_version IS NOT NULL'))
    op.create_index('ix_articles_source_id', 'articles', ['source', 'id'])
    op.create_table('boilerplate',
        sa.Column('id', ID, nullable=False),
        sa.Column('source', sa.Text(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False, comment='of the source\'s mask: counts its changes'),
        sa.Column('line', sa.Text(), nullable=False, comment='as it is compared'),
        sa.Column('standing', sa.Text(), nullable=False, comment='boilerplate, text, open'),
        sa.Column('who', sa.Text(), comment='the person who said so; empty: learned'),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_boilerplate')),
        sa.UniqueConstraint('source', 'version', 'line', name=op.f('uq_boilerplate_source_version_line')),
        comment='what is known of repeated lines: a change a row, never altered',
    )
    op.create_table('overrules',
        sa.Column('id', ID, nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False, comment='split, merge'),
        sa.Column('who', sa.Text(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('undone_at', sa.BigInteger()),
        sa.Column('undone_by', sa.Text()),
        sa.Column('undone_reason', sa.Text()),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_overrules')),
        comment='what people decided about stories; never deleted',
    )
    op.create_table('overruled_pairs',
        sa.Column('overrule_id', ID, nullable=False),
        sa.Column('one', ID, nullable=False),
        sa.Column('other', ID, nullable=False),
        sa.ForeignKeyConstraint(['one'], ['articles.id'], name=op.f('fk_overruled_pairs_one')),
        sa.ForeignKeyConstraint(['other'], ['articles.id'], name=op.f('fk_overruled_pairs_other')),
        sa.ForeignKeyConstraint(['overrule_id'], ['overrules.id'], name=op.f('fk_overruled_pairs_overrule_id')),
        sa.PrimaryKeyConstraint('overrule_id', 'one', 'other', name=op.f('pk_overruled_pairs')),
        comment='the articles that a decision keeps together or apart',
    )
    op.create_index('ix_overruled_pairs_one', 'overruled_pairs', ['one'])
    op.create_index('ix_overruled_pairs_other', 'overruled_pairs', ['other'])


def downgrade() -> None:
    raise NotImplementedError("the archive only moves forward")
