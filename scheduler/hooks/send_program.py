"""Calls a program of the operator's with one event on its standard input: without a shell, and killed with its group
when it takes too long."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import suppress

from scheduler.hooks.attempt import MOST_WORDS, Attempt


async def call_program(command: Sequence[str], body: bytes, seconds: float) -> Attempt:
    """Call a program once; taken is what it ended with 0 for."""
    pipe, nowhere = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=pipe, stdout=nowhere, stderr=pipe, start_new_session=True
        )
    except (OSError, ValueError) as error:
        return Attempt(f"{command[0]} cannot be started: {error}")
    try:
        complaint = await asyncio.wait_for(_talk(process, body), seconds)
    except TimeoutError:
        return Attempt(f"{command[0]} took longer than {seconds:g} s")
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # what it left behind, too
        await process.wait()
    words = complaint.decode("utf-8", "replace").strip()[-MOST_WORDS:]
    return Attempt(f"{command[0]} ended with {process.returncode}: {words}" if process.returncode else "")


MOST_COMPLAINT = 65_536
"""Bytes of what it says on stderr that are read into memory at once; only the last of them are kept."""


async def _talk(process: asyncio.subprocess.Process, body: bytes) -> bytes:
    assert process.stdin is not None
    assert process.stderr is not None
    reading = asyncio.ensure_future(_read_end(process.stderr))
    with suppress(ConnectionError):  # it need not read all of it
        process.stdin.write(body)
        await process.stdin.drain()
    process.stdin.close()
    try:
        await process.wait()
        done, _ = await asyncio.wait([reading], timeout=0.2)  # a child of it may hold stderr open for longer
        return reading.result() if done else b""
    finally:
        reading.cancel()


async def _read_end(stream: asyncio.StreamReader) -> bytes:
    said = b""
    while part := await stream.read(MOST_COMPLAINT):
        said = (said + part)[-MOST_WORDS * 4 :]
    return said
