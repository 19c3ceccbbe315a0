"""What a listing says of its articles, and when a change of its words is a sign that an article was edited. Pure.

A listing speaks only against itself, article by article: another listing with another headline says nothing. Words that
change without the text (a date that is always now, a counter in a title) lose their credit: for a day, then longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

import xxhash

from crawler.canonical.revisit import DAY

LONGEST_DISBELIEF = 7 * DAY
"""Seconds: an article that is older than this is not revisited by age any more, so words count again."""

FEWEST_OF_LISTING = 3
"""Signs that have to be tried before the listing as a whole is judged by them."""

MOST_TRIED = 50
"""Signs of one listing that are followed in one run; the others' turn comes in the next."""


MOST_KEPT = 10_000
"""Articles whose words are kept of one listing, the first: large sitemaps mostly hold what nobody edits any more."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What a listing said of one article.

    :ivar words: a digest of it, 32 bits
    :ivar empty: how often in a row other words brought no other text
    :ivar ignored_until: seconds since 1970 before which other words are no sign
    """

    words: int
    empty: int = 0
    ignored_until: int = 0


@dataclass(frozen=True, slots=True)
class ListingSigns:
    """What one listing said, by ``tag_key`` of its articles, and what its words as a whole are worth.

    :ivar empty: how many runs in a row most of its signs brought no other text
    :ivar ignored_until: seconds since 1970 before which none of its words is a sign
    """

    articles: Mapping[int, Sign] = field(default_factory=dict)
    empty: int = 0
    ignored_until: int = 0


def digest_words(title: str | None, *dates: object) -> int:
    """Return 32 bits that change when a listing's title or one of its dates does."""
    written = "\n".join([title or "", *("" if moment is None else str(moment) for moment in dates)])
    return xxhash.xxh32_intdigest(written.encode("utf-8", "surrogatepass"))


def tag_key(key: str) -> int:
    """Return 64 bits that stand for an article's key."""
    return xxhash.xxh3_64_intdigest(key.encode("utf-8", "surrogatepass"))


def find_signs(before: ListingSigns, shown: Mapping[str, int], now: int, heard: Iterable[int] = ()) -> list[str]:
    """Return the keys of the articles that a listing's words say were edited, in its order.

    :param shown: key → digest of what the listing says now
    :param heard: digests that other listings said before: what they told is known

    >>> before = ListingSigns({tag_key("/1"): Sign(words=5), tag_key("/2"): Sign(words=6, ignored_until=100)})
    >>> find_signs(before, {"/1": 7, "/2": 7, "/3": 7}, now=50)
    ['/1']
    """
    return _find_all_signs(before, shown, now, frozenset(heard))[:MOST_TRIED]


def _find_all_signs(
    before: ListingSigns, shown: Mapping[str, int], now: int, heard: frozenset[int] = frozenset()
) -> list[str]:
    if now < before.ignored_until:
        return []
    return [key for key, words in shown.items() if _is_sign(before.articles.get(tag_key(key)), words, now, heard)]


def _is_sign(before: Sign | None, words: int, now: int, heard: frozenset[int]) -> bool:
    return before is not None and words != before.words and now >= before.ignored_until and words not in heard


def weigh_signs(
    before: ListingSigns, shown: Mapping[str, int], tried: Mapping[str, bool], now: int, heard: Iterable[int] = ()
) -> ListingSigns:
    """Return what is to be remembered of a listing after a run.

    :param tried: keys whose signs were followed, and whether that brought another text
    :param heard: as for ``find_signs``

    >>> before = ListingSigns({tag_key("/1"): Sign(words=5)})
    >>> after = weigh_signs(before, {"/1": 7}, {"/1": False}, now=0)
    >>> after.articles[tag_key("/1")] == Sign(words=7, empty=1, ignored_until=DAY)
    True
    """
    postponed = frozenset(_find_all_signs(before, shown, now, frozenset(heard))) - tried.keys()
    articles: dict[int, Sign] = {}
    for key, words in islice(shown.items(), MOST_KEPT):
        earlier = before.articles.get(tag_key(key))
        articles[tag_key(key)] = _weigh_sign(earlier, words, tried.get(key), now, is_postponed=key in postponed)
    outcomes = [tried[key] for key in shown if key in tried]
    if len(outcomes) < FEWEST_OF_LISTING:
        return ListingSigns(articles, before.empty, before.ignored_until)
    if outcomes.count(False) * 2 <= len(outcomes):
        return ListingSigns(articles)
    return ListingSigns(articles, before.empty + 1, now + _disbelief(before.empty + 1))


def _weigh_sign(before: Sign | None, words: int, brought_text: bool | None, now: int, *, is_postponed: bool) -> Sign:
    if before is None or brought_text:
        return Sign(words)
    if brought_text is None:
        return before if is_postponed else Sign(words, before.empty, before.ignored_until)
    return Sign(words, before.empty + 1, now + _disbelief(before.empty + 1))


def _disbelief(empty: int) -> int:
    """Seconds for which words are no sign after so many that brought nothing: a day, then two, and so on.

    >>> [_disbelief(empty) // DAY for empty in (1, 2, 3, 4, 99)]
    [1, 2, 4, 7, 7]
    """
    return min(DAY << min(empty - 1, 10), LONGEST_DISBELIEF)
