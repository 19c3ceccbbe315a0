"""Which texts a page is compared with: what the index proposes, made ready for judging."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from crawler.archive.pages import known_revisions, texts_of
from crawler.archive.records import KnownRevision, OpenPage
from crawler.archive.store import Archive
from crawler.canonical.candidates import Asked, promising
from crawler.canonical.judge import Candidate, Rule
from crawler.canonical.sketch import Sampling
from crawler.canonical.text import Shingles, shingles, tokens
from crawler.index.postings import Postings

REMEMBERED = 4096
"""Texts whose shingles are kept in memory, 13 MB of them at 400 words: copies come soon after each other."""


class Shortlist:
    """Finds candidates for the texts of pages.

    :ivar compared: texts that were compared so far: equal ones are known by their digest, and need none
    """

    def __init__(self, archive: Archive, postings: Postings, rule: Rule, sampling: Sampling) -> None:
        self._archive, self._postings, self._rule, self._sampling = archive, postings, rule, sampling
        self._remembered: OrderedDict[bytes, Shingles] = OrderedDict()
        self.compared = 0

    async def candidates(
        self, pages: Sequence[OpenPage], texts: Mapping[int, Shingles], sketches: Mapping[int, Shingles], now: int
    ) -> dict[int, list[Candidate]]:
        """Find the texts of other articles that each page may be like.

        :param texts: page → shingles of its text, :param sketches: page → its sketch
        :returns: page → candidates
        :raises IndexUnavailable, ArchiveUnavailable: when one of them cannot tell
        """
        if not pages:
            return {}
        found = await self._postings.find([sketches[page.id] for page in pages], now)
        asked = [Asked(page.revision, len(texts[page.id]), len(sketches[page.id])) for page in pages]
        chosen = promising(found, asked, self._rule, self._sampling)
        wanted = {page.id: some for page, some in zip(pages, chosen, strict=True)}
        for page in pages:
            self.remember(page.digest, texts[page.id])
        known, prepared = await self._archive.run(self._load, {r for some in wanted.values() for r in some})
        for digest, made in prepared.items():
            self.remember(digest, made)
        return {page.id: self._of(page, wanted[page.id], known, prepared) for page in pages}

    def _of(
        self,
        page: OpenPage,
        wanted: Mapping[int, int],
        known: Mapping[int, KnownRevision],
        prepared: Mapping[bytes, Shingles],
    ) -> list[Candidate]:
        others = [(known[revision], shared) for revision, shared in wanted.items() if revision in known]
        others = [(one, shared) for one, shared in others if one.article != page.article]
        self.compared += len({one.digest for one, _ in others} - {page.digest})
        return [Candidate(one.article, one.source, one.digest, prepared[one.digest], shared) for one, shared in others]

    def _load(
        self, connection: Connection, revisions: set[int]
    ) -> tuple[dict[int, KnownRevision], dict[bytes, Shingles]]:
        """Load revisions, and make the shingles of those texts that are not remembered; in the archive's thread."""
        known = known_revisions(connection, sorted(revisions))
        prepared = {one.digest: self._remembered.get(one.digest) for one in known.values()}
        missing = {one.digest: number for number, one in known.items() if prepared[one.digest] is None}
        texts = texts_of(connection, sorted(missing.values()))
        return known, {
            digest: shingles(tokens(texts[missing[digest]])) if made is None else made
            for digest, made in prepared.items()
        }

    def remember(self, digest: bytes, made: Shingles) -> None:
        """Keep the shingles of a text in memory, for those that come soon after it."""
        self._remembered[digest] = made
        self._remembered.move_to_end(digest)
        if len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)
