"""All that may happen to an archive, in any order: runs, other mirrors, folds, splits, merges, purges, retention."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from crawler.archive.database.store import Archive
from crawler.archive.pages.record_pages import load_open_pages, record_pages
from crawler.archive.pages.sightings import record_sightings
from crawler.archive.pages.verdicts import record_judgements
from crawler.archive.removal.expire import (
    drop_articles,
    drop_runs,
    drop_unchanged_pages,
    load_old_articles,
)
from crawler.archive.removal.forget_source import drop_rows
from crawler.archive.removal.purge import begin_purge, bury_articles, load_next_families, select_named_articles
from crawler.archive.removal.tombstones import Decision
from crawler.archive.rollup.recount_days import recount_stale_days
from crawler.archive.runs.record_runs import begin_run, end_run
from crawler.archive.stored_page import OpenPage
from crawler.archive.stories.overrides import MERGE, SPLIT, record_override, undo_override
from crawler.archive.stories.story_links import update_stories
from crawler.archive.tables.articles import articles, overrides, pages, revisions
from crawler.model.verdict import Judgement, Kind, LinkKind, StoryLink, Verdict
from tests.desk.fetched_pages import DAY, HOUR, M1, M2, M3, NOW, conflicting, folded, page, pending, rows, seen, words

Step = tuple[int, int, int, int, int]
"""What happens, and four numbers that say to whom and how."""

NAMES = ("herald", "tribune")
MIRRORS = (M1, M2, M3)
WORDS = ("storm", "harbour", "東京", "élan", "Müller")
WORD = Decision("clerk", "asked to", NOW)

steps = st.lists(st.tuples(*(st.integers(0, 11) for _ in range(5))), min_size=3, max_size=14)


@dataclass
class Life:
    """An archive, and what happens to it."""

    archive: Archive

    def happen(self, step: Step) -> None:
        """Let one thing happen."""
        what, *numbers = step
        deeds: tuple[Callable[[int, int, int, int], None], ...] = (
            self._crawl, self._crawl, self._crawl, self._crawl, self._sight, self._merge, self._split, self._undo,
            self._purge, self._expire, self._forget, self._resume,
        )  # fmt: skip
        deeds[what](*numbers)
        if sum(numbers) % 3:
            while self.archive.call(recount_stale_days):
                pass

    def _pick(self, number: int, source: str | None = None) -> int | None:
        """The number of an article, if there is any."""
        here = [row["id"] for row in rows(self.archive, articles) if source in (None, row["source"])]
        return here[number % len(here)] if here else None

    def _homes(self) -> list[int]:
        return [row["id"] for row in rows(self.archive, articles) if row["folded_into"] is None]

    def _crawl(self, key: int, text: int, mirror: int, how: int) -> None:
        """A run with one page; every third is killed before its end."""
        source, day = NAMES[key % 2], (text + how) % 4
        at = NOW + day * DAY + mirror * HOUR // 2
        run = self.archive.call(begin_run, source, at)
        on = MIRRORS[mirror % 3]
        said = f"{WORDS[text % 5]} {words(f'w{text}x', 40)}"
        title = f"About {WORDS[(text + how) % 5]}"
        fetched = page(run, f"/{key % 5}", said, on, at=at, source=source, title=title, url=f"{on}/{key % 5}?{how % 2}")
        (number,) = self.archive.call(record_pages, [fetched])
        for opened in self.archive.read(load_open_pages, [number]):
            if how < 10:  # a kill before the verdict leaves it open
                self._judge(opened, how)
        if how % 3:
            costs = {"requests": 2, "bytes": 10 * text, "bodies": 1, "revisits": how % 2, "failures": 0}
            self.archive.call(
                end_run, run, now=at + HOUR, outcome="done", problem=None, report={"known": text}, mirrors={on: costs}
            )

    def _judge(self, opened: OpenPage, how: int) -> None:
        others = [home for home in self._homes() if home < opened.article]
        fresh = all(text.revision != opened.revision for text in opened.shown)
        if opened.folded is not None and fresh and how % 2:
            opened = replace(opened, article=opened.folded, shown=())
        judgement = Judgement(Verdict((Kind.NEW, Kind.REVISION, Kind.UNCHANGED)[how % 3]))
        if opened.shown and how == 4:
            judgement = pending(opened.article)
        elif opened.shown and fresh and how == 5:
            judgement = conflicting()
        elif not opened.shown and others and how in (6, 7) and not opened.detached:
            same = [row["id"] for row in rows(self.archive, articles) if row["source"] == opened.source]
            homes = [other for other in others if other in same and self._has_text(other, opened)]
            judgement = folded(homes[0]) if homes else judgement
        elif not opened.shown and others:
            link = StoryLink(others[how % len(others)], LinkKind.JACCARD, 0.7, 0.9, longer=False)
            judgement = Judgement(Verdict(Kind.NEAR_DUPLICATE, link.other), (link,))
        self.archive.call(record_judgements, [(opened, judgement)])

    def _has_text(self, home: int, opened: OpenPage) -> bool:
        return any(r["article_id"] == home and r["digest"] == opened.digest for r in rows(self.archive, revisions))

    def _sight(self, article: int, mirror: int, at: int, run: int) -> None:
        """A listing shows a known article; sometimes nobody knows which run that was."""
        number = self._pick(article)
        if number is not None:
            there = [row for row in rows(self.archive, articles) if row["id"] == number]
            on, when = MIRRORS[mirror % 3], there[0]["first_seen"] + at * HOUR
            path = f"{there[0]['key']}?{run % 2}"  # where a page may be fetched some day
            sighting = seen(number, on + path, on, at=when, run=None if run > 8 else run + 1)
            self.archive.call(record_sightings, [sighting])

    def _override(self, kind: str, one: int, other: int) -> None:
        homes = self._homes()
        if len(homes) > 1:
            first, second = homes[one % len(homes)], homes[other % len(homes)]
            if first != second:
                self.archive.call(record_override, kind, [(first, second)], who="clerk", reason="so", now=NOW)
                self.archive.call(update_stories, [first, second])

    def _merge(self, one: int, other: int, _: int, __: int) -> None:
        self._override(MERGE, one, other)

    def _split(self, one: int, other: int, _: int, __: int) -> None:
        self._override(SPLIT, one, other)

    def _undo(self, which: int, _: int, __: int, ___: int) -> None:
        made = [row["id"] for row in rows(self.archive, overrides)]
        if made:
            self.archive.call(undo_override, made[which % len(made)], who="clerk", reason="not so", now=NOW)
            self.archive.call(update_stories, self._homes())

    def _purge(self, article: int, _: int, __: int, ___: int) -> None:
        number = self._pick(article)
        if number is not None:
            (wanted,) = self.archive.read(select_named_articles, [number])
            self.archive.call(begin_purge, wanted.source)
            self.archive.call(bury_articles, wanted.source, self.archive.read(load_next_families, wanted), {}, WORD)

    def _expire(self, day: int, source: int, _: int, __: int) -> None:
        name, before = NAMES[source % 2], NOW + (day % 5) * DAY
        run = self.archive.call(begin_run, name, before)
        leaving = self.archive.read(load_old_articles, name, before)
        self.archive.call(drop_articles, name, run, leaving.ids)
        self.archive.call(drop_unchanged_pages, name, before)
        self.archive.call(drop_runs, name, before)

    def _forget(self, source: int, _: int, __: int, how: int) -> None:
        """A source leaves; seldom, and sometimes the removal is cut off."""
        if how > 7:
            for _round in range(99 if how > 9 else how):
                if not self.archive.call(drop_rows, NAMES[source % 2]):
                    break

    def _resume(self, how: int, _: int, __: int, ___: int) -> None:
        """What a killed run left without a verdict is judged."""
        waiting = [row["id"] for row in rows(self.archive, pages) if row["verdict"] is None]
        for number in waiting:  # of one article one after the other
            for opened in self.archive.read(load_open_pages, [number]):
                self._judge(opened, how)
