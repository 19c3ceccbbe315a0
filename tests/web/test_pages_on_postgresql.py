"""Every page over an archive on PostgreSQL."""

from __future__ import annotations

from contextlib import closing

import pytest
from sqlalchemy import Connection, text

from crawler.archive.database.store import Archive
from crawler.model.errors import ArchiveUnavailable
from scheduler.web.routes import PAGES
from tests.desk.desk import DATABASE
from tests.web.conftest import OpenPages


def test_every_page_is_read_from_postgresql_as_well(
    open_pages: OpenPages, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATABASE, database)
    desk, _, pages = open_pages(articles=4, mirrors=2)
    named = {"source": "room", "article": "1", "story": "1", "run": "1"}
    statuses = {page.path: pages.get(page.path.format(**named)).status for page in PAGES}
    assert set(statuses.values()) == {200}, statuses
    assert pages.api("/overview")["today"]["articles"] == 4
    assert pages.api("/articles?verdict=new&q=&source=room&day=")["rows"]
    assert pages.send("/stories/merge", {"article": "1", "other": "2", "who": "Dana", "reason": "one"}).status == 303
    assert desk.ask("select count(distinct story) from articles where id in (1, 2)") == [(1,)]


def test_a_read_that_takes_too_long_is_given_up(database: str) -> None:
    def sleep(connection: Connection) -> None:
        connection.execute(text("select pg_sleep(5)"))

    with closing(Archive.open(database)) as archive:
        with pytest.raises(ArchiveUnavailable, match="took too long"):
            archive.read_within(0.2, lambda: False, sleep)
        assert archive.read(lambda connection: connection.execute(text("select 1")).scalar_one()) == 1
