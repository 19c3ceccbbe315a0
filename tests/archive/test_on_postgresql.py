"""Everything that a person does with an archive, with the archive on a PostgreSQL server."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.desk.daemons import StartDaemon, every, runs, start_daemon
from tests.desk.desk import DATABASE, TEMPLATE, Desk, OpenRoom, wait_until
from tests.desk.make_due import make_due
from tests.desk.postgres import PostgresServer
from tests.maintenance.test_old_articles_leave import age, keep

__all__ = ["start_daemon"]

ARTICLES = 6

FACTS = """
select (select count(*) from articles), (select count(distinct key) from articles),
       (select count(*) from revisions), (select count(*) from pages where verdict is null),
       (select count(*) from runs where ended is null)
"""


@pytest.fixture
def room(open_room: OpenRoom, database: str, monkeypatch: pytest.MonkeyPatch) -> OpenRoom:
    """Opens papers whose archive is an empty database of the server's."""
    monkeypatch.setenv(DATABASE, database)
    return open_room


def test_a_second_crawl_finds_nothing_new_and_fetches_no_article(room: OpenRoom) -> None:
    desk = room(articles=ARTICLES, mirrors=2)
    assert desk.crawl()["verdicts"] == {"new": ARTICLES}
    before = desk.served()
    assert desk.crawl()["unknown"] == 0
    assert desk.served() == before
    assert desk.ask(FACTS) == [(ARTICLES, ARTICLES, ARTICLES, 0, 0)]
    assert not (desk.state / "archive.db").exists()


def test_an_edited_article_is_a_revision_and_one_that_is_as_it_was_is_unchanged(room: OpenRoom) -> None:
    desk = room(articles=ARTICLES, mirrors=2)
    desk.crawl()
    desk.room.post({"do": "edit", "article": 2})
    make_due(desk)
    verdicts = desk.crawl()["verdicts"]
    assert verdicts["unchanged"] == ARTICLES - 1
    assert desk.ask("select count(*) from revisions") == [(ARTICLES + 1,)]


COMMANDS = (
    ("stats",), ("explain", "{url}"), ("article", "1"), ("story", "show", "1"), ("runs",), ("export",), ("doctor",),
    ("mirrors", "proposals"), ("mirrors",), ("mirrors", "show", "Room"), ("mirrors", "history", "Room"),
    ("archive", "check"), ("quarantine", "list"), ("alarms", "list"), ("source", "list"), ("next",),
    ("reindex",), ("reextract", "Room"),
)  # fmt: skip


def test_every_command_that_reads_the_archive_reads_it(room: OpenRoom) -> None:
    desk = room(articles=ARTICLES, mirrors=2)
    desk.crawl()
    ((url,),) = desk.ask("select url from sightings where article_id = 1 order by id limit 1")
    for words in COMMANDS:
        done = desk.run(*(word.format(url=url) for word in words))
        assert "Traceback" not in done.stderr, words
    assert json.loads(desk.run("stats", "--json").stdout)["sources"]
    assert "nothing is wrong" in desk.run("archive", "check").stdout


def test_the_index_is_made_anew_from_the_database(room: OpenRoom) -> None:
    desk = room(articles=ARTICLES, mirrors=2)
    desk.crawl()
    before = desk.served()
    desk.run("reindex")
    assert desk.crawl()["unknown"] == 0
    assert desk.served() == before


def test_a_person_pauses_decides_and_asks_again(room: OpenRoom) -> None:
    desk = room(articles=ARTICLES, mirrors=2)
    desk.crawl()
    host = desk.room.origins[1].removeprefix("http://")
    desk.run("mirrors", "retire", host, "--reason", "seized")
    assert desk.ask("select state from mirror_health where source = 'room' and state = 'retired'") == [("retired",)]
    desk.run("story", "merge", "1", "2", "--reason", "one event")
    assert desk.ask("select count(distinct story) from articles where id in (1, 2)") == [(1,)]
    desk.run("story", "undo", "1", "--reason", "it was not")
    assert desk.ask("select count(distinct story) from articles where id in (1, 2)") == [(2,)]


@pytest.mark.parametrize("point", ["archive.commit.after:2", "verdict.before", "run.close.before"])
def test_a_killed_crawl_is_taken_up_and_nothing_is_lost_or_there_twice(room: OpenRoom, point: str) -> None:
    desk = room(articles=ARTICLES, mirrors=2)
    assert desk.attempt("crawl", "Room", failpoint=point).returncode == -9
    desk.crawl()
    assert desk.ask(FACTS) == [(ARTICLES, ARTICLES, ARTICLES, 0, 0)]
    assert desk.ask("select outcome from runs order by id") == [("interrupted",), ("done",)]
    assert sorted(desk.served().values()) <= [2] * ARTICLES
    assert "nothing is wrong" in desk.run("archive", "check").stdout


