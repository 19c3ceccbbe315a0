"""What the Dockerfile installs, installed here by its own commands, starts as the image does, crawls and stops."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from uv import find_uv_bin

from tests.desk.daemons import runs
from tests.desk.desk import Desk, OpenRoom, wait_until
from tests.packaging.files import ROOT, Instruction, instructions

DOCKERFILE = instructions((ROOT / "Dockerfile").read_text(encoding="utf-8"))
PREFIX = "/opt/mirrorfold"
"""Where the image has its environment."""


def _build(folder: Path) -> None:
    """Do what the first stage does, with every absolute path below a folder; compiled is what is imported."""
    for one in DOCKERFILE:
        if one.stage == 0 and one.word == "COPY":
            _copy(one, folder)
        elif one.stage == 0 and one.word == "RUN":
            environment = os.environ | {"UV_SYSTEM_CERTS": "1"}  # trust what this machine trusts, as pip does
            subprocess.run(_words(one, folder), check=True, timeout=200, env=environment)


def _copy(one: Instruction, folder: Path) -> None:
    *sources, target = one.words
    place = folder / target.strip("/")
    for source in sources:
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            place.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / source, place)


def _words(one: Instruction, folder: Path) -> list[str]:
    """A command of the image as words for this machine: its Python, and paths below the folder. uv installs in place of
    pip, from the same files by the same hashes, in a quarter of the time.
    """
    words = [str(folder) + word if word.startswith("/") else word for word in shlex.split(one.rest)]
    match words:
        case ["python", *rest]:
            return [sys.executable, *rest]
        case ["pip", "wheel", *rest]:
            return [sys.executable, "-m", "pip", "--quiet", "wheel", *rest]
        case ["pip", "--python", python, "install", *rest]:
            return [find_uv_bin(), "pip", "install", "--quiet", "--python", python, *rest]
        case ["pip", "install", *rest]:
            return [find_uv_bin(), "pip", "install", "--quiet", "--python", sys.executable, *rest]
    raise ValueError(f"no test knows how to do this: {one.rest}")


def _environment(folder: Path, desk: Desk) -> dict[str, str]:
    """The image's environment, and nothing of ours."""
    return {
        "PATH": f"{folder}{PREFIX}/bin:/usr/bin:/bin",
        "MIRRORFOLD_CONFIG": str(desk.config),
        "MIRRORFOLD_STATE": str(desk.state),
    }


def _start(folder: Path, desk: Desk) -> subprocess.Popen[bytes]:
    """Start what the image starts."""
    program, *words = [word for one in DOCKERFILE if one.word in ("ENTRYPOINT", "CMD") for word in one.words]
    call = [f"{folder}{PREFIX}/bin/{program}", *words]
    with (desk.folder / "log").open("wb") as log:
        return subprocess.Popen(call, stderr=log, env=_environment(folder, desk), cwd=folder)


def _health(folder: Path, desk: Desk) -> int:
    """Ask as the container engine does: the exit code of the image's own check."""
    (check,) = [one.rest.partition(" CMD ")[2] for one in DOCKERFILE if one.word == "HEALTHCHECK"]
    call = ["/bin/sh", "-c", check]
    return subprocess.run(call, env=_environment(folder, desk), cwd=folder, timeout=30, check=False).returncode


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder below which all that the first stage makes stands."""
    folder = tmp_path_factory.mktemp("image")
    _build(folder)
    return folder


@pytest.mark.slow
def test_what_the_image_holds_crawls_into_postgresql(image: Path, open_room: OpenRoom, database: str) -> None:
    desk = open_room(articles=3, mirrors=2)
    environment = _environment(image, desk) | {"MIRRORFOLD_DATABASE__URL": database}
    call = [f"{image}{PREFIX}/bin/mirrorfold", "crawl", "room"]
    done = subprocess.run(call, env=environment, cwd=image, stderr=subprocess.PIPE, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()
    with psycopg.connect(database) as archive:
        assert archive.execute("select count(*) from articles").fetchall() == [(3,)]


@pytest.mark.slow
def test_what_the_image_holds_crawls_and_stops_within_ten_seconds(image: Path, open_room: OpenRoom) -> None:
    desk = open_room(articles=3, mirrors=2)
    daemon = _start(image, desk)
    try:
        log = desk.folder / "log"
        wait_until(lambda: "mirrorfold is up" in log.read_text() or daemon.poll() is not None, "it is up", 45)
        assert daemon.poll() is None, log.read_text()
        wait_until(lambda: runs(desk) >= 1, "a run ended")
        assert desk.ask("select count(*) from articles") == [(3,)], log.read_text()
        assert _health(image, desk) == 0
        asked = time.monotonic()
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(20) == 0
        assert time.monotonic() - asked < 10
        assert _health(image, desk) == 1
    finally:
        if daemon.poll() is None:
            daemon.kill()
            daemon.wait()
