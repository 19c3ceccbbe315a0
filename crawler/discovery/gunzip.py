"""Gzip → bytes, within bounds."""

from __future__ import annotations

import gzip
import zlib
from io import BytesIO

MAGIC = b"\x1f\x8b"
"""The first two bytes of every gzip member (RFC 1952, section 2.3.1)."""

LARGEST = 20 * 2**20
"""Bytes that come out of one body at most: 50,000 entries, all that a sitemap may have, of 400 bytes."""

DAMAGE = (EOFError, gzip.BadGzipFile, zlib.error)
"""Cut off, wrong checksum or bytes after the end, nonsense inside."""

_CHUNK = 2**16


class TooLarge(ValueError):
    """More would come out than is allowed."""


def gunzip(body: bytes, largest: int = LARGEST) -> bytes:
    """What a gzip file holds, all its members; of a damaged one what stands before the damage. Any other body as it is.

    :raises TooLarge: without having unpacked much more than ``largest`` bytes

    >>> gunzip(gzip.compress(b"news")), gunzip(b"plain")
    (b'news', b'plain')
    """
    if not body.startswith(MAGIC):
        return body
    out = bytearray()
    with gzip.GzipFile(fileobj=BytesIO(body)) as file:
        try:
            while chunk := file.read1(_CHUNK):
                out += chunk
                if len(out) > largest:
                    raise TooLarge(f"more than {largest:,} bytes come out of it")
        except DAMAGE:
            return bytes(out)  # a download that broke off is read as far as it came
    return bytes(out)
