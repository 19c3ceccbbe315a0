"""Commands without the wait for their imports: a process that has loaded the program forks once for each of them.

The fork runs ``mirrorfold`` from its first line to the interpreter's end, in the environment, folder and files of
whoever asks; the server that its pool forks workers from is forked likewise. What it saves is more than a second of a
processor each time; hundreds of tests run thousands of commands. Where the start of a process is what is tested, or
where it is to be killed, a process of its own is started.

As a program: ``python -m tests.desk.prefork SOCKET``; it ends with its standard input.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import random
import select
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from itertools import pairwise
from multiprocessing import util
from pathlib import Path
from runpy import run_module
from types import ModuleType
from typing import IO, NoReturn

from crawler.model import failpoints
from crawler.reading.fork_server import PRELOADED

ROOT = Path(__file__).parents[2]
COMMAND = str(Path(sys.executable).with_name("mirrorfold"))
LOADED = ("scheduler.cli", "scheduler.cli.crawl", "scheduler.cli.stats_runs_export", "scheduler.crawl_once",
          "scheduler.service.services", "scheduler.daemon", "scheduler.orders.survey_sources", "alembic.command",
          "alembic.autogenerate", "sqlite3", "scrapy.core.downloader.handlers.http11", "crawler.fetching.middlewares",
          "crawler.fetching.download_handler", *PRELOADED)  # fmt: skip
"""What a command would import; what Scrapy loads by the names in its settings stands in ``_load_components``."""

MOST = 1 << 20
Spawn = Callable[[bytes, Sequence[str], Sequence[int]], int]


def run(
    words: Sequence[str], environment: Mapping[str, str], timeout: float, module: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run ``mirrorfold``, or a module as a program, with some words to its end.

    :raises subprocess.TimeoutExpired: it was killed for taking longer
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = Forked(words, environment, out, err, module)
        code = process.wait(timeout)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode())
    return subprocess.CompletedProcess([COMMAND, *words], code, *texts)


class Forked:
    """A command that runs; what tests use of ``subprocess.Popen``."""

    def __init__(
        self, words: Sequence[str], environment: Mapping[str, str], out: IO[bytes], err: IO[bytes], module: str = ""
    ) -> None:
        """
        :param out: a file for what it prints; ``err``: for what it says of failures
        :param module: to be run as a program in place of the command
        """
        self.args = [COMMAND, *words]
        self.returncode: int | None = None
        self._asked = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._asked.settimeout(60)
        self._asked.connect(_server())
        order = json.dumps(
            {"words": list(words), "environment": dict(environment), "folder": os.getcwd(), "module": module}
        ).encode()
        with open(os.devnull, "rb") as nothing:
            files = [nothing.fileno(), out.fileno(), err.fileno()]
            socket.send_fds(self._asked, [len(order).to_bytes(4, "big")], files)
        self._asked.sendall(order)
        self._answers = b""
        self.pid = int(self._next_line())

    def _next_line(self) -> str:
        while b"\n" not in self._answers:
            piece = self._asked.recv(64)
            if not piece:
                raise ConnectionError("the forking process has gone")
            self._answers += piece
        line, _, self._answers = self._answers.partition(b"\n")
        return line.decode()

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        if self.returncode is None and select.select([self._asked], [], [], 0)[0]:
            self._take_end()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end.

        :raises subprocess.TimeoutExpired: it was killed for taking longer
        """
        if self.returncode is None:
            if not select.select([self._asked], [], [], timeout)[0]:
                self.kill()
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
            self._take_end()
        assert self.returncode is not None
        return self.returncode

    def _take_end(self) -> None:
        self._asked.settimeout(60)
        self.returncode = int(self._next_line())
        self._asked.close()

    def send_signal(self, number: int) -> None:
        """Send it a signal; one that has ended gets none."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


@cache
def _server() -> str:
    """Start the forking process of this test process; return the path of its socket."""
    folder = tempfile.mkdtemp(prefix="mf-fork-")
    path = f"{folder}/s"
    process = subprocess.Popen([sys.executable, "-m", "tests.desk.prefork", path], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, cwd=ROOT)  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    atexit.register(process.wait)
    atexit.register(process.stdin.close)
    assert process.stdout.readline() == b"ready\n"
    return path


def _load_components() -> None:
    """Import what Scrapy imports by name when a crawl begins: hundreds of modules, of which few are used."""
    from scrapy.settings import Settings
    from scrapy.utils.misc import load_object

    settings = Settings()
    for kind in ("EXTENSIONS", "DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES"):
        for name in settings.getdict(f"{kind}_BASE"):
            load_object(name)
    for key in ("DUPEFILTER_CLASS", "SCHEDULER", "SCHEDULER_PRIORITY_QUEUE", "SCHEDULER_MEMORY_QUEUE", "STATS_CLASS"):
        load_object(settings.get(key))


def _serve(path: str) -> None:
    for name in LOADED:
        import_module(name)
    _load_components()
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening, selectors.DefaultSelector() as ready:
        listening.bind(path)
        listening.listen(64)
        ready.register(listening, selectors.EVENT_READ)
        ready.register(sys.stdin, selectors.EVENT_READ)
        print("ready", flush=True)
        while True:
            if any(key.fileobj is sys.stdin for key, _ in ready.select()):
                return
            connection, _ = listening.accept()
            if os.fork() == 0:
                break
            connection.close()
    _watch(connection)


def _watch(connection: socket.socket) -> None:
    """Fork the command, and tell how it ended; the fork comes back from here, to run it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    head, files, _, _ = socket.recv_fds(connection, 4, 3)
    order = b""
    while len(order) < int.from_bytes(head, "big"):
        order += connection.recv(MOST)
    process = os.fork()
    if process:
        connection.sendall(f"{process}\n".encode())
        connection.sendall(f"{os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])}\n".encode())
        os._exit(0)
    connection.close()
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    _become(json.loads(order))


