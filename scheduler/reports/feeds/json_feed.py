"""A feed as JSON Feed 1.1. Texts are plain (``content_text``): there is no markup in it."""

from __future__ import annotations

from typing import Any

from scheduler.reports.feeds.feed import Feed, FeedEntry, FeedPlace, format_date
from scheduler.reports.formats.data_formats import format_json

KIND = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"


def write_json_feed(feed: Feed, place: FeedPlace) -> bytes:
    """Write a feed. What the format has no word for stands in ``_mirrorfold``."""
    facts: dict[str, Any] = {"version": VERSION, "title": feed.title}
    facts |= _known(home_page_url=place.page, feed_url=place.own)
    facts["_mirrorfold"] = {"id": feed.id, "updated": format_date(feed.updated)}
    facts["items"] = [_item(entry) for entry in feed.entries]
    return format_json(facts).encode()


def _item(entry: FeedEntry) -> dict[str, Any]:
    summary = "\n".join(filter(None, (entry.changed, entry.summary)))
    item: dict[str, Any] = {"id": entry.id}
    item |= _known(url=entry.url)
    item |= {"title": entry.title, "summary": summary, "content_text": entry.text or entry.summary}
    item |= _known(date_published=None if entry.published is None else format_date(entry.published))
    item["date_modified"] = format_date(entry.updated)
    item["authors"] = [{"name": name} for name in entry.authors or (entry.source_name,)]
    item |= _known(tags=[entry.section] if entry.section else None, language=entry.language)
    item["_mirrorfold"] = {
        "source": entry.source,
        "article": entry.article,
        "story": entry.story,
        "first_seen": format_date(entry.first_seen),
        "changed": entry.changed,
        "other_addresses": list(entry.others),
        "gone": entry.gone,
    }
    return item


def _known(**values: object) -> dict[str, Any]:
    """What is known: the format knows no null."""
    return {name: value for name, value in values.items() if value is not None}
