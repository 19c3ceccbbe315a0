"""Story links say which text is the longer one; looking for links and folded articles takes no scan."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    id_type = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    comment = 'the one whose text is longer; empty when both are equally long'
    op.add_column('story_links', sa.Column('container', id_type, nullable=True, comment=comment))
    op.create_index('ix_story_links_later', 'story_links', ['later'])
    op.create_index('ix_articles_folded_into', 'articles', ['folded_into'])


def downgrade() -> None:
    raise NotImplementedError("the archive only moves forward")
