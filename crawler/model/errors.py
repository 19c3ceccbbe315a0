"""Every failure that Mirrorfold names, and the exit code a command ends with when it meets one.

MirrorfoldError               1  anything named below; alone: a failure without a better name
├── ConfigError               2  the operator's files, environment or arguments are wrong
├── Refused                   3  asked for something that cannot be done now: state folder in use, folder read-only
├── IndexUnavailable          4  the index cannot answer; nothing may be taken for new
├── ArchiveUnavailable        5  the archive cannot be read or written
├── CrawlFailed               6  a run ended without reading a single listing
│   └── Unreachable           6  no server answered, and it looks like our own uplink, or our own proxy
├── NotFound                  7  no such source, article or page
├── LeaseLost                 8  another run took the source over; this one must not write
└── NetworkForbidden          9  the address guard or a rule of the network refused a request

``HealthCode`` holds the codes beyond these, by which ``mirrorfold healthcheck`` answers: 10, 11, 12.

Outcomes are values (see ``crawler.model.verdict``); only what stops the work is an exception. Each says what happened,
where (file, key, URL), and what to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar


class MirrorfoldError(Exception):
    """A failure with a sentence for the person who has to deal with it.

    :param what: what happened, a sentence without a full stop
    :param where: the file, key, host or URL it happened at
    :param cure: what to do about it
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, where: str = "", cure: str = "") -> None:
        self.what, self.where, self.cure = what, where, cure
        super().__init__(what)

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        cure = f". {self.cure}" if self.cure else ""
        return f"{self.what}{place}{cure}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in the configuration: which file, which key, which value, and the cure."""

    file: str
    key: str
    value: str
    what: str
    cure: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key} = {self.value}: {self.what}. {self.cure}"


class ConfigError(MirrorfoldError):
    """All mistakes of all files at once."""

    exit_code = 2

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        number = len(problems)
        super().__init__(f"{number} mistake{'s' if number != 1 else ''} in the configuration")

    def __str__(self) -> str:
        return "\n".join([f"{self.what}:", *(f"  {problem}" for problem in self.problems)])


class Refused(MirrorfoldError):
    exit_code = 3


class IndexUnavailable(MirrorfoldError):
    exit_code = 4


class ArchiveUnavailable(MirrorfoldError):
    exit_code = 5


class CrawlFailed(MirrorfoldError):
    exit_code = 6


class Unreachable(CrawlFailed):
    """Nobody out there is to blame: no mirror is marked, and the run is made again soon."""


class NotFound(MirrorfoldError):
    exit_code = 7


class LeaseLost(MirrorfoldError):
    exit_code = 8


class NetworkForbidden(MirrorfoldError):
    exit_code = 9


class HealthCode(IntEnum):
    """Exit codes of a health check: an answer, not a failure."""

    HEALTHY = 0
    NOT_LIVE = 10
    """No daemon answers."""
    NOT_READY = 11
    """Archive or index cannot be used."""
    NOT_FRESH = 12
    """A source had no new article within its limit."""
