"""Which lines are furniture of a source's template: learned from whole pages, however few texts hold them. Pure.

A reading lets a line that stands under every article into one text in twenty; too few for the texts alone to show it.
The pages show it: they all have it, and not among the paragraphs of their articles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import ceil

from crawler.canonical.boilerplate import LONGEST, OWN_LENGTH, RepeatedLine
from crawler.canonical.mirror_furniture import SHARE, WINDOW, WholePage, last_of_each_story
from crawler.canonical.text import tokens

FEWEST = 6
"""Pages of different stories with which to begin: a mirror's own lines need fewer, for its siblings speak against
them."""

OUTSIDE = 0.9
"""Share of the pages on which the line stands before or after the paragraphs that are the article's own."""

SELDOM_READ = 0.2
"""Share of the articles whose texts hold a line up to which it is none of theirs, although it stands among them."""

SENTENCE = 4
"""Words of a line that is learned before any text held it: shorter ones are labels, which articles use as well."""


def find_template_lines(
    pages: Sequence[WholePage], texts: Mapping[int, Collection[str]], settled: Collection[str] = ()
) -> list[RepeatedLine]:
    """Find the lines that stand on four in five of a mirror's last pages, and around their articles.

    Pages of one story count once: three reports of one event share their paragraphs.

    :param pages: of all mirrors of a source, oldest first
    :param texts: article → the lines of its text, as ``crawler.canonical.text.compared_line`` gives them
    :param settled: lines that are known already, or that a person decided about
    :returns: those on most pages first

    >>> story = "one paragraph of the story of number {}, and of that story alone"
    >>> pages = [WholePage("m", n, n, 1, ("news", story.format(n), "write to us about this")) for n in range(6)]
    >>> texts = {n: {story.format(n)} for n in range(5)} | {5: {story.format(5), "write to us about this"}}
    >>> [line.line for line in find_template_lines(pages, texts)]
    ['write to us about this']
    """
    found: dict[str, RepeatedLine] = {}
    for mirror in sorted({page.mirror for page in pages}):
        mine = last_of_each_story([page for page in pages if page.mirror == mirror][-WINDOW:])
        if len(mine) >= FEWEST:
            for line in _on_most(mine, texts, settled):
                found.setdefault(line.line, line)
    return sorted(found.values(), key=lambda line: (-line.articles, line.line))


PAGES_SHARE = 0.2
"""Share of the last pages of different stories that a line must stand on to be the template's: a heading that returns
in each part of a series is on fewer."""


def is_on_pages(line: str, pages: Sequence[WholePage], mirror: str | None = None) -> bool:
    """Return whether enough of a source's whole pages carry a line for it to be boilerplate.

    :param pages: of all mirrors; too few of them say nothing, and so speak for the line
    :param mirror: whose pages count; None: the pages of all
    """
    counted = last_of_each_story(page for page in pages if mirror is None or page.mirror == mirror)
    carried = sum(line in page.lines for page in counted)
    return len(counted) < FEWEST or carried >= PAGES_SHARE * len(counted)


def _on_most(
    pages: Sequence[WholePage], texts: Mapping[int, Collection[str]], settled: Collection[str]
) -> Iterable[RepeatedLine]:
    carried = Counter(line for page in pages for line in set(page.lines))
    enough = ceil(SHARE * len(pages))
    wanted = {line for line, number in carried.items() if number >= enough and line not in settled}
    outside: Counter[str] = Counter()
    judged: Counter[str] = Counter()
    read: Counter[str] = Counter()
    for page in pages:
        text = texts.get(page.article, ())
        own = [place for place, line in enumerate(page.lines) if _is_own(line, text, carried)]
        read.update(wanted.intersection(text))
        if own:
            among = set(page.lines[own[0] : own[-1] + 1])
            judged.update(wanted.intersection(page.lines))
            outside.update(wanted.intersection(page.lines) - among)
    for line in sorted(wanted):
        words = len(tokens(line))
        if judged[line] < FEWEST or not 0 < words <= LONGEST or not (read[line] or words >= SENTENCE):
            continue
        share = outside[line] / judged[line]
        if share >= OUTSIDE or read[line] <= SELDOM_READ * judged[line]:
            yield RepeatedLine(line=line, words=words, articles=carried[line], since=len(pages), outside=share)


def _is_own(line: str, text: Collection[str], carried: Counter[str]) -> bool:
    """Whether a line of a page is a paragraph of its article alone."""
    return len(line) >= OWN_LENGTH and carried[line] == 1 and line in text
