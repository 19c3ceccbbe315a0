"""``source test``, ``edit``, ``remove``: a source looked at again, changed, and taken away."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawler.model.failpoints import VARIABLE
from tests.desk import prefork
from tests.desk.sites import OpenSites, Sites
from tests.survey.conftest import paper

Configure = Callable[[Sites], None]


@pytest.fixture
def added(open_sites: OpenSites, configure: Configure, command: Any) -> tuple[Sites, str]:
    """A site that was added and crawled, and its source's id."""
    sites = open_sites(paper())
    configure(sites)
    name = command("source", "add", sites.origins[0], "--yes", "--json")["id"]
    command("crawl", name, "--json")
    sites.take_asked()
    return sites, name


def test_samples_are_held_against_the_archive_and_nothing_is_written(
    added: tuple[Sites, str], command: Any, tmp_path: Path
) -> None:
    sites, name = added
    with sqlite3.connect(tmp_path / "state" / "archive.db") as archive:
        before = archive.execute("select count(*) from pages").fetchone()
    facts = command("source", "test", name, "--json")
    assert [mirror["answer"] for mirror in facts["mirrors"]] == ["answers"]
    assert [(listing["items"], listing["fits"]) for listing in facts["listings"]] == [(12, 12)]
    assert {sample["archive"] for sample in facts["samples"]} == {"archived, the same text"}
    assert len(sites.take_asked()) <= 15
    with sqlite3.connect(tmp_path / "state" / "archive.db") as archive:
        assert archive.execute("select count(*) from pages").fetchone() == before


def test_links_that_do_not_fit_are_shown_with_what_they_lack(
    added: tuple[Sites, str], command: Any, tmp_path: Path
) -> None:
    _, name = added
    file = tmp_path / "config" / "sources" / f"{name}.toml"
    file.write_text(file.read_text().replace("/Detail/", "/Story/"))
    facts = command("source", "test", name, "--json")
    (listing,) = facts["listings"]
    assert listing["fits"] == 0
    assert [stray["lacks"] for stray in listing["strays"]] == ["it fits no template"] * 3
    assert '+articles = "/Detail/{year}/{month}/{day}/{id}/{slug}"' in facts["changes"]


def test_a_listing_that_is_gone_is_told(added: tuple[Sites, str], command: Any) -> None:
    sites, name = added
    del sites.pages[0]["/rss.xml"]
    (listing,) = command("source", "test", name, "--json")["listings"]
    assert "404" in listing["problem"]


def test_a_removed_source_leaves_its_articles(added: tuple[Sites, str], command: Any, tmp_path: Path) -> None:
    _, name = added
    command("source", "remove", name, "--yes")
    assert not list((tmp_path / "config" / "sources").iterdir())
    with sqlite3.connect(tmp_path / "state" / "archive.db") as archive:
        assert archive.execute("select count(*) from articles").fetchone() == (12,)


def test_a_forgotten_source_leaves_no_row_anywhere(added: tuple[Sites, str], command: Any, tmp_path: Path) -> None:
    _, name = added
    command("source", "remove", name, "--yes", "--forget")
    with sqlite3.connect(tmp_path / "state" / "archive.db") as archive:
        tables = [row[0] for row in archive.execute("select name from sqlite_master where type = 'table'")]
        counts = {table: archive.execute(f"select count(*) from {table}").fetchone()[0] for table in tables}
        words = archive.execute("select count(*) from search_words where search_words match 'a OR the'").fetchone()
    own = ("sqlite_", "search_words_")  # tables of the database's own, for its rows and for its words
    left = {table for table, count in counts.items() if count and not table.startswith(own)}
    nobodys = {"alembic_version", "archive_identity", "traits"}  # the last: what pages have beside their texts
    assert left == nobodys
    assert words == (0,)


def test_a_removal_that_was_cut_off_goes_on_though_the_file_is_gone(
    added: tuple[Sites, str], command: Any, tmp_path: Path
) -> None:
    _, name = added
    command("source", "remove", name, "--yes")
    assert "12 articles" in command("source", "remove", name, "--yes", "--forget").stdout


