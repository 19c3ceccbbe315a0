"""Copies an SQLite archive while others read and write it, by SQLite's own online backup.

A copy is one state of the archive: what was committed when it began, and nothing half. A server has its own tools.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from crawler.model.errors import ArchiveUnavailable, NotFound, Refused

WAIT = 10.0
"""Seconds that a copy waits for a writer, as every writer of the archive does."""


def back_up(archive: Path, copy: Path, *, replace: bool = False) -> int:
    """Write a copy that is whole or not there at all.

    :returns: bytes of the copy
    :raises NotFound: when there is no archive
    :raises Refused: when the copy exists and is not to be replaced
    :raises ArchiveUnavailable: when one of both cannot be read or written
    """
    if not archive.exists():
        raise NotFound("There is no archive in this state folder", where=str(archive.parent), cure="Crawl first")
    if copy.exists() and not replace:
        raise Refused("The file exists", where=str(copy), cure="Name another one, or say --replace")
    part = copy.with_name(f"{copy.name}.part")
    try:
        part.unlink(missing_ok=True)
        _copy(archive, part)
        _settle(part)
        part.replace(copy)
        _settle(copy.absolute().parent)
    except (sqlite3.Error, OSError) as error:
        part.unlink(missing_ok=True)
        cure = "Check that the folder can be written and has room"
        raise ArchiveUnavailable(f"The archive cannot be copied: {error}", where=str(copy), cure=cure) from error
    return copy.stat().st_size


def put_back(copy: Path, archive: Path) -> None:
    """Make an archive what a copy says, in one transaction: whatever interrupts it, the old one or the new one stands.

    The caller holds the state folder.

    :raises NotFound: when there is no such copy
    :raises Refused: when the copy is no archive of Mirrorfold, or not whole
    :raises ArchiveUnavailable: when the archive cannot be written
    """
    check_copy(copy)
    try:
        _copy(copy, archive)
    except (sqlite3.Error, OSError) as error:
        cure = "Check that the folder can be written and has room; what stood there stands there still"
        raise ArchiveUnavailable(f"The copy cannot be put back: {error}", where=str(archive), cure=cure) from error


def check_copy(copy: Path) -> None:
    """Look whether a file can take an archive's place.

    :raises NotFound: when it is not there
    :raises Refused: when it is no archive of Mirrorfold, or not whole
    """
    if not copy.is_file():
        raise NotFound("There is no such file", where=str(copy), cure="Name a copy that mirrorfold backup wrote")
    try:
        with closing(_opened(copy)) as connection:
            known = connection.execute("select count(*) from alembic_version").fetchone()[0]
            problems = [row[0] for row in connection.execute("PRAGMA integrity_check(1)")]
    except sqlite3.Error as error:
        cure = "Name a copy that mirrorfold backup wrote"
        raise Refused(f"This is no archive of Mirrorfold: {error}", where=str(copy), cure=cure) from error
    if not known or problems != ["ok"]:
        raise Refused(f"The copy is not whole: {problems[0]}", where=str(copy), cure="Name another copy")


def read_copy_identity(file: Path) -> str:
    """Return the identity of an archive's file; empty where there is none, or it cannot be read."""
    try:
        with closing(_opened(file, "ro")) as connection:
            row = connection.execute("select id from archive_identity").fetchone()
    except sqlite3.Error:
        return ""
    return str(row[0]) if row else ""


def _opened(path: Path, mode: str = "rw") -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=WAIT)


def _copy(source: Path, target: Path) -> None:
    """Copy all pages in one step: a writer in between would make it begin again, in write-ahead mode it need not."""
    with closing(_opened(source)) as read, closing(_opened(target, "rwc")) as written:
        written.execute("PRAGMA synchronous=FULL")
        read.backup(written, pages=-1)


def _settle(path: Path) -> None:
    """Wait until a file, or a folder's list of files, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
