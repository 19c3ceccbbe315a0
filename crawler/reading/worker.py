"""What a process of the extraction pool does around each task: it keeps its limits, and ends when told to."""

from __future__ import annotations

import ctypes
import gc
import resource
import signal
import sys
from collections.abc import Callable
from typing import TypeVar

from crawler.reading.fork_server import let_fork_server_go
from crawler.reading.told_errors import Answer, collecting_traces

T = TypeVar("T")

MOST_MEMORY = 2 << 30
"""Bytes of address space of one worker; reading a 5 MiB page took under 400 MB."""

GC_THRESHOLDS = (100_000, 50, 50)
"""A page makes tens of thousands of objects that die with it; with Python's own 700 reading one took 14 % longer."""

_CPU_BEYOND_TIMEOUT = 2
"""CPU seconds a task may use beyond its timeout: ends a worker whose pool was killed with -9."""

_PR_SET_PDEATHSIG = 1
"""From Linux's sys/prctl.h: the signal a process gets when its parent, here the forking server, is gone."""


def run_limited(
    timeout: float, function: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object]
) -> Answer[T]:
    """Run a task under a limit of CPU seconds, counted from what its worker has used before."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + int(timeout) + _CPU_BEYOND_TIMEOUT, hard))
    with collecting_traces() as traces:
        return Answer(function(*args, **kwargs), tuple(traces))


def prepare_worker() -> None:
    """In each worker: end at once when told to, and with the parent; never take more than our share of memory."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # pebble's handler cannot run while lxml works
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the main process
    let_fork_server_go()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    gc.freeze()  # the libraries' objects are here to stay: the collector need not walk them after every page
    gc.set_threshold(*GC_THRESHOLDS)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
