"""Alarms that wait for whole pages: too few are known of a mirror to tell its furniture from an altered text."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from crawler.archive.pages.listed_articles import is_listed_by
from crawler.archive.queries import insert
from crawler.archive.runs.due_articles import DueArticle, load_due_details
from crawler.archive.tables.alarms import disputes
from crawler.archive.tables.articles import articles
from crawler.archive.tables.whole_pages import page_waits
from crawler.archive.texts.whole_pages import load_stories_on_record
from crawler.canonical.mirror_furniture import FEWEST

MOST_TRIES = 2
"""Runs at whose end alarms wait; then they are decided with the pages that there are."""

REMEMBERED = 7 * 86_400
"""Seconds for which a mirror that was asked in vain is not waited for again."""

MOST_LOOKED_AT = 200
"""Articles of a mirror among which further ones are looked for, the newest."""


@dataclass
class PageWaits:
    """Which mirrors alarms wait for at the end of a run.

    :ivar mirrors: origins that the source has now
    :ivar waited_for: those that an alarm waits for
    """

    connection: Connection
    source: str
    mirrors: Collection[str]
    now: int
    waited_for: set[str] = field(default_factory=set)

    def wait_for(self, mirrors: Iterable[str], article: int) -> bool:
        """Say whether an alarm about what some mirrors show of an article has to wait, and keep for which of them."""
        lacking = {mirror for mirror in mirrors if self._lacks_pages(mirror, article)}
        self.waited_for |= lacking
        return bool(lacking)

    def _lacks_pages(self, mirror: str, article: int) -> bool:
        if mirror not in self.mirrors or len(self._stories.get(mirror, ())) >= FEWEST:
            return False
        if (row := self._asked.get(mirror)) is not None and row.tries >= MOST_TRIES and self._is_recent(row):
            return False
        further = _find_further(self.connection, self.source, mirror, self._stories.get(mirror, set()))
        return any(row.id != article for row in further)

    @cached_property
    def _stories(self) -> dict[str, set[int]]:
        return load_stories_on_record(self.connection, self.source)

    @cached_property
    def _asked(self) -> dict[str, Row[Any]]:
        rows = self.connection.execute(select(page_waits).where(page_waits.c.source == self.source))
        return {row.mirror: row for row in rows}

    def _is_recent(self, row: Row[Any]) -> bool:
        return bool(row.since > self.now - REMEMBERED)

    def record(self) -> None:
        """Write which mirrors are waited for: the next run asks them for further articles."""
        w, values = page_waits.c, []
        for mirror in sorted(self.waited_for):
            row = self._asked.get(mirror)
            again = row is not None and self._is_recent(row)
            tries, since = (row.tries + 1, row.since) if row is not None and again else (1, self.now)
            values.append({"source": self.source, "mirror": mirror, "tries": tries, "since": since})
        over = (w.source == self.source) & w.mirror.not_in(self.waited_for)
        self.connection.execute(delete(page_waits).where(over, w.tries < MOST_TRIES))
        self.connection.execute(delete(page_waits).where(over, w.since <= self.now - REMEMBERED))
        self.connection.execute(update(page_waits).where(over).values(tries=MOST_TRIES + 1))
        if values:
            statement = insert(self.connection, page_waits)
            fresh = {name: statement.excluded[name] for name in ("tries", "since")}
            self.connection.execute(
                statement.on_conflict_do_update(index_elements=["source", "mirror"], set_=fresh), values
            )


def load_further_articles(connection: Connection, source: str) -> dict[str, list[DueArticle]]:
    """Load which articles mirrors are to be asked for, so that alarms about their texts can be decided.

    :returns: mirror → articles that it lists, of stories that none of its whole pages is of
    """
    w = page_waits.c
    waited_for = select(w.mirror, w.tries).where(w.source == source, w.tries <= MOST_TRIES)
    rows = connection.execute(waited_for.order_by(w.mirror)).all()
    if not rows:
        return {}
    stories = load_stories_on_record(connection, source)
    further: dict[str, list[DueArticle]] = {}
    for mirror, tries in rows:
        others = _find_further(connection, source, mirror, stories.get(mirror, set()))
        start = FEWEST * (tries - 1)  # what did not come at the first try is not asked for at the second
        further[mirror] = load_due_details(connection, others[start : start + FEWEST] or others[:FEWEST])
    return further


def _find_further(connection: Connection, source: str, mirror: str, stories: Collection[int]) -> list[Row[Any]]:
    """Articles that a mirror lists, one of each story but for some, the newest first; without those in dispute, which
    it is asked for anyway.
    """
    a = articles.c
    open_ones = select(disputes.c.article_id).where(disputes.c.source == source, disputes.c.closed_at.is_(None))
    whole = (a.source == source) & a.folded_into.is_(None) & a.revision_id.is_not(None)
    rows = connection.execute(
        select(a.id, a.key, a.revision_id, a.story)
        .where(whole, a.id.not_in(open_ones), is_listed_by(mirror))
        .order_by(a.id.desc())
        .limit(MOST_LOOKED_AT)
    )
    newest: dict[int, Any] = {}
    for row in rows:
        if row.story not in stories:
            newest.setdefault(row.story, row)
    return list(newest.values())
