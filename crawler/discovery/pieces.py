"""A large feed or sitemap → documents of its kind, small enough to be read one after the other.

Each piece begins as the whole does, up to its first entry, has some whole entries, and ends as it should. So whoever
reads small documents reads large ones, and what is damaged costs one piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

PIECE = 2**19
"""Bytes of a piece, about; a listing that is not larger is read whole."""

LONGEST_HEAD = 64 * 1024
"""Bytes before the first entry."""

LONGEST_ENTRY = 5 * 2**20
"""Bytes of one entry: those of the largest page that is read."""

_ENTRY = re.compile(rb"<((?:[\w.-]+:)?(?:url|sitemap|item|entry))[\s>]")
_ROOT = re.compile(rb"<((?:[\w.-]+:)?(?:urlset|sitemapindex|rss|feed|RDF))\b", re.IGNORECASE)


def split_pieces(stream: BinaryIO, size: int = PIECE) -> Iterator[bytes]:
    """Split a document; what has no entries in front comes as one piece, cut at ``LONGEST_ENTRY``.

    >>> from io import BytesIO
    >>> list(split_pieces(BytesIO(b"<urlset><url>1</url><url>2</url></urlset>"), size=12))
    [b'<urlset><url>1</url></urlset>', b'<urlset><url>2</url></urlset>']
    """
    begun = stream.read(LONGEST_HEAD)
    first, root = _ENTRY.search(begun), _ROOT.search(begun)
    if begun.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"http"):
        yield from _split(stream, b"", begun, b"\n", b"", size)
    elif first is None or root is None:
        yield begun + stream.read(LONGEST_ENTRY - len(begun))
    else:
        closing = b"</channel></" if root[1].lower() == b"rss" else b"</"
        head, rest = begun[: first.start()], begun[first.start() :]
        yield from _split(stream, head, rest, b"</" + first[1] + b">", closing + root[1] + b">", size)


def _split(stream: BinaryIO, head: bytes, rest: bytes, end: bytes, closing: bytes, size: int) -> Iterator[bytes]:
    """Split the entries of a document.

    :param end: ends an entry; ``closing``: ends a document
    """
    ended = False
    while True:
        while len(rest) <= size and not ended:
            more = stream.read(size)
            ended = not more
            rest += more
        cut = -1 if len(rest) <= size else rest.rfind(end, 0, size)
        if cut < 0 and len(rest) > size:
            cut = rest.find(end)
            while cut < 0 and len(rest) < LONGEST_ENTRY and (more := stream.read(size)):
                rest += more
                cut = rest.find(end, len(rest) - len(more) - len(end))
        if cut < 0:
            break
        yield head + rest[: cut + len(end)] + closing
        rest = rest[cut + len(end) :]
    if rest.strip() != closing:
        yield head + rest
