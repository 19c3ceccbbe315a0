"""What is altered in an article: numbers, names, paragraphs; and which mirrors do it again and again. Pure.

``find_tampering`` names what an impostor would alter: numbers, contacts, donation addresses. An honest mirror is late,
misses paragraphs, has another footer. So a number counts only in a paragraph that is otherwise the same, a contact only
inside the text and in place of another one, and a donation address only where the source has not got it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from crawler.canonical.text_diff import align_paragraphs, split_paragraphs
from crawler.canonical.writing_systems import normalized
from crawler.mirrors.trust.traits import Traits

DAY = 86_400

CASES, WITHIN = 3, 7 * DAY
"""Articles with a divergent case, and the seconds they fall into, that put a mirror under suspicion."""

AUDITED, SHARE = 10, Fraction(1, 10)
"""Audited articles from which on a share counts, and the share of divergent ones among them that is suspicious."""

_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
_NAME = re.compile(r"(?<![.!?…]\s)(?<!^)\b[^\W\d_a-z]\w+(?:[-’'][^\W\d_]\w*)*")


@dataclass(frozen=True, slots=True)
class Alterations:
    """How one text differs from another.

    :ivar numbers: those only the one has, and those only the other has; so are ``names``, where a script has capitals
    :ivar removed: paragraphs that only the one has; ``added``: that only the other has
    :ivar edited: paragraphs that both have, in different words
    """

    numbers: tuple[tuple[str, ...], tuple[str, ...]]
    names: tuple[tuple[str, ...], tuple[str, ...]]
    removed: tuple[str, ...]
    added: tuple[str, ...]
    edited: int


def find_alterations(here: str, there: str) -> Alterations:
    """Return what would have to be altered in one text to make it the other.

    >>> found = find_alterations("Police in Bonn counted 400.", "Police in Rome counted 500.")
    >>> found.numbers, found.names, found.edited
    ((('400',), ('500',)), (('Bonn',), ('Rome',)), 1)
    """
    pairs = list(align_paragraphs(split_paragraphs(here), split_paragraphs(there)))
    return Alterations(
        numbers=_only(_numbers(here), _numbers(there)),
        names=_only(_names(here), _names(there)),
        removed=tuple(ours for ours, theirs in pairs if ours is not None and theirs is None),
        added=tuple(theirs for ours, theirs in pairs if ours is None and theirs is not None),
        edited=sum(ours != theirs for ours, theirs in pairs if ours is not None and theirs is not None),
    )


def _numbers(text: str) -> Counter[str]:
    """Numbers in one spelling of the digits."""
    return Counter(_NUMBER.findall(normalized(text)))


def _names(text: str) -> Counter[str]:
    """Words with a capital that do not begin a sentence; German has nouns among them."""
    return Counter(name for line in split_paragraphs(text) for name in _NAME.findall(line) if name[:1].isupper())


def _only(here: Counter[str], there: Counter[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple((here - there).elements()), tuple((there - here).elements())


@dataclass(frozen=True, slots=True)
class Case:
    """An article in which a mirror stands against another one, and when that was found."""

    mirror: str
    article: int
    at: int


def find_suspects(cases: Iterable[Case], now: int, audited: Mapping[str, int] | None = None) -> dict[str, str]:
    """Name the mirrors under suspicion, each with the reason in words.

    Either 3 articles or more diverge within 7 days, or a tenth or more of at least 10 audited ones. Cases older than
    7 days do not count, several of one article count once.

    :param cases: those a person has not answered yet
    :param audited: mirror → articles audited on it in the last 7 days

    >>> find_suspects([Case("m2", article, 0) for article in (1, 2, 3)], now=60)
    {'m2': '3 articles diverge within 7 days'}
    >>> find_suspects([Case("m2", 1, 0)], now=60, audited={"m2": 10})
    {'m2': '1 of 10 audited articles diverges'}
    """
    articles: dict[str, set[int]] = defaultdict(set)
    for case in cases:
        if now - case.at < WITHIN:
            articles[case.mirror].add(case.article)
    suspicions = {}
    for mirror, those in sorted(articles.items()):
        number, of = len(those), (audited or {}).get(mirror, 0)
        if number >= CASES:
            suspicions[mirror] = f"{number} articles diverge within 7 days"
        elif of >= AUDITED and number >= SHARE * of:
            suspicions[mirror] = f"{number} of {of} audited articles {'diverges' if number == 1 else 'diverge'}"
    return suspicions


def find_tampering(ours: str, theirs: str, traits: tuple[Traits, Traits], pages: tuple[Traits | None, Traits]) -> str:
    """Return what is altered; empty for nothing.

    :param ours: the text that the source tells; ``theirs``: the one under suspicion
    :param traits: the traits inside these two texts
    :param pages: the traits of their whole pages; None where the source's are not known

    >>> nothing = Traits()
    >>> find_tampering("Police counted 400.", "Police counted 500.", (nothing, nothing), (nothing, nothing))
    'a number: 500 instead of 400'
    >>> find_tampering("Police counted 400.", "They count 500.", (nothing, nothing), (nothing, nothing))
    ''
    """
    return next(filter(None, (*_addresses(traits, pages), _number(ours, theirs))), "")


def _addresses(traits: tuple[Traits, Traits], pages: tuple[Traits | None, Traits]) -> Iterator[str]:
    our_page, their_page = pages
    ours = {*traits[0].money, *(our_page.money if our_page is not None else ())}
    theirs = {*traits[1].money, *(their_page.money if our_page is not None else ())}
    if theirs - ours:
        yield f"a donation address: {_instead(theirs - ours, ours - theirs)}"
    ours, theirs = set(traits[0].contacts), set(traits[1].contacts)
    if theirs - ours and ours - theirs:
        yield f"a contact: {_instead(theirs - ours, ours - theirs)}"


def _instead(added: set[str], removed: set[str]) -> str:
    return min(added) + (f" instead of {min(removed)}" if removed else "")


def _number(ours: str, theirs: str) -> str:
    for here, there in align_paragraphs(split_paragraphs(normalized(ours)), split_paragraphs(normalized(theirs))):
        if here is None or there is None or here == there or _NUMBER.sub("#", here) != _NUMBER.sub("#", there):
            continue
        pairs = zip(_NUMBER.findall(here), _NUMBER.findall(there), strict=True)
        our_number, their_number = next((a, b) for a, b in pairs if a != b)
        return f"a number: {their_number} instead of {our_number}"
    return ""
