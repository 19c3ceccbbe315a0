"""The pages of the documentation, taken apart, and what the program says of itself, for the tests beside this file."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import click

from scheduler.cli import main

ROOT = Path(__file__).parents[2]
PAGES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))
}
"""Path from the root → text."""

_FENCE = re.compile(r"^([ ]*)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: where it stands, the language after its fence, and its text without indentation."""

    page: str
    language: str
    text: str


def blocks(page: str) -> list[Block]:
    """All fenced blocks of a page, in order."""
    return [Block(page, language, dedent(text)) for _, language, text in _FENCE.findall(PAGES[page])]


def prose(page: str) -> str:
    """A page without its fenced blocks."""
    return _FENCE.sub("", PAGES[page])


def code_spans(page: str) -> list[str]:
    """What stands between backticks in a page's prose."""
    return re.findall(r"`([^`\n]+)`", prose(page))


def rows(page: str, heading: str) -> list[list[str]]:
    """The cells of every table below a heading, up to the next heading; without the tables' own headings."""
    _, found, rest = PAGES[page].partition(f"\n{heading}\n")
    assert found, f"{page} has no heading {heading}"
    body = re.split(r"^#", rest, maxsplit=1, flags=re.MULTILINE)[0]
    lines = [line for line in body.splitlines() if line.startswith("|")]
    rulers = {number for number, line in enumerate(lines) if set(line) <= set("|- ")}
    kept = [line for number, line in enumerate(lines) if number not in rulers and number + 1 not in rulers]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in kept]


def headings(page: str) -> list[str]:
    """A page's headings as they stand, hashes included."""
    return re.findall(r"^#+ .+$", prose(page), re.MULTILINE)


def commands(group: click.Group = main, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command that can be called, with its name: "config check"."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


def options(command: click.Command) -> dict[str, click.Option]:
    """The options that a command declares, by each of their names."""
    found = [one for one in command.params if isinstance(one, click.Option)]
    return {name: one for one in found for name in (*one.opts, *one.secondary_opts)}


def shell_lines(page: str) -> list[list[str]]:
    """The simple commands of a page's shell blocks and of its code spans that call the program, as words."""
    text = "\n".join(block.text for block in blocks(page) if block.language == "sh")
    spans = [span for span in code_spans(page) if span.startswith(("mirrorfold ", "make "))]
    simple = re.split(r"\n|;|&&|\||>", text)
    return [shlex.split(line, comments=True) for line in (*simple, *spans) if line.strip()]
