"""Makes the tables of a new archive, and brings those of an older one up to date.

An archive that is up to date needs one look, and no writer is waited for.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from crawler.archive.tables import metadata
from crawler.archive.tables.articles import VERSION
from crawler.model.errors import ArchiveUnavailable

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade_schema(engine: Engine) -> None:
    """Make the tables as they are declared, or apply the migrations that an archive lacks, all of them or none.

    :raises ArchiveUnavailable: when a newer Mirrorfold wrote it, or another program
    """
    with engine.connect() as connection:
        connection.execution_options(readonly=True)
        version = _version(connection)
    if version != VERSION:
        _migrate(engine)


def _version(connection: Connection) -> str | None:
    """The migration that an archive stands at; None for an empty database.

    :raises ArchiveUnavailable: when a file holds tables of another program; on a server they may stand beside ours
    """
    tables = inspect(connection).get_table_names()
    if "alembic_version" not in tables:
        if tables and connection.dialect.name == "sqlite":
            where = connection.engine.url.render_as_string(hide_password=True)
            cure = "Name another state folder, or move the file away"
            raise ArchiveUnavailable("This file is another program's database", where=where, cure=cure)
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(engine: Engine) -> None:
    from alembic import command  # takes longer than everything else a reading command does
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        if _version(connection) is None:
            metadata.create_all(connection, checkfirst=False)
            command.stamp(config, "head")
            return
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            where = engine.url.render_as_string(hide_password=True)
            cure = "Update Mirrorfold, or name another archive"
            raise ArchiveUnavailable("A newer Mirrorfold wrote this archive", where=where, cure=cure) from error
