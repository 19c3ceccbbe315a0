"""The wheel, installed by its own metadata where nothing else is: what ``uvx`` and ``pipx`` do."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from uv import find_uv_bin

from mirrorfold import __version__
from tests.packaging.files import ROOT

Mirrorfold = Callable[..., str]


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that has the wheel and what it asks for, in the versions of the lock file."""
    folder = tmp_path_factory.mktemp("wheel")
    _uv("build", "--wheel", "--no-build-isolation", "--python", sys.executable, "--out-dir", str(folder), str(ROOT))
    (wheel,) = folder.glob("*.whl")
    _uv("venv", "--python", sys.executable, str(folder / "venv"))
    versions = ["--constraints", str(ROOT / "requirements.lock")]
    _uv("pip", "install", "--python", str(folder / "venv" / "bin" / "python"), *versions, str(wheel))
    return folder / "venv" / "bin"


def _uv(*words: str) -> None:
    environment = os.environ | {"UV_SYSTEM_CERTS": "1"}  # trust what this machine trusts, as pip does
    call = [find_uv_bin(), *words]
    done = subprocess.run(call, env=environment, stderr=subprocess.PIPE, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def mirrorfold(programs: Path, tmp_path: Path) -> Mirrorfold:
    """Run the installed program in an empty folder, without a variable of ours, and return what it prints."""
    environment = {"PATH": f"{programs}{os.pathsep}/usr/bin{os.pathsep}/bin", "HOME": str(tmp_path)}

    def run(*words: str) -> str:
        call = [str(programs / "mirrorfold"), *words]
        done = subprocess.run(
            call, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.mark.slow
def test_it_says_its_version(mirrorfold: Mirrorfold) -> None:
    assert mirrorfold("--version") == f"mirrorfold {__version__}\n"


@pytest.mark.slow
def test_it_writes_a_configuration_and_finds_no_mistake_in_it(mirrorfold: Mirrorfold) -> None:
    mirrorfold("init")
    assert mirrorfold("config", "check") == "config: 0 sources, 0 mistakes\n"


@pytest.mark.slow
def test_it_brings_all_that_the_demo_needs_and_leaves_nothing_behind(mirrorfold: Mirrorfold, tmp_path: Path) -> None:
    assert "5 articles from 10 sightings, 5 bodies fetched." in mirrorfold(
        "demo", "--once", "--articles", "5", "--mirrors", "2"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_it_brings_neither_tests_nor_benchmarks(programs: Path) -> None:
    names = "import importlib.util as u; print([n for n in ('tests', 'benchmarks', 'pytest') if u.find_spec(n)])"
    call = [str(programs / "python"), "-I", "-c", names]
    assert subprocess.run(call, capture_output=True, text=True, timeout=60, check=True).stdout == "[]\n"
