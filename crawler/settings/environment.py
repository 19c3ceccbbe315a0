"""Settings from environment variables: ``MIRRORFOLD_POLITENESS__DELAY=0.5``.

Texts stand as they are; numbers, lists and tables are written in TOML. ``…_FILE`` names a file whose content is the
value, the way containers hand over secrets.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crawler.model.errors import Problem
from crawler.settings.display import MASK, format_toml
from crawler.settings.mistakes import ENVIRONMENT, Layer, Mistake, find_closest
from crawler.settings.sections import SECTIONS

PREFIX = "MIRRORFOLD_"
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

    The values are not validated here. A variable that is a mistake may hold anybody's secret: it is not shown.
    """
    table: dict[str, dict[str, Any]] = {}
    names: dict[tuple[str, str], str] = {}
    problems: list[Problem] = []
    for name in sorted(filter(_is_ours, environ)):
        try:
            section, key = setting = _setting(name)
            if setting in names:
                raise Mistake(f"{names[setting]} is set as well", "Set one of the two")
            text = environ[name] if name in VARIABLES else _content(environ[name])
        except Mistake as mistake:
            problems.append(Problem(file=ENVIRONMENT, key=name, value=MASK, what=mistake.what, cure=mistake.cure))
        else:
            names[setting] = name
            table.setdefault(section, {})[key] = _value(section, key, text)
    return Layer(ENVIRONMENT, table, names), problems


def _is_ours(name: str) -> bool:
    return name.startswith(PREFIX) and name not in NO_SETTINGS and not name.startswith(FAILPOINTS)


def _setting(name: str) -> tuple[str, str]:
    """Section and key of the setting that a variable, or its form with ``_FILE``, stands for."""
    setting = VARIABLES.get(name) or VARIABLES.get(name.removesuffix("_FILE"))
    if setting is None:
        guess = find_closest(name, VARIABLES)
        cure = f"Did you mean {guess}?" if guess else "Write MIRRORFOLD_SECTION__KEY, or unset it"
        raise Mistake("there is no such setting", cure)
    return setting


def _content(path: str) -> str:
    try:
        return Path(path).read_bytes().decode().strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        what = f"the file {format_toml(path)} cannot be read ({reason})"
        raise Mistake(what, "Name a readable text file with the value in it") from None


def _value(section: str, key: str, text: str) -> object:
    """The value that a variable's text stands for; a text that is not TOML stays one, and is refused by its type."""
    if SECTIONS[section].model_fields[key].annotation is str:
        return text
    try:
        table = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return text
    return table["value"] if len(table) == 1 else text
