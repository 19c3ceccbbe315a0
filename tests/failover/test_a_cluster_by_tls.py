"""A cluster that is spoken to by TLS alone, as ``rediss+cluster://`` has it."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from crawler.canonical.known_key import Known
from crawler.index import keys
from crawler.index.client import Index
from crawler.index.known_keys import look_up_keys, remember_keys
from crawler.model.errors import IndexUnavailable
from tests.desk.index_servers import wait_until
from tests.scorecard.certificates import authority, certificate

OWN = keys.source_partition("herald")


@pytest.fixture
def node(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """A node that has all slots: its port, and the file of the authority that signed for it."""
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")
    root = authority("tests")
    (tmp_path / "root.pem").write_bytes(root.pem)
    signed, key = certificate(tmp_path, "127.0.0.1", root)
    with socket.socket() as one, socket.socket() as other:
        for each in (one, other):
            each.bind(("127.0.0.1", 0))
        port, bus = one.getsockname()[1], other.getsockname()[1]
    options = {"port": 0, "tls-port": port, "cluster-port": bus, "cluster-enabled": "yes", "dir": tmp_path, "save": ""}
    options |= {"tls-cert-file": signed, "tls-key-file": key, "tls-ca-cert-file": tmp_path / "root.pem"}
    options |= {"tls-auth-clients": "no", "tls-cluster": "yes", "logfile": tmp_path / "node.log"}
    words = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    process = subprocess.Popen(["redis-server", *words])
    try:
        with redis.Redis("127.0.0.1", port, ssl=True, ssl_ca_certs=str(tmp_path / "root.pem")) as client:
            wait_until(lambda: _answers(client), description="the node answers")
            client.execute_command("CLUSTER", "ADDSLOTSRANGE", 0, keys.SLOTS - 1)
            wait_until(lambda: b"cluster_state:ok" in client.execute_command("CLUSTER", "INFO"), description="it works")
        yield port, tmp_path / "root.pem"
    finally:
        process.terminate()
        process.wait(10)


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


def test_it_answers_whoever_knows_its_authority(node: tuple[int, Path]) -> None:
    async def scene() -> None:
        index = Index.at(f"rediss+cluster://127.0.0.1:{node[0]}?ssl_ca_certs={node[1]}")
        try:
            await index.mark([OWN])
            await remember_keys(index, "herald", {"/1": Known(1)})
            assert await look_up_keys(index, "herald", ["/1", "/2"]) == [Known(1), None]
        finally:
            await index.close()

    asyncio.run(scene())


def test_its_certificate_is_verified(node: tuple[int, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.index.cluster_servers.PATIENCE", 0.2)

    async def scene() -> None:
        index = Index.at(f"rediss+cluster://127.0.0.1:{node[0]}")
        try:
            with pytest.raises(IndexUnavailable, match="CERTIFICATE_VERIFY_FAILED"):
                await index.mark([OWN])
        finally:
            await index.close()

    asyncio.run(scene())
