"""Every way a value can be wrong, as a sentence and its cure.

Our own checks raise ``Mistake``; pydantic's errors are translated by one table, ``SENTENCES``. Nothing else in the
project sees an error of pydantic.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from crawler.model.errors import Problem
from crawler.settings.display import format_key, format_toml, format_value

ENVIRONMENT = "environment"
"""How messages name the place of a value that came from a variable."""

Location = tuple[str | int, ...]
"""Where a value stands: table names, keys, and positions in lists."""

SENTENCES: dict[str, tuple[str, str]] = {
    "missing": ("this key is missing", "Add {key} = {example}"),
    "string_type": ("this is not text", "Write text in quotes, such as {example}"),
    "bool_type": ("this is neither true nor false", "Write true or false, without quotes"),
    "int_type": ("this is not a whole number", "Write a whole number without quotes, such as {example}"),
    "float_type": ("this is not a number", "Write a number without quotes, such as {example}"),
    "finite_number": ("this is not a finite number", "Write a number such as {example}"),
    "tuple_type": ("this is not a list", "Write a list, such as {example}"),
    "dict_type": ("this is not a table", "Write a table, such as {example}"),
    "model_type": ("this is not a table", "Put its keys below a line [{key}]"),
    "greater_than": ("the number is too small", "Write a number above {gt:.15g}"),
    "greater_than_equal": ("the number is too small", "Write {ge:.15g} or more"),
    "less_than_equal": ("the number is too large", "Write {le:.15g} or less"),
}
"""Type of a pydantic error → what is wrong, and the cure. Filled from the error's context and the field's example."""


class Mistake(ValueError):
    """A value that a check refuses: ``what`` is wrong with it, and the ``cure``; both without a full stop."""

    def __init__(self, what: str, cure: str) -> None:
        self.what, self.cure = what, cure
        super().__init__(what)


@dataclass(frozen=True, slots=True)
class Layer:
    """One place that values come from: a file, or the environment.

    :ivar file: how messages name the place
    :ivar table: the values as they were read, not validated
    :ivar variables: the environment variable behind a setting, by section and key
    """

    file: str
    table: Mapping[str, Any]
    variables: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def problem(self, location: Location, what: str, cure: str) -> Problem:
        """A mistake at ``location``, told by the key that is written there, with its value."""
        written, value = _resolve(self.table, location)
        key = dotted(written)
        variable = self.variables.get((str(written[0]), str(written[1]))) if len(written) > 1 else None
        return Problem(
            file=ENVIRONMENT if variable else self.file,
            key=variable or key,
            value=format_value(key, value),
            what=what,
            cure=cure,
        )

    def problems(self, model: type[BaseModel], error: ValidationError) -> Iterator[Problem]:
        """Translate what pydantic has against the table."""
        for details in error.errors(include_url=False):
            location: Location = details["loc"]
            context = details.get("ctx", {})
            if details["type"] == "extra_forbidden":
                yield self._unknown_key(model, location)
            elif isinstance(context.get("error"), Mistake):
                mistake = context["error"]
                yield self.problem(location, mistake.what, mistake.cure)
            else:
                what, cure = SENTENCES.get(details["type"], (details["msg"], "Write a value such as {example}"))
                key = dotted(_resolve(self.table, location)[0])
                example = _example(model, location)
                yield self.problem(location, what, cure.format(**context | {"key": key, "example": example}))

    def _unknown_key(self, model: type[BaseModel], location: Location) -> Problem:
        parent, names = location[:-1], _names_in(model, location[:-1])
        guess = find_closest(str(location[-1]), names)
        cure = f"Did you mean {dotted((*parent, guess))}?" if guess else f"There are: {', '.join(sorted(names))}"
        return self.problem(location, "there is no such key", cure)


def find_closest(word: str, words: Iterable[str]) -> str | None:
    """The word that was probably meant, whatever the case; None when none is near.

    >>> find_closest("asia/tehran", ["Asia/Tehran", "Asia/Tokyo"])
    'Asia/Tehran'
    """
    by_lower = {candidate.lower(): candidate for candidate in words}
    near = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.7)
    return by_lower[near[0]] if near else None


def dotted(location: Location) -> str:
    """Write a location as a reader of the file would.

    >>> dotted(("mirrors", 1, "articles"))
    'mirrors[1].articles'
    """
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{format_key(part)}" for part in location)
    return text.removeprefix(".")


def _resolve(table: Mapping[str, Any], location: Location) -> tuple[Location, object]:
    """The part of a location that is written in the table, and the value there (None when the key is missing)."""
    value: Any = table
    for depth, part in enumerate(location):
        if isinstance(value, Mapping):
            value = value.get(str(part))
        elif isinstance(value, list) and isinstance(part, int):
            value = value[part]
        else:
            return location[:depth], value
    return location, value


def _field(model: type[BaseModel], location: Location) -> FieldInfo | None:
    """The deepest field on the way to a location."""
    field: FieldInfo | None = None
    inner: type[BaseModel] | None = model
    for part in location:
        if isinstance(part, int) or inner is None or part not in inner.model_fields:
            continue
        field = inner.model_fields[part]
        inner = _model_in(field.annotation)
    return field


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := _model_in(part))), None)


def _names_in(model: type[BaseModel], location: Location) -> list[str]:
    field = _field(model, location)
    inner = _model_in(field.annotation) if field else model
    return list(inner.model_fields) if inner else []


def _example(model: type[BaseModel], location: Location) -> str:
    field = _field(model, location)
    if field is None:
        return ""
    return format_toml(field.examples[0] if field.examples else field.get_default(call_default_factory=True))