@pytest.mark.parametrize("times", [1, 4])
def test_a_removal_that_was_killed_goes_on_with_the_same_command(
    added: tuple[Sites, str], command: Any, tmp_path: Path, times: int
) -> None:
    _, name = added
    folders = ("--config", str(tmp_path / "config"), "--state", str(tmp_path / "state"))
    words = ["source", "remove", name, "--yes", "--forget", *folders]
    killed = prefork.run(words, os.environ | {VARIABLE: f"forget.rows:{times}"}, timeout=120)
    assert killed.returncode == -signal.SIGKILL
    command("source", "remove", name, "--yes", "--forget")
    with sqlite3.connect(tmp_path / "state" / "archive.db") as archive:
        tables = ("runs", "articles", "pages")
        left = {archive.execute(f"select count(*) from {table}").fetchone()[0] for table in tables}
    assert left == {0}


def test_a_forgotten_source_comes_again_as_new(added: tuple[Sites, str], command: Any) -> None:
    sites, name = added
    command("source", "remove", name, "--yes", "--forget")
    again = command("source", "add", sites.origins[0], "--yes", "--json")["id"]
    assert again == name
    assert command("crawl", name, "--json")["verdicts"] == {"new": 12}


def test_nobody_is_asked_where_there_is_no_terminal(added: tuple[Sites, str], command: Any) -> None:
    _, name = added
    assert "--yes" in command("source", "remove", name, code=3).stderr


@pytest.mark.parametrize(("change", "code"), [("s/Calm/Quiet/", 0), ("s/feeds/feedz/", 3)])
def test_an_edited_copy_takes_the_files_place_only_without_a_mistake(
    added: tuple[Sites, str], command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, code: int
) -> None:
    _, name = added
    file = tmp_path / "config" / "sources" / f"{name}.toml"
    before = file.read_text()
    monkeypatch.setenv("EDITOR", f"sed -i {change}")
    command("source", "edit", name, code=code)
    assert file.read_text() == (before.replace("Calm", "Quiet") if code == 0 else before)


Edit = Callable[..., Any]


@pytest.fixture
def edit(command: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Edit:
    """Edit a source's file by a program of sed's."""

    def run(name: str, change: str, code: int = 0) -> Any:
        (tmp_path / "change.sed").write_text(change)
        monkeypatch.setenv("EDITOR", f"sed -i -f {tmp_path / 'change.sed'}")
        return command("source", "edit", name, code=code)

    return run


def test_kept_pages_are_read_with_an_edited_file_without_a_request(added: tuple[Sites, str], edit: Edit) -> None:
    sites, name = added
    done = edit(name, "s,language,timezone='Asia/Tehran'\\nlanguage,")
    assert done.stdout.count("the same text as archived") == 5
    assert sites.take_asked() == []


def test_an_edit_says_which_archived_addresses_are_no_articles_any_more(added: tuple[Sites, str], edit: Edit) -> None:
    done = edit(added[1], "s,/Detail/,/Story/,")
    assert "! 12 of 12 archived addresses fit no template" in done.stdout
    assert "keys" in done.stdout


def test_an_edit_of_selectors_shows_what_they_make_of_kept_pages(added: tuple[Sites, str], edit: Edit) -> None:
    done = edit(added[1], "s/language/extract.text='h1'\\nlanguage/")
    assert done.stdout.count("archived, and no article now") == 5
    assert f"mirrorfold reextract {added[1]}" in done.stdout


def test_an_edit_of_the_name_alone_reads_nothing(added: tuple[Sites, str], edit: Edit) -> None:
    assert "sample" not in edit(added[1], "s/Calm/Quiet/").stdout


def test_mistakes_of_an_edited_copy_are_told_of_the_file_itself(
    added: tuple[Sites, str], edit: Edit, tmp_path: Path
) -> None:
    done = edit(added[1], "s/feeds/feedz/", code=3)
    assert f"{tmp_path / 'config' / 'sources' / added[1]}.toml: feedz" in done.stderr


@pytest.mark.parametrize("editor", ["false", "/there/is/none"])
def test_an_editor_that_fails_changes_nothing(
    added: tuple[Sites, str], command: Any, monkeypatch: pytest.MonkeyPatch, editor: str
) -> None:
    monkeypatch.setenv("EDITOR", editor)
    assert "EDITOR" in command("source", "edit", added[1], code=3).stderr
