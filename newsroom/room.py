"""The newsroom as an object: every mirror on its port, and the orders that change what they show."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypedDict, Unpack

from newsroom import faults
from newsroom.admin import answer_order
from newsroom.faults import Fault, Kind
from newsroom.mirror_style import Mirror
from newsroom.paper_articles import Change, Desk, Mistake
from newsroom.requestlog import RequestLog
from newsroom.server import HOST, Listener, MirrorServer
from newsroom.site import Extra, Site
from newsroom.wire import HTML


class Options(TypedDict, total=False):
    """The keywords of ``Newsroom``, ``NewsroomProcess`` and the command; all may be left out, all fit into JSON.

    articles    how many there are at the start (200)
    mirrors     how many mirrors serve them, named m1, m2, … (3)
    port        of m1, the others follow it; 0 for free ones (0)
    seed        grows the same articles every time (1)
    faults      MIRROR:KIND[:ARG][@WHAT], see ``faults`` (none)
    log         file to append one JSON row a request to (kept in memory)
    feed_items  how many of the newest articles a feed lists (all)
    serve_dir   folder whose files stand in place of our own content on every mirror (none)
    """

    articles: int
    mirrors: int
    port: int
    seed: int
    faults: Sequence[str]
    log: str | None
    feed_items: int | None
    serve_dir: str | None


class Newsroom:
    """A news site with mirrors on loopback, served from the running event loop.

    >>> async def visit():
    ...     async with Newsroom(articles=3, mirrors=2) as room:
    ...         return len(room.origins), room.log
    >>> asyncio.run(visit())
    (2, [])

    :param extra: path → (content type, bytes), served on every mirror in place of our own content
    :param options: see ``Options``
    :raises Mistake: an option makes no sense
    :raises Refused: on entering, when a port is taken
    """

    def __init__(self, *, extra: Extra | None = None, **options: Unpack[Options]) -> None:
        articles, mirrors = options.get("articles", 200), options.get("mirrors", 3)
        log, folder = options.get("log"), options.get("serve_dir")
        if articles < 0 or mirrors < 1:
            raise Mistake("a newsroom needs at least one mirror and no negative number of articles")
        self._port, self._feed_items = options.get("port", 0), options.get("feed_items")
        self._first_faults = [faults.parse_for(text) for text in options.get("faults", ())]
        self._names = [f"m{i + 1}" for i in range(mirrors)]
        self._own_extra, self._folder = extra or {}, None if folder is None else Path(folder)
        self._extra: dict[str, tuple[str, bytes]] = {}
        self.reload()
        self.desk = Desk(options.get("seed", 1), articles)
        for name, fault in self._first_faults:
            self._check(name, fault)
        self._log = RequestLog(Path(log) if log else None)
        self.origins: list[str] = []
        """http://127.0.0.1:PORT of every mirror, in the order of their names."""
        self.admin = ""
        """Origin that takes orders by POST /admin, see ``admin``."""
        self._servers: dict[str, MirrorServer] = {}
        self._stack = AsyncExitStack()

    @property
    def log(self) -> list[dict[str, Any]]:
        """One row a request so far, see ``requestlog.Row``."""
        return self._log.rows()

    def announcement(self) -> dict[str, Any]:
        """What a parent process has to know, plain JSON values."""
        return {"mirrors": self.origins, "articles": len(self.desk), "admin": self.admin}

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            await self._start(stack)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    def reload(self) -> None:
        """Read the folder that is served anew: what left it is not found any more.

        :raises Mistake: there is no such folder
        """
        content = load_folder(self._folder) if self._folder is not None else {}
        self._extra.clear()
        self._extra.update({**self._own_extra, **content})

    def publish(self, number: int = 1) -> tuple[int, ...]:
        """Add so many new articles; their ids, oldest first."""
        return self.desk.publish(number)

    def edit(self, article: int, mirror: str | None = None, change: str = "number", text: str = "") -> int:
        """Change an article, on one mirror or on all; its id.

        :param article: an id, or n for the n-th article
        :param change: number, append or title, see ``paper_articles.Change``
        :raises Mistake: no such article, mirror or change
        """
        if mirror is not None:
            self._check_name(mirror)
        if change not in list(Change):
            raise Mistake(f"no change is called {change!r}; there are {', '.join(Change)}")
        return self.desk.edit(article, mirror, Change(change), text).id

    async def fault(self, mirror: str, kind: str, arg: str | float = "") -> None:
        """Let a mirror fail from now on; a fault of the same kind is replaced.

        :param kind: KIND[:ARG][@WHAT], see ``faults.parse``
        :param arg: ARG, for those who have it apart
        :raises Mistake: no such mirror, fault, or article to be edited
        """
        fault = faults.parse(f"{kind}:{arg}" if arg != "" else kind)
        self._check(mirror, fault)
        await self._servers[mirror].fault(fault)

    async def clear(self, mirror: str) -> None:
        """Take away all faults of a mirror."""
        self._check_name(mirror)
        await self._servers[mirror].clear()

    def _check(self, mirror: str, fault: Fault) -> None:
        self._check_name(mirror)
        if fault.kind is Kind.EDITED and self.desk.story(fault.number) is None:
            raise Mistake(f"there is no article {fault.number} that {mirror} could alter")

    def _check_name(self, mirror: str) -> None:
        if mirror not in self._names:
            raise Mistake(f"no mirror is called {mirror!r}; there are {', '.join(self._names)}")

    async def _start(self, stack: AsyncExitStack) -> None:
        stack.enter_context(self._log)
        listeners = []
        for i in range(len(self._names)):
            listeners.append(Listener(self._port and self._port + i))
            stack.push_async_callback(listeners[i].end)
        hosts = [f"{HOST}:{listener.port}" for listener in listeners]
        self.origins = [f"http://{host}" for host in hosts]
        for i, (name, listener) in enumerate(zip(self._names, listeners, strict=True)):
            mirror = Mirror(
                name=name, style=i, origin=self.origins[i], others=tuple(host for host in hosts if host != hosts[i])
            )
            site = Site(mirror, self.desk, feed_items=self._feed_items, extra=self._extra)
            self._servers[name] = MirrorServer(site, listener, self._log)
        for name, fault in self._first_faults:
            await self._servers[name].fault(fault)
        for server in self._servers.values():
            await server.settle()
        office = Listener(0)
        stack.push_async_callback(office.end)
        await office.open(partial(answer_order, self))
        self.admin = f"http://{HOST}:{office.port}"


