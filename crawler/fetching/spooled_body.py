"""Bodies that may be large: what is more than a little goes to a file, and the pool reads it from there.

A sitemap may have 50 MB, and several crawls may fetch some at once: none of it is held in memory.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import IO

import xxhash

from crawler.model.listing import ListingKind

UNSPOOLED = frozenset({ListingKind.SECTION, ListingKind.JSON})
"""Kinds of listings that are never so large that their bodies go to a file."""

IN_MEMORY = 2**20
"""Bytes of a body that are kept in memory."""

LARGEST_SITEMAP = 50 * 2**20
"""Bytes of a sitemap, unpacked (sitemaps.org, "Sitemap file limits")."""

LARGEST_FEED = 20 * 2**20
"""Bytes of a feed, unpacked: 50,000 entries of 400."""

USUAL = 5 * 2**20
"""``network.max_body`` as it is shipped; who sets it lower means listings, too."""


def most_bytes(kind: ListingKind, max_body: int) -> int:
    """The bytes that a listing may have, unpacked.

    :param max_body: the setting ``network.max_body``

    >>> most_bytes(ListingKind.SITEMAP, USUAL), most_bytes(ListingKind.SECTION, USUAL), most_bytes(ListingKind.FEED, 9)
    (52428800, 5242880, 9)
    """
    largest = {ListingKind.SITEMAP: LARGEST_SITEMAP, ListingKind.FEED: LARGEST_FEED}
    return max(max_body, largest.get(kind, 0)) if max_body >= USUAL else max_body


def empty_folder(folder: Path) -> Path:
    """Make the folder for large bodies anew: a process that was killed may have left some.

    :raises OSError: when it cannot be made
    """
    with suppress(FileNotFoundError):
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder


class SpooledBody:
    """Takes the bytes of one answer. Close it when they have been read.

    :ivar most: bytes that the answer may have, unpacked
    """

    def __init__(self, folder: Path, most: int) -> None:
        self._folder, self.most = folder, most
        self._memory = BytesIO()
        self._file: IO[bytes] | None = None
        self._digest = xxhash.xxh3_128()
        self.size = 0

    def write(self, data: bytes) -> None:
        """Take what came.

        :raises OSError: when the disk is full
        """
        self.size += len(data)
        self._digest.update(data)
        if self._file is None and self.size > IN_MEMORY:
            self._file = tempfile.NamedTemporaryFile(dir=self._folder, prefix="body-")  # noqa: SIM115 - closed by close
            self._file.write(self._memory.getbuffer())
            self._memory = BytesIO()
        (self._file or self._memory).write(data)

    def getvalue(self) -> bytes:
        """The body; nothing of one that is in a file."""
        if self._file is not None:
            self._file.flush()
        return self._memory.getvalue()

    def truncate(self, _size: int) -> None:
        """Forget what came: there is more than there may be."""
        self.close()

    @property
    def path(self) -> Path | None:
        """The file that has the body; None where it is in memory."""
        return Path(self._file.name) if self._file is not None else None

    @property
    def digest(self) -> bytes:
        """What tells the body from another, as ``digest_body`` gives it."""
        return self._digest.digest()

    def close(self) -> None:
        """Forget the body, and remove its file; the next answer may come."""
        if self._file is not None:
            self._file.close()
        self._memory, self._file, self._digest, self.size = BytesIO(), None, xxhash.xxh3_128(), 0
