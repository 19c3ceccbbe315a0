"""From a folder and an environment to a configuration, or to all mistakes in them at once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import ValidationError

from crawler.model.errors import ConfigError, Problem
from crawler.settings.configuration import Configuration, Origin
from crawler.settings.consistency import fleet_problems, settings_problems, source_problems
from crawler.settings.environment import read_environment
from crawler.settings.mistakes import Layer
from crawler.settings.sections import SECTIONS, Settings, Table
from crawler.settings.source import build_source
from crawler.settings.sourcefile import SourceFile
from crawler.settings.tomlfile import read_toml

SETTINGS_FILE = "mirrorfold.toml"
SOURCES_FOLDER = "sources"

M = TypeVar("M", bound=Table)


def load(config_dir: Path, environ: Mapping[str, str]) -> Configuration:
    """Read ``mirrorfold.toml`` and ``sources/*.toml`` in a folder; variables of the environment outdo the former.

    A missing ``mirrorfold.toml`` means all defaults, a missing or empty ``sources`` no source.

    :raises ConfigError: with every mistake of every file and variable
    """
    if not os.path.isdir(config_dir):  # unlike Path.is_dir, it never raises
        what, cure = "there is no such folder to read", "Create it, or name another with --config or MIRRORFOLD_CONFIG"
        raise ConfigError([Problem(file=str(config_dir), key="folder", value=str(config_dir), what=what, cure=cure)])
    settings, origins, problems = _load_settings(config_dir / SETTINGS_FILE, environ)
    files, source_mistakes = _load_sources(config_dir / SOURCES_FOLDER)
    problems += source_mistakes
    if problems:
        raise ConfigError(problems)
    sources = [build_source(path, file, settings.politeness) for path, file in files.items()]
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
    settings = Settings.model_validate(merged)
    problems += settings_problems(settings, Layer(str(path), merged, environment.variables))
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


def _load_sources(folder: Path) -> tuple[dict[Path, SourceFile], list[Problem]]:
    """The files of a folder that are right by themselves, and the mistakes of all."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".toml") if folder.exists() else []
    except OSError as error:
        what = f"the folder cannot be read ({error.strerror})"
        return {}, [
            Problem(
                file=str(folder),
                key="folder",
                value=folder.name,
                what=what,
                cure="Make it a folder that this user may read",
            )
        ]
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
