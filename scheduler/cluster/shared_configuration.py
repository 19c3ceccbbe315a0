"""The configuration of an installation: settings are each machine's own, sources are the archive's last version.

The last version is written into the state folder and read from there, as one machine reads its own files. A file that
is changed there, by an order that adds a source or accepts a mirror, becomes the next version.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import socket
from collections.abc import Mapping
from pathlib import Path

from crawler.archive.database.store import Archive
from crawler.archive.installation.configurations import (
    digest_files,
    find_last_version,
    load_last_configuration,
    push_configuration,
)
from crawler.model.errors import ArchiveUnavailable
from crawler.settings import Configuration, load
from crawler.settings.loading import SETTINGS_FILE, SOURCES_FOLDER
from scheduler.service.user_name import find_user_name

log = logging.getLogger(__name__)

FOLDER = "configuration"
"""In the state folder."""


def read_source_files(folder: Path) -> dict[str, str]:
    """Read the files of sources in a folder of the configuration: name → text."""
    return {file.name: file.read_text(encoding="utf-8") for file in sorted((folder / SOURCES_FOLDER).glob("*.toml"))}


class SharedConfiguration:
    """Follows the archive's last version; what ``ConfigWatch`` is to one machine.

    :param local: the configuration of this machine, whose settings count
    :param state: the folder in which the version is written
    """

    def __init__(self, local: Configuration, archive: Archive, state: Path) -> None:
        self._local, self._archive, self._folder = local.folder, archive, state / FOLDER
        self.version: int | None = None
        self._stamp: tuple[int, int] | None = None
        self._digest = ""
        self._written: list[tuple[str, int, int]] = []
        self.current = local

    def begin(self, who: str) -> None:
        """Take the last version over; where there is none, the files of this machine become the first.

        :param who: this process, in words
        :raises ArchiveUnavailable: when the archive cannot be reached
        :raises ConfigError: when the version is wrong by the rules of this machine's program
        """
        own = read_source_files(self._local)
        if self._archive.read(find_last_version) is None and own:
            version = self._archive.call(push_configuration, own, who, "the files of the machine that came first")
            log.info("the sources of %s are version %d of the installation's configuration", self._local, version)
        self.reload()
        if own and digest_files(own) != self._digest:
            told = (
                "the sources in %s are not those of version %s, which counts: mirrorfold config push makes them count"
            )
            log.warning(told, self._local, self.version)

    def changed(self) -> bool:
        """Say whether another version counts, a file of this one was changed here, or this machine's settings were."""
        try:
            last = self._archive.read(find_last_version)
        except ArchiveUnavailable:
            return False  # crawls say so already
        return last != self.version or self._settings_stamp() != self._stamp or self._touched()

    def reload(self) -> Configuration:
        """Take over what counts now; what was changed in this version's files is pushed first.

        :raises ArchiveUnavailable, ConfigError, Refused: the configuration stays as it was
        """
        if self.version is not None and self._edited():
            load(self._folder, os.environ)
            files = read_source_files(self._folder)
            self._archive.call(push_configuration, files, "an order", "changed in its files", after=self.version)
        last = self._archive.read(load_last_configuration)
        files = read_source_files(self._local) if last is None else dict(last.files)
        stamp = self._settings_stamp()
        self._write(files)
        self.current = load(self._folder, os.environ)
        self.version, self._stamp = (None if last is None else last.version), stamp
        self._digest = digest_files(files)
        return self.current

    def _touched(self) -> bool:
        """Whether a file of this version has another time or size than when it was written: cheap to ask."""
        return self._look() != self._written

    def _look(self) -> list[tuple[str, int, int]]:
        stats = ((file.name, file.stat()) for file in sorted((self._folder / SOURCES_FOLDER).glob("*.toml")))
        return [(name, stat.st_mtime_ns, stat.st_size) for name, stat in stats]

    def _edited(self) -> bool:
        return digest_files(read_source_files(self._folder)) != self._digest

    def _settings_stamp(self) -> tuple[int, int] | None:
        file = self._local / SETTINGS_FILE
        try:
            stat = file.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size

    def _write(self, files: Mapping[str, str]) -> None:
        fresh = self._folder.with_name(f"{FOLDER}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        (fresh / SOURCES_FOLDER).mkdir(parents=True)
        for name, text in files.items():
            (fresh / SOURCES_FOLDER / Path(name).name).write_text(text, encoding="utf-8")
        settings = self._local / SETTINGS_FILE
        if settings.exists():
            shutil.copy(settings, fresh / SETTINGS_FILE)
        shutil.rmtree(self._folder, ignore_errors=True)
        fresh.rename(self._folder)
        self._written = self._look()


async def follow_installation(local: Configuration, archive: Archive, state: Path) -> SharedConfiguration:
    """Begin to follow the archive's last version; see ``SharedConfiguration.begin``."""
    shared = SharedConfiguration(local, archive, state)
    await asyncio.to_thread(shared.begin, f"{find_user_name()} on {socket.gethostname()}")
    return shared
