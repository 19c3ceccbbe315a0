"""Notices in a page's text that say where else the site can be read. Pure.

A sentence is a notice when it speaks of this very site, as a mirror, as new, moved, or blocked here and to be read
there, and names the address: that of a host, not of a page on it. It speaks of this site when it says so ("our site"),
when it has the site's name, or when the host bears that name. What such a sentence names is not believed: content
decides (``crawler.mirrors.proposals``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from crawler.canonical.word_tables import load_tables
from crawler.canonical.writing_systems import letters
from crawler.mirrors.announcements.text_addresses import Written, may_hold_address, undisguised, written_in
from crawler.mirrors.announcements.wordings import compile_wordings, folded_line
from crawler.mirrors.evidence import EvidenceKind, MirrorEvidence
from crawler.mirrors.hosts.host_names import (
    are_alike,
    brand,
    is_front_page,
    is_service_host,
)
from crawler.mirrors.hosts.own_site import Own, names_of

_TABLES = load_tables("crawler.mirrors.announcements", "announcements.txt")
ROWS = tuple(tuple(map(compile_wordings, row.groups)) for row in _TABLES["announcements"].rows)
_LAST = chain.from_iterable(row.groups[-1] for row in _TABLES["announcements"].rows)
WORDED = compile_wordings(
    {wording.strip("~@ ").partition("@")[0].rstrip("~ ") for wording in (*_LAST, *_TABLES["labels"].wordings())}
)
"""What every notice has beside its addresses: a line without it is not looked at again."""
LABELS = compile_wordings(_TABLES["labels"].wordings())
TITLES = frozenset(map(folded_line, _TABLES["titles"].wordings()))
NEVER = compile_wordings(_TABLES["never"].wordings())
LEFT = compile_wordings(_TABLES["left"].wordings())

LONGEST, SHORT = 2_000, 260
"""Characters of a line that are looked at: longer ones hold a whole article; the same of two sentences together."""

LOOK_BACK, LIST_LETTERS = 20, 30
"""Lines of a list between an address and the sentence above; letters that such a line has beside its addresses."""

COLONS = (":", "：")

NEAR, BESIDE, BY = 60, 12, 30
"""Characters between the words of a notice and the address; letters between two addresses that are named together;
characters between the site's name and such words."""

_SENTENCE = re.compile(r"(?<=[.!?؟。！？…])[\"'”’»)\]]*(?:\s+|(?<=[。！？])(?=\S))")
_QUOTED = re.compile(r"«[^»]{12,}»|“[^”]{12,}”|„[^“”]{12,}[“”]|\"[^\"]{12,}\"|「[^」]{6,}」|‘[^’]{20,}’")


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """A link in a line: where it leads, absolute, and what it says."""

    url: str
    says: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page.

    :ivar has_links: whether there is any link in it
    :ivar links: gives those that lead to others
    :ivar may_lead_away: whether one may lead to another host: most links do not, and that is cheap to see
    """

    text: str
    has_links: bool
    links: Callable[[], tuple[Hyperlink, ...]]
    may_lead_away: bool = True


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it is written, as it is compared, with ``@`` for each address, and the addresses."""

    words: str
    folded: str
    addresses: tuple[Written, ...]

    def __add__(self, other: Sentence) -> Sentence:
        return Sentence(
            words=f"{self.words} {other.words}",
            folded=f"{self.folded} {other.folded}",
            addresses=self.addresses + other.addresses,
        )

    @property
    def is_listed(self) -> bool:
        """Whether it says little beside its addresses, as a line of a list."""
        return len(letters(self.folded)) <= LIST_LETTERS


def sentences_of(text: str, links: Sequence[Hyperlink] = ()) -> list[Sentence]:
    """The sentences of a line; a link whose text is no address counts as one that is written behind its text.

    >>> [each.folded for each in sentences_of("We moved. See www.a.example now! 本站已迁移。请访问a.example")]
    ['we moved.', 'see @ now!', '本站已迁移。', '请访问 @']
    """
    whole = undisguised(text[:LONGEST])
    for link in links:
        if link.says and link.says in whole and not written_in(undisguised(link.says)):
            whole = whole.replace(link.says, f"{link.says} {link.url} ", 1)
    addresses = written_in(whole) if may_hold_address(whole) else []
    marked, end = "", 0
    for address in addresses:
        marked += whole[end : address.start].replace("@", " ") + " @ "
        end = address.end
    pieces = _split(marked + whole[end:].replace("@", " "))
    written = _split(text[:LONGEST])
    sentences, first = [], 0
    for number, piece in enumerate(pieces):
        mine = tuple(addresses[first : first + piece.count("@")])
        words = written[number] if len(written) == len(pieces) else piece
        sentences.append(Sentence(words=words, folded=folded_line(piece), addresses=mine))
        first += len(mine)
    return sentences


def _split(text: str) -> list[str]:
    return [piece.strip() for piece in _SENTENCE.split(text) if piece and piece.strip()]


def find_announcements(lines: Sequence[Line], own: Own) -> Iterator[MirrorEvidence]:
    """The hosts that a page's notices name, with the sentence as their words.

    :param lines: every line of the page, in order
    """
    head, below = "", 0
    for line in lines:
        addressed = may_hold_address(line.text)
        if addressed or (line.has_links and line.may_lead_away):
            above = head if below < LOOK_BACK and len(line.text) <= SHORT else ""
            if _is_worded(line.text[:LONGEST]) or (above and _is_worded(above)):
                links = line.links() if line.has_links else ()
                if addressed or links:
                    yield from _announced(sentences_of(line.text, links), above, own)
        if line.text.endswith(COLONS) or not (addressed or line.has_links):
            head, below = line.text[:LONGEST], 0
        else:
            below += 1


