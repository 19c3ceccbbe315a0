"""Whole pages of a run: they are gathered, one mirror's own lines are told, and more pages are asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from crawler.archive.disputes.page_waits import load_further_articles
from crawler.archive.runs.due_articles import DueArticle
from crawler.archive.texts.whole_pages import PageLines
from crawler.canonical.mirror_furniture import OwnLine
from crawler.context.run_context import Run
from crawler.listing.fetch_plan import Fetch, Target
from crawler.listing.rechecks import place_on_mirrors
from crawler.mirrors.hosts.host_names import name_host

MOST_GATHERED = 300
"""Whole pages of one mirror that are kept of a run, the last: more than any record of them holds."""

MOST_TOLD, LONGEST_TOLD = 3, 120
"""Lines of a mirror that a warning quotes, and characters of each."""


class GatheredPages:
    """The whole pages of a run, the last of each mirror."""

    def __init__(self) -> None:
        self._by_mirror: dict[str, dict[int, PageLines]] = {}

    def add(self, page: PageLines) -> None:
        """Keep a page, in place of an earlier one of its article; one without lines says nothing."""
        if not page.lines:
            return
        pages = self._by_mirror.setdefault(page.mirror, {})
        pages.pop(page.article, None)
        pages[page.article] = page
        if len(pages) > MOST_GATHERED:
            del pages[next(iter(pages))]

    def list_all(self) -> list[PageLines]:
        """All that were kept, in the order in which they came from each mirror."""
        return [page for pages in self._by_mirror.values() for page in pages.values()]


def tell_own_lines(lines: Iterable[OwnLine]) -> list[str]:
    """Say which lines mirrors have of their own, a sentence for each mirror; of many the longest are quoted.

    >>> tell_own_lines([OwnLine("run by the club", "https://m3.example", 5, 5)])
    ["m3.example has a line of its own on its pages: 'run by the club'"]
    """
    by_mirror: dict[str, list[str]] = {}
    for line in lines:
        by_mirror.setdefault(name_host(line.mirror), []).append(line.line)
    return [f"{host} has {_quote(its)}" for host, its in by_mirror.items()]


def _quote(lines: Sequence[str]) -> str:
    longest = sorted(lines, key=len, reverse=True)[:MOST_TOLD]  # a sentence tells more than "about us"
    quoted = [f"'{line if len(line) <= LONGEST_TOLD else line[:LONGEST_TOLD] + '…'}'" for line in longest]
    more = len(lines) - len(quoted)
    which = "a line" if len(lines) == 1 else f"{len(lines)} lines"
    return f"{which} of its own on its pages: {', '.join(quoted)}{f' and {more} more' if more else ''}"


async def plan_further_pages(run: Run, mirrors: Sequence[str], planned: Collection[str]) -> list[Fetch]:
    """Plan the pages that alarms wait for: further articles of the mirrors they are about.

    :param mirrors: those that may be asked
    :param planned: keys that are fetched anyway
    """
    if len(run.source.mirrors) < 2:
        return []
    wanted: Mapping[str, list[DueArticle]] = await run.services.archive.load(load_further_articles, run.source.id)
    fetches: list[Fetch] = []
    for mirror, further in wanted.items():
        for article in further if mirror in mirrors else ():
            places = place_on_mirrors(run, article)
            if mirror in places and article.key not in planned:
                targets, title = (Target(mirror, places[mirror]),), article.listed_title
                fetches.append(Fetch(article.key, targets, title=title, revisit=True, audit=True))
    return fetches
