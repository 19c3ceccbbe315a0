"""The sources of an installation, as files in the archive: every machine crawls by the last version of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from crawler.archive.installation.leadership import database_time
from crawler.archive.queries import insert
from crawler.archive.tables.installation import configurations
from crawler.model.errors import Refused


@dataclass(frozen=True, slots=True)
class ConfigurationVersion:
    """The files of one version: name → text."""

    version: int
    files: Mapping[str, str]


def digest_files(files: Mapping[str, str]) -> str:
    """A digest that is equal for equal files."""
    return hashlib.blake2b(json.dumps(sorted(files.items())).encode(), digest_size=16).hexdigest()


def push_configuration(
    connection: Connection, files: Mapping[str, str], who: str, why: str, *, after: int | None = None
) -> int:
    """Make files the version that counts; the last version stays when it has the same.

    :param after: the version that the files were made from; None: whatever counts now
    :returns: the version that has them
    :raises Refused: when another version has come since
    """
    c, digest = configurations.c, digest_files(files)
    last = connection.execute(select(c.version, c.digest).order_by(c.version.desc()).limit(1)).first()
    if last is not None and last.digest == digest:
        return int(last.version)
    if after is not None and last is not None and last.version != after:
        what = f"The files were changed from version {after} of the configuration, and version {last.version} counts"
        raise Refused(what, cure="Make the change again from the last version: mirrorfold config pull")
    row = insert(connection, configurations).values(
        files=dict(files), digest=digest, who=who, why=why, pushed_at=database_time()
    )
    return int(connection.execute(row.returning(c.version)).scalar_one())


def find_last_version(connection: Connection) -> int | None:
    """The number of the version that counts; None where none was pushed."""
    c = configurations.c
    return connection.execute(select(c.version).order_by(c.version.desc()).limit(1)).scalar()


def load_last_configuration(connection: Connection) -> ConfigurationVersion | None:
    """The version that counts."""
    c = configurations.c
    row = connection.execute(select(c.version, c.files).order_by(c.version.desc()).limit(1)).first()
    return None if row is None else ConfigurationVersion(row.version, row.files)
