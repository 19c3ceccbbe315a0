"""Settings from environment variables: ``MIRRORFOLD_POLITENESS__DELAY=0.5``.

Texts stand as they are; numbers, lists and tables are written in TOML. ``…_FILE`` names a file whose content is the
value, the way containers hand over secrets.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crawler.errors import Problem
from crawler.settings.display import shown
from crawler.settings.masking import MASK
from crawler.settings.mistakes import Layer, closest
from crawler.settings.sections import SECTIONS

PREFIX = "MIRRORFOLD_"
PLACE = "environment"
NO_SETTINGS = ("MIRRORFOLD_CONFIG", "MIRRORFOLD_STATE", "MIRRORFOLD_SHARED_DATA")
"""Variables that other parts of the program and its tests read."""
FAILPOINTS = "MIRRORFOLD_FAIL"
"""Beginning of the variables that make the program fail on purpose, in tests."""

VARIABLES: dict[str, tuple[str, str]] = {
    f"{PREFIX}{section}__{key}".upper(): (section, key)
    for section, model in SECTIONS.items()
    for key in model.model_fields
}
"""Environment variable → section and key of the setting."""


def read_environment(environ: Mapping[str, str]) -> tuple[Layer, list[Problem]]:
    """Collect the settings among the variables, and the mistakes in their names and files.

    The values are not validated here. An unknown variable's value is never shown: it may be anybody's secret.
    """
    table: dict[str, dict[str, Any]] = {}
    names: dict[tuple[str, str], str] = {}
    problems: list[Problem] = []
    for name in sorted(name for name in environ if _is_ours(name)):
        variable = name if name in VARIABLES else name.removesuffix("_FILE")
        if variable not in VARIABLES:
            guess = closest(name, VARIABLES)
            cure = f"Did you mean {guess}?" if guess else "Write MIRRORFOLD_SECTION__KEY, or unset it"
            problems.append(Problem(PLACE, name, MASK, "there is no such setting", cure))
        elif VARIABLES[variable] in names:
            what = f"{variable} is set as well"
            problems.append(Problem(PLACE, name, shown(name, environ[name]), what, "Set one of the two"))
        else:
            section, key = VARIABLES[variable]
            try:
                text = environ[name] if variable == name else _content(environ[name])
            except (OSError, UnicodeDecodeError) as error:
                what = f"the file cannot be read ({_reason(error)})"
                cure = "Name a readable text file with the value in it"
                problems.append(Problem(PLACE, name, shown("path", environ[name]), what, cure))
                continue
            names[section, key] = name
            table.setdefault(section, {})[key] = _value(section, key, text)
    return Layer(PLACE, table, names), problems


def _is_ours(name: str) -> bool:
    return name.startswith(PREFIX) and name not in NO_SETTINGS and not name.startswith(FAILPOINTS)


def _content(path: str) -> str:
    return Path(path).read_text(encoding="utf-8").strip()


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror or type(error).__name__


def _value(section: str, key: str, text: str) -> object:
    """The value that a variable's text stands for; a text that is not TOML stays one, and is refused by its type."""
    if SECTIONS[section].model_fields[key].annotation is str:
        return text
    try:
        table = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return text
    return table["value"] if len(table) == 1 else text
