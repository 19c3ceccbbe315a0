"""Which part of the archive a report is about."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select, true

from crawler.archive.database.store import Archive
from crawler.archive.tables.articles import sources
from crawler.model.errors import NotFound
from crawler.settings import Configuration


@dataclass(frozen=True, slots=True)
class Selection:
    """One source or all of them, at all times or since one.

    :ivar source: id; None for all
    :ivar since: seconds since 1970; None for all times
    """

    source: str | None = None
    since: int | None = None

    def of(self, source: ColumnElement[str], at: ColumnElement[int]) -> ColumnElement[bool]:
        """The condition on a table's columns for source and time."""
        wanted = true() if self.source is None else source == self.source
        return wanted if self.since is None else wanted & (at >= self.since)


def select_source(name_or_id: str, configuration: Configuration, archive: Archive) -> str:
    """Find the id of a source that is configured, or that the archive still has.

    :raises NotFound: with the sources there are
    """
    try:
        return configuration.source(name_or_id).id
    except NotFound:
        if name_or_id in archive.read(load_archived_sources):
            return name_or_id
        raise


def load_archived_sources(connection: Connection) -> list[str]:
    """Ids of the sources that ever had a run."""
    return list(connection.execute(select(sources.c.source).order_by(sources.c.source)).scalars())
