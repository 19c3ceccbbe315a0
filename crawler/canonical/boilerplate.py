"""Which lines of a source are boilerplate: learned from its newest articles. Pure, and the same for the same articles.

A line that stands in several articles is boilerplate, or a paragraph of background that a beat repeats. What tells
them apart is how much of the source carries it since it began, whether it is short, and whether it stands outside
the run of paragraphs that are the article's own. docs/dedup.md says what the rule finds and misses.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from crawler.canonical.text import compared_line, tokens

WINDOW = 300
"""Articles of a source that are looked at, the newest: older lines are known or no longer printed."""

SHORT = 12
"""Words of a line that is short: a label, a link, a call."""

MEDIUM = 25
"""Words of a notice; paragraphs of background are longer as a rule."""

LONGEST = 80
"""Words beyond which a line is never learned: a person has to say so."""

OWN_LENGTH = 40
"""Characters of the shortest line that counts as a paragraph of the article's own."""

OWN_SEEN = 2
"""Articles that may have a paragraph, so that it still is one's own: a republished text is seen twice."""

LIKE_TITLES = 0.5
"""Share of words that two titles of one story have in common when they are the same article published again."""


@dataclass(frozen=True, slots=True)
class TextSample:
    """A text of an article as it is learned from; an article has one for each text that a mirror shows.

    :ivar story: articles of one story with like titles count once: a text published five times is no boilerplate
    :ivar lines: of its text, as ``compared_line`` gives them
    """

    article: int
    story: int
    title: str
    mirrors: frozenset[str]
    lines: tuple[str, ...]
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RepeatedLine:
    """A line that is boilerplate, and why.

    :ivar articles: that carry it, of ``since`` articles from the first that did
    :ivar outside: share of them in which it stands before or after the article's own paragraphs
    :ivar mirror: where it was found, if not on all mirrors together
    :ivar teaser: whether it is the title of another article of the source
    :ivar author: whom it is a note on
    """

    line: str
    words: int
    articles: int
    since: int
    outside: float
    mirror: str | None = None
    teaser: bool = False
    author: str | None = None


def sample_lines(text: str) -> tuple[str, ...]:
    """The lines of a text that can be learned from."""
    return tuple(line for line in map(compared_line, text.split("\n")) if line)


def learn_boilerplate(samples: Iterable[TextSample], settled: Collection[str] = ()) -> list[RepeatedLine]:
    """Find the lines that are boilerplate.

    :param samples: of one source, in the order of their articles' first time
    :param settled: lines that are known already, or that a person decided about
    :returns: one finding a line, those that most articles carry first
    """
    everything = list(samples)
    mirrors = sorted({mirror for sample in everything for mirror in sample.mirrors})
    groups: list[tuple[str | None, list[TextSample]]] = [(None, everything)]
    if len(mirrors) > 1:
        groups += [(mirror, [sample for sample in everything if mirror in sample.mirrors]) for mirror in mirrors]
    learned: dict[str, RepeatedLine] = {}
    repeated = (finding for mirror, group in groups for finding in _in_group(count_once(group), mirror))
    for finding in chain(repeated, _find_teasers(everything)):
        if finding.line not in settled:
            learned.setdefault(finding.line, finding)
    return sorted(learned.values(), key=lambda finding: (-finding.articles, finding.line))


SHORT_TEASER_WORDS = 3
"""Words of a line that is a teaser where it stands before or after the article's own paragraphs, because it is another
article's title."""

TEASER_WORDS, TEASER_TEXTS = 5, 3
"""Words of one that is, wherever it stands, and texts that have it: one may have it as a heading."""


