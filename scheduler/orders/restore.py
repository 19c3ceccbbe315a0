"""Puts a copy of the archive back. The index is emptied first: it must not know articles that the copy has not."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

from crawler.archive.database.backup import check_copy, put_back, read_copy_identity
from crawler.archive.database.store import Archive
from crawler.index.client import FOREIGN_CURE, ForeignIndex, Index
from crawler.maintenance.state_folder import lock_state_folder
from crawler.model.errors import Refused
from crawler.settings import Configuration
from scheduler.service.services import prepare_index, run_embedded_index


def require_sqlite(configuration: Configuration) -> None:
    """Leave an archive on a server to the server's own tools.

    :raises Refused: when the archive is one
    """
    if str(configuration.settings.database.url):
        cure = "Use its own tools: pg_dump and pg_restore, then mirrorfold reindex"
        raise Refused("The archive stands on a database server", where="database.url", cure=cure)


async def restore(configuration: Configuration, state: Path, copy: Path, *, replace: bool) -> None:
    """Put a copy in the archive's place and make the index anew from it.

    :raises Refused: when another process works in the state folder, an archive stands there and is not to be replaced,
        the copy is none, or the index belongs to an archive that is neither of both
    """
    require_sqlite(configuration)
    archive = state / "archive.db"
    async with AsyncExitStack() as stack:
        stack.enter_context(lock_state_folder(state))
        check_copy(copy)
        if archive.exists() and not replace:
            cure = "Name another folder with --state, or say --replace"
            raise Refused("There is an archive in this state folder", where=str(archive), cure=cure)
        url = str(configuration.settings.redis.url) or await stack.enter_async_context(run_embedded_index(state))
        index = Index.at(url, configuration.settings.redis.prefix)
        stack.push_async_callback(index.close)
        if str(configuration.settings.redis.url):
            await _check_owner(index, {read_copy_identity(copy), read_copy_identity(archive)})
        await index.empty()
        put_back(copy, archive)
        opened = Archive.in_folder(state)
        stack.callback(opened.close)
        await prepare_index(index, opened, configuration)


async def _check_owner(index: Index, own: set[str]) -> None:
    """Leave another archive its index.

    :param own: identities of the archives whose index may be emptied
    :raises ForeignIndex: when it belongs to another one
    """
    if await index.load_owners() - own:
        raise ForeignIndex("The index belongs to another archive", where=index.name, cure=FOREIGN_CURE)
