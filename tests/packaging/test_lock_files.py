"""The lock files: what they pin is pinned to the byte, and is what the project asks for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.packaging.files import ROOT

LOCKS = sorted(ROOT.glob("requirements*.lock"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ASKED_FOR = {
    "requirements.lock": PROJECT["project"]["dependencies"],
    "requirements-postgresql.lock": PROJECT["project"]["optional-dependencies"]["postgresql"],
    "requirements-dev.lock": PROJECT["project"]["optional-dependencies"]["dev"],
    "requirements-build.lock": PROJECT["build-system"]["requires"],
}


def _text(lock: Path) -> str:
    return lock.read_text(encoding="utf-8")


def _pinned(lock: Path) -> dict[str, str]:
    """Name → version with its marker."""
    return dict(re.findall(r"^([a-z0-9-]+)==(.*?) *\\?$", _text(lock), re.MULTILINE))


def test_every_group_of_requirements_has_its_lock_file() -> None:
    assert {lock.name for lock in LOCKS} == set(ASKED_FOR)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_version_is_pinned_with_its_hashes(lock: Path) -> None:
    entries = re.split(r"\n(?=\S)", re.sub(r"(?m)^ *#.*\n", "", _text(lock)).strip())
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==[^\n]+ \\\n +--hash=sha256:[0-9a-f]{64}", entry), entry


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_no_lock_file_says_where_a_package_comes_from(lock: Path) -> None:
    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host", _text(lock))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_whatever_the_project_asks_for_is_pinned(lock: Path) -> None:
    names = {re.split(r"[^A-Za-z0-9._-]", asked)[0] for asked in ASKED_FOR[lock.name]}
    assert {re.sub(r"[._-]+", "-", name).lower() for name in names} <= set(_pinned(lock))


def test_what_two_lock_files_pin_they_pin_alike() -> None:
    small, *larger = (_pinned(ROOT / f"requirements{which}.lock") for which in ("", "-postgresql", "-dev"))
    for pins in larger:
        assert small.items() <= pins.items()
    assert _pinned(ROOT / "requirements-build.lock").items() <= _pinned(ROOT / "requirements-dev.lock").items()
