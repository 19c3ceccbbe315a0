"""Gzip → bytes, within bounds."""

from __future__ import annotations

import zlib

MAGIC = b"\x1f\x8b"
"""The first two bytes of every gzip member (RFC 1952, section 2.3.1)."""

LARGEST = 20 * 2**20
"""Bytes that come out of one body at most: a sitemap of 50,000 news entries takes about 15 MiB."""

_GZIP = 16 + zlib.MAX_WBITS


class TooLarge(ValueError):
    """More would come out than is allowed."""


def gunzip(body: bytes, largest: int = LARGEST) -> bytes:
    """What a gzip file holds, all its members; as much as can be had of a damaged one. Any other body as it is.

    :raises TooLarge: without having unpacked more than ``largest`` bytes

    >>> import gzip
    >>> gunzip(gzip.compress(b"news")), gunzip(b"plain")
    (b'news', b'plain')
    """
    if not body.startswith(MAGIC):
        return body
    out = bytearray()
    while body.startswith(MAGIC):
        member = zlib.decompressobj(_GZIP)
        try:
            out += member.decompress(body, largest - len(out) + 1)
        except zlib.error:
            break  # a damaged member ends the file
        if len(out) > largest:
            raise TooLarge(f"more than {largest:,} bytes come out of it")
        body = member.unused_data
    return bytes(out)
