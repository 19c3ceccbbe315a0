"""Archive → the evidence of one article: what is known of it, its texts, its pages as they came, its runs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from crawler.archive.queries import in_ids
from crawler.archive.raw_pages import KeptPage, load_kept_pages
from crawler.archive.tables.articles import pages, runs
from crawler.archive.texts.revision_texts import load_texts
from crawler.model.errors import Refused
from scheduler.reports.article.article_account import Account
from scheduler.reports.article.explain_text import explanation_facts
from scheduler.reports.article.explanation import SearchResult, load_explanation
from scheduler.reports.article.timeline import Timeline, load_timeline
from scheduler.reports.formats.text_format import format_size, parse_moment, parse_optional_moment

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A source's file as it stands: its name, and what is in it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run that fetched a page of the article."""

    id: int
    source: str
    started: datetime
    ended: datetime | None
    outcome: str | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class FetchedBody:
    """A page as it was fetched.

    :ivar size: bytes of the body
    :ivar body: as it came, unpacked; None where it is not kept, or not any more
    :ivar headers: of the answer, by name and value; None where they were not kept
    """

    page: int
    run: int
    mirror: str
    url: str
    status: int
    size: int
    fetched_at: datetime
    content_type: str
    body: bytes | None
    headers: tuple[tuple[str, str], ...] | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the archive has of one article.

    :ivar texts: revision → its text
    :ivar explanation: all that is known of it as JSON has it, with pages at its addresses that were no articles
    :ivar file: its source's file; None where it is not configured any more
    :ivar settings: of comparing, as they are in force
    :ivar version: of the program
    """

    account: Account
    timeline: Timeline
    explanation: Mapping[str, Any]
    texts: Mapping[int, str]
    bodies: Sequence[FetchedBody]
    runs: Sequence[RunRecord]
    file: SourceFile | None
    settings: Mapping[str, Any]
    version: str


@dataclass(frozen=True, slots=True)
class Around:
    """What is known beside the archive.

    :ivar mirrors: id of a source → origins of its mirrors in the order of preference
    :ivar find_file: id of a source → its file; None where there is none
    :ivar most: bytes of bodies that may be taken; None: as many as there are
    """

    mirrors: Mapping[str, Sequence[str]]
    find_file: Callable[[str], SourceFile | None]
    settings: Mapping[str, Any]
    version: str
    most: int | None = None


def load_evidence(connection: Connection, number: int, around: Around) -> Evidence:
    """Load the evidence of an article; one that was folded stands for the one it was folded into.

    :raises NotFound: when there is no such article
    :raises Refused: when its bodies are larger than they may be
    """
    timeline = load_timeline(connection, number, around.mirrors)
    account = timeline.account
    explanation = load_explanation(connection, SearchResult(articles=(account.id,)), around.mirrors)
    family = [account.id, *(folded.id for folded in account.folded)]
    _check_size(connection, family, around.most)
    bodies = [_body(kept) for kept in load_kept_pages(connection, family)]
    return Evidence(
        account=account,
        timeline=timeline,
        explanation=explanation_facts(explanation),
        texts=load_texts(connection, [text.id for text in account.texts]),
        bodies=bodies,
        runs=_load_runs(connection, {body.run for body in bodies}),
        file=around.find_file(account.source),
        settings=around.settings,
        version=around.version,
    )


def _check_size(connection: Connection, family: Collection[int], most: int | None) -> None:
    if most is None:
        return
    sizes = select(func.coalesce(func.sum(pages.c.size), 0)).where(in_ids(pages.c.article_id, family))
    size = int(connection.execute(sizes).scalar_one())
    if size > most:
        what = f"The pages of this article take {format_size(size)}; the daemon hands out {format_size(most)}"
        article = min(family)
        cure = f"Take them on the command line: mirrorfold evidence {article} --out FILE.zip"
        raise Refused(what, where=f"article {article}", cure=cure)


def _body(kept: KeptPage) -> FetchedBody:
    return FetchedBody(
        page=kept.page,
        run=kept.run,
        mirror=kept.mirror,
        url=kept.url,
        status=kept.status,
        size=kept.size,
        fetched_at=parse_moment(kept.fetched_at),
        content_type=kept.content_type or "",
        body=None if kept.body is None else zstd.decompress(kept.body),
        headers=None if kept.headers is None else tuple((str(name), str(value)) for name, value in kept.headers),
    )


def _load_runs(connection: Connection, ids: Collection[int]) -> list[RunRecord]:
    r = runs.c
    columns = (r.id, r.source, r.started, r.ended, r.outcome, r.problem)
    rows = connection.execute(select(*columns).where(in_ids(r.id, ids)).order_by(r.id))
    return [
        RunRecord(
            row.id, row.source, parse_moment(row.started), parse_optional_moment(row.ended), row.outcome, row.problem
        )
        for row in rows
    ]
