"""Exceptions that nobody expected: each is logged as an error with its trace, and whatever is logged so is counted.

That is the one rule, and it holds for the libraries as well: Scrapy logs what a callback or a signal's handler raised,
asyncio what a task raised that nobody awaited, and here are the hooks for Twisted, threads and what the interpreter can
raise to nobody. So nothing can end in silence that does not keep silent itself.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from twisted.logger import LogLevel, globalLogBeginner

from crawler.context.run_log import current_run

log = logging.getLogger(__name__)

PUT_DOWN = {"put_down": True}
"""``extra`` of a line about an exception that its run has put down already."""


_begun: list[bool] = []
"""Whether Twisted was told already where its log goes: it is told once a process."""


class _Counter(logging.Handler):
    """Is told of every line that bears a trace."""

    def __init__(self, count: Callable[[str], None], run: int | None) -> None:
        super().__init__(logging.ERROR)
        self._count, self._run = count, run

    def emit(self, record: logging.LogRecord) -> None:
        trace = getattr(record, "trace", "")
        if not record.exc_info and not trace:
            return
        if self._run is None or (_run_of(record) == self._run and not getattr(record, "put_down", False)):
            kind = record.exc_info[0] if record.exc_info else None
            self._count(kind.__name__ if kind is not None else _name_error(trace))


def _run_of(record: logging.LogRecord) -> object:
    """The run that a line is about: Scrapy names the spider, where it was called by a socket and not by a task."""
    run = getattr(getattr(record, "spider", None), "run", None)
    return current_run()["run"] if run is None else run.id


def _name_error(trace: str) -> str:
    """The kind of exception that a written trace is of.

    >>> _name_error("Traceback (most recent call last):\\n  File ...\\nTypeError: no number\\n")
    'TypeError'
    """
    return trace.strip().rpartition("\n")[2].partition(":")[0].rpartition(".")[2] or "an exception"


@contextmanager
def counting_own_errors(count: Callable[[str], None], run: int | None = None) -> Iterator[None]:
    """Tell of each exception that nobody expected, by the name of its kind, for as long as the body runs.

    :param run: only of those that the run met, other than those that it put down itself; None: of all of the process
    """
    counter = _Counter(count, run)
    root = logging.getLogger()
    # with no handler but ours, what is logged would be written nowhere: the last resort is taken only without any
    last = [logging.lastResort] if logging.lastResort is not None and not root.handlers else []
    added: list[logging.Handler] = [counter, *last]
    for handler in added:
        root.addHandler(handler)
    try:
        yield
    finally:
        for handler in added:
            root.removeHandler(handler)


def log_what_nobody_catches() -> None:
    """Log what threads, Twisted's callbacks and the interpreter's own raise to nobody, as any other error is logged."""
    threading.excepthook = _log_of_thread
    sys.unraisablehook = _log_unraisable
    if not _begun:  # in place of Twisted's own, which writes on stderr what no reader of our log understands
        observers: list[Any] = [_log_of_twisted]
        globalLogBeginner.beginLoggingTo(observers, discardBuffer=True, redirectStandardIO=False)
        _begun.append(True)


def _log_of_thread(raised: threading.ExceptHookArgs) -> None:
    if raised.exc_value is not None and not isinstance(raised.exc_value, SystemExit):
        name = raised.thread.name if raised.thread is not None else "?"
        log.error("a thread ended with an error of ours (%s)", name, exc_info=raised.exc_value)


def _log_unraisable(raised: Any) -> None:
    if raised.exc_value is not None:
        what = raised.err_msg or "an error of ours that nobody can catch"
        log.error("%s (%r)", what, raised.object, exc_info=raised.exc_value)


def _log_of_twisted(event: Any) -> None:
    failure = event.get("log_failure") or event.get("failure")  # the latter is what older code of theirs says
    if failure is not None and event.get("log_level", LogLevel.critical) >= LogLevel.error:
        raised = (failure.type, failure.value, failure.getTracebackObject())
        log.error("a callback of Twisted's ended with an error of ours", exc_info=raised)
