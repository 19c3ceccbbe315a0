"""The daemon's ear: a unix socket in the state folder, one JSON object a line, one answer a line.

A request with ``"progress": true`` may be answered by lines of progress first, each ``{"progress": …}``.
Whoever may write in the state folder may ask. The command line uses it; nothing on the network can.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from crawler.index.socket_path import socket_path
from crawler.model.errors import (
    ArchiveUnavailable,
    CrawlFailed,
    IndexUnavailable,
    LeaseLost,
    MirrorfoldError,
    NetworkForbidden,
    NotFound,
    Refused,
)

log = logging.getLogger(__name__)

Tell = Callable[[Mapping[str, Any]], None]
"""Is told how far something is."""

Answerer = Callable[[Mapping[str, Any], Tell], Awaitable[dict[str, Any]]]

MOST_BYTES = 1 << 20

_KINDS: dict[int, type[MirrorfoldError]] = {
    kind.exit_code: kind
    for kind in (Refused, IndexUnavailable, ArchiveUnavailable, CrawlFailed, NotFound, LeaseLost, NetworkForbidden)
}
"""Exit code → the failure that it stands for: a command ends the same through the daemon as without it."""


def control_path(state: Path) -> Path:
    """Where the daemon of a state folder listens."""
    return socket_path(state).with_name("daemon.sock") if len(str(state)) < 60 else socket_path(state).with_suffix(".d")


@asynccontextmanager
async def listen_for_orders(state: Path, answer: Answerer) -> AsyncIterator[None]:
    """Answer requests for as long as the body runs."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def tell(progress: Mapping[str, Any]) -> None:
            if writer.is_closing():
                raise ConnectionResetError("whoever asked has gone")
            writer.write(json.dumps({"progress": progress}).encode() + b"\n")

        try:
            writer.write(await _reply(await reader.readline(), answer, tell) + b"\n")
            await writer.drain()
        except (ConnectionError, ValueError):
            return  # whoever asked has gone, or sent a line without an end
        finally:
            writer.close()

    path = control_path(state)
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    server = await asyncio.start_unix_server(serve, str(path), limit=MOST_BYTES)
    path.chmod(0o600)
    try:
        yield
    finally:
        server.close()
        path.unlink(missing_ok=True)


class _NotUnderstood(Exception):
    """What was sent is no request; the message says why."""


class _Request(dict[str, Any]):
    """A request; that it lacks something is a mistake of whoever sent it, and no error of ours."""

    def __missing__(self, name: str) -> Any:
        raise _NotUnderstood(f"it lacks {name!r}")


async def _reply(line: bytes, answer: Answerer, tell: Tell) -> bytes:
    try:
        request = _parse_request(line)
        tell = tell if request.get("progress") else keep_quiet
    except _NotUnderstood as error:
        failure = {"error": f"the request cannot be understood: {error}", "code": 2}
        return json.dumps(failure).encode()
    return json.dumps(await reply_to(request, answer, tell)).encode()


async def reply_to(request: Mapping[str, Any], answer: Answerer, tell: Tell) -> dict[str, Any]:
    """Answer a request; a failure becomes its words and its exit code.

    :returns: what JSON can hold
    """
    try:
        answered = await answer(request, tell)
        json.dumps(answered)
        return answered
    except MirrorfoldError as error:
        return {"error": str(error), "code": error.exit_code}
    except _NotUnderstood as error:
        return {"error": f"the request cannot be understood: {error}", "code": 2}
    except ConnectionError:
        raise  # whoever asked has gone
    except Exception as error:
        log.exception("a request ended with an error of ours")
        return {"error": f"the daemon met an error of its own ({error!r}); its log tells more", "code": 1}


def _parse_request(line: bytes) -> _Request:
    try:
        request = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _NotUnderstood(repr(error)) from error
    if not isinstance(request, dict):
        raise _NotUnderstood("it is no object")
    return _Request(request)


def keep_quiet(_: Mapping[str, Any]) -> None:
    """For whoever did not ask for progress: there is one line of answer."""


async def ask(
    state: Path, request: Mapping[str, Any], seconds: float | None = 10, *, told: Tell | None = None
) -> dict[str, Any] | None:
    """Ask the daemon of a state folder; None when none answers.

    :param seconds: how long to wait for a line; None: as long as it takes
    :param told: is told how far it is, where the daemon says so
    :raises MirrorfoldError: with the daemon's own words and exit code, when it fails
    """
    try:
        reader, writer = await asyncio.open_unix_connection(str(control_path(state)), limit=MOST_BYTES)
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    try:
        writer.write(json.dumps({**request, "progress": True} if told else request).encode() + b"\n")
        await writer.drain()
        answer = await _read_answer(reader, seconds, told)
    except (ConnectionError, TimeoutError):
        return None
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
    if answer is not None:
        raise_error(answer)
    return answer


def raise_error(answer: Mapping[str, Any]) -> None:
    """Raise the failure that an answer tells of, if it does.

    :raises MirrorfoldError: with the daemon's own words and exit code
    """
    if "error" in answer:
        raise _KINDS.get(answer.get("code", 0), MirrorfoldError)(answer["error"])


async def _read_answer(reader: asyncio.StreamReader, seconds: float | None, told: Tell | None) -> dict[str, Any] | None:
    """The last line; those before it say how far it is."""
    while line := await asyncio.wait_for(reader.readline(), seconds):
        answer: dict[str, Any] = json.loads(line)
        if "progress" not in answer or told is None:
            return answer
        told(answer["progress"])
    return None
