"""The configuration while the daemon runs: a changed file is validated whole, then swapped in; a bad one is not."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Protocol

from crawler.model.errors import ConfigError, Problem
from crawler.settings import Configuration, load
from crawler.settings.loading import SOURCES_FOLDER

PROBLEMS = "config-problems.json"
"""In the state folder: the mistakes of an edit that was not taken over."""

RESTART = ("network", "redis", "database", "extraction", "metrics", "web")
"""Sections that are read once, at the start."""


class FollowedFiles(Protocol):
    """The configuration that is in force, and whatever may replace it."""

    current: Configuration
    version: int | None

    def changed(self) -> bool:
        """Say whether something was changed since the last look."""
        ...

    def reload(self) -> Configuration:
        """Load everything anew."""
        ...


class ConfigWatch:
    """Looks at the folder's files and loads them when one has changed."""

    def __init__(self, loaded: Configuration, state: Path) -> None:
        self.current = loaded
        self.version: int | None = None
        """Of an installation of several machines; one machine counts none."""
        self._problems = state / PROBLEMS
        self._seen = self._signature()
        self._problems.unlink(missing_ok=True)

    def changed(self) -> bool:
        """Say whether a file was changed, added or removed since the last look."""
        now = self._signature()
        changed = now != self._seen
        self._seen = now
        return changed

    def reload(self) -> Configuration:
        """Load everything anew.

        :raises ConfigError: the old configuration stays; its mistakes are kept for ``doctor``
        """
        try:
            if self.current.sources and not (self.current.folder / SOURCES_FOLDER).is_dir():
                raise ConfigError([_lost_sources(self.current.folder / SOURCES_FOLDER)])
            fresh = load(self.current.folder, os.environ)
        except ConfigError as error:
            self._problems.write_text(json.dumps([asdict(problem) for problem in error.problems], indent=1))
            raise
        self._problems.unlink(missing_ok=True)
        self.current = fresh
        return fresh

    def _signature(self) -> dict[str, tuple[int, int, int]]:
        """What tells one state of the files from another; a file in the place of one as old and large is a new one."""
        folder = self.current.folder
        stamps: dict[str, tuple[int, int, int]] = {}
        for file in [folder / "mirrorfold.toml", *sorted((folder / "sources").glob("*.toml"))]:
            try:
                stat = file.stat()
            except OSError:
                continue  # a file that goes away while we look: its absence is the change
            stamps[str(file)] = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        return stamps


def _lost_sources(folder: Path) -> Problem:
    """A folder that was there and is not: a mount that went away, not a wish to follow nobody."""
    what, cure = "the folder of sources is gone", "Put it back; to follow nobody, leave it there, empty"
    return Problem(file=str(folder), key="folder", value=folder.name, what=what, cure=cure)


def needs_restart(old: Configuration, new: Configuration) -> list[str]:
    """Sections that changed and take effect only after a restart."""
    return [name for name in RESTART if getattr(old.settings, name) != getattr(new.settings, name)]


def pending_problems(state: Path) -> list[Problem]:
    """The mistakes of the last edit that was not taken over; empty when all is well."""
    try:
        return [Problem(**row) for row in json.loads((state / PROBLEMS).read_text())]
    except FileNotFoundError:
        return []
