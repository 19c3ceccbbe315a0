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
