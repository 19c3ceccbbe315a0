"""Which lines are notes on a source's authors: learned from the articles that each of them wrote. Pure.

A note under every article of one author is on few of a source's pages, so nothing but its author tells it from a
paragraph of background that a beat repeats: the note names him, and stands below all of his articles.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from crawler.canonical.boilerplate import OWN_LENGTH, RepeatedLine, TextSample
from crawler.canonical.text import tokens

FEWEST = 3
"""Articles of an author below which a note must stand."""

SHARE = 0.5
"""Share of the author's articles that a line of the note must stand in: notes are rewritten now and then."""

NAME_LETTERS = 3
"""Letters of the shortest part of a name that a note may call its author by."""

LONGEST = 200
"""Words of the longest paragraph of a note."""


def find_author_notes(samples: Iterable[TextSample]) -> list[RepeatedLine]:
    """Find the lines of notes on authors.

    A note is a run of lines at the end of a text, below the last paragraph that is the article's own. All its lines
    stand below others of the author's articles, and one of them says his name, or a part of it.

    :param samples: of one source, each article once

    >>> note = "ann is a sailor, and writes of boats", "she lives by the sea with two dogs and a parrot"
    >>> own = "the {} was sold on friday for more than anybody in the town had thought"
    >>> boats = ("ferry", "cutter", "lugger")
    >>> samples = [TextSample(n, n, boat, frozenset(), (own.format(boat), *note), ("Ann Reed",)) for n, boat
    ...            in enumerate(boats)]
    >>> [line.line[:9] for line in find_author_notes(samples)]
    ['ann is a ', 'she lives']
    """
    by_author: dict[str, list[TextSample]] = defaultdict(list)
    seen: Counter[str] = Counter()
    for sample in samples:
        seen.update(set(sample.lines))
        for author in sample.authors:
            by_author[author].append(sample)
    found: dict[str, RepeatedLine] = {}
    for author, written in sorted(by_author.items()):
        if len(written) >= FEWEST:
            for line in _notes_on(author, written, seen):
                found.setdefault(line.line, line)
    return list(found.values())


def _notes_on(author: str, written: Sequence[TextSample], seen: Counter[str]) -> list[RepeatedLine]:
    repeated = Counter(line for sample in written for line in set(sample.lines))
    names = {part for part in tokens(author) if len(part) >= NAME_LETTERS}
    ends: Counter[str] = Counter()
    for sample in written:
        ends.update(set(_end_of(sample, repeated, seen, names)))
    return [
        RepeatedLine(line, len(tokens(line)), number, len(written), 1.0, author=author)
        for line, number in sorted(ends.items())
        if number >= FEWEST and number >= SHARE * repeated[line]
    ]


def _end_of(sample: TextSample, repeated: Counter[str], seen: Counter[str], names: set[str]) -> Sequence[str]:
    """The run of repeated lines at the end of a text, from the first that names the author; none without one."""
    start = len(sample.lines)
    while start and (repeated[sample.lines[start - 1]] >= FEWEST or _is_scrap(sample.lines[start - 1], seen)):
        start -= 1
    if not start:
        return ()  # the whole text is repeated: it is published again and again
    for number in range(start, len(sample.lines)):
        line = sample.lines[number]
        if repeated[line] >= FEWEST and names.intersection(tokens(line)):
            return [each for each in sample.lines[number:] if len(tokens(each)) <= LONGEST and repeated[each] >= FEWEST]
    return ()


def _is_scrap(line: str, seen: Counter[str]) -> bool:
    """A short line between the lines of a note."""
    return len(line) < OWN_LENGTH and seen[line] > 1
