"""The size of the index, for people and programs: asked where it can be, and said so where it cannot."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from crawler.index.client import Index
from crawler.index.embedded import is_running, socket_path
from crawler.index.index_size import IndexSize, measure_index
from crawler.model.errors import IndexUnavailable
from scheduler.reports.formats.text_format import format_count, format_size


def load_index_size(url: str, state: Path, sources: Iterable[str]) -> IndexSize | str:
    """Ask the index how large it is.

    :param url: of the server; empty means the embedded one of the state folder
    :returns: its size, or a sentence that says why that is not known
    """
    if not url and not is_running(state):
        return "not known: the embedded index runs only while mirrorfold run or crawl does"
    try:
        return asyncio.run(_asked(url or f"unix://{socket_path(state)}", sources))
    except IndexUnavailable as error:
        return f"not known: {error.what}"


async def _asked(url: str, sources: Iterable[str]) -> IndexSize:
    index = Index.at(url)
    try:
        return await measure_index(index, sources)
    finally:
        await index.close()


def index_facts(measured: IndexSize | str) -> dict[str, Any]:
    """The size for JSON; without one, ``unavailable`` says why."""
    if isinstance(measured, str):
        return {"unavailable": measured}
    per_article = measured.bytes_per_article
    return asdict(measured) | {"bytes_per_article": None if per_article is None else round(per_article)}


def index_line(measured: IndexSize | str) -> str:
    """The size as a line of text.

    >>> index_line(IndexSize(keys=100, key_bytes=4000, entries=2600, entry_bytes=36000, server_bytes=2_000_000))
    'index: 100 keys, 2,600 entries of near-duplicates, 400 bytes per article; the server takes 2.0 MB'
    """
    if isinstance(measured, str):
        return f"index: {measured}"
    per_article = measured.bytes_per_article
    each_takes = "" if per_article is None else f", {per_article:,.0f} bytes per article"
    held = (
        f"{format_count(measured.keys, 'key')}, {format_count(measured.entries, 'entry', 'entries')} of near-duplicates"
    )
    return f"index: {held}{each_takes}; the server takes {format_size(measured.server_bytes)}"
