"""From a folder and an environment to one configuration, or to all mistakes in them at once."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from crawler.model.errors import ConfigError, NotFound, Problem
from crawler.settings.consistency import fleet_problems, settings_problems, source_problems
from crawler.settings.display import MASK, PROXY, SECRET_SECTIONS, format_value
from crawler.settings.environment import read_environment
from crawler.settings.mistakes import Layer, find_closest
from crawler.settings.sections import SECTIONS, Settings
from crawler.settings.source import Source, SourceFile, build_source


class Origin(StrEnum):
    """Where a setting's value comes from; a later one outdoes an earlier one."""

    DEFAULT = "default"
    """Nobody set it."""
    FILE = "file"
    """``mirrorfold.toml``."""
    ENVIRONMENT = "environment"
    """A variable ``MIRRORFOLD_SECTION__KEY``."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """A configuration without a mistake; one with a mistake does not exist.

    :ivar folder: where it was read
    :ivar sources: sorted by id, disabled ones included
    :ivar origins: dotted key of every setting → where its value comes from
    """

    folder: Path
    settings: Settings
    sources: tuple[Source, ...]
    origins: Mapping[str, Origin]

    def source(self, name_or_id: str) -> Source:
        """Find a source by its id or its name, whatever the case.

        :raises NotFound: with the sources there are
        """
        wanted = name_or_id.casefold()
        for source in self.sources:
            if wanted in (source.id.casefold(), source.name.casefold()):
                return source
        raise NotFound(f'there is no source "{name_or_id}"', where=str(self.folder), cure=self._advice(name_or_id))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is allowed but should not stay so."""
        told = [
            f"{mirror.origin} of {source.id} is reached through a proxy alone, and has none: it is never asked. "
            f'Write {{ url = "{mirror.origin}", proxy = "socks5h://127.0.0.1:9050" }}, or set network.proxy'
            for source in self.sources
            for mirror in source.mirrors
            if mirror.is_onion and mirror.proxy is None
        ]
        named = {source.id for source in self.sources}
        told += [
            f'hook {hook.name} is to be told of a source "{name}", and there is none of this id'
            for hook in self.settings.hooks
            for name in hook.sources
            if name not in named
        ]
        if not self.settings.network.contact:
            told.append("network.contact is empty: set it, so that publishers can reach who crawls them")
        return tuple(told)

    def _advice(self, name_or_id: str) -> str:
        if not self.sources:
            return f"Add one as a file {self.folder / 'sources' / 'NAME.toml'}; docs/sources.md tells how"
        guess = find_closest(name_or_id, [word for source in self.sources for word in (source.id, source.name)])
        question = f'Did you mean "{guess}"? ' if guess else ""
        return f"{question}There are: {', '.join(f'{source.id} ({source.name})' for source in self.sources)}"


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
    secret = (*SECRET_SECTIONS, "hooks")
    if section.startswith(secret) or line.startswith(secret) or PROXY in line:
        return f"{line.partition('=')[0].strip()} = {MASK}"
    return format_value(line.partition("=")[0].strip(), line).strip('"')


SETTINGS_FILE = "mirrorfold.toml"
SOURCES_FOLDER = "sources"


def load(config_dir: Path, environ: Mapping[str, str]) -> Configuration:
    """Read ``mirrorfold.toml`` and ``sources/*.toml`` in a folder; variables of the environment outdo the former.

    A missing ``mirrorfold.toml`` means all defaults, a missing or empty ``sources`` no source.

    :raises ConfigError: with every mistake of every file and variable
    """
    if not os.path.isdir(config_dir):  # unlike Path.is_dir, it never raises
        what, cure = (
            "there is no such folder to read",
            "Make it with: mirrorfold init. Or name another with --config or MIRRORFOLD_CONFIG",
        )
        raise ConfigError([Problem(file=str(config_dir), key="folder", value=str(config_dir), what=what, cure=cure)])
    settings, origins, problems = _load_settings(config_dir / SETTINGS_FILE, environ)
    files, source_mistakes = _load_sources(config_dir / SOURCES_FOLDER)
    problems += source_mistakes
    if problems:
        raise ConfigError(problems)
    sources = [build_source(path, file, settings) for path, file in files.items()]
    sources.sort(key=lambda source: source.id)
    return Configuration(
        folder=config_dir, settings=settings, sources=tuple(sources), origins=MappingProxyType(origins)
    )


def _load_settings(path: Path, environ: Mapping[str, str]) -> tuple[Settings, dict[str, Origin], list[Problem]]:
    """Settings made of all values that are right, where they come from, and what is wrong with the others."""
    table, problems = read_toml(path, missing_ok=True)
    file = Layer(str(path), table)
    environment, variable_problems = read_environment(environ)
    problems += variable_problems
    merged: dict[str, dict[str, Any]] = {section: {} for section in SECTIONS}
    origins = {f"{section}.{key}": Origin.DEFAULT for section in SECTIONS for key in SECTIONS[section].model_fields}
    for layer, origin in ((file, Origin.FILE), (environment, Origin.ENVIRONMENT)):
        right, mistakes = _right_values(layer)
        problems += mistakes
        for section, values in right.items():
            merged[section] |= values
            origins |= {f"{section}.{key}": origin for key in values}
    whole = merged | {"hooks": _right_hooks(file)}
    settings = Settings.model_validate(whole)
    problems += settings_problems(settings, Layer(str(path), whole, environment.variables))
    return settings, origins, problems


def _right_values(layer: Layer) -> tuple[dict[str, dict[str, Any]], list[Problem]]:
    """The values of a layer that pass by themselves, by section, and the mistakes of the others."""
    wrong: set[tuple[str | int, ...]] = set()
    problems: list[Problem] = []
    try:
        Settings.model_validate(layer.table)
    except ValidationError as error:
        wrong = {details["loc"][:2] for details in error.errors(include_url=False)}
        problems = list(layer.problems(Settings, error))
    right = {
        section: {key: value for key, value in values.items() if (section, key) not in wrong}
        for section, values in layer.table.items()
        if isinstance(values, dict) and (section,) not in wrong
    }
    return right, problems


def _right_hooks(layer: Layer) -> list[Any]:
    """The hooks of a layer where all of them pass; what is wrong with them is told with the other mistakes."""
    hooks = layer.table.get("hooks", [])
    try:
        Settings.model_validate({"hooks": hooks})
    except ValidationError:
        return []
    return list(hooks)


def _load_sources(folder: Path) -> tuple[dict[Path, SourceFile], list[Problem]]:
    """The files of a folder that are right by themselves, and the mistakes of all."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".toml") if folder.exists() else []
    except OSError as error:
        what = f"the folder cannot be read ({error.strerror})"
        cure = "Make it a folder that this user may read"
        return {}, [Problem(file=str(folder), key="folder", value=folder.name, what=what, cure=cure)]
    files: dict[Path, SourceFile] = {}
    layers: list[Layer] = []
    problems: list[Problem] = []
    for path in paths:
        table, mistakes = read_toml(path)
        layer = Layer(str(path), table)
        layers.append(layer)
        problems += mistakes
        if mistakes:
            continue
        try:
            files[path] = SourceFile.model_validate(table)
        except ValidationError as error:
            problems += layer.problems(SourceFile, error)
        problems += source_problems(layer)
    return files, problems + list(fleet_problems(layers))
