"""``mirrorfold export``: the articles, a JSON object a line."""

from __future__ import annotations

import csv
import io
import json
import multiprocessing
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Connection

from crawler.archive.database.store import Archive
from crawler.archive.tables.articles import articles
from scheduler.cli.export_lines import Division, Wanted, export_lines
from scheduler.reports.counts.selection import Selection
from scheduler.reports.formats.data_formats import COLUMNS, csv_line
from scheduler.reports.lists.export import export_articles

FIELDS = [
    "id", "source", "key", "url", "gone_since", "title", "text", "caption", "published", "modified", "authors",
    "section", "image", "language", "thin", "story", "first_seen", "revisions", "sightings",
]  # fmt: skip


@pytest.fixture
def export(mirrorfold, told):
    def run(*arguments: str) -> list[dict]:
        result = mirrorfold("export", *arguments)
        assert result.exit_code == 0, result.output
        return [json.loads(line) for line in result.stdout.splitlines()]

    return run


def test_every_article_that_stands_is_one_line_in_the_order_of_ids(export, told):
    rows = export()
    assert [row["id"] for row in rows] == [told.dropped, told.calm, told.hostile, told.longer, told.copied]
    assert all(list(row) == FIELDS for row in rows)


def test_stats_and_export_agree_on_how_many_there_are(export, mirrorfold):
    for source in ("herald", "gazette", "tribune"):
        total = json.loads(mirrorfold("stats", source, "--json").stdout)["total"]
        assert total["articles"] == len(export(source))


def test_an_article_carries_all_its_sightings_those_of_the_folded_one_too(export, told):
    calm = next(row for row in export() if row["id"] == told.calm)
    assert [(seen["mirror"], seen["url"][-14:]) for seen in calm["sightings"]] == [
        ("https://www.herald.example", "/1/calm-at-sea"),
        ("https://herald-mirror.example", "/1/calm-at-sea"),
        ("https://www.herald.example", "/3/calm-at-sea"),
    ]
    assert list(calm["sightings"][0]) == [
        "mirror", "url", "first_seen", "last_seen", "fetched_at", "listed_on", "named_host", "gone_at", "alternate",
    ]  # fmt: skip
    assert calm["url"] == "https://www.herald.example/news/2026/08/15/1/calm-at-sea"
    assert calm["authors"] == ["A. Writer"]


def test_the_text_that_stands_is_the_last_revision(export, told):
    hostile = next(row for row in export() if row["id"] == told.hostile)
    assert hostile["revisions"] == 2
    assert hostile["text"].endswith("corrected")


def test_articles_of_one_story_share_its_number(export, told):
    stories = {row["id"]: row["story"] for row in export()}
    assert stories[told.calm] == stories[told.longer] == stories[told.copied]
    assert stories[told.hostile] == told.hostile


def test_a_span_keeps_articles_first_seen_in_it(export, told):
    assert [row["id"] for row in export("--since", "24h")] == [told.longer, told.copied]
    assert [row["id"] for row in export("herald", "--since", "24h")] == [told.longer]


def test_a_line_is_a_line_for_every_reader_and_steers_no_terminal(mirrorfold, told):
    said = mirrorfold("export").stdout_bytes.decode()
    assert len(said.splitlines()) == said.count("\n") == 5
    assert not set("\x1b\u202e\u2028") & set(said)


def test_the_batch_size_makes_no_difference(room, told):
    one, many = (
        [row for batch in export_articles(room.archive, Selection(), {}, batch=n) for row in batch] for n in (1, 100)
    )
    assert one == many


@pytest.mark.parametrize("format_", ["jsonl", "csv"])
def test_several_processes_write_what_one_writes(room, state, told, format_):
    wanted = Wanted(state, "", Selection(), {}, format_)
    alone = b"".join(export_lines(room.archive, wanted, Division(processes=1)))
    assert len(alone.splitlines()) == 5
    assert b"".join(export_lines(room.archive, wanted, SMALL)) == alone


