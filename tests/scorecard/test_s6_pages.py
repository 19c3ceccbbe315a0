"""Row S6 on the pages: nothing that others wrote is alive there, in HTML, in JSON, or in a reader's browser."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Error as PlaywrightError

from crawler.archive.database.store import Archive
from newsroom import NewsroomProcess
from scheduler.reports.feeds.atom import write_atom
from scheduler.reports.feeds.feed import FeedPlace, FeedScope
from scheduler.reports.feeds.json_feed import write_json_feed
from scheduler.reports.feeds.load_feed import FeedOrder, SourceFacts, load_feed
from scheduler.web.routes import PAGES
from tests.desk.daemons import Daemon
from tests.desk.desk import TEMPLATE, Desk
from tests.desk.metrics_page import free_port
from tests.scorecard.conftest import Score
from tests.scorecard.hostile_paper import strings, write_hostile_paper
from tests.scorecard.live_markup import HTTP, STEERING, find_live, find_live_in_feed, judge
from tests.web.browser.conftest import browser
from tests.web.browser.visits import visit

__all__ = ["browser"]

NAMED = 30
"""Sources that have a payload for their name."""


@dataclass(frozen=True)
class HostileDesk:
    """Pages that show payloads wherever something of others is shown.

    :ivar origin: of the pages
    """

    origin: str
    desk: Desk
    payloads: list[str]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostileDesk]:
    folder, payloads = tmp_path_factory.mktemp("hostile"), strings()
    served = str(write_hostile_paper(folder / "served", payloads))
    with NewsroomProcess(articles=0, mirrors=1, serve_dir=served) as room:
        desk = Desk(room, folder)
        port = free_port()
        desk.configure(f"[web]\nport = {port}\n")
        _name_sources(desk, payloads)
        desk.crawl("room")
        _write_what_mirrors_said(desk, payloads)
        daemon = Daemon(desk)
        yield HostileDesk(f"http://127.0.0.1:{port}", desk, payloads)
        daemon.stop()


def _name_sources(desk: Desk, payloads: list[str]) -> None:
    folder = desk.config / "sources"
    (folder / "room.toml").write_text(
        f'name = "Room"\nmirrors = {json.dumps(desk.room.origins)}\nfeeds = ["/rss.xml"]\n'
        f'articles = "{TEMPLATE}"\nevery = "7d"\n'
    )
    for number, name in enumerate(sorted({text for text in payloads if "<" in text and text.isprintable()})[:NAMED]):
        (folder / f"named{number}.toml").write_text(
            f"name = {json.dumps(name, ensure_ascii=False)}\nenabled = false\n"
            f'mirrors = ["https://named{number}.example"]\nfeeds = ["/rss.xml"]\n'
        )


def _write_what_mirrors_said(desk: Desk, payloads: list[str]) -> None:
    """Payloads as hosts, causes, addresses, evidence, names of people and reasons."""
    rows = [(text, text) for text in payloads if text.strip() and "\0" not in text]
    with closing(sqlite3.connect(desk.state / "archive.db")) as archive:
        now, run = archive.execute("select max(started), max(id) from runs").fetchone()
        article, other = (row[0] for row in archive.execute("select id from articles order by id limit 2"))
        texts = [row[0] for row in archive.execute("select id from revisions order by id limit 2")]
        said = {"text": texts[0], "other_text": texts[1], "against": "x"}
        for statement, values in (
            ("insert into mirror_events (source, mirror, at, state, cause, evidence, who) "
             f"values ('room', ?, {now}, 'down', ?, 'javascript:alert(1)', 'x')", rows[:200]),
            ("insert into quarantine (source, key, mirror, url, reason, evidence, tries, first_seen, last_seen) "
             f"values ('room', ?, ?, ?, 'empty', ?, 1, {now}, {now})",
             [(f"/{number}", *row, row[0]) for number, row in enumerate(rows[:100])]),
            ("insert or ignore into proposals (source, host, class, score, first_seen, last_seen, standing, who, "
             f"reason, at) values ('room', ?, 'mirror', 1.0, {now}, {now}, 'accepted', ?, ?, {now})",
             [(*row, row[0]) for row in rows[:200]]),
            ("insert into alarms (source, article_id, mirror, kind, mark, run_id, at, evidence) "
             f"values ('room', {article}, ?, ?, 'm', {run}, {now}, ?)",
             [(*row, json.dumps(said | {"said": row[0], "beside_added": {row[0]: [row[0]]}})) for row in rows[:30]]),
            ("insert into overrides (at, kind, who, reason) " f"values ({now}, 'merge', ?, ?)", rows[:50]),
            ("insert into runs (source, started, ended, outcome, problem) "
             f"values ('room', {now} + 0 * length(?), {now}, 'failed', ?)", rows[:50]),
        ):  # fmt: skip
            archive.executemany(statement, values)
        archive.execute(f"insert into override_pairs select id, {article}, {other} from overrides")
        archive.commit()


def _addresses(hostile: HostileDesk) -> list[str]:
    """Every page that shows anything of others, page after page, and its JSON."""
    ids = [number for (number,) in hostile.desk.ask("select id from articles")]
    article, run = ids[0], hostile.desk.ask("select max(id) from runs")[0][0]
    plain = [
        page.path.format(source="room", article=article, story=article, run=run)
        for page in PAGES
    ]  # fmt: skip
    lists = ["/?page=2", "/proposals?show=all", "/mirrors?page=1", "/alarms?show=answered", "/numbers?source=room"]
    lists += [f"/articles?before={before}" for before in range(50, max(ids) + 51, 50)]
    further = ["/settings", "/help", "/login?to=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "/sources/new"]
    paths = [*plain, *lists, *further, *(f"/articles/{number}" for number in ids)]
    api = [f"/api/v1{path}" for path in [*plain[1:], *lists[1:], f"/articles/{article}"]]
    feeds = [f"/feeds/{what}.{kind}?limit=200{full}" for kind in ("atom", "json") for full in ("", "&full=1")
             for what in ("all", "sources/room", f"stories/{article}")]  # fmt: skip
    feeds += ["/feeds/sources/named0.atom", "/feeds/sources/named1.json"]
    return [*paths, *api, *feeds, "/api/v1/overview", "/api/v1/events?limit=500", "/numbers.csv"]


def _echoes(payloads: list[str]) -> list[str]:
    """Addresses that are payloads themselves, or ask for one."""
    some = [quote(text, safe="") for text in payloads[:150] if text.strip()]
    asked = [f"/articles?source={text}&mirror={text}&section={text}&day={text}" for text in some[:40]]
    asked += [f"/quarantine?source={text}&reason={text}" for text in some[40:60]]
    return [*asked, *(f"/{text}" for text in some[:40]), *(f"/sources/{text}" for text in some[60:90])]


def test_what_is_alive_would_be_noticed() -> None:
    """The witness has eyes: payloads that are put into a page as they are are found, nearly all that are markup."""
    markup = [text for text in strings() if "<" in text and ">" in text]
    noticed = [text for text in markup if find_live(f'<p dir="auto">{text}</p>')]
    assert len(noticed) > 0.9 * len(markup)
    assert find_live('<p dir="auto">calm &lt;b&gt;</p>') == []
    assert find_live_in_feed("<feed><entry><title>calm &lt;b&gt;</title></entry></feed>") == []
    for alive in ("<b/>", '<link href="javascript:alert(1)"/>', '<title type="html">x</title>', "<p onclick='x'/>"):
        assert find_live_in_feed(f"<feed>{alive}</feed>"), alive


def test_no_payload_is_alive_on_any_page(hostile: HostileDesk, score: Score) -> None:
    assert hostile.desk.ask("select count(*) from articles")[0][0] > 600
    live, open_ones, asked = {}, [], [*_addresses(hostile), *_echoes(hostile.payloads)]
    for path in asked:
        found, shut = judge(hostile.origin + path)
        if found:
            live[path] = found
        if not shut:
            open_ones.append(path)
    score("S6", "pages and JSON on which a payload is alive", len(live), len(asked), "0")
    score("S6", "of these without the policy that lets no script in", len(open_ones), len(asked), "0")
    assert (live, open_ones) == ({}, [])


def test_no_payload_is_alive_in_any_feed(hostile: HostileDesk, score: Score) -> None:
    """Feeds have the newest alone: here all articles stand in one, as whole texts and as summaries."""
    number = hostile.desk.ask("select count(*) from articles where folded_into is null and revision_id > 0")[0][0]
    live: list[str] = []
    with closing(Archive.in_folder(hostile.desk.state)) as archive:
        for full in (True, False):
            order = FeedOrder(FeedScope(), limit=10_000, full=full)
            feed = archive.read(load_feed, order, {"room": SourceFacts(hostile.payloads[0], hostile.desk.room.origins)})
            assert len(feed.entries) == number > 600
            live += find_live_in_feed(write_atom(feed, FeedPlace()).decode())
            written = write_json_feed(feed, FeedPlace()).decode()
            live += ["JSON that steers"] if STEERING.search(written) else []
            live += [item["url"] for item in json.loads(written)["items"] if not HTTP.match(item["url"])]
            live += [key for item in json.loads(written)["items"] for key in item if key == "content_html"]
    score("S6", "articles of which anything is alive in Atom or JSON Feed", len(live), number * 4, "0")
    assert live == []


def test_evidence_of_hostile_pages_does_nothing_in_a_browser(
    hostile: HostileDesk, browser: Browser, score: Score, tmp_path: Path
) -> None:
    """Each file of it is opened as somebody would who unpacked it; pages that were fetched are not rendered."""
    ids = [number for (number,) in hostile.desk.ask("select id from articles order by id")][::60]
    troubles, asked = [], 0
    for number in ids:
        hostile.desk.run("evidence", str(number), "--out", str(tmp_path / f"{number}.zip"))
        with zipfile.ZipFile(tmp_path / f"{number}.zip") as packed:
            packed.extractall(tmp_path / str(number))
        page = browser.new_page()
        wanted: list[str] = []
        page.on("request", lambda request, wanted=wanted: wanted.append(request.url))
        page.on("dialog", lambda dialog, wanted=wanted: (wanted.append("a dialog"), dialog.dismiss()))
        for file in sorted(path for path in (tmp_path / str(number)).rglob("*") if path.is_file()):
            asked += 1
            wanted.clear()
            try:
                page.goto(file.as_uri(), wait_until="load")
            except PlaywrightError as error:
                troubles += [] if "Download is starting" in str(error) else [f"{file.name}: {error}"]
                continue
            rendered = page.evaluate("[document.contentType, document.scripts.length]")
            kind = (
                "text/html"
                if file.name == "index.html"
                else "application/json"
                if file.suffix == ".json"
                else "text/plain"
            )
            if rendered != [kind, 0] or wanted != [file.as_uri()]:
                troubles.append(f"{file.name}: {rendered} {wanted}")
        page.close()
    score("S6", "files of evidence that did something in Chromium", len(troubles), asked, "0")
    assert troubles == []


def test_no_payload_does_anything_in_a_browser(hostile: HostileDesk, browser: Browser, score: Score) -> None:
    ids = [number for (number,) in hostile.desk.ask("select id from articles")]
    paths = ["/", "/?page=2", "/sources/room", "/mirrors", "/alarms", "/proposals?show=all", "/quarantine", "/runs"]
    paths += [f"/articles?before={before}" for before in range(50, max(ids) + 51, 50)]
    paths += [f"/articles/{number}" for number in ids[::50]]
    paths += [f"/stories/{ids[0]}", "/login?to=javascript:alert(1)"]
    troubles: dict[str, list[str]] = {}
    with visit(browser, hostile.origin) as visitor:
        for path in paths:
            visitor.open(path)
            scripts = visitor.page.evaluate("[...document.scripts].filter((e) => e.text || e.origin).length")
            troubles[path] = [*visitor.take_troubles(), *(["a script of others"] if scripts else [])]
    troubles = {path: said for path, said in troubles.items() if said}
    score("S6", "pages on which a payload did something in Chromium", len(troubles), len(paths), "0")
    assert troubles == {}
