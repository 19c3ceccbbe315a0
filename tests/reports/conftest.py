"""A newsroom's archive in miniature: filled through the archive's own functions, judged by the real rules."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler.archive.database.store import Archive
from crawler.archive.pages.quarantine import record_quarantine
from crawler.archive.pages.record_pages import load_known_revisions, load_open_pages, record_pages
from crawler.archive.pages.sightings import SeenArticle, record_sightings
from crawler.archive.pages.verdicts import record_judgements
from crawler.archive.runs.record_runs import begin_run, end_run
from crawler.archive.stored_page import FetchedPage, OpenPage
from crawler.archive.texts.revision_texts import load_texts
from crawler.canonical.judge import Candidate, Rule, Subject, judge
from crawler.canonical.text import digest, shingles, tokens
from crawler.context.mirror_cost import MirrorCost
from crawler.context.tally import Tally
from crawler.model.article import Article, Reason, Rejection, Sighting
from scheduler.cli import main

IR, UK = "https://www.herald.example", "https://herald-mirror.example"
HOUR, DAY = 3600, 86400

SOURCES = {
    "herald": f"""
name = "The Herald"
mirrors = ["{IR}", "{UK}"]
feeds = ["/rss.xml"]
articles = "/news/{{year}}/{{month}}/{{day}}/{{id}}/{{slug}}"
""",
    "gazette": 'name = "Gazette"\nmirrors = ["https://gazette.example"]\nfeeds = ["/rss.xml"]\n',
}


def words(seed: str, number: int = 60) -> str:
    """A text of distinct words, long enough to be linked."""
    return " ".join(f"{seed}{n}" for n in range(number))


PUBLISHED = datetime(2026, 9, 21, 8, tzinfo=UTC)


class Newsroom:
    """Fills an archive as runs would."""

    def __init__(self, state: Path) -> None:
        state.mkdir()
        self.archive = Archive.throwaway(state)
        self.now = int(time.time())
        self.revisions: list[int] = []

    def begin(self, source: str, ago: int = 0) -> int:
        return self.archive.call(begin_run, source, self.now - ago)

    def end(self, run: int, tally: Tally, ago: int = 0, problem: str | None = None) -> None:
        report = tally.report()
        outcome = "failed" if problem else tally.outcome
        closing = {"now": self.now - ago, "outcome": outcome, "problem": problem}
        self.archive.call(end_run, run, report=report, mirrors=report["mirrors"], **closing)

    def page(
        self, run: int, source: str, url: str, key: str, text: str, *, mirror: str = IR, title: str = "Calm at sea",
        ago: int = 0, sightings: Sequence[Sighting] = (), published: datetime | None = PUBLISHED, judged: bool = True,
    ) -> int:  # fmt: skip
        """Record a page and judge it against everything known; its article's id."""
        said = Article(title, text, published=published, authors=("A. Writer",), section="News", language="en")
        page = FetchedPage(
            run, source, key, mirror, url, self.now - ago, 200, len(text), said, digest(tokens(text)),
            sightings=tuple(sightings),
        )  # fmt: skip
        ids = self.archive.call(record_pages, [page])
        (open_page,) = self.archive.read(load_open_pages, ids)
        if judged:
            self._judge(open_page)
            self.revisions.append(open_page.revision)
        return open_page.article

    def _judge(self, page: OpenPage) -> None:
        known = self.archive.read(load_known_revisions, self.revisions).values()
        texts = self.archive.read(load_texts, self.revisions)
        candidates = [
            Candidate(one.article, one.source, one.digest, shingles(tokens(texts[one.revision])), 7, face=one.face)
            for one in known
            if one.article != page.article
        ]
        set_ = shingles(tokens(page.text))
        subject = Subject(page.article, page.source, page.mirror, page.digest, set_, page.face)
        self.archive.call(record_judgements, [(page, judge(subject, page.shown, candidates, Rule()))])

    def sight(self, article: int, *seen: Sighting, ago: int = 0, run: int | None = None) -> None:
        self.archive.call(record_sightings, [SeenArticle(article, one, self.now - ago, run) for one in seen])

    def put_away(self, source: str, key: str, mirror: str, url: str, rejection: Rejection, ago: int = 0) -> None:
        self.archive.call(record_quarantine, source, key, mirror, url, rejection, self.now - ago)


@dataclass(frozen=True)
class Told:
    """Ids in the filled archive."""

    calm: int
    hostile: int
    longer: int
    copied: int
    unjudged: int
    dropped: int
    folded: int


def url(number: int, *, mirror: str = IR, slug: str = "calm-at-sea") -> str:
    return f"{mirror}/news/2026/08/15/{number}/{slug}"


