"""Who may read feeds without the pages' token: whoever has a feed token that was not revoked."""

from __future__ import annotations

import hmac
from time import monotonic
from urllib.parse import quote

from crawler.archive.feed_tokens import Admitted, digest_token, load_admitted
from scheduler.web.reads import PageReader

FEEDS = "/feeds/"
"""Where all feeds stand, and nothing else."""

KEPT = 1.0
"""Seconds for which tokens are not asked for again: so long a revoked one may still open a feed."""

LONGEST = 200
"""Letters of what is looked at as a token."""


class FeedDoor:
    """Knows the tokens that are good."""

    def __init__(self, reader: PageReader) -> None:
        self._reader = reader
        self._admitted: list[Admitted] = []
        self._read_at: float | None = None

    async def admits(self, token: str, path: str) -> bool:
        """Whether a token opens a path.

        :raises MirrorfoldError: when the archive does not tell
        """
        if not path.startswith(FEEDS) or not 0 < len(token) <= LONGEST:
            return False
        if self._read_at is None or monotonic() - self._read_at > KEPT:
            self._admitted, self._read_at = await self._reader.read(load_admitted), monotonic()
        digest = digest_token(token)
        good = [one for one in self._admitted if hmac.compare_digest(one.digest, digest)]
        return any(one.source is None or _is_of(path, one.source) for one in good)


def _is_of(path: str, source: str) -> bool:
    """Whether a feed is a source's.

    >>> _is_of("/feeds/sources/herald.atom", "herald"), _is_of("/feeds/sources/herald-2.atom", "herald")
    (True, False)
    """
    return path.rpartition(".")[0] in (f"{FEEDS}sources/{source}", f"{FEEDS}sources/{quote(source, safe='')}")
