"""The lines of a page with the links in them, and their sentences: what notices are looked for in. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.canonical.writing_systems import letters
from crawler.mirrors.announcements.text_addresses import may_hold_address, undisguised, written_in
from crawler.mirrors.hosts.host_names import host_of, is_public_host, is_same_site

_SENTENCE = re.compile(r"(?<=[.!?؟。！？…])[\"'”’»)\]]*(?:\s+|(?<=[。！？])(?=\S))")

LONGEST = 2_000
"""Characters of a line that are looked at; longer lines hold a whole article, and no notice further on."""

LIST_LETTERS = 30
"""Letters beside its addresses that a line of a list has at most: "Mirror 2 (without VPN)"."""


LONGEST_LISTED = 400
"""Characters of such a line."""


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """A link in a line: where it leads, absolute, and what it says."""

    url: str
    says: str


@dataclass(frozen=True, slots=True)
class LinkedText:
    """A line of a page as a reader sees it, with its links."""

    text: str
    links: tuple[Hyperlink, ...] = ()


@dataclass(frozen=True, slots=True)
class Own:
    """Whose page it is.

    :ivar host: the page's own, empty when it is not known
    :ivar name: what the site calls itself, empty when it does not
    """

    host: str
    name: str = ""

    def is_other(self, host: str) -> bool:
        """Whether a host can be a mirror: neither one of this site nor one that serves everybody."""
        return not is_public_host(host) and not (self.host and is_same_site(host, self.host))


@dataclass(frozen=True, slots=True)
class Named:
    """A host that a line names.

    :ivar sentence: number of the sentence in the line
    :ivar start: where it stands in that sentence, undisguised; None for a link whose text is no address
    """

    host: str
    sentence: int
    start: int | None


def sentences_of(text: str) -> list[str]:
    """
    >>> sentences_of("We moved. See www.a.example now! 本站已迁移。请访问a.example")
    ['We moved.', 'See www.a.example now!', '本站已迁移。', '请访问a.example']
    """
    return [piece.strip() for piece in _SENTENCE.split(text[:LONGEST]) if piece and piece.strip()]


def others_in(passage: LinkedText, sentences: list[str], own: Own) -> list[Named]:
    """The hosts of others that a line names, in its text and by its links, each once."""
    hosts: dict[str, Named] = {}
    for number, sentence in enumerate(sentences):
        if may_hold_address(sentence):
            for written in written_in(undisguised(sentence)):
                if own.is_other(written.host):
                    hosts.setdefault(written.host, Named(written.host, number, written.start))
    for link in passage.links:
        host = host_of(link.url)
        if host is not None and own.is_other(host):
            hosts.setdefault(host, Named(host, _sentence_of(link.says, sentences), None))
    return list(hosts.values())


def _sentence_of(says: str, sentences: list[str]) -> int:
    last = max(len(sentences) - 1, 0)
    return next((number for number, sentence in enumerate(sentences) if says and says in sentence), last)


def blanked(sentence: str) -> str:
    """A sentence with ``@`` for every address in it.

    >>> blanked("Mirror: hxxps://a[.]example/x or b.example")
    'Mirror: @ or @'
    """
    text = undisguised(sentence)
    for written in reversed(written_in(text)):
        rest = re.match(r"[^\s<>\"'»”)\]，。；、]*", text[written.end :], re.ASCII)
        tail = rest[0] if rest and rest[0].startswith(("/", "?", "#", ":")) else ""
        text = text[: written.start] + "@" + text[written.end + len(tail) :]
    return text


def is_listed(text: str) -> bool:
    """Whether a line is one of a list of addresses: little beside them."""
    return len(text) <= LONGEST_LISTED and len(letters(blanked(text).replace("@", ""))) <= LIST_LETTERS
