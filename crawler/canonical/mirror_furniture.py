"""Which lines are furniture of one mirror: a banner of its host, a notice of its own. Learned from whole pages. Pure.

Texts alone cannot show it: a reading lets such a line into one article in five, and each of these looks altered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from crawler.canonical.boilerplate import LONGEST, are_like_titles
from crawler.canonical.text import tokens

WINDOW = 50
"""Whole pages of a mirror that are looked at, the last."""

FEWEST = 3
"""Pages of different stories with which to begin."""

SHARE = Fraction(4, 5)
"""Share of the pages that a line must stand on."""


@dataclass(frozen=True, slots=True)
class WholePage:
    """A page of a mirror.

    :ivar story: of its article: of the pages of one story the last one counts
    :ivar run: in which it was fetched: what mirrors showed is compared where it was seen at one time
    :ivar lines: all of the page in their order, as ``crawler.canonical.text.compared_line`` gives them
    :ivar title: of its article
    """

    mirror: str
    article: int
    story: int
    run: int
    lines: tuple[str, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A line that one mirror alone has.

    :ivar pages: that carry it, ``of`` how many of different stories
    """

    line: str
    mirror: str
    pages: int
    of: int


def count_stories(pages: Iterable[WholePage]) -> dict[str, int]:
    """Count the stories that each mirror has pages of."""
    return Counter(mirror for mirror, _ in {(page.mirror, page.story) for page in pages})


def find_own_lines(pages: Sequence[WholePage], settled: Collection[str] = ()) -> list[OwnLine]:
    """Find the lines that stand on four in five of one mirror's last pages, and on no page of its siblings.

    A mirror of which fewer than three stories are known has none yet. Nor is a line its own as long as no sibling was
    seen since it began: a site may have put it on every mirror.

    :param pages: of all mirrors of a source, oldest first
    :param settled: lines that are known already, or that a person decided about
    :returns: those on most pages first

    >>> m1 = [WholePage("m1", n, n, 1, ("news", f"story {n}")) for n in range(3)]
    >>> m2 = [WholePage("m2", n, n, 1, ("news", "run by the club", f"story {n}")) for n in range(3)]
    >>> find_own_lines(m1 + m2)
    [OwnLine(line='run by the club', mirror='m2', pages=3, of=3)]
    """
    own: list[OwnLine] = []
    for mirror in sorted({page.mirror for page in pages}):
        mine = last_of_each_story([page for page in pages if page.mirror == mirror][-WINDOW:])
        siblings = [page for page in pages if page.mirror != mirror]
        if len(mine) >= FEWEST and siblings:
            own += [line for line in _alone(mirror, mine, siblings) if line.line not in settled]
    return sorted(own, key=lambda line: (-line.pages, line.mirror, line.line))


def last_of_each_story(pages: Iterable[WholePage]) -> list[WholePage]:
    """Return the last page of each story, and of each part of it whose title is another.

    What stands under every article makes short ones alike, and so brings strangers into one story.
    """
    last: dict[tuple[int, int], WholePage] = {}
    titles: dict[int, list[frozenset[str]]] = {}
    for page in pages:
        words, known = frozenset(tokens(page.title)), titles.setdefault(page.story, [])
        part = next((place for place, earlier in enumerate(known) if are_like_titles(words, earlier)), len(known))
        if part == len(known):
            known.append(words)
        last.pop((page.story, part), None)
        last[page.story, part] = page
    return list(last.values())


def _alone(mirror: str, mine: Sequence[WholePage], siblings: Sequence[WholePage]) -> Iterable[OwnLine]:
    carried = Counter(line for page in mine for line in set(page.lines))
    elsewhere = {line for page in siblings for line in page.lines}
    newest, enough = max(page.run for page in siblings), ceil(SHARE * len(mine))
    for line, number in carried.items():
        if number < enough or line in elsewhere or not 0 < len(tokens(line)) <= LONGEST:
            continue
        if newest >= min(page.run for page in mine if line in page.lines):
            yield OwnLine(line=line, mirror=mirror, pages=number, of=len(mine))