def _become(order: dict[str, object]) -> None:
    """Take over what a process of its own would have begun with."""
    environment, words, module = order["environment"], order["words"], order["module"]
    assert isinstance(environment, dict)
    assert isinstance(words, list)
    os.environ.clear()
    os.environ.update(environment)
    _arm_failpoints()
    os.chdir(str(order["folder"]))
    random.seed()
    sys.argv = [str(module) or COMMAND, *words]
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(number, mode) for number, mode in enumerate("rww"))
    main = ModuleType("__main__")
    main.__file__ = COMMAND
    sys.modules["__main__"] = main
    util.spawnv_passfds = _spawn


def _arm_failpoints() -> None:
    """Take up the failpoint that a process of its own reads as it starts."""
    unarmed = failpoints.reached
    armed = failpoints.armed(os.environ.get(failpoints.VARIABLE) or None, failpoints._die)
    for module in tuple(sys.modules.values()):
        if module.__dict__.get("reached") is unarmed:
            module.__dict__["reached"] = armed


def _spawn(path: bytes, words: Sequence[str], files: Sequence[int], start: Spawn = util.spawnv_passfds) -> int:
    """Start a process of multiprocessing's: a server of workers by a fork, which has imported already what it would.

    :param files: descriptors that it is to have, and no other but standard error
    """
    if "forkserver" not in words[-1]:
        return start(path, words, files)
    process = os.fork()
    if process:
        return process
    try:
        for number, mode in enumerate((os.O_RDONLY, os.O_WRONLY)):
            os.dup2(os.open(os.devnull, mode), number)
        for first, last in pairwise([2, *sorted(files), os.sysconf("SC_OPEN_MAX")]):
            os.closerange(first + 1, last)
        exec(words[-1], {})
    finally:
        os._exit(0)


def _call(module: str) -> int:
    """Run the command, or a module; return the code that a process of its own would end with."""
    from scheduler.cli import main

    try:
        if module:
            run_module(module, run_name="__main__")
            return 0
        main()
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        print(end.code, file=sys.stderr)
    except BaseException:  # noqa: BLE001 - told and ended as an interpreter does it
        traceback.print_exc()
    return 1


def _end(code: int) -> NoReturn:
    """Do what the interpreter does at its end, but for taking every module apart: half of what a command takes."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    _serve(sys.argv[1])
    if sys.argv[0] == COMMAND or sys.argv[0].startswith("tests."):
        _end(_call("" if sys.argv[0] == COMMAND else sys.argv[0]))
