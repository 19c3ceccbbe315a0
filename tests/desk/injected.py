"""``mirrorfold`` with an error put where none belongs.

As a program: ``python -m tests.desk.injected CODE WORDS…``; the code runs first, with the names that stand here.
"""

from __future__ import annotations

import asyncio
import sys
from importlib import import_module
from typing import Any

from crawler.reading import fork_server

__all__ = ("asyncio", "fork_server", "import_module", "once", "once_awaited")


def _find(module: str, names: tuple[str, ...]) -> tuple[Any, str]:
    owner: Any = import_module(module)
    for name in names[:-1]:
        owner = getattr(owner, name)
    return owner, names[-1]


def once(module: str, *names: str) -> None:
    """Let a function, or a class's, raise when it is called first."""
    owner, name = _find(module, names)
    before, asked = getattr(owner, name), []

    def stumble(*words: Any, **named: Any) -> Any:
        asked.append(name)
        if len(asked) == 1:
            raise TypeError("an error that nobody expects")
        return before(*words, **named)

    setattr(owner, name, stumble)


def once_awaited(module: str, *names: str) -> None:
    """Let a coroutine function raise when it is awaited first."""
    owner, name = _find(module, names)
    before, asked = getattr(owner, name), []

    async def stumble(*words: Any) -> Any:
        asked.append(name)
        if len(asked) == 1:
            raise KeyError("an error that nobody expects")
        return await before(*words)

    setattr(owner, name, stumble)


if __name__ == "__main__":
    from scheduler.cli import main

    exec(sys.argv[1])
    main(sys.argv[2:])
