"""Reading one TOML file, and saying where it stops being TOML."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from crawler.model.errors import Problem
from crawler.settings.display import format_value
from crawler.settings.masking import MASK, SECRET_SECTIONS

READABLE = "Make it a text file in UTF-8 that this user may read"
SYNTAX = "Write KEY = VALUE, one a line; text stands in double quotes, lists in [ ]"


def read_toml(path: Path, *, missing_ok: bool = False) -> tuple[dict[str, Any], list[Problem]]:
    """Read a file; a file that cannot be read or is no TOML is an empty table and a mistake.

    A missing file is no mistake where ``missing_ok``.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        if missing_ok and isinstance(error, FileNotFoundError):
            return {}, []
        return {}, [_about_file(path, f"the file cannot be read ({error.strerror})")]
    except UnicodeDecodeError as error:
        return {}, [_about_file(path, f"the file is not UTF-8 (byte {error.start})")]
    try:
        return tomllib.loads(text), []
    except RecursionError:
        return {}, [_about_file(path, "the file is nested too deeply")]
    except ValueError as error:
        return {}, [_syntax_problem(path, text, str(error))]


def _about_file(path: Path, what: str) -> Problem:
    return Problem(file=str(path), key="file", value=path.name, what=what, cure=READABLE)


def _syntax_problem(path: Path, text: str, message: str) -> Problem:
    """Name the line; tomllib has it in its message ("… (at line 3, column 7)" or "… (at end of document)")."""
    what, _, place = message.partition(" (at ")
    lines = text.splitlines() or [""]
    match = re.match(r"line (\d+)", place)
    number = min(int(match[1]), len(lines)) if match else len(lines)
    return Problem(
        file=str(path),
        key=f"line {number}",
        value=_shown_line(lines, number),
        what=f"this is not TOML ({what})",
        cure=SYNTAX,
    )


def _shown_line(lines: list[str], number: int) -> str:
    """The line itself, unless it stands in a section whose values may be secrets: then only its key."""
    line = lines[number - 1].strip()
    headers = [header for header in lines[:number] if header.lstrip().startswith("[")]
    section = headers[-1].strip().strip("[] ") if headers else ""
    if section.startswith(SECRET_SECTIONS) or line.startswith(SECRET_SECTIONS):
        return f"{line.partition('=')[0].strip()} = {MASK}"
    return format_value(line.partition("=")[0].strip(), line).strip('"')
