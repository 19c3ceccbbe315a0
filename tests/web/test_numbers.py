"""Every number on the pages is what the archive holds, counted from its tables by questions of the tests' own."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.desk.desk import Desk
from tests.desk.page_reader import PageReader
from tests.web.conftest import OpenPages

Crowded = tuple[Desk, PageReader]

STANDING = "folded_into is null and revision_id is not null"


def one(desk: Desk, sql: str) -> Any:
    return desk.ask(sql)[0][0]


def test_the_figures_of_all_days_add_up_to_the_tables(crowded: Crowded) -> None:
    desk, reader = crowded
    facts = reader.api("/numbers?span=7")
    figures = {name: sum(values) for name, values in facts["figures"].items()}
    assert figures == {
        "sightings": one(desk, "select count(*) from sightings"),
        "articles": one(desk, f"select count(*) from articles where {STANDING}"),
        "stories": one(desk, f"select count(distinct story) from articles where {STANDING}"),
        "requests": one(desk, "select sum(requests) from run_mirrors"),
        "requests_saved": one(desk, "select count(*) from sightings where fetched_at is null"),
        "bodies_fetched": one(desk, "select sum(bodies) from run_mirrors"),
        "failures": one(desk, "select sum(failures) from run_mirrors"),
        "bytes": one(desk, "select sum(bytes) from run_mirrors"),
    }
    verdicts = dict(desk.ask("select coalesce(verdict, 'pending'), count(*) from pages group by 1"))
    assert {kind: sum(values) for kind, values in facts["verdicts"].items() if sum(values)} == verdicts
    runs = dict(desk.ask("select outcome, count(*) from runs group by 1"))
    assert {kind: sum(values) for kind, values in facts["runs"].items() if sum(values)} == runs


def test_a_sources_share_of_each_figure_is_its_own(crowded: Crowded) -> None:
    desk, reader = crowded
    rows = {row["id"]: row for row in reader.api("/numbers?span=7")["sources"]}
    for source in ("room", "courier"):
        assert rows[source]["articles"] == one(
            desk, f"select count(*) from articles where source = '{source}' and {STANDING}"
        )
        assert rows[source]["sightings"] == one(
            desk, f"select count(*) from sightings join articles a on a.id = article_id where a.source = '{source}'"
        )
        alone = reader.api(f"/numbers?span=7&source={source}")
        assert sum(alone["figures"]["articles"]) == rows[source]["articles"]
        assert sum(alone["figures"]["requests"]) == rows[source]["requests"]


def test_a_sources_page_counts_what_each_mirror_showed(crowded: Crowded) -> None:
    desk, reader = crowded
    mirrors = {row["facts"]["mirror"]: row for row in reader.api("/sources/room")["mirrors"]}
    seen = dict(
        desk.ask(
            "select mirror, count(*) from sightings join articles a on a.id = article_id "
            "where a.source = 'room' group by 1"
        )
    )
    assert {mirror: row["sightings"] for mirror, row in mirrors.items()} == seen
    failed = dict(desk.ask("select mirror, sum(failures) from run_mirrors group by 1"))
    for mirror, row in mirrors.items():
        assert sum(cell["failures"] for cell in row["strip"]) == failed[mirror]


def test_a_list_says_of_each_article_what_stands_around_it(crowded: Crowded) -> None:
    desk, reader = crowded
    rows = {row["id"]: row for row in reader.api("/articles")["rows"]}
    mirrors = dict(desk.ask("select article_id, count(distinct mirror) from sightings group by 1"))
    texts = dict(desk.ask("select article_id, count(*) from revisions where same_as is null group by 1"))
    stories = Counter(row[0] for row in desk.ask("select story from articles where folded_into is null"))
    alarms = dict(desk.ask("select article_id, count(*) from alarms where acked_at is null group by 1"))
    for number, row in rows.items():
        assert (row["mirrors"], row["texts"]) == (mirrors[number], texts[number])
        assert (row["story_size"], row["alarms"]) == (stories[row["story"]], alarms.get(number, 0))


def test_every_figure_of_the_overview_leads_to_what_it_counts(crowded: Crowded) -> None:
    _, reader = crowded
    facts = reader.api("/overview")
    body = reader.get("/").body
    assert len(reader.api("/alarms")["alarms"]) == facts["alarms"]
    today = facts["days"][-1]
    assert f'href="/articles?day={today}"' in body
    assert len(reader.api(f"/articles?day={today}")["rows"]) == facts["today"]["articles"]
    assert (
        sum(row["state"] == "active" or row["state"] == "suspect" for row in reader.api("/mirrors")["rows"])
        == (facts["mirrors"]["in_use"])
    )
    for word in ("sighting", "story", "saved"):
        assert f'href="/help#{word}"' in body
        assert f'id="{word}"' in reader.get("/help").body


def test_while_days_of_an_older_archive_are_counted_pages_say_so(open_pages: OpenPages) -> None:
    desk, _, pages = open_pages(articles=2, mirrors=1)
    future = range(30_000, 30_200)  # days that no daemon counts yet: only those before today are caught up with
    desk.change(f"insert into stale_days (source, day, mirror) values ('room', {day}, '')" for day in future)
    for path in ("/", "/numbers"):
        assert "are being counted" in pages.get(f"{path}?again").body
    assert pages.api("/numbers")["counted"] is False
    desk.change(["delete from stale_days where day >= 30000"])
    assert pages.api("/numbers")["counted"] is True
    assert "are being counted" not in pages.get("/numbers").body
