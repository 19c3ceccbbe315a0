"""The lines of a whole page as one piece of bytes: small on the way from the pool, and in the archive."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.canonical.whole_page import keep_lines
from crawler.reading.compress_raw import compress, decompress


def pack_lines(lines: Iterable[str]) -> bytes:
    """Return what is kept of a page's lines, compressed with Zstandard.

    >>> unpack_lines(pack_lines(["Server kept by: the Club", "FIRST paragraph."]))
    ('server kept by: the club', 'first paragraph')
    """
    return compress("\n".join(keep_lines(lines)).encode("utf-8", "replace"))


def unpack_lines(packed: bytes) -> tuple[str, ...]:
    """Return the lines again.

    :raises ValueError: when the bytes are not what ``pack_lines`` gives
    """
    return tuple(decompress(packed).decode("utf-8").split("\n"))
