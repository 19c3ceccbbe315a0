"""No exception ends in silence: whoever catches what nobody can foresee tells it, hands it on, or raises it again."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
BROAD = {"Exception", "BaseException"}
BY_KIND = {"PARSE_FAILURES", "FAILURES"}
"""Lists of what parsers raise: a mistake of ours may be among it."""


def handlers() -> Iterator[tuple[str, set[str], ast.ExceptHandler]]:
    """Every handler, where it stands, and the names of what it catches."""
    for package in ("crawler", "scheduler"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ExceptHandler) and node.type is not None:
                    caught = {part.id for part in ast.walk(node.type) if isinstance(part, ast.Name)}
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", caught, node


def names(handler: ast.ExceptHandler) -> set[str]:
    """The names and attributes that the body of a handler speaks of."""
    parts = [part for statement in handler.body for part in ast.walk(statement)]
    found = {part.id for part in parts if isinstance(part, ast.Name)}
    return found | {part.attr for part in parts if isinstance(part, ast.Attribute)}


def is_silent(handler: ast.ExceptHandler) -> bool:
    raises = any(isinstance(part, ast.Raise) for statement in handler.body for part in ast.walk(statement))
    return not raises and handler.name not in names(handler) and "exception" not in names(handler)


def test_whoever_catches_everything_says_or_hands_on_what_it_was() -> None:
    assert [where for where, caught, handler in handlers() if caught & BROAD and is_silent(handler)] == []


def test_no_handler_catches_without_a_kind() -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for package in ("crawler", "scheduler")
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]
    assert bare == []


def test_whoever_catches_the_failures_of_parsers_tells_a_mistake_of_ours_among_them() -> None:
    caught = [(where, handler) for where, kinds, handler in handlers() if kinds & BY_KIND]
    assert len(caught) > 5
    assert [where for where, handler in caught if "tell_own" not in names(handler)] == []
