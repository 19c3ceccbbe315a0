"""What a person typed → the articles it may mean, and all that the archive knows of them: where each stands, what it
said, why each page was judged as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select

from crawler.archive.pages.quarantine import load_quarantine_at
from crawler.archive.queries import PairQuery, select_pairs
from crawler.archive.sighted_addresses import load_addresses
from crawler.archive.stories.overrides import load_overrides_about
from crawler.archive.tables.articles import articles, pages, revisions, showings, story_links
from crawler.archive.tables.sightings import sightings
from crawler.archive.texts.revision_texts import load_texts
from crawler.canonical.canonical_url import SourceUrls, canonicalize
from crawler.canonical.writing_systems import words_in
from scheduler.reports.article.article_account import (
    Account,
    Explanation,
    FoldedArticle,
    JudgedPage,
    Member,
    Showing,
    Text,
)
from scheduler.reports.counts.selection import load_archived_sources
from scheduler.reports.formats.text_format import parse_moment, parse_optional_moment
from scheduler.reports.lists.sightings import ArticleSighting, MirrorPreference

LARGEST_ID = 2**63 - 1
"""No database numbers rows beyond it, and asking for more is an error there."""

MOST_DIGITS = 19
"""As many as the largest id has; Python itself refuses to read a number of thousands."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search led to.

    :ivar articles: ids as they were found, the closest first; some may be folded into others
    :ivar identities: pairs of source id and article key
    :ivar urls: spellings that a sighting or a page in quarantine may have
    :ivar tried: how it was looked for, each to follow "tried"
    """

    articles: tuple[int, ...] = ()
    identities: tuple[tuple[str, str], ...] = ()
    urls: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()


def search(connection: Connection, asked: str, sources: Mapping[str, SourceUrls]) -> SearchResult:
    """Look for an article by its id, its key, or any URL of it, on any mirror and in any spelling.

    :param sources: id of a configured source → its view of URLs
    """
    asked = asked.strip()
    if asked.isascii() and asked.isdigit():
        return _by_id(connection, asked)
    if asked.startswith("/") and not asked.startswith("//"):
        names = sorted({*sources, *load_archived_sources(connection)})
        identities = tuple((name, asked) for name in names)
        tried = (f"the key {asked} in {', '.join(names)}",)
        return SearchResult(articles=_by_key(connection, identities), identities=identities, tried=tried)
    return _by_url(connection, asked, sources)


def parse_article_id(asked: str) -> int | None:
    """The id that was typed; None when it is none that a database may have given out.

    >>> parse_article_id("12"), parse_article_id("/12"), parse_article_id("9" * 5000)
    (12, None, None)
    """
    if not (asked.isascii() and asked.isdigit()) or len(asked.lstrip("0")) > MOST_DIGITS:
        return None
    number = int(asked)
    return number if number <= LARGEST_ID else None


def _by_id(connection: Connection, asked: str) -> SearchResult:
    tried = (f"the article's id {asked}",)
    number = parse_article_id(asked)
    if number is None:
        return SearchResult(tried=tried)
    row = connection.execute(select(articles.c.source, articles.c.key).where(articles.c.id == number)).first()
    if row is None:
        return SearchResult(tried=tried)
    return SearchResult(articles=(number,), identities=((row.source, row.key),), tried=tried)


def _by_url(connection: Connection, asked: str, sources: Mapping[str, SourceUrls]) -> SearchResult:
    spelled = asked if "://" in asked else f"https://{asked.removeprefix('//')}"
    folded = {name: canonicalize(spelled, urls) for name, urls in sources.items()}
    identities = tuple((name, canonical.key) for name, canonical in folded.items() if canonical.key is not None)
    bare = canonicalize(spelled)
    spellings = (asked, bare.canonical_url, *(canonical.canonical_url for canonical in folded.values()))
    urls = tuple(dict.fromkeys(url for url in spellings if url is not None))
    keys = [f"the key {key} of {name}" for name, key in identities]
    if not keys:
        foreign = "its host, but that is no mirror of a configured source"
        keys = [foreign if bare.reason is None else f"reading it as a URL, but {bare.reason}"]
    tried = (*keys, *(f"a sighting at {url}" for url in urls))
    here = connection.execute(select(sightings.c.article_id).where(sightings.c.url.in_(urls)).order_by(sightings.c.id))
    return SearchResult(
        articles=(*here.scalars(), *_by_key(connection, identities)), identities=identities, urls=urls, tried=tried
    )


def _by_key(connection: Connection, identities: Sequence[tuple[str, str]]) -> tuple[int, ...]:
    """The articles of some keys, the latest first where a key was reused."""
    return tuple(sorted((row.id for row in select_pairs(connection, _BY_IDENTITY, identities)), reverse=True))


_BY_IDENTITY = PairQuery("select id from wanted join articles on source = one and key = other", "text", "text")


def load_explanation(
    connection: Connection, result: SearchResult, mirrors: Mapping[str, Sequence[str]] | None = None
) -> Explanation:
    """Load all that is known of what was found; a folded article stands for the one it was folded into.

    :param mirrors: id of a source → origins of its mirrors in the order of preference
    """
    preference = MirrorPreference(connection, mirrors or {})
    rows = connection.execute(select(articles.c.id, articles.c.folded_into).where(articles.c.id.in_(result.articles)))
    home = {row.id: row.folded_into or row.id for row in rows}
    homes = dict.fromkeys(home[number] for number in result.articles if number in home)
    accounts = tuple(_account(connection, number, frozenset(home), preference) for number in homes)
    folded = [(account.source, folded_article.key) for account in accounts for folded_article in account.folded]
    identities = {*result.identities, *((account.source, account.key) for account in accounts), *folded}
    return Explanation(accounts, tuple(load_quarantine_at(connection, sorted(identities), result.urls)))


def _account(connection: Connection, number: int, asked: frozenset[int], preference: MirrorPreference) -> Account:
    article = connection.execute(select(articles).where(articles.c.id == number)).one()
    others = connection.execute(select(articles).where(articles.c.folded_into == number).order_by(articles.c.id)).all()
    family = [number, *(row.id for row in others)]
    texts = connection.execute(
        select(revisions).where(revisions.c.article_id.in_(family)).order_by(revisions.c.first_seen, revisions.c.id)
    ).all()
    seen = load_addresses(connection, [number]).get(number, [])
    shown = preference.choose(article.source, seen)
    standing = next((row for row in texts if row.id == article.revision_id), None)
    return Account(
        id=number,
        source=article.source,
        key=article.key,
        part=article.part,
        url=shown.url,
        gone_since=shown.gone_since,
        first_seen=parse_moment(article.first_seen),
        title=standing.title if standing else None,
        published=standing.published if standing else None,
        listed_published=article.listed_published,
        section=standing.section if standing else None,
        language=standing.language if standing else None,
        story=article.story,
        members=_members(connection, number, article.story),
        decisions=tuple(load_overrides_about(connection, [number])),
        folded=tuple(FoldedArticle(row.id, row.key, row.id in asked) for row in others),
        sightings=tuple(map(ArticleSighting.of, seen)),
        texts=_texts(connection, texts, article.revision_id),
        pages=_pages(connection, family),
    )


def _members(connection: Connection, number: int, story: int) -> tuple[Member, ...]:
    linked = or_(
        and_(story_links.c.earlier == number, story_links.c.later == articles.c.id),
        and_(story_links.c.later == number, story_links.c.earlier == articles.c.id),
    )
    likeness = (story_links.c.kind, story_links.c.jaccard, story_links.c.containment)
    rows = connection.execute(
        select(articles.c.id, articles.c.source, articles.c.key, revisions.c.title, *likeness)
        .join(revisions, revisions.c.id == articles.c.revision_id)
        .outerjoin(story_links, linked)
        .where(articles.c.story == story, articles.c.id != number, articles.c.folded_into.is_(None))
        .order_by(articles.c.id)
    )
    return tuple(Member(*row) for row in rows)


def _texts(connection: Connection, rows: Sequence[Row[Any]], standing: int | None) -> tuple[Text, ...]:
    """One text each, whichever of the folded articles it came with."""
    shown: dict[bytes, list[Showing]] = {row.digest: [] for row in rows}
    digests = {row.id: row.digest for row in rows}
    for row in connection.execute(
        select(showings).where(showings.c.revision_id.in_(digests)).order_by(showings.c.first_seen, showings.c.mirror)
    ):
        showing = Showing(row.mirror, parse_moment(row.first_seen), parse_moment(row.last_seen))
        shown[digests[row.revision_id]].append(showing)
    texts = load_texts(connection, digests)
    chosen = {row.digest: row for row in reversed(rows)} | {row.digest: row for row in rows if row.id == standing}
    return tuple(
        Text(
            id=row.id,
            stands=row.id == standing,
            title=row.title,
            published=row.published,
            words=words_in(texts[row.id]),
            first_seen=parse_moment(row.first_seen),
            shown_on=_merged(shown[row.digest]),
            same_as=row.same_as,
        )
        for row in sorted(chosen.values(), key=lambda row: (row.first_seen, row.id))
    )


def _merged(showings: Iterable[Showing]) -> tuple[Showing, ...]:
    """One showing a mirror, from its first time to its last."""
    merged: dict[str, Showing] = {}
    for showing in showings:
        before = merged.get(showing.mirror, showing)
        first, last = min(before.first_seen, showing.first_seen), max(before.last_seen, showing.last_seen)
        merged[showing.mirror] = Showing(showing.mirror, first, last)
    return tuple(merged.values())


def _pages(connection: Connection, family: Sequence[int]) -> tuple[JudgedPage, ...]:
    rows = connection.execute(select(pages).where(pages.c.article_id.in_(family)).order_by(pages.c.id))
    return tuple(
        JudgedPage(
            run=row.run_id,
            mirror=row.mirror,
            url=row.url,
            key=row.key,
            fetched_at=parse_moment(row.fetched_at),
            verdict=row.verdict,
            pending_since=parse_optional_moment(row.pending_since),
            of=row.of_article,
            jaccard=row.jaccard,
            containment=row.containment,
            evidence=row.evidence or {},
            text=row.revision_id,
        )
        for row in rows
    )
