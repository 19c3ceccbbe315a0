"""Places at which the process can be told to die, for tests that prove that it may.

``FAILPOINT=archive.commit.after:7`` kills the process with SIGKILL the seventh time it comes there; without a number
the first time. ``FAILPOINT=archive.commit.after:7:stop`` stops it with SIGSTOP instead. The variable is read once;
where it is not set, ``reached`` is a function that does nothing.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping
from typing import Final

from crawler.model.errors import ConfigError, Problem

VARIABLE: Final = "FAILPOINT"

STAGES: Final = (
    "schedule", "run.open", "fetch", "gate", "extraction", "archive.commit", "index.publish", "verdict", "listings",
    "run.close",
)  # fmt: skip
"""What is done between ``before`` and ``after``, in the order of a run."""

OF_A_RUN: Final = tuple(f"{stage}.{side}" for stage in STAGES for side in ("before", "after"))

OF_A_PURGE: Final = ("bury.before", "bury.after")
"""Before removed articles leave the archive, and between that and what the index is told of it."""

OF_A_SOURCE_FILE: Final = ("keys.switch.before", "keys.switch.after", "keys.index.before", "keys.index.after")
"""Before and after the keys of a source follow its changed file, in the archive and in the index."""

OF_A_REMOVED_SOURCE: Final = ("forget.rows",)
"""Each time that some rows of a source have left the archive."""

OF_HOOKS: Final = ("hook.fan", "hook.sent")
"""After events went into the outbox, and between what a hook took and what the archive is told of it."""

POINTS: Final = OF_A_RUN + OF_A_PURGE + OF_A_SOURCE_FILE + OF_A_REMOVED_SOURCE + OF_HOOKS
"""The closed list of names."""

_ENDS: Final[Mapping[str, signal.Signals]] = {"kill": signal.SIGKILL, "stop": signal.SIGSTOP}


def parse(text: str) -> tuple[str, int, signal.Signals]:
    """Read POINT[:TIMES[:kill|stop]].

    >>> parse("fetch.before")[:2], parse("run.close.after:2:stop")[2].name
    (('fetch.before', 1), 'SIGSTOP')

    :raises ConfigError: when there is no such point, number or end
    """
    name, _, rest = text.partition(":")
    times, _, end = rest.partition(":")
    number = times or "1"
    if name in POINTS and number.isascii() and number.isdigit() and int(number) and (end or "kill") in _ENDS:
        return name, int(number), _ENDS[end or "kill"]
    cure = f"Write POINT:TIMES or POINT:TIMES:stop; the points are {', '.join(POINTS)}"
    raise ConfigError([Problem("environment", VARIABLE, text, "is no failpoint", cure)])


def armed(text: str | None, die: Callable[[signal.Signals], None]) -> Callable[[str], None]:
    """Make the function that every stage calls with the name of the point it has come to.

    :param text: what the variable says; None when it is not set
    :param die: called at the point, once
    """
    if text is None:
        return _nothing
    wanted, left, end = parse(text)

    def count_down(point: str) -> None:
        nonlocal left
        assert point in POINTS, point
        if point == wanted:
            left -= 1
            if left == 0:
                die(end)

    return count_down


def _nothing(point: str) -> None:
    return None


def _die(end: signal.Signals) -> None:
    os.kill(os.getpid(), end)


reached = armed(os.environ.get(VARIABLE) or None, _die)
