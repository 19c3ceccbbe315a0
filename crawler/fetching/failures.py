"""What can go wrong with a download, as Scrapy and Twisted name it, and our words for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from OpenSSL import SSL
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
from twisted.web.client import ResponseFailed, ResponseNeverReceived

from crawler.extraction.markup.own_errors import is_ours
from crawler.model.errors import NetworkForbidden
from crawler.model.proxy import Proxy
from crawler.network.http_head_limits import EndlessLine, HeadTooLarge
from crawler.network.robots_rules import Rule
from crawler.network.twisted_internals import NOT_HTTP


class HostBusy(IgnoreRequest):
    """The host asked to be left alone for longer than a run waits: the next mirror is asked, without harm."""


class MirrorGivenUp(IgnoreRequest):
    """The mirror failed too often in this run: the next one is asked at once."""


class ProxyFailed(IgnoreRequest):
    """The proxy that a mirror is asked through does not do its work: the next mirror is asked, without harm.

    :ivar proxy: which one
    """

    def __init__(self, what: str, proxy: Proxy) -> None:
        super().__init__(what)
        self.proxy = proxy


NOT_ASKED = (HostBusy, MirrorGivenUp, ProxyFailed)
"""Failures of downloads that never came to the mirror: it was left in peace, and is not to blame."""


class RobotsDisallowed(IgnoreRequest):
    """The source's robots.txt does not want this fetched: no other mirror is asked.

    :ivar cause: the host and the line that say so: the same for all that the line forbids
    """

    def __init__(self, url: str, rule: Rule | None) -> None:
        _, _, path = url.partition("://")
        host, _, path = path.partition("/")
        line = f" ({rule})" if rule is not None else ""
        super().__init__(f"robots.txt of {host} disallows /{path[:_MOST_PATH]}{line}")
        self.cause = (host, line)


class RobotsUnreachable(IgnoreRequest):
    """The mirror's robots.txt gave no answer: nothing is fetched from it (RFC 9309, 2.3.1.4)."""


class RedirectedAway(IgnoreRequest):
    """The answer points to a host that is no mirror of the source, or is reached another way; it is not followed.

    :ivar target: the URL it points to
    """

    def __init__(self, target: str, why: str = "no mirror of the source") -> None:
        super().__init__(f"redirects to {target}, {why}: not followed")
        self.target = target


class TooManyRedirects(IgnoreRequest):
    """The answer points on and on."""


class CertificateRefused(DownloadFailedError):
    """The server's certificate is not valid for it; the message is our word for why."""


class NotReachedBeyond(DownloadFailedError):
    """A proxy that works could not reach the host; the message is our word for why."""


class BrokenCoding(IgnoreRequest):
    """The answer's compression is none, or hides more than is read; the message says which."""


@dataclass(frozen=True, slots=True)
class DownloadFailure:
    """A download that came to nothing, as a value.

    :ivar url: what was asked last
    """

    error: BaseException
    url: str


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

_IN_OUR_WORDS = (CertificateRefused, IgnoreRequest, NetworkForbidden, NotReachedBeyond)
"""Failures whose messages are for people."""

_MOST_PATH = 100
"""Characters of a path in a sentence about it."""

_MOST_CHARACTERS = 300
"""Characters of what others say of a failure."""

_DESCRIPTIONS: dict[type[BaseException], str] = {
    DownloadConnectionRefusedError: "connection refused",
    DownloadTimeoutError: "no answer in time",
    CannotResolveHostError: "name not found",
    ResponseDataLossError: "answer cut short",
    EndlessLine: "a header without end",
    HeadTooLarge: "too many headers",
    **dict.fromkeys(NOT_HTTP, "no HTTP answer"),
    ConnectionLost: "connection lost",
    ConnectionDone: "connection closed without an answer",
    DownloadCancelledError: "answer too large",
}

_PARSER_DESCRIPTIONS: dict[type[BaseException], str] = {
    ValueError: "broken HTTP answer",
    LookupError: "broken HTTP answer",
}
"""What Twisted's parser raises by the way: a length that is no number, a transfer coding that is none."""

_TLS_DESCRIPTIONS = (
    ("protocol version", "TLS too old"),
    ("unsupported protocol", "TLS too old"),
    ("wrong version number", "no TLS spoken there"),
    ("no protocols available", "TLS too old"),
)
"""What OpenSSL says in its errors → our words; those of certificates come as ``CertificateRefused``."""

_TLS = re.compile(r"[Cc]ertificate|SSL|TLS")


def describe_failure(error: BaseException) -> str:
    """Describe in a few words what failed.

    >>> describe_failure(DownloadTimeoutError("Getting http://x took longer than 15 seconds."))
    'no answer in time'
    """
    if isinstance(error, _IN_OUR_WORDS):
        return str(error)[:_MOST_CHARACTERS]
    causes = _list_causes(error)
    for descriptions, errors in ((_DESCRIPTIONS, [error]), (_DESCRIPTIONS | _PARSER_DESCRIPTIONS, causes)):
        for candidate in errors:
            for kind, description in descriptions.items():
                if isinstance(candidate, kind):
                    return description
    text = " ".join(str(error).split())[:_MOST_CHARACTERS]
    if not _TLS.search(text):
        return text or type(error).__name__
    return next((description for sign, description in _TLS_DESCRIPTIONS if sign in text), f"TLS: {text}")


def make_failure(error: BaseException, url: str) -> DownloadFailure:
    """Make a value of what a download raised.

    :raises BaseException: the very error, where it is a mistake of ours: no server is to be blamed for that
    """
    if is_ours(error):
        raise error
    return DownloadFailure(error, url)


def was_answered(error: BaseException) -> bool:
    """Say whether a server answered, though with nothing of use: then our own uplink has not failed.

    >>> was_answered(CertificateRefused("certificate expired")), was_answered(DownloadTimeoutError("15 seconds"))
    (True, False)
    """
    if isinstance(error, CertificateRefused | ResponseDataLossError | DownloadCancelledError):
        return True
    failed = error.__cause__
    if isinstance(failed, ResponseNeverReceived):
        return any(isinstance(cause, SSL.Error) for cause in _list_causes(failed))
    return isinstance(failed, ResponseFailed)


def _list_causes(error: BaseException) -> list[BaseException]:
    """List the causes that Twisted packs into a failed response, the innermost first.

    >>> from twisted.python.failure import Failure
    >>> [type(cause).__name__ for cause in _list_causes(ResponseFailed([Failure(ValueError("?"))]))]
    ['ValueError']
    """
    failed = error if isinstance(error, ResponseFailed) else error.__cause__
    causes: list[BaseException] = []
    for reason in getattr(failed, "reasons", ()):
        if isinstance(reason.value, BaseException):
            causes += [*_list_causes(reason.value), reason.value]
    return causes
