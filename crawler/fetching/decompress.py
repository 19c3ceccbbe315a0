"""Unpacks answers: what is compressed is bounded in every coding that is offered, and in how often it is packed."""

from __future__ import annotations

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.fetching.failures import BrokenCoding
from crawler.network.bounded_unpack import UNPACK_FAILURES, unpack_coding
from crawler.network.robots import MOST_BYTES

MOST_CODINGS = 2
"""Codings of one answer, one packed into the other: no server needs more than one, and each costs a whole body."""


class Unpack(HttpCompressionMiddleware):
    """Scrapy's middleware, with its failures in our words."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Return the answer unpacked.

        :raises BrokenCoding: it is not what it says, is packed too often, or holds more than ``network.max_body``
        """
        codings = b",".join(response.headers.getlist("Content-Encoding")).split(b",")
        if len(codings) > MOST_CODINGS:
            raise BrokenCoding(f"answer is compressed {len(codings)} times over")
        spool = request.meta.get("spool")
        if spool is not None and spool.path is not None:  # the pool unpacks it
            return response
        try:
            if request.meta.get("robots"):
                return _unpack_beginning(response, codings)
            if spool is not None:
                request = request.replace(meta={"download_maxsize": min(spool.most, self._max_size)})
            return super().process_response(request, response)
        except IgnoreRequest as error:
            if spool is not None and spool.most > self._max_size:
                return response  # the same
            raise BrokenCoding("answer too large when unpacked") from error
        except UNPACK_FAILURES as error:
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
        body, ended = unpack_coding(body, coding, MOST_BYTES + 1)
        if whole and not ended and len(body) <= MOST_BYTES:
            raise EOFError("cut short")
        whole = whole and ended
    return response.replace(body=body)
