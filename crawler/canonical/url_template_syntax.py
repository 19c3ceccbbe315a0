"""How the text of a URL template is read: checked, cut into literals and names, turned into an expression."""

from __future__ import annotations

import re
from collections.abc import Callable

from crawler.canonical.percent_encoding import normalize_path, normalize_query

DATE_NAMES = frozenset({"year", "month", "day"})

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FOREIGN = re.compile(r"[\s\x00-\x1f\x7f#\\]")
_DIGITS = {"year": "[0-9]{4}", "month": "[0-9]{1,2}", "day": "[0-9]{1,2}"}
_TOUCHING_DIGITS = {"year": "[0-9]{4}", "month": "[0-9]{2}", "day": "[0-9]{2}"}
_SLUG = "(?P<slug>[^/]*)"
_OPTIONAL_SLUG = "/{slug}"


def cut(text: str, normalize: Callable[[str], str]) -> list[str]:
    """Literal, name, literal, name, …, literal; the literals percent-normalized.

    >>> cut("/a/{id}-{slug}", normalize_path)
    ['/a/', 'id', '-', 'slug', '']
    """
    pieces = _PLACEHOLDER.split(text)
    pieces[0::2] = map(normalize, pieces[0::2])
    return pieces


def names_of(pattern: str) -> list[str]:
    """The names of a template, in order.

    :raises ValueError: the template cannot be used; the message is a sentence that says why
    """
    if not pattern.startswith("/"):
        raise ValueError('it does not begin with "/": write the path without the host')
    if foreign := _FOREIGN.search(pattern):
        raise ValueError(f"it contains {foreign[0]!r}, which no path and no query can")
    pieces = _PLACEHOLDER.split(pattern)
    if any("{" in literal or "}" in literal for literal in pieces[0::2]):
        raise ValueError("it has a brace without its partner")
    names = pieces[1::2]
    for name in names:
        if not _NAME.fullmatch(name):
            raise ValueError(f'"{{{name}}}" is no name: write lower-case letters and digits between the braces')
        if names.count(name) > 1:
            raise ValueError(f"it uses {{{name}}} more than once")
    if not set(names) - DATE_NAMES - {"slug"}:
        raise ValueError("it has no name that tells one article from another, such as {id}")
    return names


def path_expression(path: str) -> re.Pattern[str]:
    """The expression for a path that has lost its trailing slashes.

    :raises ValueError: the path can be read in more than one way
    """
    path = path.rstrip("/")
    if path.endswith(_OPTIONAL_SLUG):
        return _expression(path.removesuffix(_OPTIONAL_SLUG), normalize_path, end=f"(?:/{_SLUG})?")
    return _expression(path, normalize_path)


def parameter(piece: str) -> tuple[str, re.Pattern[str]]:
    """The name of one query parameter, and the expression for its value.

    :raises ValueError: it is no "name=value", or its value can be read in more than one way
    """
    name, equals, value = piece.partition("=")
    if not name or not equals or "{" in name:
        raise ValueError(f'"{piece}" in its query is not of the form name=value')
    return normalize_query(name), _expression(value, normalize_query)


def _expression(text: str, normalize: Callable[[str], str], end: str = "") -> re.Pattern[str]:
    """The text as a regular expression that takes linear time on any input.

    A name of free length begins a group that reaches up to the next such name, and groups are atomic: the first
    place where a group fits is final. Inside one there is a single thing to vary, the length of its name, and all
    that follows has a bounded length, so each character is tried a bounded number of times. As with ``*`` in a
    shell, the nearest place for each group is as good as any. The slug alone takes the farthest, short of leaving
    nothing to the name after it.
    """
    _refuse_ambiguity(text)
    pieces = cut(text, normalize)
    groups = [re.escape(pieces[0])]
    for index in range(1, len(pieces), 2):
        name, literal = pieces[index], pieces[index + 1]
        if name in DATE_NAMES:
            touches = (index > 1 and not pieces[index - 1]) or (index < len(pieces) - 2 and not literal)
            groups[-1] += f"(?P<{name}>{(_TOUCHING_DIGITS if touches else _DIGITS)[name]})"
        else:
            if groups[-1].startswith(_SLUG) and "/" not in groups[-1].removeprefix(_SLUG):
                groups[-1] += "(?=[^/])"
            groups.append(_SLUG if name == "slug" else f"(?P<{name}>[^/]+?)")
        groups[-1] += re.escape(literal)
    groups[-1] += end + r"\Z"
    return re.compile("".join(f"(?>{group})" for group in groups))


def _refuse_ambiguity(text: str) -> None:
    """Names that touch, or two names of free length after the slug in one segment."""
    pieces = _PLACEHOLDER.split(text)
    for before, between, after in zip(pieces[1::2], pieces[2::2], pieces[3::2], strict=False):
        if not between and not {before, after} <= DATE_NAMES:
            raise ValueError(f"nothing stands between {{{before}}} and {{{after}}}: put a character there")
    for segment in text.split("/"):
        free = [name for name in _PLACEHOLDER.findall(segment) if name not in DATE_NAMES]
        if "slug" in free[:-2]:
            raise ValueError(f"{{{free[-2]}}} and {{{free[-1]}}} both follow {{slug}}: at most one name may")
