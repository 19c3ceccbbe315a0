"""``mirrorfold backup``, ``restore`` and ``archive check``, as they are typed, on a paper that is being crawled."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.desk.daemons import every, runs, start_daemon
from tests.desk.desk import Desk, OpenRoom, open_room, wait_until

__all__ = ["open_room", "start_daemon"]

ARTICLES = 6


def table(file: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(file)) as archive:
        return archive.execute(sql).fetchall()


@pytest.fixture
def desk(open_room: OpenRoom) -> Desk:
    desk = open_room(articles=ARTICLES, mirrors=2)
    desk.crawl()
    return desk


def test_a_copy_made_while_the_daemon_crawls_is_whole_and_can_be_put_back(
    open_room: OpenRoom, start_daemon: Any, tmp_path: Path
) -> None:
    desk = open_room(articles=ARTICLES, mirrors=2)
    every(desk)
    daemon = start_daemon(desk)
    copy = tmp_path / "copy.db"
    wait_until(lambda: runs(desk) > 0, "a run has ended")
    desk.run("backup", str(copy))
    desk.room.post({"do": "publish", "number": 2})
    count = "select count(*) from articles"
    wait_until(lambda: desk.ask(count) == [(ARTICLES + 2,)], "later articles came")
    assert table(copy, "pragma integrity_check") == [("ok",)]
    assert table(copy, count) == [(ARTICLES,)]
    assert "works in this state folder" in desk.run("restore", str(copy), code=3).stderr
    daemon.stop()
    desk.run("restore", str(copy), "--replace")
    assert desk.ask(count) == [(ARTICLES,)]
    before = desk.served()
    assert desk.crawl()["unknown"] == 2, "the index knows what the copy knows, and no more"
    assert sum((desk.served() - before).values()) == 2
    assert desk.ask(count) == [(ARTICLES + 2,)]
    assert "nothing is wrong" in desk.run("archive", "check").stdout


def test_a_copy_goes_into_an_empty_folder(desk: Desk, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    desk.run("backup", str(copy))
    other = Desk(desk.room, tmp_path / "other")
    other.configure()
    other.run("restore", str(copy))
    report = other.crawl()
    assert (report["known"], report["unknown"]) == (ARTICLES, 0)


def test_nothing_is_written_over_unless_told(desk: Desk, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("mine")
    assert "--replace" in desk.run("backup", str(copy), code=3).stderr
    assert copy.read_text() == "mine"
    desk.run("backup", str(copy), "--replace")
    assert "--replace" in desk.run("restore", str(copy), code=3).stderr


@pytest.mark.parametrize("content", [b"no database", b""], ids=["text", "empty"])
def test_a_file_that_is_no_copy_is_refused_and_the_archive_stays(desk: Desk, tmp_path: Path, content: bytes) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(content)
    assert "no archive of Mirrorfold" in desk.run("restore", str(copy), "--replace", code=3).stderr
    assert desk.ask("select count(*) from articles") == [(ARTICLES,)]


def test_a_copy_that_cannot_be_written_is_told(desk: Desk, tmp_path: Path) -> None:
    assert "cannot be copied" in desk.run("backup", str(tmp_path / "no folder" / "copy.db"), code=5).stderr


_REMOVED = """
insert into tombstones (id, source, article, at, who, reason) values (1, 'room', 99, 0, 'clerk', 'a court''s order');
insert into tombstone_keys (tombstone_id, key) select 1, key from articles where id = 1
"""

DAMAGES = {
    "a text that was changed": ("update revisions set text = text || ' twice' where id = 1", "digest"),
    "a text that is gone": ("update articles set revision_id = 4711 where id = 1", "a text that is gone"),
    "a page without its run": ("update pages set run_id = 4711 where id = 1", "pages: 1 rows whose run_id"),
    "evidence without its proposal": (
        "insert into proposal_evidence (proposal_id, kind, page, words, first_seen, last_seen, times) "
        "values (4711, 'redirect', '', '', 0, 0, 1)",
        "proposal_evidence: 1 rows whose proposal_id",
    ),
    "an article that was removed": (_REMOVED, "came under the key of an article that was removed"),
    "a story without its founder": ("update articles set story = 4711 where id = 1", "founder"),
}
"""What is done to the archive → what is said of it."""


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_found_and_told(desk: Desk, damage: str) -> None:
    sql, words = DAMAGES[damage]
    with closing(sqlite3.connect(desk.state / "archive.db")) as archive:
        archive.executescript(sql)
    assert words in desk.run("archive", "check", code=1).stdout
    assert len(json.loads(desk.run("archive", "check", "--json", code=1).stdout)["findings"]) == 1


def test_without_an_archive_there_is_nothing_to_check_or_copy(open_room: OpenRoom, tmp_path: Path) -> None:
    desk = open_room(articles=1, mirrors=1)
    desk.run("archive", "check", code=7)
    desk.run("backup", str(tmp_path / "copy.db"), code=7)
    assert not (desk.state / "archive.db").exists()
