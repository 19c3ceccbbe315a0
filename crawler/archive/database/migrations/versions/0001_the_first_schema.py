"""The first schema, from which later migrations lead to the tables as they are declared now."""

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Change nothing: ``crawler.archive.database.upgrade`` makes new archives, which need no migration."""
