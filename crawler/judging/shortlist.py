"""Which texts a page is compared with: what the index proposes, made ready for judging."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from crawler.archive.database.store import Archive
from crawler.archive.pages.record_pages import load_known_revisions
from crawler.archive.stored_page import KnownRevision, OpenPage
from crawler.archive.texts.revision_texts import load_texts
from crawler.archive.texts.same_text import find_same_texts
from crawler.canonical.candidates import AskedText, choose_promising
from crawler.canonical.judge import Candidate, Rule
from crawler.canonical.mask import NOTHING, MaskedText
from crawler.canonical.sketch import Sampling
from crawler.canonical.text import Shingles
from crawler.index.postings import Postings
from crawler.judging.masked_comparison import Comparison

REMEMBERED = 4096
"""Texts whose shingles are kept in memory, 13 MB of them at 400 words: copies come soon after each other."""

Wanted = Mapping[int, Mapping[int, int]]
"""Page → revision → sampled shingles shared."""

Reading = tuple[bytes, int, frozenset[str]]
"""A text by its digest, and the lines that do not count in it. Where there are any its revision counts too: texts of
the same words may part them into other lines."""


class Shortlist:
    """Finds candidates for the texts of pages.

    :ivar compared: texts that were compared so far: equal ones are known by their digest, and need none
    """

    def __init__(self, archive: Archive, postings: Postings, rule: Rule, sampling: Sampling) -> None:
        self._archive, self._postings, self._rule, self._sampling = archive, postings, rule, sampling
        self._remembered: OrderedDict[Reading, MaskedText] = OrderedDict()
        self.compared = 0

    async def candidates(
        self, pages: Sequence[OpenPage], read: Comparison, sketches: Mapping[int, Shingles], now: int
    ) -> dict[int, list[Candidate]]:
        """Find the texts of other articles that each page may be like.

        A page whose very words its source has under another key is compared with that text alone, and with that of
        the article which its face proves it to be.

        :param read: how the pages' texts are read, :param sketches: page → its sketch
        :returns: page → candidates
        :raises IndexUnavailable, ArchiveUnavailable: when one of them cannot tell
        """
        if not pages:
            return {}
        twins = await self._archive.load(find_same_texts, pages)
        looked_for = [sketches[page.id][:0] if page.id in twins else sketches[page.id] for page in pages]
        shared = await self._postings.find(looked_for, now)
        asked = [AskedText(p.revision, len(read.sketched(p)), len(s)) for p, s in zip(pages, looked_for, strict=True)]
        chosen = choose_promising(shared, asked, self._rule, self._sampling)
        wanted = {page.id: numbers for page, numbers in zip(pages, chosen, strict=True)}
        wanted |= {page: dict.fromkeys(same, len(sketches[page])) for page, same in twins.items()}
        for page in pages:
            self._keep(_reading(page.digest, page.revision, read.lines(page.source)), read.page(page))
        known, prepared = await self._archive.load(self._load, pages, wanted, read)
        for reading, made in prepared.items():
            self._keep(reading, made)
        return {page.id: self._of(page, wanted[page.id], read, known, prepared) for page in pages}

    def _of(
        self,
        page: OpenPage,
        wanted: Mapping[int, int],
        read: Comparison,
        known: Mapping[int, KnownRevision],
        prepared: Mapping[Reading, MaskedText],
    ) -> list[Candidate]:
        others = [(known[revision], shared) for revision, shared in wanted.items() if revision in known]
        others = [
            (text, shared) for text, shared in others if text.article != page.article and text.revision != page.revision
        ]
        self.compared += len({text.digest for text, _ in others} - {page.digest})
        return [read.candidate(page, text, prepared[_between(page, text, read)], shared) for text, shared in others]

    def _load(
        self, connection: Connection, pages: Sequence[OpenPage], wanted: Wanted, read: Comparison
    ) -> tuple[dict[int, KnownRevision], dict[Reading, MaskedText]]:
        """Load revisions, and read those texts that are not remembered; in a thread of the archive."""
        known = load_known_revisions(
            connection, sorted({revision for numbers in wanted.values() for revision in numbers})
        )
        readings = {
            _between(page, known[revision], read): revision
            for page in pages
            for revision in wanted[page.id]
            if revision in known
        }
        prepared = {reading: self._remembered.get(reading) for reading in readings}
        texts = load_texts(connection, {readings[reading] for reading, made in prepared.items() if made is None})
        return known, {
            reading: read.text(texts[readings[reading]], reading[0], reading[2]) if made is None else made
            for reading, made in prepared.items()
        }

    def remember(self, digest: bytes, made: Shingles) -> None:
        """Keep the shingles of a text in memory, for those that come soon after it."""
        self._keep(_reading(digest, 0, NOTHING), MaskedText(digest, made))

    def _keep(self, reading: Reading, made: MaskedText) -> None:
        self._remembered[reading] = made
        self._remembered.move_to_end(reading)
        if len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)


def _reading(digest: bytes, revision: int, lines: frozenset[str]) -> Reading:
    return digest, revision if lines else 0, lines


def _between(page: OpenPage, known: KnownRevision, read: Comparison) -> Reading:
    """How a known text is read when it is compared with a page's."""
    return _reading(known.digest, known.revision, read.lines(page.source, known.source))
