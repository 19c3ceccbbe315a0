"""Modules and functions stay small enough to be read in one sitting, and every setting is read by some module."""

from __future__ import annotations

import ast
import dataclasses
import re
from pathlib import Path

from pydantic import BaseModel

from crawler.context.tally import Tally
from crawler.settings.sections import Settings
from crawler.settings.source import Source

ROOT = Path(__file__).parents[2]
MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 40
MODULES = [
    path
    for package in ("crawler", "newsroom", "scheduler", "benchmarks")
    for path in sorted((ROOT / package).rglob("*.py"))
    if "versions" not in path.parts  # a migration is a list of what changed
]


def test_no_module_is_longer_than_one_can_keep_in_mind():
    assert MODULES
    assert not {str(path): lines for path in MODULES if (lines := len(path.read_text().splitlines())) > MOST_LINES}


def test_no_function_is_longer_than_a_screen():
    long = {
        f"{path}:{node.lineno}": lines
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > MOST_LINES_OF_A_FUNCTION
    }
    assert not long


PURE_PACKAGES = ("model", "canonical", "mirrors", "discovery", "extraction")
PURE_MODULES = [
    *(path for package in PURE_PACKAGES for path in sorted((ROOT / "crawler" / package).rglob("*.py"))),
    ROOT / "crawler/listing/fold_links.py",
    ROOT / "crawler/listing/fetch_plan.py",
]


def test_each_pure_module_has_a_test_of_its_own_folder():
    modules = [path.relative_to(ROOT).with_suffix("").parts for path in PURE_MODULES if path.name != "__init__.py"]
    assert len(modules) > 50
    imported = {package: _imports_of_tests(package) for package in {parts[1] for parts in modules}}
    assert not [name for parts in modules if (name := ".".join(parts)) not in imported[parts[1]]]


def _imports_of_tests(package: str) -> set[str]:
    """Names that the test modules of a package's folder import, as ``module`` and as ``module.name``."""
    imported: set[str] = set()
    for path in (ROOT / "tests" / package).rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module is not None:
                imported |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return imported


def test_every_setting_is_read():
    read = "\n".join(path.read_text() for path in MODULES if "settings" not in path.parts)
    keys = {*_keys(Settings), *(field.name for field in dataclasses.fields(Source))}
    assert len(keys) > 40
    assert not {key for key in keys if not re.search(rf"\.{key}\b", read)}


def _keys(model: type[BaseModel]) -> set[str]:
    """The names of a model's values, those of its parts too."""
    found: set[str] = set()
    for name, field in model.model_fields.items():
        part = field.annotation
        found |= _keys(part) if isinstance(part, type) and issubclass(part, BaseModel) else {name}
    return found


def test_only_the_tally_writes_its_counters():
    counters = {field.name for field in dataclasses.fields(Tally)}
    written = [
        f"{path}:{node.lineno}"
        for path in MODULES
        if path.name != "tally.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assign | ast.AugAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        for part in ast.walk(target)
        if isinstance(part, ast.Attribute)
        and part.attr in counters
        and isinstance(part.value, ast.Attribute | ast.Name)
        and (part.value.attr if isinstance(part.value, ast.Attribute) else part.value.id) == "tally"
    ]
    assert written == []
