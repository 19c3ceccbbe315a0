"""The lines of a whole page: what is kept of them, and whether two pages say the same although two texts differ. Pure.

A reading takes an article's text out of a page, and one line of furniture more may move what it takes. So two mirrors
whose texts differ say the same where each page has, anywhere, what the other's text has more. Where a page names its
own host, another mirror names another one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence

from crawler.canonical.text import compared_line, tokens

MOST_LINES = 1000
"""Lines of a page that are kept: of a longer one the first half and the last half, where its furniture stands."""

LONGEST_LINE = 1000
"""Characters of a line that are kept."""


def keep_lines(lines: Iterable[str]) -> list[str]:
    """Return the lines of a page in the form in which they are compared, in their order.

    >>> keep_lines(["Server kept by: the Club", " · ", "FIRST paragraph."])
    ['server kept by: the club', 'first paragraph']
    """
    kept = [line[:LONGEST_LINE] for line in map(compared_line, lines) if line]
    return kept if len(kept) <= MOST_LINES else kept[: MOST_LINES // 2] + kept[-MOST_LINES // 2 :]


def say_same(
    texts: tuple[str, str],
    pages: tuple[Sequence[str], Sequence[str]],
    mask: Collection[str] = frozenset(),
    is_own: Callable[[str], bool] = lambda host: False,
) -> bool:
    """Say whether two pages say the same, though not all of it was read as their articles' texts.

    :param texts: of the article, as either page was read
    :param pages: the lines of either page, as ``keep_lines`` gives them
    :param mask: lines that are boilerplate
    :param is_own: whether a host is one of the source's mirrors

    >>> texts, page = ("Harbour\\nFire at the docks.", "Fire at the docks."), ["harbour", "fire at the docks"]
    >>> say_same(texts, (page, page)), say_same(texts, (page, ["fire at the docks"]))
    (True, False)
    """
    here, there = ([_without_hosts(line, is_own) for line in _lines(text, mask)] for text in texts)
    if here == there:
        return True
    here, there = list(dict.fromkeys(here)), list(dict.fromkeys(there))  # teasers of one kind are read together
    ours, theirs = set(here), set(there)
    if ours == theirs or [line for line in here if line in theirs] != [line for line in there if line in ours]:
        return False  # their order differs, or how often a line stands there: that is no matter of reading
    first, second = ([_without_hosts(line, is_own) for line in page] for page in pages)
    return _has_all(second, ours - theirs) and _has_all(first, theirs - ours)


def _lines(text: str, mask: Collection[str]) -> list[str]:
    return [line for line in map(compared_line, text.split("\n")) if line and line not in mask]


_HOST = re.compile(r"((?:[a-z0-9-]+\.)+[a-z0-9-]+)(?::\d{1,5}\b)?")


def _without_hosts(line: str, is_own: Callable[[str], bool]) -> str:
    """A line in which every mirror of the source has one name."""
    return _HOST.sub(lambda host: "mirror" if is_own(host[1]) else host[0], line) if "." in line else line


def _has_all(page: Sequence[str], lines: Collection[str]) -> bool:
    """Whether the words of each line stand on a page in a row: of several lines there, or within one."""
    if not lines:
        return True
    words = _in_a_row("\n".join(page))
    return all(_in_a_row(line) in words for line in lines)


def _in_a_row(text: str) -> str:
    return f" {' '.join(tokens(text))} "
