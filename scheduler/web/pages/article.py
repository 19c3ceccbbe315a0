"""One article: what it says, where, since when, whether it changed, and why it was judged so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection

from crawler.archive.texts.boilerplate import load_masks
from crawler.archive.texts.revision_texts import load_texts
from crawler.canonical.mask import show_text
from crawler.canonical.side_by_side import compare_side_by_side
from crawler.model.errors import NotFound
from scheduler.reports.article.article_account import JudgedPage
from scheduler.reports.article.timeline import Timeline, load_timeline
from scheduler.reports.article.verdict_sentences import explain_verdict, list_steps
from scheduler.reports.lists.alarms import alarm_facts
from scheduler.web.view import View

MOST_PAGES, MOST_TEXTS = 60, 40
"""Judged pages and texts that are shown, the latest: a live blog has hundreds."""


def load_article(connection: Connection, view: View) -> dict[str, Any]:
    """Everything about one article; a folded one stands for the one it was folded into."""
    timeline = load_timeline(connection, view.number("article"), view.mirrors)
    account = timeline.account
    texts = account.texts[-MOST_TEXTS:]
    standing = next((text for text in texts if text.stands), None)
    read = load_texts(connection, [standing.id]) if standing is not None else {}
    lines = load_masks(connection, {account.source}).of(account.source).newest.lines
    pages = account.pages[-MOST_PAGES:]
    return {
        "article": account,
        "asked": view.number("article"),
        "text": show_text(read[standing.id], lines) if standing is not None else "",
        "texts": texts,
        "more_texts": len(account.texts) - len(texts),
        "lanes": _lanes(timeline),
        "pages": [judged_facts(page) for page in reversed(pages)],
        "more_pages": len(account.pages) - len(pages),
        "disputes": timeline.disputes,
        "alarms": [alarm_facts(alarm) for alarm in timeline.alarms],
        "compared": _compare(connection, view, [text.id for text in account.texts]),
    }


def judged_facts(page: JudgedPage) -> dict[str, Any]:
    """A judged page: its verdict in words, step by step, and the figures beside the thresholds that they met."""
    settings = page.evidence.get("settings") or {}
    meters = [
        {"name": name, "value": value, "threshold": settings.get(name)}
        for name, value in (("jaccard", page.jaccard), ("containment", page.containment))
        if value is not None
    ]
    return {
        "run": page.run,
        "mirror": page.mirror,
        "url": page.url,
        "at": page.fetched_at,
        "verdict": page.standing,
        "of": page.of,
        "text": page.text,
        "because": explain_verdict(page),
        "steps": list_steps(page),
        "meters": meters,
    }


def _lanes(timeline: Timeline) -> list[dict[str, Any]]:
    """A lane a mirror: which text it showed when, and where it was late."""
    order = {text.id: place + 1 for place, text in enumerate(timeline.account.texts)}
    lanes: dict[str, dict[str, Any]] = {}
    for seen in timeline.account.sightings:
        lane = lanes.setdefault(seen.mirror, {"mirror": seen.mirror, "showings": [], "pages": [], "seen": None})
        first, last = lane["seen"] or (seen.first_seen, seen.last_seen)
        lane["seen"] = (min(first, seen.first_seen), max(last, seen.last_seen))
    for text in timeline.account.texts:
        for showing in text.shown_on:
            empty: dict[str, Any] = {"mirror": showing.mirror, "showings": [], "pages": [], "seen": None}
            lanes.setdefault(showing.mirror, empty)["showings"].append(
                {"text": text.id, "number": order[text.id], "since": showing.first_seen, "until": showing.last_seen}
            )
    for page in timeline.account.pages[-MOST_PAGES:]:
        if page.mirror in lanes:
            fact = {"at": page.fetched_at, "verdict": page.standing, "text": page.text}
            lanes[page.mirror]["pages"].append(fact)
    return list(lanes.values())


def _compare(connection: Connection, view: View, own: Sequence[int]) -> dict[str, Any] | None:
    """The two texts that are to be compared, side by side: those asked for, otherwise the last two.

    :raises NotFound: when the article has no such text
    """
    left, right = view.optional_number("left"), view.optional_number("right")
    if left is None or right is None:
        if len(own) < 2:
            return None
        left, right = own[-2], own[-1]
    missing = next((number for number in (left, right) if number not in own), None)
    if missing is not None:
        raise NotFound("The article has no such text", where=f"text {missing}", cure="Choose one of those listed")
    texts = load_texts(connection, [left, right])
    rows = compare_side_by_side(texts[left], texts[right])
    return {"left": left, "right": right, "rows": [asdict(row) for row in rows]}
