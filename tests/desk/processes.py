"""Processes that end with the test that started them, whatever becomes of it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any


@contextmanager
def started(command: Sequence[str], **options: Any) -> Iterator[subprocess.Popen[Any]]:
    """Start a process, and kill it when the test goes on without it.

    ``with subprocess.Popen(…)`` waits for the end of its process without a limit, also when the test has failed: one
    that hangs keeps the whole suite.

    :param options: as ``subprocess.Popen`` takes them
    """
    process = subprocess.Popen(command, **options)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(10)
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()
