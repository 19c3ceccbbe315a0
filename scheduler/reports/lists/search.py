"""Articles found by their words, the newest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from crawler.archive.search.find_texts import find_articles, is_searchable
from crawler.archive.sighted_addresses import load_addresses
from crawler.archive.tables.articles import revisions
from crawler.archive.texts.revision_texts import load_texts
from crawler.canonical.search_words import Snippet, cut_snippet, parse_search
from scheduler.reports.formats.text_format import format_moment, parse_moment, sanitize
from scheduler.reports.lists.sightings import MirrorPreference


@dataclass(frozen=True, slots=True)
class FoundText:
    """An article in which the words stand.

    :ivar url: one that answers, by what is known; None for an article without any
    :ivar snippet: of its text, around the first place where one of them stands
    """

    id: int
    source: str
    title: str | None
    first_seen: datetime
    url: str | None
    story: int
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A page of articles, the newest first.

    :ivar phrases: what was asked for, as it is searched: words without accents and case, none for signs alone
    :ivar before: the number to ask the next page with; None where there is no further one
    :ivar complete: whether every text can be found; after an upgrade the newest can, until all are read
    """

    phrases: tuple[tuple[str, ...], ...]
    found: tuple[FoundText, ...]
    before: int | None
    complete: bool


def search_articles(
    connection: Connection,
    words: str,
    *,
    source: str | None = None,
    since: int | None = None,
    before: int | None = None,
    limit: int = 50,
    mirrors: Mapping[str, Sequence[str]] | None = None,
) -> SearchResult:
    """Find the articles in whose title or standing text all words are; what stands in quotation marks is one phrase.

    :param since: only those first seen then or later, in seconds since 1970
    :param before: only those with a smaller number, see ``SearchResult.before``
    :param mirrors: id of a source → origins of its mirrors in the order of preference, for the addresses
    """
    phrases = tuple(parse_search(words))
    complete = is_searchable(connection)
    if not phrases:
        return SearchResult((), (), None, complete)
    rows = find_articles(connection, phrases, source=source, since=since, before=before, limit=limit + 1)
    page = rows[:limit]
    ids = [row.revision for row in page]
    titles = dict(connection.execute(select(revisions.c.id, revisions.c.title).where(revisions.c.id.in_(ids))).all())
    texts, seen = load_texts(connection, ids), load_addresses(connection, [row.id for row in page])
    preference = MirrorPreference(connection, mirrors or {})
    found = tuple(
        FoundText(
            id=row.id,
            source=row.source,
            title=titles[row.revision],
            first_seen=parse_moment(row.first_seen),
            url=preference.choose(row.source, seen.get(row.id, [])).url,
            story=row.story,
            snippet=cut_snippet(texts[row.revision], phrases),
        )
        for row in page
    )
    return SearchResult(phrases, found, page[-1].id if len(rows) > limit else None, complete)


FILLING = "The texts of older articles are still being read: mirrorfold run, or the next crawls, finish it"


def search_lines(result: SearchResult) -> Iterator[str]:
    """What was found in words: an article a paragraph; what was looked for stands between stars."""
    for each in result.found:
        yield f"{each.id}  {format_moment(each.first_seen)}  {sanitize(each.source)}  {sanitize(each.title or '–')}"
        yield f"    {_marked(each.snippet)}"
        if each.url is not None:
            yield f"    {sanitize(each.url)}"
    if not result.found:
        yield "Nothing was found."
    if result.before is not None:
        yield f"There are more: --before {result.before}"
    if not result.complete:
        yield FILLING


def _marked(snippet: Snippet) -> str:
    text, parts, at = snippet.text, [], 0
    for start, end in snippet.marked:
        if start >= at:
            parts += [sanitize(text[at:start]), f"*{sanitize(text[start:end])}*"]
            at = end
    said = "".join([*parts, sanitize(text[at:])])
    return f"{'… ' if snippet.cut_before else ''}{said}{' …' if snippet.cut_after else ''}"
