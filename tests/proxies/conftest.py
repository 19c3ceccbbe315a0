"""Newsrooms whose mirrors have names that lead nowhere but behind a proxy."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.desk import prefork
from tests.desk.desk import TEMPLATE, Desk, OpenRoom
from tests.desk.lookups import Witnessed, read_witness
from tests.desk.proxies import SocksServer, TunnelServer

ONE, TWO = "mirror-one.example", "mirror-two.example"
NAMES = (ONE, TWO)


class Behind:
    """A newsroom, a proxy of each kind in front of it, and the command with a witness."""

    def __init__(self, desk: Desk, socks: SocksServer, tunnel: TunnelServer) -> None:
        self.desk, self.socks, self.tunnel = desk, socks, tunnel
        self.witnessed = Witnessed()

    @property
    def ports(self) -> list[int]:
        return [int(origin.rpartition(":")[2]) for origin in self.desk.room.origins]

    def configure(
        self, mirrors: Sequence[object] | None = None, network: str = "", lines: str = 'feeds = ["/rss.xml"]\n'
    ) -> None:
        """Write the configuration; without mirrors of their own all are behind the SOCKS server."""
        given = [table(f"http://{name}", self.socks.url) for name in NAMES[: len(self.ports)]]
        written = ", ".join(map(str, given if mirrors is None else mirrors))
        self.desk.configure(source=f'name = "Room"\nmirrors = [{written}]\n{lines}articles = "{TEMPLATE}"\n')
        settings = self.desk.config / "mirrorfold.toml"
        settings.write_text(settings.read_text().replace("[politeness]", f"{network}\n[politeness]"))

    def run(self, *words: str, code: int = 0) -> str:
        """Run a command with a witness; what it printed, its errors behind that."""
        file = self.desk.folder / "witness.jsonl"
        file.write_text("")
        given = [str(file), *words, "--config", str(self.desk.config), "--state", str(self.desk.state)]
        done = prefork.run(given, os.environ, timeout=120, module="tests.desk.lookups")
        self.witnessed = read_witness(file)
        assert done.returncode == code, f"{words} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def crawl(self) -> dict[str, Any]:
        report: dict[str, Any] = json.loads(self.run("crawl", "room", "--json").splitlines()[0])
        return report


def table(url: str, proxy: str = "", **more: object) -> str:
    """A mirror as an inline table of TOML."""
    values = {"url": url, **({"proxy": proxy} if proxy else {}), **more}
    return "{ " + ", ".join(f"{key} = {json.dumps(value)}" for key, value in values.items()) + " }"


OpenBehind = Callable[..., Behind]


@pytest.fixture
def open_behind(open_room: OpenRoom) -> Iterator[OpenBehind]:
    """Open newsrooms behind proxies that are closed with the test."""
    with ExitStack() as stack:

        def open_(*, password: str = "", **options: Any) -> Behind:
            desk = open_room(**{"articles": 4, "mirrors": 2} | options)
            places = dict(zip(NAMES, (int(each.rpartition(":")[2]) for each in desk.room.origins), strict=False))
            socks = stack.enter_context(SocksServer(places, password=password))
            tunnel = stack.enter_context(TunnelServer(places, password=password))
            behind = Behind(desk, socks, tunnel)
            behind.configure()
            return behind

        yield open_


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
