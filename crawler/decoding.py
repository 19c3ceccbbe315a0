"""Unpacks answers: what is compressed is bounded in every coding that is offered, and in how often it is packed."""

from __future__ import annotations

import sys
import zlib

import brotli
from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.failures import BrokenCoding

if sys.version_info >= (3, 14):
    from compression.zstd import ZstdError
else:
    from backports.zstd import ZstdError

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
            return super().process_response(request, response)
        except IgnoreRequest as error:
            raise BrokenCoding("answer too large when unpacked") from error
        except _BROKEN as error:
            coding = codings[0].decode("latin-1").strip()[:20]
            raise BrokenCoding(f"broken {coding} compression") from error
