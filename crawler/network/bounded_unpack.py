"""What is compressed, unpacked within bounds: no body may hold more than its reader asks for."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

import brotli

if sys.version_info >= (3, 14):
    from compression.zstd import ZstdDecompressor, ZstdError
else:
    from backports.zstd import ZstdDecompressor, ZstdError

GZIP_HEAD = b"\x1f\x8b"
"""The first two bytes of every gzip member (RFC 1952, section 2.3.1)."""

LARGEST = 50 * 2**20
"""Bytes that come out of one gzip file at most: all that a sitemap may have (sitemaps.org, "Sitemap file limits")."""

_SLICE = 4096
"""Bytes that are handed over at once: no more than what they hold is lost to damage."""
_GZIP = 16 + zlib.MAX_WBITS
"""Tells zlib to read gzip's head and no other."""


_EITHER_HEAD = 32 + zlib.MAX_WBITS
"""Tells zlib to read gzip's head and its own; "deflate" without one is what some servers send."""

UNPACK_FAILURES: tuple[type[Exception], ...] = (zlib.error, brotli.error, ZstdError, EOFError, OSError)
"""What damage to something compressed raises."""


class TooLarge(ValueError):
    """More would come out than is allowed."""


class Unpacker(Protocol):
    """What the decompressors of zlib and zstd have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, most: int, /) -> bytes: ...


def unpack_members(
    out: bytearray, body: bytes, most: int, *, head: bytes, new_unpacker: Callable[[], Unpacker]
) -> bool:
    """Unpack all members, for they may be several, one behind the other (RFC 1952, 2.2; RFC 8878, 3).

    What the unpacker raises on damage is raised; what came before it stands in ``out``.

    :param out: what comes out is put behind what it holds
    :param most: bytes that ``out`` may hold at most
    :param head: how a member begins; what begins otherwise is no part of it
    :returns: whether the last member that was begun is whole
    """
    member = new_unpacker()
    place = 0
    while place < len(body) and len(out) < most:
        if member.eof:
            if not body.startswith(head, place):
                break
            member = new_unpacker()
        piece = body[place : place + _SLICE]
        out += member.decompress(piece, most - len(out))
        place += len(piece) - len(member.unused_data)
    return member.eof


def gunzip(body: bytes, largest: int = LARGEST) -> bytes:
    """What a gzip file holds, all its members; of a damaged one what stands before the damage. Any other body as it is.

    :raises TooLarge: without having unpacked more than ``largest`` bytes and one

    >>> import gzip
    >>> gunzip(gzip.compress(b"news")), gunzip(b"plain")
    (b'news', b'plain')
    """
    if not body.startswith(GZIP_HEAD):
        return body
    out = bytearray()
    with suppress(zlib.error):  # a download that broke off is read as far as it came
        unpack_members(out, body, largest + 1, head=GZIP_HEAD, new_unpacker=lambda: zlib.decompressobj(_GZIP))
    if len(out) > largest:
        raise TooLarge(f"more than {largest:,} bytes come out of it")
    return bytes(out)


def unpack_coding(body: bytes, coding: bytes, most: int) -> tuple[bytes, bool]:
    """The first bytes of what is packed, and whether that is all; a coding that was never offered is none."""
    if coding in (b"gzip", b"x-gzip"):
        return _unpack_all_members(body, lambda: zlib.decompressobj(_EITHER_HEAD), GZIP_HEAD, most)
    if coding == b"zstd":
        return _unpack_all_members(body, ZstdDecompressor, b"\x28\xb5\x2f\xfd", most)
    if coding == b"deflate":
        inflater = zlib.decompressobj(_EITHER_HEAD if _has_head(body) else -zlib.MAX_WBITS)
        return inflater.decompress(body, most), inflater.eof
    if coding == b"br":
        decoder = brotli.Decompressor()
        return decoder.process(body, output_buffer_limit=most), decoder.is_finished()
    return body, True


def _unpack_all_members(
    body: bytes, new_unpacker: Callable[[], Unpacker], head: bytes, most: int
) -> tuple[bytes, bool]:
    unpacked = bytearray()
    ended = unpack_members(unpacked, body, most, head=head, new_unpacker=new_unpacker)
    return bytes(unpacked), ended


def _has_head(body: bytes) -> bool:
    return len(body) >= 2 and body[0] & 15 == zlib.DEFLATED and (body[0] << 8 | body[1]) % 31 == 0