CONTENT_TYPES: Mapping[str, str] = {
    ".gif": "image/gif",
    ".gz": "application/gzip",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
}
"""By the end of the name; anything else is HTML, since slugs hold dots too."""


def load_folder(folder: Path) -> dict[str, tuple[str, bytes]]:
    """Read every file below a folder: path → (content type, bytes). ``index.html`` stands for its folder too.

    :raises Mistake: there is no such folder
    """
    if not folder.is_dir():
        raise Mistake(f"there is no folder {folder} to serve")
    content: dict[str, tuple[str, bytes]] = {}
    for file in sorted(file for file in folder.rglob("*") if file.is_file()):
        path = "/" + file.relative_to(folder).as_posix()
        content[path] = (CONTENT_TYPES.get(file.suffix.lower(), HTML), file.read_bytes())
        if file.name == "index.html":
            content[path.removesuffix("index.html")] = content[path]
    return content


async def serve(options: Options, announce: Callable[[Mapping[str, Any]], None], *, with_stdin: bool = False) -> None:
    """Serve until SIGTERM or SIGINT.

    :param announce: called once, when every mirror can be reached
    :param with_stdin: end as well when standard input ends, so that a killed parent leaves nothing behind
    """
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with Newsroom(**options) as room, AsyncExitStack() as stack:
        if with_stdin:
            stack.callback((await _watch_stdin(stop)).close)
        announce(room.announcement())
        await stop.wait()


async def _watch_stdin(stop: asyncio.Event) -> asyncio.ReadTransport:
    class Watcher(asyncio.Protocol):
        def connection_lost(self, error: Exception | None) -> None:
            stop.set()

    transport, _ = await asyncio.get_running_loop().connect_read_pipe(Watcher, sys.stdin)
    return transport
