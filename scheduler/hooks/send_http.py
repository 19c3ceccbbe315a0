"""Posts one event to an address of the operator's: one request, one answer, all of it within a time.

Sans-I/O HTTP (h11) on asyncio's streams: no redirect is followed, no proxy asked, no cookie kept, certificates are
verified, and an answer is read up to a bound. Private addresses are let through, here and only here.
"""

from __future__ import annotations

import asyncio
import base64
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from importlib.metadata import version
from urllib.parse import SplitResult, unquote, urlsplit

import h11

from scheduler.hooks.attempt import MOST_WORDS, Attempt, parse_retry_after

MOST_BYTES = 65_536
"""Bytes of an answer that are read; the event is taken, or not, by its status."""

PATIENT = (429, 503)
"""Answers whose Retry-After is a wish to be left alone."""


async def post_event(url: str, body: bytes, headers: Mapping[str, str], seconds: float) -> Attempt:
    """Post a body once; taken is what was answered with 2xx.

    :param url: of http or https
    :param headers: beside those of the connection
    """
    place = urlsplit(url)
    try:
        async with asyncio.timeout(seconds):
            return await _post(place, body, headers)
    except TimeoutError:
        return Attempt(f"{place.hostname} did not answer within {seconds:g} s")
    except ssl.SSLCertVerificationError as error:
        return Attempt(f"the certificate of {place.hostname} is not valid: {error.verify_message}")
    except (OSError, ValueError) as error:  # a name that cannot be encoded, too
        return Attempt(f"{place.hostname} cannot be reached: {getattr(error, 'strerror', None) or error}")
    except h11.RemoteProtocolError as error:
        return Attempt(f"{place.hostname} answered what is no HTTP: {error}")


async def _post(place: SplitResult, body: bytes, headers: Mapping[str, str]) -> Attempt:
    secure = place.scheme == "https"
    port = place.port or (443 if secure else 80)
    context = await asyncio.to_thread(ssl.create_default_context) if secure else None
    reader, writer = await asyncio.open_connection(place.hostname, port, ssl=context)
    try:
        connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=MOST_BYTES)
        target = (place.path or "/") + (f"?{place.query}" if place.query else "")
        request = h11.Request(method="POST", target=target, headers=_headers(place, body, headers))
        for event in (request, h11.Data(data=body), h11.EndOfMessage()):
            writer.write(connection.send(event) or b"")
        with suppress(ConnectionError):  # who answers before it has read all is heard all the same
            await writer.drain()
        response = await _read_head(connection, reader)
        return await _judge(response, connection, reader)
    finally:
        writer.close()


def _headers(place: SplitResult, body: bytes, more: Mapping[str, str]) -> list[tuple[str, str]]:
    host = place.netloc.rpartition("@")[2]
    headers = [
        ("host", host),
        ("user-agent", f"mirrorfold/{version('mirrorfold')}"),
        ("content-type", "application/cloudevents+json; charset=utf-8"),
        ("content-length", str(len(body))),
        ("connection", "close"),
        *more.items(),
    ]
    if place.username is not None:
        pair = f"{unquote(place.username)}:{unquote(place.password or '')}".encode()
        headers.append(("authorization", f"Basic {base64.b64encode(pair).decode()}"))
    return headers


async def _read_head(connection: h11.Connection, reader: asyncio.StreamReader) -> h11.Response:
    """The answer's head; those that only say that one is coming are passed over."""
    while True:
        event = await _next_event(connection, reader)
        if isinstance(event, h11.Response):
            return event
        if not isinstance(event, h11.InformationalResponse):
            raise h11.RemoteProtocolError("the connection was closed before an answer")


async def _next_event(connection: h11.Connection, reader: asyncio.StreamReader) -> object:
    while (event := connection.next_event()) is h11.NEED_DATA:
        connection.receive_data(await reader.read(MOST_BYTES))
    return event


async def _judge(response: h11.Response, connection: h11.Connection, reader: asyncio.StreamReader) -> Attempt:
    status = response.status_code
    if 200 <= status < 300:
        return Attempt()
    headers = {name.decode("ascii"): value.decode("latin-1") for name, value in response.headers}
    wish = parse_retry_after(headers.get("retry-after", ""), time.time()) if status in PATIENT else 0.0
    if 300 <= status < 400:
        where = headers.get("location", "")
        return Attempt(f"it answered {status}, and redirects are not followed" + (f" (to {where})" if where else ""))
    said = await _read_body(connection, reader)
    return Attempt(f"it answered {status}" + (f": {said}" if said else ""), wish)


async def _read_body(connection: h11.Connection, reader: asyncio.StreamReader) -> str:
    """How the answer's body begins; what breaks off is what there is."""
    body = b""
    with suppress(h11.RemoteProtocolError, OSError):
        while len(body) < MOST_WORDS and isinstance(event := await _next_event(connection, reader), h11.Data):
            body += bytes(event.data)
    return " ".join(body[:MOST_WORDS].decode("utf-8", "replace").split())
