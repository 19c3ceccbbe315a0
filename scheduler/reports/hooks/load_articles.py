"""Archive → the events of pages that brought an article, or another text of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from crawler.archive.queries import in_ids
from crawler.archive.tables.articles import articles, pages, revisions
from crawler.archive.texts.boilerplate import load_masks
from crawler.archive.texts.revision_texts import load_texts
from crawler.canonical.mask import show_text
from crawler.canonical.search_words import cut_snippet
from crawler.mirrors.hosts.host_names import name_host
from crawler.model.hook_event import HookEvent
from scheduler.reports.feeds.changes import describe_change
from scheduler.reports.formats.text_format import parse_moment, sanitize
from scheduler.reports.hooks.event import Event


def load_articles(connection: Connection, numbers: Sequence[int], event: HookEvent) -> dict[int, Event]:
    """Load the events of some pages; an article that was folded into another one is that one.

    :param event: new, or revised
    """
    rows = _load_rows(connection, numbers)
    before = {row.page: earlier for row in rows if isinstance(earlier := (row.evidence or {}).get("text"), int)}
    texts = load_texts(connection, [*(row.text for row in rows), *before.values()])
    masks = load_masks(connection, {row.source for row in rows})
    found = {}
    for row in rows:
        lines = masks.of(row.source).newest.lines
        text = show_text(texts.get(row.text, ""), lines)
        facts = _facts(row, text)
        if event is HookEvent.ARTICLE_REVISED:
            earlier_text = show_text(texts.get(before.get(row.page, 0), ""), lines)
            facts["changed"] = sanitize(describe_change(earlier_text, text)) if earlier_text else None
        found[row.page] = Event(
            event=event,
            source=row.source,
            at=row.fetched_at,
            says=facts["title"] or f"without a title, at {name_host(row.mirror)}",
            article=row.home,
            facts=facts,
            text=f"{facts['title']}\n{text}",
        )
    return found


def _load_rows(connection: Connection, numbers: Sequence[int]) -> list[Row[Any]]:
    p, a, r = pages.c, articles.c, revisions.c
    home = func.coalesce(a.folded_into, a.id)
    columns = (
        p.id.label("page"), home.label("home"), p.source, p.mirror, p.url, p.verdict, p.fetched_at, p.evidence,
        p.of_article, a.story, a.listed_title, a.listed_published, r.id.label("text"), r.title, r.published,
        r.authors, r.section, r.language,
    )  # fmt: skip
    joined = select(*columns).join(articles, a.id == p.article_id).join(revisions, r.id == p.revision_id)
    return list(connection.execute(joined.where(in_ids(p.id, numbers))))


def _facts(row: Row[Any], text: str) -> dict[str, Any]:
    snippet = cut_snippet(text, [])
    return {
        "article": row.home,
        "story": row.story,
        "title": sanitize(row.title or row.listed_title or "").strip(),
        "summary": sanitize(snippet.text) + (" …" if snippet.cut_after else ""),
        "url": row.url,
        "mirror": row.mirror,
        "verdict": row.verdict,
        "like": row.of_article,
        "published": row.published or row.listed_published,
        "authors": [sanitize(name) for name in row.authors],
        "section": None if row.section is None else sanitize(row.section),
        "language": row.language,
        "fetched_at": parse_moment(row.fetched_at),
    }
