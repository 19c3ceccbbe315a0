"""As much HTTP/1.1 as a news site needs: a request is read, an answer becomes bytes. Pure but for ``read_request``."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import blake2b
from http import HTTPStatus

HTML = "text/html; charset=utf-8"
MAX_HEAD = 64 * 1024
MAX_BODY = 1024 * 1024


class Unreadable(Exception):
    """What came over the connection is no request that this server reads."""


@dataclass(frozen=True, slots=True)
class Request:
    """:ivar headers: names in lower case"""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def conditional(self) -> bool:
        return "if-none-match" in self.headers or "if-modified-since" in self.headers

    @property
    def keeps_alive(self) -> bool:
        return self.headers.get("connection", "").lower() != "close"


@dataclass(frozen=True, slots=True)
class Answer:
    """:ivar modified: aware; sent as Last-Modified"""

    status: int
    content_type: str
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    etag: str = ""
    modified: datetime | None = None


def date_answer(content_type: str, body: bytes, modified: datetime | None = None) -> Answer:
    """A page found, with the marks a conditional request needs.

    >>> date_answer("text/plain", b"hello").etag
    '"a7b6eda801e5347d"'
    """
    tag = blake2b(body, digest_size=8).hexdigest()
    return Answer(200, content_type, body, etag=f'"{tag}"', modified=modified)


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """The next request of a connection, None when the client ended it.

    :raises Unreadable: no HTTP/1 request, or one that is too large
    """
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    except asyncio.LimitOverrunError as error:
        raise Unreadable(f"the head of the request is longer than {MAX_HEAD} bytes") from error
    request = parse_head(head)
    length = request.headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit() and int(length) <= MAX_BODY):
        raise Unreadable(f"the body's length is {length!r}")
    try:
        return replace(request, body=await reader.readexactly(int(length)))
    except asyncio.IncompleteReadError:
        return None


def parse_head(head: bytes) -> Request:
    """Read the request line and the headers.

    >>> parse_head(b"GET /a HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n").target
    '/a'

    :raises Unreadable: the first line is not METHOD TARGET HTTP/1.x, or a header has no colon
    """
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    words = first.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        raise Unreadable("the first line is no HTTP/1 request line")
    headers = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon:
            raise Unreadable("a header has no colon")
        headers[name.strip().lower()] = value.strip()
    if words[2] == "HTTP/1.0":
        headers.setdefault("connection", "close")
    return Request(words[0], words[1], headers)


def apply_conditions(request: Request, answer: Answer) -> Answer:
    """The answer, or 304 when the client has it already (RFC 9110, 13.1: the tag counts before the date)."""
    if answer.status != 200 or request.method not in ("GET", "HEAD") or not request.conditional:
        return answer
    tags = request.headers.get("if-none-match")
    if tags is not None:
        theirs = [tag.strip().removeprefix("W/") for tag in tags.split(",")]
        has_it = answer.etag != "" and (tags == "*" or answer.etag in theirs)
    else:
        has_it = answer.modified is not None and not _is_newer(answer.modified, request.headers["if-modified-since"])
    return replace(answer, status=304, body=b"") if has_it else answer


def _is_newer(modified: datetime, since: str) -> bool:
    try:
        return modified.replace(microsecond=0) > parsedate_to_datetime(since)
    except (ValueError, TypeError):  # an unreadable date, or one without a zone, is no condition
        return True


def answer_bytes(answer: Answer, body: bytes | None = None, *, keep_alive: bool) -> bytes:
    """An answer as it goes over the wire: the head announces its whole body.

    :param body: what is sent in place of all of it
    """
    lines = [
        f"HTTP/1.1 {answer.status} {_phrase(answer.status)}",
        "Server: newsroom",
        f"Connection: {'keep-alive' if keep_alive else 'close'}",
    ]
    if answer.status != 304:
        lines += [f"Content-Type: {answer.content_type}", f"Content-Length: {len(answer.body)}"]
    if answer.etag:
        lines.append(f"ETag: {answer.etag}")
    if answer.modified is not None:
        lines.append(f"Last-Modified: {format_datetime(answer.modified, usegmt=True)}")
    lines += [f"{name}: {value}" for name, value in answer.headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + (answer.body if body is None else body)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:  # a fault may ask for a status nobody named
        return "Status"