def _find_teasers(samples: Sequence[TextSample]) -> Iterable[RepeatedLine]:
    """Find lines that are the titles of other articles: links that a reading took for text."""
    titles: dict[str, set[int]] = defaultdict(set)
    for sample in samples:
        titles[compared_line(sample.title)].add(sample.article)
    seen = Counter(line for sample in samples for line in set(sample.lines))
    outside, inside = Counter[str](), Counter[str]()
    for sample in samples:
        place = _own_place(sample, seen)
        for number, line in enumerate(sample.lines):
            if titles.get(line, set()) - {sample.article} and line != compared_line(sample.title):
                inside[line] += place is not None and place[0] <= number <= place[1]
                outside[line] += place is not None and not place[0] <= number <= place[1]
    for line in sorted(inside.keys() | outside.keys()):
        words = len(tokens(line))
        is_around = outside[line] > 0 and not inside[line]
        if words >= SHORT_TEASER_WORDS and (is_around or (words >= TEASER_WORDS and seen[line] >= TEASER_TEXTS)):
            yield RepeatedLine(line, words, seen[line], len(samples), outside[line] / seen[line], teaser=True)


def _own_place(sample: TextSample, seen: Counter[str]) -> tuple[int, int] | None:
    """Where the first and the last paragraph of a text stand that are its article's own."""
    own = [n for n, line in enumerate(sample.lines) if len(line) >= OWN_LENGTH and seen[line] <= OWN_SEEN]
    return (own[0], own[-1]) if own else None


def count_once(samples: Iterable[TextSample]) -> list[TextSample]:
    """Return the samples without other texts of an article, and without articles of a story that have like titles."""
    kept: list[TextSample] = []
    titles: dict[int, list[frozenset[str]]] = defaultdict(list)
    for sample in samples:
        words = frozenset(tokens(sample.title))
        if not any(are_like_titles(words, earlier) for earlier in titles[sample.story]):
            kept.append(sample)
            titles[sample.story].append(words)
    return kept[-WINDOW:]


def are_like_titles(first: frozenset[str], second: frozenset[str]) -> bool:
    """Return whether two titles, given as their words, may be those of one article; an unknown one may be any."""
    return not first or not second or len(first & second) >= LIKE_TITLES * min(len(first), len(second))


def _in_group(group: Sequence[TextSample], mirror: str | None) -> Iterable[RepeatedLine]:
    seen = Counter(line for sample in group for line in set(sample.lines))
    wanted = {line for line, number in seen.items() if number >= _RULES[0].articles}
    first: dict[str, int] = {}
    outside: Counter[str] = Counter()
    judged: Counter[str] = Counter()
    for place, sample in enumerate(group):
        repeated = wanted.intersection(sample.lines)
        own = _own_place(sample, seen)
        for line in repeated:
            first.setdefault(line, place)
            if own:
                judged[line] += 1
                outside[line] += line not in sample.lines[own[0] : own[1] + 1]
    for line in wanted:
        share = outside[line] / judged[line] if judged[line] else 0.0
        finding = RepeatedLine(
            line=line,
            words=len(tokens(line)),
            articles=seen[line],
            since=len(group) - first[line],
            outside=share,
            mirror=mirror,
        )
        if is_boilerplate(finding):
            yield finding


@dataclass(frozen=True, slots=True)
class _Rule:
    """From how many articles, and from which share of those since it began, a line of a kind is boilerplate."""

    words: int
    outside: float
    articles: int
    share: float


_RULES = (
    _Rule(SHORT, 0.9, 6, 0.2),  # a label around the text
    _Rule(SHORT, 0.0, 6, 0.5),  # a label within it
    _Rule(MEDIUM, 0.9, 8, 0.9),  # a notice or a call around the text, in nearly all of the pages of a template
    _Rule(LONGEST, 0.9, 12, 0.9),
    _Rule(LONGEST, 0.9, 20, 0.6),  # the same in most of them, and for longer than an event lasts
    _Rule(LONGEST, 0.0, 12, 0.9),  # one within the text
)


def is_boilerplate(line: RepeatedLine) -> bool:
    """Decide about a line from what was counted.

    >>> is_boilerplate(RepeatedLine("share this article", 3, articles=6, since=20, outside=1.0))
    True
    >>> is_boilerplate(RepeatedLine("the region has been at war since", 30, articles=9, since=9, outside=1.0))
    False
    """
    return any(
        0 < line.words <= rule.words
        and line.outside >= rule.outside
        and line.articles >= rule.articles
        and line.articles >= rule.share * line.since
        for rule in _RULES
    )
