"""What can go wrong with a download, as Scrapy and Twisted name it, and our words for it."""

from __future__ import annotations

import re

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from twisted.internet.error import ConnectError, ConnectionDone, ConnectionLost
from twisted.web.client import ResponseFailed

from crawler.errors import NetworkForbidden


class HostBusy(IgnoreRequest):
    """The host asked to be left alone for longer than a run waits: the next mirror is asked, without harm."""


class MirrorGivenUp(IgnoreRequest):
    """The mirror failed too often in this run: the next one is asked at once."""


class RobotsDisallowed(IgnoreRequest):
    """The source's robots.txt does not want this fetched: no other mirror is asked."""


class RobotsUnreachable(IgnoreRequest):
    """The mirror's robots.txt gave no answer: nothing is fetched from it (RFC 9309, 2.3.1.4)."""


class RedirectedAway(IgnoreRequest):
    """The answer points to a host that is no mirror of the source; it is not followed.

    :ivar target: the URL it points to
    :ivar permanent: it says that this is so for good (301, 308)
    """

    def __init__(self, target: str, *, permanent: bool) -> None:
        super().__init__(f"redirects to {target}, no mirror of the source: not followed")
        self.target, self.permanent = target, permanent


_AWAY = re.compile(r"redirects to (\S+), no mirror of the source")


def target_in(said: str) -> str | None:
    """The target that a ``RedirectedAway`` names, also where another failure quotes it.

    >>> target_in(f"robots.txt: {RedirectedAway('https://sedo.com/x', permanent=False)}")
    'https://sedo.com/x'
    """
    found = _AWAY.search(said)
    return found[1] if found is not None else None


class TooManyRedirects(IgnoreRequest):
    """The answer points on and on."""


DOWNLOAD_FAILURES: tuple[type[Exception], ...] = (
    CannotResolveHostError,
    ConnectError,
    ConnectionDone,
    ConnectionLost,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    NetworkForbidden,
    OSError,
    ResponseDataLossError,
    ResponseFailed,
    UnsupportedURLSchemeError,
)
"""A mirror's failures: the next mirror is asked."""

_WORDS: dict[type[Exception], str] = {
    DownloadConnectionRefusedError: "connection refused",
    DownloadTimeoutError: "no answer in time",
    CannotResolveHostError: "name not found",
    ResponseDataLossError: "answer cut short",
    ConnectionLost: "connection lost",
    ConnectionDone: "connection closed without an answer",
    DownloadCancelledError: "answer too large",
}


def words(error: BaseException) -> str:
    """Say in a few words what failed.

    >>> words(DownloadTimeoutError("Getting http://x took longer than 15 seconds."))
    'no answer in time'
    """
    for kind, said in _WORDS.items():
        if isinstance(error, kind):
            return said
    text = " ".join(str(error).split())[:200]
    if "certificate" in text.lower() or "SSL" in text or "TLS" in text:
        return f"TLS: {text}"
    return text or type(error).__name__
