"""Articles: a list that can be narrowed down, and the full text."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection

from crawler.model.verdict import Kind
from scheduler.reports.lists.articles import ArticleFilter, list_articles
from scheduler.reports.lists.search import search_articles
from scheduler.web.view import DAY, View


def load_articles_page(connection: Connection, view: View) -> dict[str, Any]:
    """A page of articles: those with certain words in them, or those of a source, day, verdict, mirror or section."""
    words = view.optional("q")
    verdict = view.optional("verdict")
    wanted = ArticleFilter(
        source=view.optional("source"),
        day=read_day(view.optional("day")),
        verdict=verdict if verdict in {kind.value for kind in Kind} else None,
        mirror=view.optional("mirror"),
        section=view.optional("section"),
    )
    before = view.optional_number("before")
    facts: dict[str, Any] = {
        "words": words,
        "filter": wanted,
        "day": view.optional("day"),
        "names": {source.id: source.name for source in view.configuration.sources},
        "kinds": [kind.value for kind in Kind if kind is not Kind.QUARANTINED],
    }
    if words:
        found = search_articles(connection, words, source=wanted.source, before=before, mirrors=view.mirrors)
        return facts | {"hits": found.found, "rows": (), "older": found.before, "complete": found.complete}
    listed = list_articles(connection, wanted, before)
    return facts | {"hits": (), "rows": listed.rows, "older": listed.older, "complete": True}


def read_day(text: str | None) -> int | None:
    """A day as a number since 1970; None where it is none.

    >>> read_day("1970-01-03"), read_day("yesterday")
    (2, None)
    """
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) // DAY
