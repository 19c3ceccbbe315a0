"""What is wrong with an installation: every part that a crawl needs is looked at, none is changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from crawler.archive.database.identity import read_identity
from crawler.archive.database.store import Archive
from crawler.archive.runs.record_runs import list_sources_with_articles
from crawler.archive.runs.schedule_history import load_pasts
from crawler.index import keys
from crawler.index.check_servers import MOST_LAG, check_servers, find_open_host
from crawler.index.client import Index, Lacking
from crawler.index.embedded import is_running
from crawler.index.socket_path import socket_path
from crawler.model.errors import MirrorfoldError, Problem, Refused
from crawler.settings import Configuration
from scheduler.reports.counts.index_shards import describe_shard
from scheduler.reports.formats.text_format import format_count, format_size, sanitize
from scheduler.reports.hooks.load_hooks import HookStanding, load_hooks
from scheduler.service.reload import pending_problems

LEAST_FREE = 1 << 30
"""Bytes of free disk below which a warning is due."""

Level = Literal["ok", "warning", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    level: Level
    about: str
    says: str
    cure: str = ""


def list_problems(about: str, problems: Iterable[Problem]) -> list[Finding]:
    """The mistakes of a configuration; nothing else can be looked at before the one in force is right."""
    return [
        Finding("wrong", about, f"{problem.file}: {problem.key}: {problem.what}", cure=problem.cure)
        for problem in problems
    ]


async def examine(configuration: Configuration, state: Path) -> list[Finding]:
    """Look at everything."""
    sources = f"{format_count(len(configuration.sources), 'source')} in {configuration.folder}"
    return [
        Finding("ok", "configuration", sources),
        *(Finding("warning", "configuration", warning) for warning in configuration.warnings),
        *list_problems("edited configuration", pending_problems(state)),
        *_state(state),
        *_archive(configuration, state),
        *await _index(configuration, state),
    ]


def _state(state: Path) -> list[Finding]:
    if not state.exists():
        return [Finding("ok", "state folder", f"{state} will be made by the first crawl")]
    if not os.access(state, os.W_OK):
        cure = "Change its owner, or name another"
        return [Finding("wrong", "state folder", f"{state} cannot be written", cure=cure)]
    free = shutil.disk_usage(state).free
    archive = sum(_bytes(file) for file in state.glob("archive.db*"))
    index = sum(_bytes(file) for file in (state / "index").rglob("*"))
    held = f"archive {format_size(archive)}, index {format_size(index)}"
    level: Level = "ok" if free >= LEAST_FREE else "warning"
    return [Finding(level, "state folder", f"{state} holds {held}; {format_size(free)} are free on its disk")]


def _bytes(file: Path) -> int:
    """Bytes of a file; 0 for one that goes away while we look."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _archive(configuration: Configuration, state: Path) -> list[Finding]:
    if not has_archive(configuration, state):
        return [Finding("ok", "archive", "none yet")]
    try:
        name, filled = filled_sources(configuration, state)
        empty = _list_empty_sources(configuration, state)
        hooks = _load_hooks(configuration, state)
    except MirrorfoldError as error:
        return [Finding("wrong", "archive", error.what, cure=error.cure)]
    held = Finding("ok", "archive", f"{name} has articles of {format_count(len(filled), 'source')}")
    return [held, *(_describe_empty(source) for source in empty), *examine_hooks(hooks)]


def _load_hooks(configuration: Configuration, state: Path) -> list[HookStanding]:
    with closing(Archive.in_folder(state, str(configuration.settings.database.url))) as archive:
        return archive.read(load_hooks, configuration.settings)


def examine_hooks(hooks: Sequence[HookStanding]) -> list[Finding]:
    """What is wrong with hooks: they fail, or did not take what was given up then."""
    findings = []
    for hook in hooks:
        if hook.dead:
            says = f"{format_count(hook.dead, 'dead letter')}: it did not take them in time"
            cure = "mirrorfold hooks dead lists them, mirrorfold hooks retry --all sends them again"
            findings.append(Finding("warning", f"hook {hook.name}", says, cure=cure))
        if hook.failures:
            says = (
                f"{format_count(hook.failures, 'try', 'tries')} failed in a row, {hook.waiting:,} wait: {hook.trouble}"
            )
            cure = f"Mend its target; mirrorfold hooks test {hook.name} tries it"
            findings.append(Finding("warning", f"hook {hook.name}", sanitize(says), cure=cure))
    if hooks and not findings:
        findings.append(Finding("ok", "hooks", f"{format_count(len(hooks), 'hook')}, no dead letter"))
    return findings


def _list_empty_sources(configuration: Configuration, state: Path) -> list[str]:
    """Ids of the enabled sources whose last run read the listings and found not one article."""
    with closing(Archive.in_folder(state, str(configuration.settings.database.url))) as archive:
        enabled = [source.id for source in configuration.sources if source.enabled]
        pasts = archive.read(load_pasts, enabled)
        return [name for name in enabled if pasts[name].empty]


def _describe_empty(source: str) -> Finding:
    cure = f"mirrorfold source test {source} says what its links lack; mend its listings or its template"
    return Finding("warning", source, "the last run read its listings and found not one article", cure=cure)


