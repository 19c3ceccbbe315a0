"""``mirrorfold`` with a witness: which names its process has looked up, and to what it has connected.

As a program: ``python -m tests.desk.lookups FILE WORDS``; the interpreter tells it by its audit events.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LOOKED_UP = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyname_ex")
CONNECTED = ("socket.connect", "socket.sendto", "socket.sendmsg")


@dataclass
class Witnessed:
    """What a process did.

    :ivar names: that it looked up, addresses among them
    :ivar places: to which it connected, unix sockets left out: address and port
    """

    names: set[str] = field(default_factory=set)
    places: set[tuple[str, int]] = field(default_factory=set)


def read_witness(file: Path) -> Witnessed:
    witnessed = Witnessed()
    for line in file.read_text().splitlines():
        event, value = json.loads(line)
        if event in LOOKED_UP:
            witnessed.names.add(value)
        elif isinstance(value, list):
            witnessed.places.add((value[0], value[1]))
    return witnessed


def witness(file: str) -> None:
    """Write into a file from now on, for this process and those that it forks."""
    out = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event in LOOKED_UP or event in CONNECTED:
            value = args[0] if event in LOOKED_UP else args[-1]
            value = value.decode() if isinstance(value, bytes) else value
            os.write(out, (json.dumps([event, value], default=repr) + "\n").encode())

    sys.addaudithook(hook)


def main() -> None:
    witness(sys.argv[1])
    sys.argv = ["mirrorfold", *sys.argv[2:]]
    from scheduler.cli import main as command

    command()


if __name__ == "__main__":
    main()
