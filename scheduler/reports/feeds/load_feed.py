"""Archive → the feed of a source, of a story, or of all: what was found or revised last, each article once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select, true

from crawler.archive.database.identity import read_identity
from crawler.archive.queries import in_ids
from crawler.archive.rollup.count_days import STANDS
from crawler.archive.sighted_addresses import load_addresses
from crawler.archive.tables.articles import articles, pages, revisions
from crawler.archive.texts.boilerplate import load_masks
from crawler.archive.texts.revision_texts import load_texts
from crawler.canonical.mask import show_text
from crawler.mirrors.addresses import SightedAddress
from crawler.model.verdict import Kind
from scheduler.reports.feeds.changes import describe_change
from scheduler.reports.feeds.feed import (
    USUAL,
    Feed,
    FeedEntry,
    FeedScope,
    is_web_address,
    make_entry_id,
    plain,
    plain_lines,
)
from scheduler.reports.formats.text_format import parse_moment
from scheduler.reports.lists.sightings import MirrorPreference

MOST_LOOKED_AT = 20_000
"""Judged pages among which the last revisions are looked for, the latest: a day of a large archive."""

MOST_OF_STORY = 1_000
"""Articles of a story that are looked at, the newest."""

SUMMARY = 400
"""Letters of a text that a summary has."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
"""What may be said of a language (BCP 47, loosely)."""