def _source(name: str, origin: str) -> str:
    return f'name = "{name}"\nlanguage = "en"\nmirrors = ["{origin}"]\nfeeds = ["/rss.xml"]\narticles = "{TEMPLATE}"\n'


def test_two_crawls_of_two_sources_write_at_once(room: OpenRoom, tmp_path: Path) -> None:
    desk = room(articles=20, mirrors=2, feed_items=20)
    names = ("Left", "Right")
    (desk.config / "sources" / "room.toml").unlink()
    for name, origin in zip(names, desk.room.origins, strict=True):
        (desk.config / "sources" / f"{name.lower()}.toml").write_text(_source(name, origin))
    desks = {name: Desk(desk.room, tmp_path / name) for name in names}
    crawls = [
        subprocess.Popen(
            [*desk.command("crawl", name)[:-1], str(desks[name].state)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for name in names
    ]  # fmt: skip
    told = [crawl.communicate(timeout=120) for crawl in crawls]
    assert [crawl.returncode for crawl in crawls] == [0, 0], told
    counts = "select source, count(*) from articles where folded_into is null group by source order by source"
    assert desk.ask(counts) == [("left", 20), ("right", 20)]
    assert desk.ask("select count(*) from pages where verdict is null") == [(0,)]
    assert "nothing is wrong" in desk.run("archive", "check").stdout


def test_articles_leave_when_their_time_is_over(room: OpenRoom) -> None:
    desk = room(articles=8, mirrors=2, feed_items=5)
    desk.crawl()
    age(desk, 40)
    desk.room.post({"do": "publish", "number": 4})
    keep(desk, 30)
    assert desk.crawl()["verdicts"] == {"new": 4}
    assert desk.ask("select count(*) from articles") == [(5,)]
    assert "nothing is wrong" in desk.run("archive", "check").stdout


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_copies_are_left_to_the_servers_own_tools(room: OpenRoom, tmp_path: Path, command: str) -> None:
    said = room(articles=1, mirrors=1).run(command, str(tmp_path / "copy"), code=3).stderr
    assert "pg_dump" in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://mirrorfold@127.0.0.1:1/none", "refused"),
        ("{right}-not-there", "does not exist"),
        ("{right}?nonsense=1", "nonsense"),
    ],
)
def test_a_server_that_cannot_be_used_is_told_in_a_sentence(
    room: OpenRoom, database: str, monkeypatch: pytest.MonkeyPatch, url: str, words: str
) -> None:
    desk = room(articles=1, mirrors=1)
    monkeypatch.setenv(DATABASE, url.format(right=database))
    said = desk.run("stats", code=5).stderr
    assert words in said
    assert "Check that the server runs" in said
    assert "sesame" not in said
    assert len(said.splitlines()) == 1


def test_a_daemon_waits_for_a_server_that_went_away_and_goes_on(
    room: OpenRoom, start_daemon: StartDaemon, postgres: PostgresServer, database: str
) -> None:
    desk = room(articles=ARTICLES, mirrors=2)
    every(desk)
    daemon = start_daemon(desk)
    wait_until(lambda: runs(desk) > 0, "a run has ended")
    postgres.let_in(database, False)
    wait_until(lambda: daemon.says("crawls wait for a store"), "the daemon waits")
    desk.room.post({"do": "publish", "number": 2})
    postgres.let_in(database, True)
    wait_until(lambda: desk.ask("select count(*) from articles") == [(ARTICLES + 2,)], "what was published came")
    assert daemon.stop() == 0
    assert desk.ask("select count(*) from runs where outcome = 'failed'") == [(0,)]
    assert "nothing is wrong" in desk.run("archive", "check").stdout


def test_a_removed_article_stays_removed(room: OpenRoom) -> None:
    desk = room(articles=ARTICLES, mirrors=2)
    desk.crawl()
    desk.run("purge", "--article", "2", "--reason", "asked by its author", "--yes")
    before = desk.served()
    report = desk.crawl()
    assert (report["unknown"], desk.served()) == (0, before)
    desk.run("reindex")
    assert desk.crawl()["verdicts"] == {}
    assert desk.ask("select count(*) from articles") == [(ARTICLES - 1,)]
    assert "asked by its author" in desk.run("tombstones", "list").stdout
    desk.run("archive", "check")