def has_archive(configuration: Configuration, state: Path) -> bool:
    """Say whether there is an archive to look at; looking would make one."""
    return bool(str(configuration.settings.database.url)) or (state / "archive.db").exists()


def filled_sources(configuration: Configuration, state: Path) -> tuple[str, list[str]]:
    """The archive's name, and the ids of the sources that it has articles of.

    :raises ArchiveUnavailable: when it cannot be read
    """
    with closing(Archive.in_folder(state, str(configuration.settings.database.url))) as archive:
        return archive.name, archive.read(list_sources_with_articles)


async def _index(configuration: Configuration, state: Path) -> list[Finding]:
    if not has_index(configuration, state):
        return [Finding("ok", "index", "the embedded Valkey runs while a crawl does")]
    try:
        lacking, facts = await marks_and_facts(configuration, state, keys.posting_partitions())
        await check_index_writes(configuration, state)
    except MirrorfoldError as error:
        return [Finding("wrong", "index", error.what, cure=error.cure)]
    return [*_settings(facts), *_password(str(configuration.settings.redis.url)), *_marks(lacking)]


def has_index(configuration: Configuration, state: Path) -> bool:
    """Say whether there is a server to ask: a configured one, or the embedded one while it runs."""
    return bool(str(configuration.settings.redis.url)) or is_running(state)


async def check_index_writes(configuration: Configuration, state: Path) -> None:
    """See whether the index's server takes writes: one that is full or read-only still answers questions.

    :raises IndexUnavailable: when it does not
    """
    index = _connect(configuration, state)
    try:
        await index.try_to_write()
    finally:
        await index.close()


async def marks_and_facts(
    configuration: Configuration, state: Path, partitions: Sequence[str]
) -> tuple[Lacking, dict[str, Any]]:
    """Which of some partitions the index cannot answer for, and what its servers say of themselves.

    :raises IndexUnavailable: when it does not answer
    :raises Refused: when it belongs to another archive
    """
    index = _connect(configuration, state)
    if has_archive(configuration, state):
        with closing(Archive.in_folder(state, str(configuration.settings.database.url))) as archive:
            index.archive = archive.read(read_identity)
    try:
        await index.adopt(partitions)
        return index.lacking, await index.facts()
    finally:
        await index.close()


def _connect(configuration: Configuration, state: Path) -> Index:
    settings = configuration.settings.redis
    return Index.at(str(settings.url) or f"unix://{socket_path(state)}", settings.prefix)


def _settings(facts: dict[str, Any]) -> list[Finding]:
    about = f"{facts['server']}, {format_size(facts['memory'])}"
    findings = [Finding("ok", "index", about)]
    if facts["shards"]:
        return [*findings, *(found for shard in facts["shards"] for found in _shard(shard))]
    if facts["policy"] not in ("noeviction", None):
        cure = "Set maxmemory-policy noeviction: an index that forgets takes known articles for new"
        findings.append(Finding("wrong", "index", f"maxmemory-policy is {facts['policy']}", cure=cure))
    if facts["appendonly"] == "no":
        cure = "Set appendonly yes: without it a restart empties the index"
        findings.append(Finding("wrong", "index", "there is no append-only file", cure=cure))
    return findings


def _shard(shard: Mapping[str, Any]) -> Iterator[Finding]:
    """How a shard of a cluster is: who has it, who takes over, and what bounds what is lost then."""
    online = [replica for replica in shard["replicas"] if replica["state"] == "online"]
    says = describe_shard(shard)
    if online:
        yield Finding("ok", "index shard", says)
    else:
        cure = "Start its replica: when this primary ends nobody takes over"
        yield Finding("warning", "index shard", f"{says} that is online", cure=cure)
    for replica in online:
        if (replica["lag"] or 0) > MOST_LAG:
            cure = "Look at that node and at the network between them: what it lacks is lost when it takes over"
            yield Finding("warning", "index shard", f"{replica['address']} lags by {replica['lag']} s", cure=cure)
    try:
        check_servers("the cluster", {"shards": [shard]})
    except Refused as error:
        yield Finding("wrong", "index shard", f"{error.what} ({shard['primary']})", cure=error.cure)
    if shard["min_replicas"] is None:
        cure = "See to min-replicas-to-write 1 and min-replicas-max-lag 10 yourself, or let our user ask: +config|get"
        yield Finding("warning", "index shard", f"{shard['primary']} tells nobody its settings", cure=cure)


def _password(url: str) -> list[Finding]:
    host = find_open_host(url)
    if host is None:
        return []
    cure = "Set one, and give it in redis.url or MIRRORFOLD_REDIS__URL_FILE"
    return [Finding("warning", "index", f"{host} is reached without a password", cure=cure)]


def _marks(lacking: Lacking) -> list[Finding]:
    if not lacking.all:
        return [Finding("ok", "index", "it is complete")]
    cure = "The next crawl rebuilds it from the archive"
    if lacking.doubtful:
        many = format_count(len(lacking.doubtful), "partition")
        says = f"{many} of it may lack something: their server began anew or was replaced"
        return [Finding("warning", "index", says, cure=cure)]
    return [Finding("warning", "index", "it is empty or in part lost", cure=cure)]
