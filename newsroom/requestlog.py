"""The newsroom's own account of what was asked of it, one row a request: the witness other tests count from."""

from __future__ import annotations

import json
import time
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self, TextIO

from crawler.model.errors import Refused


class Row(NamedTuple):
    """One request.

    :ivar t: Unix time in seconds when it was read, counted on by the monotonic clock, so it never steps back
    :ivar end: the same clock when the answer was handed to the socket
    :ivar mirror: m1, m2, …
    :ivar path: as sent, with the query
    :ivar status: 0 when the connection was reset in place of an answer
    :ivar kind: article, feed, sitemap, section, robots, front or other
    :ivar article: the id in an article's path
    :ivar bytes: of the body that were sent
    :ivar agent: the User-Agent header
    :ivar conditional: it carried If-None-Match or If-Modified-Since
    """

    t: float
    end: float
    mirror: str
    port: int
    method: str
    path: str
    status: int
    kind: str
    article: int | None
    bytes: int
    agent: str
    conditional: bool


class RequestLog:
    """Rows, appended to a file and flushed one by one, or held in memory when there is no file.

    :raises Refused: on entering, when the file cannot be written
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self._rows: list[dict[str, Any]] = []
        self._file: TextIO | None = None
        self._offset = time.time() - time.monotonic()

    def now(self) -> float:
        """Unix time that runs with the monotonic clock."""
        return time.monotonic() + self._offset

    def add(self, row: Row) -> None:
        if self._file is None:
            self._rows.append(row._asdict())
        else:
            self._file.write(json.dumps(row._asdict()) + "\n")
            self._file.flush()

    def rows(self) -> list[dict[str, Any]]:
        """All rows so far, in the order of their answers."""
        return list(self._rows) if self.path is None else read(self.path)

    def __enter__(self) -> Self:
        if self.path is not None:
            self._file = _opened(self.path)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()


def _opened(path: Path) -> TextIO:
    try:
        return path.open("a", encoding="utf-8")
    except OSError as error:
        raise Refused(
            f"the newsroom cannot write its log: {error}", where=str(path), cure="Name another --log"
        ) from error


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a log file; a line that is still being written is left out."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.endswith("\n")]
