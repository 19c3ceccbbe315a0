"""What an article's URL looks like at a source, and which parts of it say which article it is.

A template is a path with names in braces, such as ``/Detail/{year}/{month}/{day}/{id}/{slug}``; it may go on with
a query, ``/story.php?id={id}``, whose parameters may come in any order and among others.

==================  ===================================================================================
``{year}``          four digits
``{month} {day}``   one or two digits, read as two; two where they touch ({month}{day})
``{slug}``          the title in the URL: may change, may be empty, never tells articles apart
``{id}`` and more   any other lower-case name: one or more characters other than "/"
==================  ===================================================================================

Where a text can be divided in several ways, each name takes as little as it can and the slug as much.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from crawler.canonical.percent_encoding import normalize_path, normalize_query

DATE_NAMES = frozenset({"year", "month", "day"})

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FOREIGN = re.compile(r"[\s\x00-\x1f\x7f#\\]")
_DIGITS = {"year": "[0-9]{4}", "month": "[0-9]{1,2}", "day": "[0-9]{1,2}"}
_TOUCHING_DIGITS = {"year": "[0-9]{4}", "month": "[0-9]{2}", "day": "[0-9]{2}"}
_SLUG = "(?P<slug>[^/]*)"
_OPTIONAL_SLUG = "/{slug}"


@dataclass(frozen=True, slots=True)
class UrlTemplate:
    """One template; two are equal when they are written alike. Make one with ``parse``.

    :ivar pattern: the template as the operator wrote it
    :ivar names: every name, in order
    :ivar identifying: every name but ``slug``
    """

    pattern: str
    names: tuple[str, ...] = field(compare=False, repr=False)
    identifying: frozenset[str] = field(compare=False, repr=False)
    _pieces: tuple[str, ...] = field(compare=False, repr=False)
    _path: re.Pattern[str] = field(compare=False, repr=False)
    _parameters: tuple[tuple[str, re.Pattern[str]], ...] = field(compare=False, repr=False)

    @classmethod
    def parse(cls, pattern: str) -> UrlTemplate:
        """Read a template.

        :raises ValueError: it cannot be used; the message is a sentence that says why

        >>> sorted(UrlTemplate.parse("/news/{id}-{slug}.html").identifying)
        ['id']
        """
        path, mark, query = pattern.partition("?")
        try:
            names = _names_of(pattern)
            expression = _path_expression(path)
            parameters = tuple(map(_parameter, query.split("&"))) if mark else ()
        except ValueError as problem:
            raise ValueError(f'the template "{pattern}" cannot be used: {problem}') from None
        *pieces, joint = _cut(path, normalize_path)
        first, *rest = _cut(query, normalize_query)
        return cls(
            pattern,
            names=tuple(names),
            identifying=frozenset(names) - {"slug"},
            _pieces=(*pieces, joint + mark + first, *rest),
            _path=expression,
            _parameters=parameters,
        )

    @property
    def parameters(self) -> frozenset[str]:
        """Names of the query parameters it reads, lower-case."""
        return frozenset(name.lower() for name, _ in self._parameters)

    def match(self, path_and_query: str) -> dict[str, str] | None:
        """The value of every name where the URL fits, else None. Takes any text; a trailing slash is no matter.

        Values are percent-normalized (see ``percent``); ``slug`` is "" where the URL has none.

        >>> UrlTemplate.parse("/news/{id}-{slug}.html").match("/news/774416-calm-at-sea.html?from=front")
        {'id': '774416', 'slug': 'calm-at-sea'}
        """
        path, _, query = path_and_query.partition("?")
        fits = self._path.match(normalize_path(path).rstrip("/"))
        if fits is None:
            return None
        values = fits.groupdict(default="")
        given = _first_values(query) if self._parameters else {}
        for name, expression in self._parameters:
            fits = expression.match(given.get(name, ""))  # an absent parameter fits where nothing is asked of it
            if fits is None:
                return None
            values |= fits.groupdict(default="")
        for name in {"month", "day"} & values.keys():
            values[name] = values[name].zfill(2)
        return values

    def render(self, values: Mapping[str, str]) -> str:
        """The template with its names replaced; ``slug`` may be left out.

        :raises KeyError: a name other than ``slug`` has no value

        >>> UrlTemplate.parse("/news/{id}-{slug}.html").render({"id": "774416"})
        '/news/774416-.html'
        """
        pieces = list(self._pieces)
        pieces[1::2] = [values.get(name, "") if name == "slug" else values[name] for name in self.names]
        return "".join(pieces)

    def date(self, values: Mapping[str, str]) -> date | None:
        """The day that matched values name; None when they name no whole day, or one that no calendar has.

        >>> template = UrlTemplate.parse("/{year}/{month}/{day}/{id}")
        >>> template.date({"year": "2026", "month": "08", "day": "15", "id": "1"})
        datetime.date(2026, 8, 15)
        """
        if not values.keys() >= DATE_NAMES:
            return None
        try:
            return date(int(values["year"]), int(values["month"]), int(values["day"]))
        except ValueError:
            return None


def _first_values(query: str) -> dict[str, str]:
    """Parameter → its first value; a query is a list of pairs, and repeating a name must not change the article."""
    values: dict[str, str] = {}
    for piece in normalize_query(query).split("&"):
        name, _, value = piece.partition("=")
        values.setdefault(name, value)
    return values


def carry_path(urls: Mapping[str, str], templates: Mapping[str, object]) -> dict[str, str]:
    """Where an article should stand on mirrors that have not shown it: the path it has on another, on their origins.

    A path is only carried between mirrors whose URLs are made alike.

    :param urls: where the article stands, by the origin of the mirror; the first with a template that is known counts
    :param templates: how the URLs of each mirror are made, by its origin: whatever is equal for mirrors that are alike
    :returns: the article's URL by origin, for all mirrors that are like the one whose path is carried; empty when the
        article stands on none of them

    >>> alike = {"https://a.example": "/{id}", "https://b.example": "/{id}", "https://c.example": "/news/{id}"}
    >>> carry_path({"https://a.example": "https://a.example/7"}, alike)
    {'https://a.example': 'https://a.example/7', 'https://b.example': 'https://b.example/7'}
    """
    origin = next((origin for origin in urls if origin in templates), None)
    if origin is None:
        return {}
    path = urls[origin].removeprefix(origin)
    return {mirror: mirror + path for mirror, template in templates.items() if template == templates[origin]}


def _cut(text: str, normalize: Callable[[str], str]) -> list[str]:
    """Literal, name, literal, name, …, literal; the literals percent-normalized.

    >>> _cut("/a/{id}-{slug}", normalize_path)
    ['/a/', 'id', '-', 'slug', '']
    """
    pieces = _PLACEHOLDER.split(text)
    pieces[0::2] = map(normalize, pieces[0::2])
    return pieces


def _names_of(pattern: str) -> list[str]:
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


def _path_expression(path: str) -> re.Pattern[str]:
    """The expression for a path that has lost its trailing slashes.

    :raises ValueError: the path can be read in more than one way
    """
    path = path.rstrip("/")
    if path.endswith(_OPTIONAL_SLUG):
        return _expression(path.removesuffix(_OPTIONAL_SLUG), normalize_path, end=f"(?:/{_SLUG})?")
    return _expression(path, normalize_path)


def _parameter(piece: str) -> tuple[str, re.Pattern[str]]:
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
    pieces = _cut(text, normalize)
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
