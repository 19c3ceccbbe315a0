"""Hosts that may be mirrors are proposed, with their evidence."""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('proposals',
        sa.Column('id', ID, nullable=False),
        sa.Column('source', sa.Text(), nullable=False),
        sa.Column('host', sa.Text(), nullable=False),
        sa.Column('class', sa.Text(), nullable=False,
                  comment='mirror, edition, syndication, clone_or_impostor, parked, unknown'),
        sa.Column('score', sa.Float(), nullable=False),
        sa.Column('first_seen', sa.BigInteger(), nullable=False),
        sa.Column('last_seen', sa.BigInteger(), nullable=False),
        sa.Column('standing', sa.Text(), nullable=False, comment='open, accepted, rejected'),
        sa.Column('who', sa.Text(), comment='the person who decided'),
        sa.Column('reason', sa.Text()),
        sa.Column('at', sa.BigInteger(), comment='when it was decided'),
        sa.Column('probed_at', sa.BigInteger(), comment="when it was last looked at for the source's articles"),
        sa.Column('probe', sa.JSON(), comment='what was found then: see crawler.mirrors.proposals.probe_findings'),
        sa.Column('agreed_since', sa.BigInteger(),
                  comment="since when every probe found the source's articles there, unaltered"),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_proposals')),
        sa.UniqueConstraint('source', 'host', name=op.f('uq_proposals_source_host')),
        comment='hosts that may be mirrors of a source',
    )
    op.create_table('proposal_evidence',
        sa.Column('id', ID, nullable=False),
        sa.Column('proposal_id', ID, nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('page', sa.Text(), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('first_seen', sa.BigInteger(), nullable=False),
        sa.Column('last_seen', sa.BigInteger(), nullable=False),
        sa.Column('times', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['proposal_id'], ['proposals.id'], name=op.f('fk_proposal_evidence_proposal_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal_evidence')),
        sa.UniqueConstraint('proposal_id', 'kind', 'page', name=op.f('uq_proposal_evidence_proposal_id_kind_page')),
        comment='what pages gave away about a proposed host',
    )


def downgrade() -> None:
    raise NotImplementedError("the archive only moves forward")