def key(number: int) -> str:
    return f"/news/2026/08/15/{number}/"


CALM = words("calm")
HOSTILE = "\x1b[31mRed alert\x1b[0m \u202eGNIKAERB\u2028"


def fill(room: Newsroom) -> Told:
    """Two sources and one that is no longer configured; five articles, in three stories."""
    dropped = _tribune(room)
    calm, hostile = _herald_three_days_ago(room)
    room.begin("herald", ago=2 * DAY)  # killed: the next run finds it open
    longer, unjudged = _herald_an_hour_ago(room, calm)
    folded = hostile + 1
    run = room.begin("gazette", ago=HOUR // 2)
    copied = room.page(run, "gazette", "https://gazette.example/calm", "/calm", CALM, mirror="https://gazette.example")
    return Told(calm, hostile, longer, copied, unjudged, dropped, folded)


def _tribune(room: Newsroom) -> int:
    run = room.begin("tribune", ago=10 * DAY)
    place = "https://tribune.example"
    article = room.page(run, "tribune", f"{place}/old", "/old", words("old"), mirror=place, ago=10 * DAY)
    room.end(run, Tally(mirrors={place: MirrorCost(2, 500, 1)}, listings_read=1, unknown=1), ago=10 * DAY)
    return article


def _herald_three_days_ago(room: Newsroom) -> tuple[int, int]:
    run, ago = room.begin("herald", ago=3 * DAY), 3 * DAY
    listed = (Sighting(IR, url(1), listed=True), Sighting(UK, url(1, mirror=UK), listed=True))
    calm = room.page(run, "herald", url(1), key(1), CALM, ago=ago, sightings=listed)
    hostile = room.page(run, "herald", url(2), key(2), words("red"), title=HOSTILE, ago=ago)
    room.sight(hostile, Sighting(UK, url(2, mirror=UK), listed=True), ago=ago)
    tally = Tally(mirrors={IR: MirrorCost(3, 1000, 2), UK: MirrorCost(1, 200)}, listings_read=2, unknown=2)
    tally.verdicts.update(new=2)
    room.end(run, tally, ago=ago - 7)
    return calm, hostile


def _herald_an_hour_ago(room: Newsroom, calm: int) -> tuple[int, int]:
    run = room.begin("herald", ago=HOUR)
    room.page(run, "herald", url(3), key(3), CALM, ago=HOUR)
    room.page(run, "herald", url(1, mirror=UK), key(1), CALM, mirror=UK, ago=HOUR)
    room.page(run, "herald", url(2), key(2), words("red") + " corrected", title=HOSTILE, ago=HOUR)
    longer = room.page(run, "herald", url(4), key(4), CALM + " " + words("more", 20), title="Calmer", ago=HOUR)
    room.page(run, "herald", url(4, mirror=UK), key(4), words("other"), mirror=UK, ago=HOUR)
    unjudged = room.page(run, "herald", url(7), key(7), words("late"), ago=HOUR, judged=False)
    seized = Rejection(Reason.SEIZED, "this domain has been \x1b[5mseized")
    for _ in range(2):
        room.put_away("herald", key(5), UK, url(5, mirror=UK), seized, ago=HOUR)
    room.put_away("herald", key(6), IR, url(6), Rejection(Reason.EMPTY, "no text"), ago=HOUR)
    costs = {IR: MirrorCost(8, 3000, 4, 1), UK: MirrorCost(4, 900, 1, 2, 1)}
    tally = Tally(mirrors=costs, listings_read=1, known_articles={1, 2})
    tally.listings_failed, tally.warnings = 1, ["/rss.xml of the mirror: \x1b[31mHTTP 500"]
    tally.verdicts.update(mirror=2, revision=1, near_duplicate=1)
    room.end(run, tally, ago=HOUR - 30)
    return longer, unjudged


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def room(state: Path) -> Iterator[Newsroom]:
    room = Newsroom(state)
    yield room
    room.archive.close()


@pytest.fixture
def told(room: Newsroom) -> Told:
    return fill(room)


@pytest.fixture
def mirrorfold(tmp_path: Path, state: Path) -> Callable[..., Result]:
    """Run the command on the newsroom's configuration and state."""
    folder = tmp_path / "config" / "sources"
    folder.mkdir(parents=True)
    for name, text in SOURCES.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")

    def run(*arguments: str) -> Result:
        places = ("--config", str(folder.parent), "--state", str(state))
        return CliRunner().invoke(
            main, [*places, *arguments], env={"MIRRORFOLD_CONFIG": None, "MIRRORFOLD_STATE": None}
        )

    return run
