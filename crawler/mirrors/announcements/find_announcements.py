"""Notices in a page's text that say where else the site can be read. Pure.

A notice is told by three things together: an address of another host; words of a mirror, of a new or alternate address,
of moving or of a block in the same sentence, in the one before it or in the line above; and the site's own voice. The
voice is heard where the host bears the site's name, where the sentence names the site, where it says "our" or "we"
next to the thing, or where it is a bare label. A report on somebody else's mirrors has none of these.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from crawler.mirrors.announcements.announcement_patterns import MIRROR, MIRROR_STEMS, STEMS, folded_line
from crawler.mirrors.announcements.announcement_sentences import is_notice
from crawler.mirrors.announcements.linked_sentences import (
    LONGEST,
    Hyperlink,
    LinkedText,
    Named,
    Own,
    blanked,
    is_listed,
    others_in,
    sentences_of,
)
from crawler.mirrors.announcements.text_addresses import may_hold_address
from crawler.mirrors.evidence import EvidenceKind, MirrorEvidence

LOOK_BACK = 20
"""Lines of a list between an address and the sentence above the list."""

SHORT = 260
"""Characters of a line that is no part of an article's prose."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page.

    :ivar has_links: whether there is any link in it
    :ivar links: gives those that lead to others
    """

    text: str
    has_links: bool
    links: Callable[[], tuple[Hyperlink, ...]]


def find_notices(lines: Sequence[Line], own: Own) -> Iterator[MirrorEvidence]:
    """The hosts that notices on a page name, with the sentence as their words.

    A page has hundreds of lines with links; most are left after a look for a piece of a wording.

    :param lines: every line of the page, in order
    """
    lowered = [line.text[:LONGEST].lower() for line in lines]
    worded, mirrors = _lines_with(STEMS, lowered), _lines_with(MIRROR_STEMS, [low[:SHORT] for low in lowered])
    named_mirror = -LOOK_BACK
    for number, line in enumerate(lines):
        if number in mirrors:
            named_mirror = number
        addressed = may_hold_address(line.text)
        worth_it = addressed or (line.has_links and (number in worded or number - named_mirror < LOOK_BACK))
        links = line.links() if worth_it and line.has_links else ()
        if addressed or links:
            yield from _notices(lines, number, LinkedText(line.text, links), own)


def _lines_with(stems: Iterable[str], lowered: Sequence[str]) -> set[int]:
    """The numbers of the lines that hold one of the stems; the page is searched as a whole, which is much cheaper."""
    page = "\n".join(lowered)
    starts = [0, *accumulate(len(low) + 1 for low in lowered)]
    numbers = set()
    for stem in stems:
        place = page.find(stem)
        while place >= 0:
            number = bisect_right(starts, place) - 1
            numbers.add(number)
            place = page.find(stem, starts[number + 1])
    return numbers


def _notices(lines: Sequence[Line], number: int, passage: LinkedText, own: Own) -> Iterator[MirrorEvidence]:
    sentences = sentences_of(passage.text)
    for named in others_in(passage, sentences, own):
        words = _notice(lines, number, sentences, named, own)
        if words is not None:
            yield MirrorEvidence(named.host, EvidenceKind.NOTICE, words)


def _notice(lines: Sequence[Line], number: int, sentences: list[str], named: Named, own: Own) -> str | None:
    """The words of the notice that a host stands in; None when it stands in none."""
    if not sentences:
        return None
    text, at = lines[number].text, named.sentence
    prose = len(text) > SHORT
    if is_notice(sentences[at], named, own, prose=prose):
        return sentences[at]
    if at:
        both = f"{sentences[at - 1]} {sentences[at]}"
        if len(both) <= SHORT and is_notice(both, Named(named.host, at, None), own, prose=prose):
            return both
    if is_listed(text):
        head = _head(lines, number)
        if head is None or (named.start is None and not MIRROR.search(folded_line(f"{head} @"))):
            return None
        if is_notice(head + " @", named, own, prose=len(head) > SHORT, head=True):
            return f"{head} {text}"
    return None


def _head(lines: Sequence[Line], number: int) -> str | None:
    """The line above a list of addresses: its last two sentences."""
    for above in range(number - 1, max(-1, number - 1 - LOOK_BACK), -1):
        text = lines[above].text
        if not (is_listed(text) and ("@" in blanked(text) or (lines[above].has_links and not text.endswith(":")))):
            return " ".join(sentences_of(text)[-2:])
    return None