def test_where_a_process_is_killed_the_rest_is_written_all_the_same(room, state, told):
    wanted = Wanted(state, "", Selection(), {}, "jsonl")
    alone = b"".join(export_lines(room.archive, wanted, Division(processes=1)))
    lines = export_lines(room.archive, wanted, SMALL)
    parts = [next(lines), next(lines)]
    children = multiprocessing.active_children()
    assert len(children) == 2
    for child in children:
        child.kill()
    assert b"".join([*parts, *lines]) == alone


SMALL = Division(processes=2, window=1, worth=1)


def test_without_a_preferred_mirror_the_fetched_sighting_is_shown(room, told):
    rows = [row for batch in export_articles(room.archive, Selection(), {}) for row in batch]
    hostile = next(row for row in rows if row["id"] == told.hostile)
    assert hostile["url"] == "https://www.herald.example/news/2026/08/15/2/calm-at-sea"


def test_the_mirror_to_prefer_is_the_first_of_the_source(room, told):
    mirrors = {"herald": ["https://herald-mirror.example", "https://www.herald.example"]}
    rows = [row for batch in export_articles(room.archive, Selection("herald"), mirrors) for row in batch]
    assert all(row["url"].startswith("https://herald-mirror.example/") for row in rows)


def test_an_empty_archive_gives_nothing_and_that_is_fine(mirrorfold, room):
    result = mirrorfold("export")
    assert (result.exit_code, result.output) == (0, "")


def test_a_reader_that_leaves_early_ends_it_quietly(room, state, tmp_path):
    run = room.begin("herald")
    for number in range(30):  # more than a pipe holds
        text = " ".join(f"w{number}x{word}" for word in range(3000))
        room.page(run, "herald", f"https://www.herald.example/n/{number}", f"/n/{number}", text)
    (tmp_path / "empty").mkdir()
    code = "from scheduler.cli import main; main()"
    command = [sys.executable, "-c", code, "--config", str(tmp_path / "empty"), "--state", str(state), "export"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    first = process.stdout.read(10)
    process.stdout.close()
    assert (first, process.stderr.read(), process.wait(30)) == (b'{"id": 1, ', b"", 0)
    process.stderr.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_output_that_finds_no_room_is_told_in_a_sentence(state, told, tmp_path):
    code = "from scheduler.cli import main; main()"
    (tmp_path / "empty").mkdir()
    command = [sys.executable, "-c", code, "--config", str(tmp_path / "empty"), "--state", str(state), "export"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines() == ["mirrorfold: There is no room left where the output is written. Free some"]


def test_a_crawl_that_writes_meanwhile_is_not_waited_for(room, state, told):
    reader = Archive.in_folder(state)

    def export_while_writing(connection: Connection) -> int:
        connection.execute(articles.update().values(story=0))
        return sum(len(batch) for batch in export_articles(reader, Selection(), {}))

    assert room.archive.call(export_while_writing) == 5
    reader.close()


def test_as_csv_it_is_a_table_with_the_same_articles_and_no_formulas(export, mirrorfold, told):
    rows = list(csv.DictReader(io.StringIO(mirrorfold("export", "--format", "csv").stdout, newline="")))
    articles = export()
    assert [int(row["id"]) for row in rows] == [article["id"] for article in articles]
    assert [row["url"] for row in rows] == [article["url"] for article in articles]
    assert rows[1]["mirrors"] == "https://www.herald.example; https://herald-mirror.example"
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


@example("=1+1")
@example("calm; =1+1")
@given(st.text() | st.text(";=+-@ a\t\n"))
def test_no_text_becomes_a_formula_or_breaks_its_row(text):
    (row,) = csv.reader(io.StringIO(csv_line(dict.fromkeys(COLUMNS, text) | {"sightings": []}), newline=""))
    assert len(row) == len(COLUMNS)
    assert not [one for one in row[0].split(";") if one.lstrip().startswith(("=", "+", "-", "@"))]
