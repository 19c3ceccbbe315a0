"""Articles are removed, and may come again: through the daemon of the state folder, or without one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from crawler.archive.database.store import Archive
from crawler.archive.removal.purge import PurgeSelection
from crawler.archive.removal.tombstones import Decision
from crawler.index.client import Index
from crawler.maintenance.purge import Purge
from crawler.settings import Configuration, Settings
from scheduler.cluster.ask_daemon import ask_daemon
from scheduler.service.services import open_stores, read_near_rule


def build_purge(settings: Settings, archive: Archive, index: Index, holder: str, under_way: dict[str, str]) -> Purge:
    """What removes articles.

    :param holder: the state folder's identity
    :param under_way: what this process removes already, see ``Purge``
    """
    return Purge(
        archive=archive,
        index=index,
        near=read_near_rule(settings),
        holder=f"{holder}:purge",
        seconds=settings.runs.lease,
        under_way=under_way,
    )


async def answer_removal(purge: Purge, request: Mapping[str, Any]) -> dict[str, Any]:
    """Remove what a request asks for, or lift the tombstone that it names."""
    word = Decision(**request["word"])
    if request["do"] == "forget":
        return {"forgotten": await purge.forget(str(request["source"]), word)}
    if request["do"] == "lift":
        return {"source": await purge.lift(int(request["tombstone"]), word)}
    wanted = [PurgeSelection(part["source"], part["before"], tuple(part["articles"])) for part in request["wanted"]]
    return {"purged": await purge.purge(wanted, word)}


async def _carry_out(loaded: Configuration, state: Path, request: Mapping[str, Any]) -> dict[str, Any]:
    """Have a request answered by the daemon of a state folder, or here when none runs."""
    through = await ask_daemon(loaded, state, request, seconds=None)
    if through is not None:
        return through
    async with open_stores(loaded, state) as (archive, index, holder):
        return await answer_removal(build_purge(loaded.settings, archive, index, holder, {}), request)


async def purge(loaded: Configuration, state: Path, wanted: Sequence[PurgeSelection], word: Decision) -> dict[str, int]:
    """Remove articles; a daemon that runs does it.

    :returns: source → how many
    :raises MirrorfoldError: see ``Purge.purge``
    """
    request = {"do": "purge", "wanted": [asdict(part) for part in wanted], "word": asdict(word)}
    return dict((await _carry_out(loaded, state, request))["purged"])


async def forget(loaded: Configuration, state: Path, source: str, word: Decision) -> int:
    """Remove a source with all that was archived of it; a daemon that runs does it.

    :param source: its id; its file may be gone
    :returns: how many articles left
    :raises MirrorfoldError: see ``Purge.forget``
    """
    request = {"do": "forget", "source": source, "word": asdict(word)}
    return int((await _carry_out(loaded, state, request))["forgotten"])


async def lift(loaded: Configuration, state: Path, tombstone: int, word: Decision) -> str:
    """Let a removed article come again; a daemon that runs does it.

    :returns: its source
    :raises MirrorfoldError: see ``Purge.lift``
    """
    request = {"do": "lift", "tombstone": tombstone, "word": asdict(word)}
    return str((await _carry_out(loaded, state, request))["source"])
