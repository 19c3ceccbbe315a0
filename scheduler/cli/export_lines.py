"""The lines of ``mirrorfold export``: by as many processes as there are processors, where an archive is large."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from crawler.archive.database.store import Archive
from scheduler.reports.counts.selection import Selection
from scheduler.reports.formats.data_formats import csv_line, format_json
from scheduler.reports.lists.export import ExportedArticle, export_articles, load_newest_id

LINES: Mapping[str, Callable[[ExportedArticle], str]] = {
    "jsonl": lambda article: f"{format_json(article)}\n",
    "csv": csv_line,
}
"""Format → how it writes an article."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be written, of which archive.

    :ivar state: the archive's folder; ``url``: its database's, empty where that is a file in this folder
    :ivar mirrors: id of a source → origins of its mirrors in the order of preference
    :ivar format: a key of ``LINES``
    """

    state: Path
    url: str
    selection: Selection
    mirrors: Mapping[str, Sequence[str]]
    format: str


@dataclass(frozen=True, slots=True)
class Division:
    """How the work is divided.

    :ivar processes: that share it
    :ivar window: ids of articles that a process writes at once: by default half a second, some megabytes
    :ivar worth: ids from which on processes help: until they have started, this one has written about as many
    """

    processes: int = os.cpu_count() or 1
    window: int = 2_000
    worth: int = 20_000


def export_lines(archive: Archive, wanted: Wanted, division: Division | None = None) -> Iterator[bytes]:
    """Yield the lines of all that is wanted, by the articles' ids, in UTF-8.

    Where a process is killed, this one writes the rest.
    """
    division = division or Division()
    newest, after = archive.read(load_newest_id), 0
    if division.processes > 1 and newest >= division.worth:
        # The first lines come at once, and who wants no more than these starts no process.
        after = division.window
        yield from _write(archive, wanted, 0, after)
        for lines in _write_in_processes(wanted, division, after, newest):
            yield lines
            after += division.window
    yield from _write(archive, wanted, after, None)


def _write_in_processes(wanted: Wanted, division: Division, after: int, newest: int) -> Iterator[bytes]:
    """Yield the lines of one window after the other; end before ``newest`` where a process is killed."""
    starts = iter(range(after, newest, division.window))
    ahead: deque[Future[bytes]] = deque()
    # Who types Ctrl-C ends this process, which ends the others.
    pool = ProcessPoolExecutor(division.processes, get_context("spawn"), signal.signal, (signal.SIGINT, signal.SIG_IGN))
    try:
        while True:
            free = 2 * division.processes - len(ahead)
            ahead.extend(
                pool.submit(_write_window, wanted, start, start + division.window) for start in islice(starts, free)
            )
            if not ahead:
                return
            yield ahead.popleft().result()
    except BrokenProcessPool:
        return
    finally:
        pool.shutdown(cancel_futures=True)


def _write_window(wanted: Wanted, after: int, upto: int) -> bytes:
    with closing(Archive.in_folder(wanted.state, wanted.url)) as archive:
        return b"".join(_write(archive, wanted, after, upto))


def _write(archive: Archive, wanted: Wanted, after: int, upto: int | None) -> Iterator[bytes]:
    write = LINES[wanted.format]
    for batch in export_articles(archive, wanted.selection, wanted.mirrors, after, upto):
        yield "".join(map(write, batch)).encode()
