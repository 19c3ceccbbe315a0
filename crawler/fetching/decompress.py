"""Unpacks answers: what is compressed is bounded in every coding that is offered, and in how often it is packed."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable

import brotli
from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.fetching.failures import BrokenCoding
from crawler.network.bounded_unpack import GZIP_HEAD, Unpacker, unpack_members
from crawler.network.robots import MOST_BYTES

if sys.version_info >= (3, 14):
    from compression.zstd import ZstdDecompressor, ZstdError
else:
    from backports.zstd import ZstdDecompressor, ZstdError

MOST_CODINGS = 2
"""Codings of one answer, one packed into the other: no server needs more than one, and each costs a whole body."""

_BROKEN: tuple[type[Exception], ...] = (zlib.error, brotli.error, ZstdError, EOFError, OSError)


class Unpack(HttpCompressionMiddleware):
    """Scrapy's middleware, with its failures in our words."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Return the answer unpacked.

        :raises BrokenCoding: it is not what it says, is packed too often, or holds more than ``network.max_body``
        """
        codings = b",".join(response.headers.getlist("Content-Encoding")).split(b",")
        if len(codings) > MOST_CODINGS:
            raise BrokenCoding(f"answer is compressed {len(codings)} times over")
        try:
            if request.meta.get("robots"):
                return _unpack_beginning(response, codings)
            return super().process_response(request, response)
        except IgnoreRequest as error:
            raise BrokenCoding("answer too large when unpacked") from error
        except _BROKEN as error:
            coding = codings[0].decode("latin-1").strip()[:20]
            raise BrokenCoding(f"broken {coding} compression") from error


def _unpack_beginning(response: Response, codings: list[bytes]) -> Response:
    """Unpack as much of a robots.txt as is read, for its rules count though it is longer.

    :raises EOFError: it is cut short before that: what is missing might forbid something
    """
    if not response.body or not 200 <= response.status < 300:  # its status says all
        return response
    body = response.body
    whole = "download_stopped" not in response.flags
    for coding in reversed([coding.strip().lower() for coding in codings if coding.strip()]):
        body, ended = _unpack_coding(body, coding, MOST_BYTES + 1)
        if whole and not ended and len(body) <= MOST_BYTES:
            raise EOFError("cut short")
        whole = whole and ended
    return response.replace(body=body)


def _unpack_coding(body: bytes, coding: bytes, most: int) -> tuple[bytes, bool]:
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


_EITHER_HEAD = 32 + zlib.MAX_WBITS
"""Tells zlib to read gzip's head and its own; "deflate" without one is what some servers send."""


def _has_head(body: bytes) -> bool:
    return len(body) >= 2 and body[0] & 15 == zlib.DEFLATED and (body[0] << 8 | body[1]) % 31 == 0
