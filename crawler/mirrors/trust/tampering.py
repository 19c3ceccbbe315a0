"""What is altered in a text, or beside it, that an impostor would alter: numbers, contacts, donation addresses. Pure.

An honest mirror is late, misses paragraphs, has another footer. So a number counts only in a paragraph that is
otherwise the same, a contact only inside the text and in place of another one, and a donation address only where the
source has not got it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.canonical.scripts import normalized
from crawler.canonical.text_diff import align_paragraphs, split_paragraphs
from crawler.mirrors.trust.traits import Traits

_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")


def tampered(ours: str, theirs: str, said: tuple[Traits, Traits], pages: tuple[Traits | None, Traits]) -> str:
    """Say what is altered; empty for nothing.

    :param ours: the text that the source tells; ``theirs``: the one under suspicion
    :param said: the traits inside these two texts
    :param pages: the traits of their whole pages; None where the source's are not known

    >>> nothing = Traits()
    >>> tampered("Police counted 400.", "Police counted 500.", (nothing, nothing), (nothing, nothing))
    'a number: 500 instead of 400'
    >>> tampered("Police counted 400.", "They count 500.", (nothing, nothing), (nothing, nothing))
    ''
    """
    return next(filter(None, (*_addresses(said, pages), _number(ours, theirs))), "")


def _addresses(said: tuple[Traits, Traits], pages: tuple[Traits | None, Traits]) -> Iterator[str]:
    our_page, their_page = pages
    ours = {*said[0].money, *(our_page.money if our_page is not None else ())}
    theirs = {*said[1].money, *(their_page.money if our_page is not None else ())}
    if theirs - ours:
        yield f"a donation address: {_instead(theirs - ours, ours - theirs)}"
    ours, theirs = set(said[0].contacts), set(said[1].contacts)
    if theirs - ours and ours - theirs:
        yield f"a contact: {_instead(theirs - ours, ours - theirs)}"


def _instead(added: set[str], removed: set[str]) -> str:
    return min(added) + (f" instead of {min(removed)}" if removed else "")


def _number(ours: str, theirs: str) -> str:
    for one, other in align_paragraphs(split_paragraphs(normalized(ours)), split_paragraphs(normalized(theirs))):
        if one is None or other is None or one == other or _NUMBER.sub("#", one) != _NUMBER.sub("#", other):
            continue
        pairs = zip(_NUMBER.findall(one), _NUMBER.findall(other), strict=True)
        here, there = next((a, b) for a, b in pairs if a != b)
        return f"a number: {there} instead of {here}"
    return ""
