"""Errors of ours that a process of the pool met: on their way to the log of the process that asked."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from crawler.reading.failures import PageCrash, PageError

log = logging.getLogger(__name__)

T = TypeVar("T")

_OURS = ("crawler", "newsroom", "scheduler")

_OF_THE_PAGE = (MemoryError, RecursionError)
"""What a page can make any task raise."""


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What came of a task.

    :ivar traces: of exceptions that were logged as errors meanwhile
    """

    result: T
    traces: tuple[str, ...]


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.traces: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            self.traces.append(logging.Formatter().formatException(record.exc_info))


@contextmanager
def collecting_traces() -> Iterator[list[str]]:
    """Collect the traces of what modules of ours log while the body runs, in a process whose log nobody reads."""
    collector, packages = _Collector(), [logging.getLogger(name) for name in _OURS]
    for logger in packages:
        logger.addHandler(collector)
    try:
        yield collector.traces
    finally:
        for logger in packages:
            logger.removeHandler(collector)


def log_traces(answer: Answer[T]) -> T:
    """Log what a task met, and return its result."""
    for trace in answer.traces:
        words = trace.rstrip().rpartition("\n")[2]
        log.error("what was read met an error of ours, and was read without: %s", words, extra={"trace": trace})
    return answer.result


def translate_raised(error: BaseException, words: str) -> PageCrash:
    """Make of what a task raised an error of ours, and log it where no page can make a task raise that.

    :param words: that describe it
    """
    if isinstance(error, _OF_THE_PAGE):
        return PageCrash(words)
    trace = str(getattr(error, "traceback", "")) or words
    log.error("what was read met an error of ours, and could not be read: %s", words, extra={"trace": trace})
    return PageError(words)
