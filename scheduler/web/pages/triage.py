"""What a person has to look at: alarms with the diff in place, proposed hosts, pages in quarantine."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection

from crawler.archive.disputes.alarms import Alarm, load_alarms
from crawler.archive.mirrors.proposals import load_proposals
from crawler.archive.pages.quarantine import load_quarantine
from crawler.archive.texts.revision_texts import load_texts
from crawler.canonical.side_by_side import compare_side_by_side
from crawler.model.article import Reason
from scheduler.reports.counts.mirrors import proposal_facts
from scheduler.reports.lists.alarms import alarm_facts
from scheduler.reports.lists.articles import load_rows
from scheduler.reports.lists.quarantine import format_standing, quarantined_facts
from scheduler.web.view import View

SHOWN = 30
MOST_ROWS = 12
"""Rows of a diff that are shown in place; the article's page has all."""


def load_alarms_page(connection: Connection, view: View) -> dict[str, Any]:
    """The alarms that nobody has answered, or those that were, the latest first."""
    answered = view.optional("show") == "answered"
    source = view.optional("source")
    listed = load_alarms(connection, source, answered=answered)
    wanted = sorted((a for a in listed if (a.acked_at is not None) is answered), key=lambda a: a.id, reverse=True)
    before = view.optional_number("before")
    page = [alarm for alarm in wanted if before is None or alarm.id < before][: SHOWN + 1]
    shown = page[:SHOWN]
    titles = {row.id: row.title for row in load_rows(connection, [a.article for a in shown if a.article is not None])}
    diffs = _diffs(connection, shown)
    return {
        "alarms": [
            alarm_facts(alarm) | {"title": titles.get(alarm.article or 0), "diff_rows": diffs.get(alarm.id)}
            for alarm in shown
        ],
        "answered": answered,
        "source": source,
        "total": len(wanted),
        "by_mirror": Counter(alarm.mirror for alarm in wanted).most_common(10),
        "older": shown[-1].id if len(page) > SHOWN else None,
    }


def _diffs(connection: Connection, shown: list[Alarm]) -> dict[int, list[dict[str, Any]]]:
    """Alarm → the first rows in which the two texts that it is about differ."""
    pairs = {
        alarm.id: (alarm.evidence["other_text"], alarm.evidence["text"])
        for alarm in shown
        if "text" in alarm.evidence and "other_text" in alarm.evidence
    }
    texts = load_texts(connection, sorted({number for pair in pairs.values() for number in pair}))
    return {
        number: [asdict(row) for row in compare_side_by_side(texts[here], texts[there])[:MOST_ROWS]]
        for number, (here, there) in pairs.items()
        if here in texts and there in texts
    }


def load_proposals_page(connection: Connection, view: View) -> dict[str, Any]:
    """Hosts that may be mirrors, those to decide first."""
    every = view.optional("show") == "all"
    listed = [each for each in load_proposals(connection, view.optional("source")) if every or each.is_listed]
    ordered = sorted(listed, key=lambda each: (not each.is_undecided, -each.score, each.host))
    names = {source.id: source.name for source in view.configuration.sources}
    return {"proposals": [proposal_facts(each) for each in ordered[:200]], "every": every, "names": names}


def load_quarantine_page(connection: Connection, view: View) -> dict[str, Any]:
    """Pages that were no articles, the latest first."""
    reason = view.optional("reason")
    wanted = reason if reason in {each.value for each in Reason} else None
    pages = load_quarantine(connection, view.optional("source"), wanted, 100)
    return {
        "pages": [quarantined_facts(page) | {"standing": format_standing(page)} for page in pages],
        "reason": wanted,
        "reasons": [each.value for each in Reason],
        "source": view.optional("source"),
    }
