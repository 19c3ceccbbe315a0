"""Articles are compared between mirrors; what differs is disputed, and becomes an alarm."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.add_column('run_mirrors', sa.Column('audits', sa.Integer(), server_default='0', nullable=False,
                                           comment='pages fetched to compare mirrors'))
    op.add_column('pages', sa.Column('traits_id', ID,
                                     comment='its links, contacts and donation addresses; see alarmtables.traits'))
    op.create_table('audits',
        sa.Column('article_id', ID, nullable=False),
        sa.Column('revision_id', ID, nullable=False, comment='the text that a second mirror is to be asked for'),
        sa.Column('source', sa.Text(), nullable=False),
        sa.Column('cause', sa.Text(), nullable=False,
                  comment='share, mirror: drawn by its key, or a mirror that is new or back'),
        sa.Column('wanted_at', sa.BigInteger(), nullable=False),
        sa.Column('tries', sa.Integer(), server_default='0', nullable=False),
        sa.Column('mirror', sa.Text(), comment='who was asked'),
        sa.Column('done_at', sa.BigInteger(), comment='empty until a second mirror has answered'),
        sa.Column('outcome', sa.Text(), comment='same, lagging, pending, revision, other'),
        sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_audits_article_id')),
        sa.PrimaryKeyConstraint('article_id', 'revision_id', name=op.f('pk_audits')),
        comment="texts that are to be compared with another mirror's",
    )
    op.create_index('ix_audits_source_done_at', 'audits', ['source', 'done_at'])
    op.create_table('disputes',
        sa.Column('id', ID, nullable=False),
        sa.Column('source', sa.Text(), nullable=False),
        sa.Column('article_id', ID, nullable=False),
        sa.Column('opened_at', sa.BigInteger(), nullable=False),
        sa.Column('closed_at', sa.BigInteger(), comment='empty while the mirrors are asked again'),
        sa.Column('outcome', sa.Text(), comment='agreed, divergent, unanswered'),
        sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_disputes_article_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_disputes')),
        comment='times in which the mirrors of an article showed different things',
    )
    op.create_index('ix_disputes_article_id', 'disputes', ['article_id'])
    op.create_index('ix_disputes_source_closed_at', 'disputes', ['source', 'closed_at'])
    op.create_table('traits',
        sa.Column('id', ID, nullable=False),
        sa.Column('digest', sa.LargeBinary(), nullable=False),
        sa.Column('facts', sa.Text(), nullable=False, comment='see crawler.mirrors.trust.traits'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_traits')),
        sa.UniqueConstraint('digest', name=op.f('uq_traits_digest')),
        comment='what pages have beside their texts, each combination once',
    )
    op.create_table('alarms',
        sa.Column('id', ID, nullable=False),
        sa.Column('source', sa.Text(), nullable=False),
        sa.Column('article_id', ID, comment='empty where the alarm is about a mirror as a whole'),
        sa.Column('mirror', sa.Text(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False, comment='divergent, traits; other modules have others'),
        sa.Column('mark', sa.Text(), nullable=False,
                  comment='what it is about: with source, mirror and kind it tells alarms apart'),
        sa.Column('run_id', ID, comment='the run that found it'),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.Column('evidence', sa.JSON(), nullable=False),
        sa.Column('acked_at', sa.BigInteger()),
        sa.Column('acked_by', sa.Text()),
        sa.Column('acked_reason', sa.Text()),
        sa.Column('handed_at', sa.BigInteger(), comment='when alarms.command took it'),
        sa.Column('tries', sa.Integer(), server_default='0', nullable=False,
                  comment='times that the command was called for it'),
        sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_alarms_article_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_alarms')),
        sa.UniqueConstraint('source', 'mirror', 'kind', 'mark', name=op.f('uq_alarms_source_mirror_kind_mark')),
        comment='what a person has to look at; each once',
    )
    op.create_index('ix_alarms_article_id', 'alarms', ['article_id'])
    op.create_index('ix_alarms_source_at', 'alarms', ['source', 'at'])


def downgrade() -> None:
    raise NotImplementedError("the archive only moves forward")
