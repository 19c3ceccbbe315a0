"""Pages, earlier texts and candidates as they are compared: each pair under the masks of both its sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from crawler.archive.stored_page import KnownRevision, OpenPage
from crawler.canonical.judge import Candidate, Shown, Subject
from crawler.canonical.mask import NOTHING, MaskedText, Masks, masked_digest, read_masked, touches
from crawler.canonical.text import Shingles, shingles, tokens

MOST_SHOWN = 16
"""Earlier texts of an article that a text is compared with under a mask, the latest: word for word it is with all."""


class Comparison:
    """One batch of pages under the masks of one moment; what was read once is not read again."""

    def __init__(self, masks: Masks, made: Mapping[int, Shingles]) -> None:
        """:param made: page → shingles of its text without a mask, where they were made already"""
        self._masks, self._made = masks, made
        self._read: dict[tuple[int, frozenset[str]], MaskedText] = {}
        self._lines: dict[tuple[str, str], frozenset[str]] = {}

    def page(self, page: OpenPage, other: str | None = None) -> MaskedText:
        """Read a page's text under its source's mask, and under that of another source too."""
        lines = self.lines(page.source, other)
        key = page.id, lines if touches(page.text, lines) else NOTHING
        if key not in self._read:
            made = None if key[1] else self._made.get(page.id)
            self._read[key] = _read(page.text, page.digest, key[1], made)
        return self._read[key]

    def sketched(self, page: OpenPage) -> Shingles:
        """Read a page's text as it is sketched: under the mask that its revision was written under."""
        history = self._masks.of(page.source)
        version = page.mask_version
        if version is None or version == history.newest.version:
            return self.page(page).shingles
        return self.text(page.text, page.digest, history.at(version).lines).shingles

    def subject(self, page: OpenPage) -> Subject:
        own = self.page(page)
        return Subject(
            article=page.article,
            source=page.source,
            mirror=page.mirror,
            digest=own.digest,
            shingles=own.shingles,
            face=page.face,
            raw=page.digest,
            mask_version=self._masks.of(page.source).newest.version,
            recheck=page.recheck,
        )

    def lines(self, source: str, other: str | None = None) -> frozenset[str]:
        """The lines that do not count when texts of one or two sources are compared."""
        pair = source, other or source
        if pair not in self._lines:
            self._lines[pair] = self._masks.lines(set(pair))
        return self._lines[pair]

    def text(self, text: str, raw: bytes, lines: frozenset[str]) -> MaskedText:
        """Read a text in which some lines do not count.

        :param raw: its digest with them
        """
        return _read(text, raw, lines if touches(text, lines) else NOTHING, None)

    def candidate(self, page: OpenPage, known: KnownRevision, made: MaskedText, shared: int) -> Candidate:
        """Make a candidate of a text that was read under the masks of both sources."""
        own, both = self.page(page), self.page(page, known.source)
        return Candidate(
            article=known.article,
            source=known.source,
            digest=made.digest,
            shingles=made.shingles,
            shared=shared,
            revision=known.revision,
            raw=known.digest,
            mask_version=self._masks.of(known.source).newest.version,
            face=known.face,
            subject=None if both is own else both,
        )

    def wants(self, page: OpenPage) -> list[int]:
        """Name the revisions whose texts ``shown`` needs."""
        if not page.shown or not self._masks.of(page.source).newest.lines:
            return []
        if any(text.digest == page.digest for text in page.shown):
            return []
        return [text.revision for text in page.shown[-MOST_SHOWN:] if text.revision is not None]

    def shingles(self, page: OpenPage, shown: Shown, texts: Mapping[int, str]) -> Shingles:
        """The shingles of an earlier text of a page's article, under the newest mask.

        :param texts: holds it, by its revision
        """
        lines = self._masks.of(page.source).newest.lines
        text = texts.get(shown.revision or 0, "")
        return self.text(text, shown.words, lines).shingles

    def shown(self, page: OpenPage, texts: Mapping[int, str]) -> tuple[Shown, ...]:
        """What the page's article showed before, under the newest mask.

        :param texts: of the revisions that ``wants`` named
        """
        lines = self._masks.of(page.source).newest.lines
        own = self.page(page).digest

        def under(text: Shown) -> bytes:
            if text.digest == page.digest:
                return own  # word for word the same is the same under any mask
            if text.revision is None or text.revision not in texts:
                return text.digest
            return masked_digest(texts[text.revision], text.digest, lines)

        return tuple(replace(text, digest=under(text)) for text in page.shown)


def _read(text: str, raw: bytes, lines: frozenset[str], made: Shingles | None) -> MaskedText:
    if lines:
        return read_masked(text, lines)
    return MaskedText(raw, shingles(tokens(text)) if made is None else made)
