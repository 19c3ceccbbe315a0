"""Pages as they come from mirrors, made of invented words."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, select

from crawler.archive.database.store import Archive
from crawler.archive.pages.record_pages import load_open_pages, record_pages
from crawler.archive.pages.sightings import SeenArticle
from crawler.archive.pages.verdicts import record_judgements
from crawler.archive.runs.record_runs import begin_run
from crawler.archive.stored_page import FetchedPage, OpenPage
from crawler.canonical.judge import Candidate, Rule, Subject, judge
from crawler.canonical.text import digest, shingles, tokens
from crawler.model.article import Article, Sighting
from crawler.model.verdict import Judgement, Kind, Pending, StoryLink, Verdict

HOUR, DAY = 3600, 86400
NOW = 1_790_000_000 - 1_790_000_000 % HOUR
PUBLISHED = datetime.fromtimestamp(NOW, UTC)
M1, M2, M3 = "https://m1.example", "https://m2.example", "https://m3.example"


@cache
def _empty() -> bytes:
    """The file of an archive with nothing in it: made once, for its migrations take a while."""
    with tempfile.TemporaryDirectory() as folder:
        Archive.throwaway(Path(folder)).close()
        return (Path(folder) / "archive.db").read_bytes()


def open_archive(folder: Path) -> Archive:
    """The archive of a folder, empty where there is none."""
    file = folder / "archive.db"
    if not file.exists():
        file.write_bytes(_empty())
    return Archive.throwaway(folder)


def words(seed: str, number: int = 60) -> str:
    """A text of distinct words, long enough to be linked."""
    return " ".join(f"{seed}{n}" for n in range(number))


def page(run: int, key: str, text: str, mirror: str = M1, *, at: int = NOW, **changed: Any) -> FetchedPage:
    """A page of the source "herald", unless told otherwise."""
    said = {name: changed.pop(name) for name in ("title", "published", "authors", "caption") if name in changed}
    values: dict[str, Any] = {
        "run": run,
        "source": "herald",
        "key": key,
        "mirror": mirror,
        "url": f"{mirror}{key}",
        "fetched_at": at,
        "status": 200,
        "size": len(text),
        "article": Article(**{"title": "Storm over the coast", "published": PUBLISHED, **said}, text=text),
        "digest": digest(tokens(text)),
    }
    return FetchedPage(**{**values, **changed})


def begin(archive: Archive, source: str = "herald", now: int = NOW) -> int:
    return archive.call(begin_run, source, now)


def record(archive: Archive, *pages: FetchedPage) -> list[OpenPage]:
    """Step one, and what step two reads of it."""
    return archive.call(load_open_pages, archive.call(record_pages, pages))


def decide(archive: Archive, *judged: tuple[OpenPage, Judgement]) -> list[OpenPage]:
    """Step five."""
    return archive.call(record_judgements, judged)


def judge_alone(archive: Archive, fetched: FetchedPage) -> OpenPage:
    """A page from record to verdict, with no candidates."""
    (opened,) = record(archive, fetched)
    return judge_opened(archive, opened)


def judge_opened(archive: Archive, opened: OpenPage) -> OpenPage:
    """The same from step two on."""
    found = shingles(tokens(opened.text))
    subject = Subject(opened.article, opened.source, opened.mirror, opened.digest, found, opened.face)
    candidates: tuple[Candidate, ...] = ()
    (decided,) = decide(archive, (opened, judge(subject, opened.shown, candidates, Rule())))
    return decided


def new(*links: StoryLink) -> Judgement:
    return Judgement(Verdict(Kind.NEW), links)


def folded(into: int) -> Judgement:
    return Judgement(Verdict(Kind.MIRROR, into), fold_into=into)


def folded_pair_of(archive: Archive, text: str = words("a")) -> tuple[int, int]:
    """Article "/1", with "/2" folded into it."""
    run = begin(archive)
    home = judge_alone(archive, page(run, "/1", text, M1))
    (other,) = record(archive, page(run, "/2", text, M2))
    decide(archive, (other, folded(home.article)))
    return home.article, other.article


def conflicting() -> Judgement:
    return Judgement(Verdict(Kind.NEW), conflict=True)


def pending(of: int) -> Judgement:
    return Judgement(Pending(of, {"rule": "same_key_new_text_other_mirror"}))


def rows(archive: Archive, table: Table) -> list[dict[str, Any]]:
    """A whole table, in the order of its primary key."""

    def load(connection: Connection) -> list[dict[str, Any]]:
        found = connection.execute(select(table).order_by(*table.primary_key.columns))
        return [dict(row) for row in found.mappings()]

    return archive.read(load)


def column(archive: Archive, table: Table, name: str) -> list[Any]:
    return [row[name] for row in rows(archive, table)]


def seen(
    article: int, url: str, mirror: str = M1, *, at: int = NOW, run: int | None = None, **link: Any
) -> SeenArticle:
    """An article seen on a mirror; ``link`` says what its listing had of it."""
    return SeenArticle(article, Sighting(mirror, url, **link), at, run)


def by(table_rows: Sequence[dict[str, Any]], **wanted: Any) -> dict[str, Any]:
    """The one row with some values."""
    (row,) = [row for row in table_rows if wanted.items() <= row.items()]
    return row
