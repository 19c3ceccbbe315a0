"""The daemon's socket: for whoever owns the state folder, and no request of theirs ends it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from scheduler.service.control import MOST_BYTES, Tell, ask, control_path, listen_for_orders


async def _echo(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    tell({"step": "heard"})
    tell({"step": "understood"})
    return {"asked": request["do"]}


def test_nobody_else_on_the_machine_may_ask(tmp_path: Path) -> None:
    async def scenario() -> int:
        async with listen_for_orders(tmp_path, _echo):
            return control_path(tmp_path).stat().st_mode & 0o077

    assert asyncio.run(scenario()) == 0


@pytest.mark.parametrize("sent", [b"no json\n", b"[" * 100_000 + b"\n", b"[]\n", b"{}\n", b"\xff\xfe\n", b"\n"])
def test_what_is_no_request_is_told_so(tmp_path: Path, sent: bytes) -> None:
    async def scenario() -> tuple[dict[str, Any], dict[str, Any] | None]:
        async with listen_for_orders(tmp_path, _echo):
            reader, writer = await asyncio.open_unix_connection(str(control_path(tmp_path)))
            writer.write(sent)
            told = json.loads(await reader.readline())
            writer.close()
            return told, await ask(tmp_path, {"do": "status"})

    told, after = asyncio.run(scenario())
    assert "cannot be understood" in told["error"]
    assert after == {"asked": "status"}


def test_a_line_without_an_end_is_read_no_further_and_the_next_request_is_answered(tmp_path: Path) -> None:
    async def scenario() -> tuple[bytes, dict[str, Any] | None]:
        async with listen_for_orders(tmp_path, _echo), asyncio.timeout(20):
            reader, writer = await asyncio.open_unix_connection(str(control_path(tmp_path)))
            writer.write(b"x" * (3 * MOST_BYTES))
            try:
                said = await reader.read()
            except ConnectionError:
                said = b""
            writer.close()
            return said, await ask(tmp_path, {"do": "status"})

    assert asyncio.run(scenario()) == (b"", {"asked": "status"})


def test_whoever_wants_progress_is_told_each_step_before_the_answer(tmp_path: Path) -> None:
    steps: list[str] = []

    async def scenario() -> dict[str, Any] | None:
        async with listen_for_orders(tmp_path, _echo):
            return await ask(tmp_path, {"do": "status"}, told=lambda progress: steps.append(progress["step"]))

    assert asyncio.run(scenario()) == {"asked": "status"}
    assert steps == ["heard", "understood"]


def test_whoever_did_not_ask_for_progress_gets_one_line(tmp_path: Path) -> None:
    async def scenario() -> list[bytes]:
        async with listen_for_orders(tmp_path, _echo):
            reader, writer = await asyncio.open_unix_connection(str(control_path(tmp_path)))
            writer.write(b'{"do": "status"}\n')
            lines = (await reader.read()).splitlines()
            writer.close()
            return lines

    assert asyncio.run(scenario()) == [b'{"asked": "status"}']


def test_what_nobody_waits_for_any_more_ends_with_its_next_step(tmp_path: Path) -> None:
    async def scenario() -> str:
        gone, ended = asyncio.Event(), asyncio.get_running_loop().create_future()

        async def work(_: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
            tell({"step": "begun"})
            await gone.wait()
            try:
                while True:
                    tell({"step": "next"})
                    await asyncio.sleep(0)
            except ConnectionError as error:
                ended.set_result(str(error))
                raise

        async with listen_for_orders(tmp_path, work), asyncio.timeout(20):
            reader, writer = await asyncio.open_unix_connection(str(control_path(tmp_path)))
            writer.write(b'{"do": "survey", "progress": true}\n')
            await reader.readline()
            writer.close()
            await writer.wait_closed()
            gone.set()
            return await ended

    assert asyncio.run(scenario()) == "whoever asked has gone"
