"""The files of the packaging, taken apart, for the tests beside this file: as much of each format as they use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction of a Dockerfile: its word, its arguments as one line, and the number of its stage."""

    word: str
    rest: str
    stage: int

    @property
    def words(self) -> list[str]:
        """The arguments one by one, of the JSON form too; flags such as ``--from=build`` left out."""
        parts = json.loads(self.rest) if self.rest.startswith("[") else self.rest.split()
        return [part for part in parts if not part.startswith("--")]


def instructions(text: str) -> list[Instruction]:
    """All instructions of a Dockerfile, in order; continued lines are joined, comments left out."""
    bare = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    joined = re.sub(r"\s*\\\n\s*", " ", bare)
    found: list[Instruction] = []
    stage = -1
    for line in filter(None, map(str.strip, joined.splitlines())):
        word, _, rest = line.partition(" ")
        stage += word == "FROM"
        found.append(Instruction(word, rest.strip(), stage))
    return found


def unit(text: str) -> list[tuple[str, str, str]]:
    """All settings of a systemd unit: section, key, value."""
    section, found = "", []
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("["):
            section = line.strip("[]")
        elif not line.startswith(("#", ";")):
            key, separator, value = line.partition("=")
            assert separator, f"no setting: {line}"
            found.append((section, key, value))
    return found


def compose(text: str) -> dict[str, Any]:
    """A compose file of mappings, lists and lists in brackets; every plain value as text, a missing one as {}.

    :raises AssertionError: for a line that is none of these, and for a key that stands twice
    """
    lines = [line for line in (re.sub(r"(^|\s+)#.*", "", line).rstrip() for line in text.splitlines()) if line]
    rest = iter([*lines, ""])
    value, last = _block(next(rest), rest, 0)
    assert last == "", f"wrong indentation: {last}"
    assert isinstance(value, dict)
    return value


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip()) if line else -1


def _block(line: str, rest: Iterator[str], depth: int) -> tuple[dict[str, Any] | list[Any], str]:
    """What stands at one depth, and the first line after it."""
    found: dict[str, Any] = {}
    items: list[Any] = []
    while _depth(line) == depth:
        if item := re.fullmatch(r"- (.+)", line.strip()):
            items.append(_plain(item[1]))
            line = next(rest)
            continue
        pair = re.fullmatch(r"([\w.-]+):(?: (.+))?", line.strip())
        assert pair, f"neither a key nor an item: {line}"
        assert pair[1] not in found, f"twice: {line}"
        line = next(rest)
        if pair[2]:
            found[pair[1]] = _plain(pair[2])
        elif _depth(line) > depth:
            found[pair[1]], line = _block(line, rest, depth + 2)
        else:
            found[pair[1]] = {}
    assert not (found and items), "keys and items mixed"
    return items or found, line


def _plain(text: str) -> str | list[str]:
    if text.startswith("["):
        assert text.endswith("]"), f"no end: {text}"
        return [part.strip().strip('"') for part in text[1:-1].split(",")]
    return text.strip('"')