@dataclass(frozen=True, slots=True)
class FeedOrder:
    """What was asked for.

    :ivar limit: entries at most
    :ivar full: whether whole texts are wanted
    """

    scope: FeedScope
    limit: int = USUAL
    full: bool = False


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What the configuration knows of a source: its name, and origins of its mirrors in the order of preference."""

    name: str
    mirrors: Sequence[str]


def load_feed(connection: Connection, order: FeedOrder, sources: Mapping[str, SourceFacts]) -> Feed:
    """Load a feed.

    :param sources: id of a configured source → what is known of it
    """
    revised = _find_revisions(connection, order)
    rows = _load_rows(connection, order, [*revised])
    revised |= _last_revisions(connection, [row.number for row in rows if row.number not in revised])
    rows.sort(key=lambda row: (_updated(row, revised.get(row.number)), row.number), reverse=True)
    rows = rows[: order.limit]
    reading = _Reading(connection, rows, revised, sources, full=order.full)
    archive = read_identity(connection)
    return Feed(archive, order.scope, _title(order.scope, sources), tuple(reading.entry(row) for row in rows))


@dataclass(frozen=True, slots=True)
class _Revision:
    """The last revision of an article: when it was fetched, its text and the one before it."""

    at: int
    text: int
    before: int | None


def _updated(row: Row[Any], revision: _Revision | None) -> int:
    return int(row.met) if revision is None else max(int(row.met), revision.at)


def _title(scope: FeedScope, sources: Mapping[str, SourceFacts]) -> str:
    if scope.source is not None:
        return plain(sources[scope.source].name if scope.source in sources else scope.source)
    return "All sources" if scope.story is None else f"Story {scope.story}"


def _is_in(scope: FeedScope) -> ColumnElement[bool]:
    if scope.source is not None:
        return articles.c.source == scope.source
    return true() if scope.story is None else articles.c.story == scope.story


def _find_revisions(connection: Connection, order: FeedOrder) -> dict[int, _Revision]:
    """The articles that were revised last; those of a story are asked for by their numbers."""
    if order.scope.story is not None:
        return {}
    top = int(connection.execute(select(func.coalesce(func.max(pages.c.id), 0))).scalar_one())
    wanted = (pages.c.id > top - MOST_LOOKED_AT) & (pages.c.verdict == Kind.REVISION.value)
    if order.scope.source is not None:
        wanted &= pages.c.source == order.scope.source
    last = func.max(pages.c.id)
    newest = select(last).where(wanted, pages.c.article_id.is_not(None)).group_by(pages.c.article_id)
    return _read_revisions(
        connection, list(connection.execute(newest.order_by(last.desc()).limit(order.limit)).scalars())
    )


def _last_revisions(connection: Connection, ids: Sequence[int]) -> dict[int, _Revision]:
    wanted = in_ids(pages.c.article_id, ids) & (pages.c.verdict == Kind.REVISION.value)
    newest = select(func.max(pages.c.id)).where(wanted).group_by(pages.c.article_id)
    return _read_revisions(connection, list(connection.execute(newest).scalars())) if ids else {}


def _read_revisions(connection: Connection, numbers: Sequence[int]) -> dict[int, _Revision]:
    """By the article that the page belongs to now."""
    if not numbers:
        return {}
    p, home = pages.c, func.coalesce(articles.c.folded_into, articles.c.id).label("home")
    rows = connection.execute(
        select(home, p.fetched_at, p.revision_id, p.evidence)
        .join(articles, articles.c.id == p.article_id)
        .where(in_ids(p.id, numbers))
        .order_by(p.id)
    )
    found: dict[int, _Revision] = {}
    for row in rows:
        before = (row.evidence or {}).get("text")
        found[row.home] = _Revision(row.fetched_at, row.revision_id, before if isinstance(before, int) else None)
    return found


def _load_rows(connection: Connection, order: FeedOrder, revised: Sequence[int]) -> list[Row[Any]]:
    """The newest articles, and those that were revised last."""
    most = order.limit if order.scope.story is None else MOST_OF_STORY
    newest = select(articles.c.id).where(STANDS, articles.c.revision_id.is_not(None), _is_in(order.scope))
    ids = list(connection.execute(newest.order_by(articles.c.id.desc()).limit(most)).scalars())
    a = articles.c
    return list(
        connection.execute(
            select(a.id.label("number"), a.source, a.story, a.listed_title, a.listed_published,
                   a.first_seen.label("met"), revisions)
            .join(revisions, revisions.c.id == a.revision_id)
            .where(STANDS, _is_in(order.scope), in_ids(a.id, [*ids, *revised]))
        )
    )  # fmt: skip


class _Reading:
    """What all entries of a feed need, each asked for once."""

    def __init__(
        self, connection: Connection, rows: Sequence[Row[Any]], revised: Mapping[int, _Revision],
        sources: Mapping[str, SourceFacts], *, full: bool,
    ) -> None:  # fmt: skip
        ids = [row.number for row in rows]
        own = [revised[number] for number in ids if number in revised]
        others = [text for revision in own for text in (revision.text, revision.before) if text is not None]
        self._texts = load_texts(connection, [*(row.id for row in rows), *others])
        self._seen = load_addresses(connection, ids)
        self._masks = load_masks(connection, {row.source for row in rows})
        self._preference = MirrorPreference(connection, {name: facts.mirrors for name, facts in sources.items()})
        self._revised, self._sources, self._full = revised, sources, full

    def entry(self, row: Row[Any]) -> FeedEntry:
        """An article as an entry."""
        seen = self._seen.get(row.number, [])
        shown = self._preference.choose(row.source, seen)
        url = shown.url if shown.url is not None and is_web_address(shown.url) else None
        met, revision = parse_moment(row.met), self._revised.get(row.number)
        text = plain_lines(self._show(row.id, row.source))
        facts = self._sources.get(row.source)
        return FeedEntry(
            id=make_entry_id(row.source, row.number, met),
            article=row.number,
            source=row.source,
            source_name=plain(facts.name if facts else row.source) or row.source,
            story=row.story,
            title=plain(row.title or row.listed_title or "").strip() or "Without a title",
            url=url,
            others=_others(seen, url),
            gone=shown.gone_since is not None,
            published=_moment(row.published or row.listed_published),
            first_seen=met,
            updated=parse_moment(_updated(row, revision)),
            changed="" if revision is None else self._change(row, revision),
            summary=_begin(text),
            text=text if self._full else "",
            authors=tuple(name for name in map(plain, row.authors) if name.strip()),
            section=plain(row.section) if row.section else None,
            language=row.language if _LANGUAGE.fullmatch(row.language or "") else None,
        )

    def _show(self, text: int, source: str) -> str:
        return show_text(self._texts.get(text, ""), self._masks.of(source).newest.lines)

    def _change(self, row: Row[Any], revision: _Revision) -> str:
        if row.id == revision.before:
            return "Its text was changed, and is what it was before again."
        if row.id != revision.text or revision.before not in self._texts:
            return "Its text was changed."
        before, after = self._show(revision.before, row.source), self._show(revision.text, row.source)
        return plain(describe_change(before, after)) or "Its text was changed in boilerplate alone."


def _others(seen: Sequence[SightedAddress], url: str | None) -> tuple[str, ...]:
    """Further addresses, each once, in the order of their spelling, so that none moves by itself."""
    alive = {address.url for address in seen if address.gone_at is None and not address.alternate}
    return tuple(sorted(other for other in alive - {url} if is_web_address(other)))


def _moment(written: str | None) -> datetime | None:
    """A date of a page with its offset; None where it has none."""
    try:
        moment = datetime.fromisoformat(written or "")
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _begin(text: str) -> str:
    """How a text begins, cut behind a word."""
    line = " ".join(text[: SUMMARY * 2].split())
    if len(line) <= SUMMARY:
        return line
    cut = line[:SUMMARY]
    return f"{cut.rpartition(' ')[0] or cut} …"