def _announced(sentences: list[Sentence], head: str, own: Own) -> Iterator[MirrorEvidence]:
    for number, sentence in enumerate(sentences):
        contexts = [sentence]
        if number and len(sentences[number - 1].words) + len(sentence.words) <= SHORT:
            contexts.append(sentences[number - 1] + sentence)
        if head and len(sentences) == 1 and sentence.is_listed and _opens_list(head, own):
            contexts.append(_last_words(head) + sentence)
        for place, address in enumerate(sentence.addresses):
            if not may_be_mirror(address, own):
                continue
            for context in contexts:
                before = len(context.addresses) - len(sentence.addresses)
                if _is_notice(context, before + place, own):
                    yield MirrorEvidence(address.host, EvidenceKind.NOTICE, context.words)
                    break


def may_be_mirror(address: Written, own: Own) -> bool:
    """Whether an address is that of a host which can be a mirror, and not of a page or a service."""
    return own.is_other(address.host) and not is_service_host(address.host) and is_front_page(address.path)


def is_mirrors_title(title: str, own: Own) -> bool:
    """Whether a title is that of a site's own list of mirrors, and nothing else.

    >>> is_mirrors_title("Our mirrors", Own("")), is_mirrors_title("Mirrors of blocked sites are spreading", Own(""))
    (True, False)
    """
    line = folded_line(title[:SHORT])
    if own.name:
        line = line.replace(folded_line(own.name), " ")
    return line.strip(" -|–—·:") in TITLES


@lru_cache(maxsize=512)
def _is_worded(text: str) -> bool:
    return WORDED.search(folded_line(text)) is not None


def _opens_list(head: str, own: Own) -> bool:
    """Whether the line above an address speaks of what is listed under it."""
    return head.endswith(COLONS) or is_mirrors_title(head, own)


def _last_words(head: str) -> Sentence:
    words = " ".join(_split(head)[-2:])
    return Sentence(words=words, folded=folded_line(words.replace("@", " ")), addresses=())


def _is_notice(sentence: Sentence, number: int, own: Own) -> bool:
    """Whether a sentence is a notice of one of its addresses."""
    line, place = _unquoted(sentence.folded, number)
    if place < 0 or NEVER.search(line):
        return False
    alone = line[:place].replace("@", "…") + "@" + line[place + 1 :].replace("@", "…")
    if any("@" in match[0] for match in LEFT.finditer(alone)):
        return False
    label = line.partition("@")[0].strip(" :-–—→>(|")
    if LABELS.fullmatch(label) and _is_near(line, len(label), place):
        return True
    bears = _bears_name(sentence.addresses[number].host, own)
    named = [match.span() for name in names_of(own.name) for match in _name_pattern(name).finditer(line)]
    without = _without_name(line, own) if bears or named else line
    return any(
        (speaker.search(line) and _says(line, place, others))
        or (bears and _says(without, place, others))
        or (named and _says(without, place, others) and _stands_by(named, without, others))
        for speaker, *others in ROWS
    )


def _says(line: str, place: int, groups: Sequence[re.Pattern[str]]) -> bool:
    """Whether a line has a wording of each group, of the last one near an address."""
    return all(pattern.search(line) for pattern in groups) and any(
        _is_near(line, match.end(), place, match.start()) for match in groups[-1].finditer(line)
    )


def _stands_by(named: Sequence[tuple[int, int]], line: str, groups: Sequence[re.Pattern[str]]) -> bool:
    """Whether the site's name stands so near to one of the wordings that it is the site of which they speak."""
    spans = [match.span() for pattern in groups for match in pattern.finditer(line)]
    return any(start - end_of_name <= BY and first - end <= BY for first, end_of_name in named for start, end in spans)


@lru_cache(maxsize=256)
def _name_pattern(name: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)" + r"\W*".join(map(re.escape, folded_line(name))))


def _without_name(line: str, own: Own) -> str:
    """A line without the words of the site's name that read like a notice's: The Mirror, Der Spiegel."""
    for word in re.findall(r"\w+", folded_line(f"{own.name} {own.host}")):
        if WORDED.fullmatch(word):
            line = line.replace(word, "…" * len(word))
    return line


def _unquoted(line: str, number: int) -> tuple[str, int]:
    """A line without what it quotes, unless that is all, and where one of its addresses stands then; -1: nowhere."""
    places = [match.start() for match in re.finditer("@", line)]
    place = places[number]
    if len(letters(_QUOTED.sub(" ", line))) < BESIDE:
        return line, place
    for quoted in reversed(list(_QUOTED.finditer(line))):
        if quoted.start() < place < quoted.end():
            return line, -1
        if quoted.end() <= place:
            place -= len(quoted[0])
        line = line[: quoted.start()] + line[quoted.end() :]
    return line, place


def _bears_name(host: str, own: Own) -> bool:
    """Whether a host has the site's name in its own. Less than the name does not tell: Linux, Linux Gazette."""
    theirs, ours = brand(host), brand(own.host)
    if any(name in theirs for name in names_of(own.name)):
        return True
    return bool(ours and (ours in theirs or (len(theirs) >= len(ours) and are_alike(host, own.host))))


def _is_near(line: str, end: int, place: int, start: int | None = None) -> bool:
    """Whether words that end, or begin, so near to an address mean it: only its equals may stand between."""
    if start is not None and start <= place < end:
        return True
    between = line[end:place] if end <= place else line[place + 1 : start]
    pieces = between.split("@") if end <= place else between.split("@")[::-1]
    return len(pieces[0]) <= NEAR and all(len(letters(piece)) <= BESIDE for piece in pieces[1:])
