"""The mask of a source: lines that are boilerplate, as a value with versions. Pure.

Stored text never changes; a mask is laid over it when texts are compared. Two texts are compared under one mask.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from crawler.canonical.text import Shingles, compared_line, digest, shingles, tokens

NOTHING: frozenset[str] = frozenset()
"""No line at all: every line counts."""


class LineStanding(StrEnum):
    """What a repeated line is taken for."""

    BOILERPLATE = "boilerplate"
    """It does not count when texts are compared."""
    TEXT = "text"
    """A person said that it counts: it is never learned."""
    OPEN = "open"
    """What a person said was taken back: it may be learned again."""


@dataclass(frozen=True, slots=True)
class MaskChange:
    """One change of a source's mask; several may make one version."""

    version: int
    line: str
    standing: LineStanding


@dataclass(frozen=True, slots=True)
class Mask:
    """The lines that do not count, in one version; version 0 is empty."""

    version: int = 0
    lines: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MaskHistory:
    """Every version of a source's mask.

    :ivar changes: by version, ascending
    """

    changes: tuple[MaskChange, ...] = ()
    newest: Mask = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "newest", self.at(self.changes[-1].version if self.changes else 0))

    def at(self, version: int) -> Mask:
        """Return the mask as it was in a version.

        >>> learned = MaskChange(1, "share", LineStanding.BOILERPLATE)
        >>> history = MaskHistory((learned, MaskChange(2, "share", LineStanding.TEXT)))
        >>> sorted(history.at(1).lines), sorted(history.newest.lines), history.newest.version
        (['share'], [], 2)
        """
        standings = self.standings(version)
        return Mask(version, frozenset(line for line, now in standings.items() if now is LineStanding.BOILERPLATE))

    def standings(self, version: int | None = None) -> dict[str, LineStanding]:
        """Return what each line was taken for in a version, or is now."""
        return {each.line: each.standing for each in self.changes if version is None or each.version <= version}


@dataclass(frozen=True, slots=True)
class MaskedText:
    """A text as it is compared under a mask."""

    digest: bytes
    shingles: Shingles


def touches(text: str, lines: frozenset[str]) -> bool:
    """Return whether any of some lines stands in a text: under a mask that does not touch it, it is as it was."""
    return bool(lines) and any(compared_line(line) in lines for line in text.split("\n"))


def show_text(text: str, lines: frozenset[str]) -> str:
    """Return a text as it is shown under a mask: without the lines that are boilerplate.

    >>> show_text("A storm hit.\\nRead us on m1", frozenset({"read us on m1"}))
    'A storm hit.'
    """
    if not touches(text, lines):
        return text
    return "\n".join(line for line in text.split("\n") if compared_line(line) not in lines)


def read_masked(text: str, lines: frozenset[str]) -> MaskedText:
    """Read a text under a mask."""
    words = tokens(text, lines)
    return MaskedText(digest(words), shingles(words))


def masked_digest(text: str, raw: bytes, lines: frozenset[str]) -> bytes:
    """Return the digest of a text under a mask.

    :param raw: its digest without one

    >>> one, other = "A storm hit.\\nRead us on m1", "A storm hit.\\nRead us on m2"
    >>> lines = frozenset({"read us on m1", "read us on m2"})
    >>> masked_digest(one, b"1", lines) == masked_digest(other, b"2", lines), masked_digest("A storm.", b"3", lines)
    (True, b'3')
    """
    return digest(tokens(text, lines)) if touches(text, lines) else raw


@dataclass(frozen=True, slots=True)
class Masks:
    """The masks of some sources; a source without one has an empty mask."""

    histories: Mapping[str, MaskHistory] = field(default_factory=dict)

    def of(self, source: str) -> MaskHistory:
        return self.histories.get(source, _NONE)

    def lines(self, sources: Iterable[str]) -> frozenset[str]:
        """The lines that do not count when texts of some sources are compared with each other."""
        masks = [lines for source in sources if (lines := self.of(source).newest.lines)]
        return frozenset().union(*masks) if masks else NOTHING


_NONE = MaskHistory()
