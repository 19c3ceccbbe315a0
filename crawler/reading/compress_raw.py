"""Raw pages, compressed: what is kept of a page beside its text, so that better rules can read it again."""

from __future__ import annotations

import sys

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LEVEL = 3
"""Zstandard's own default: a page shrinks to a fifth in about a millisecond."""

MAX_BYTES = 64 << 20
"""The most that ``decompress`` gives back; no page near it is ever accepted from the network."""


def compress(body: bytes) -> bytes:
    """A page's bytes as one Zstandard frame.

    >>> decompress(compress(b"<p>Page</p>"))
    b'<p>Page</p>'
    """
    return zstd.compress(body, level=LEVEL)


def decompress(raw: bytes) -> bytes:
    """The page's bytes again.

    :raises ValueError: when they are no Zstandard frame, are cut off, or grow beyond ``MAX_BYTES``
    """
    reader = zstd.ZstdDecompressor()
    try:
        body = reader.decompress(raw, max_length=MAX_BYTES)
    except zstd.ZstdError as error:
        raise ValueError(f"not a page that was kept: {error}") from error
    if not reader.eof:
        raise ValueError("the kept page is cut off or too large")
    return body
