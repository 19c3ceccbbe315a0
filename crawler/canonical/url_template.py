"""What an article's URL looks like at a source, and which parts of it say which article it is.

A template is a path with names in braces, such as ``/Detail/{year}/{month}/{day}/{id}/{slug}``; it may go on with
a query, ``/story.php?id={id}``, whose parameters may come in any order and among others.

==================  ===================================================================================
``{id}``            one or more characters other than "/", a digit among them; beside a slug none of them "-" or "_"
``{number}``        digits
``{key}`` and more  any other lower-case name: one or more characters other than "/"
``{section}``       the same; it never tells articles apart alone
``{year}``          four digits
``{month} {day}``   one or two digits, read as two; two where they touch ({month}{day})
``{path}``          folders, any number of them; ``{path*}``: folders that are no part of the identity
``{slug}``          the title in the URL: may change, may be empty, never tells articles apart
``{_}``             any part that is no part of the identity
==================  ===================================================================================

Where a text can be divided in several ways, each name takes as little as it can and the slug as much.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from crawler.canonical.percent_encoding import normalize_path, normalize_query
from crawler.canonical.template_expression import (
    DATE_NAMES,
    PLACEHOLDER,
    PathMatcher,
    compile_expression,
    cut_placeholders,
)
from crawler.canonical.url_path import drop_index_page

CONTEXT_NAMES = DATE_NAMES | {"section", "path"}
"""Names that belong to an article's identity and never make one: many articles have the same."""

_NO_IDENTITY = frozenset({"slug", "_", "path*"})
_LEFT_OUT = "*"
"""What stands in a key for a part that is none of the identity."""

_NAME = re.compile(r"[a-z][a-z0-9_]*|_|path\*")
_FOREIGN = re.compile(r"[\s\x00-\x1f\x7f#\\]")


class NothingIdentifies(ValueError):
    """A template in which nothing tells one article from another.

    :ivar cure: what to write instead, a sentence
    """

    def __init__(self, pattern: str) -> None:
        shown = "without a name that tells one article from another, articles would be taken for one"
        super().__init__(f'the template "{pattern}" cannot be used: {shown}')
        head, slug, tail = pattern.rpartition("{slug}")
        instead = f': "{head}{{key}}{tail}"' if slug else ', such as "/{section}/{key}"'
        self.cure = f"Write {{key}} for the last part{instead}"


@dataclass(frozen=True, slots=True)
class UrlTemplate:
    """One template; two are equal when they are written alike. Make one with ``parse``.

    :ivar pattern: the template as the operator wrote it
    :ivar names: every name that has a value, in order
    :ivar identifying: those that belong to the identity
    """

    pattern: str
    names: tuple[str, ...] = field(compare=False, repr=False)
    identifying: frozenset[str] = field(compare=False, repr=False)
    _pieces: tuple[str, ...] = field(compare=False, repr=False)
    _path: PathMatcher = field(compare=False, repr=False)
    _parameters: tuple[tuple[str, re.Pattern[str]], ...] = field(compare=False, repr=False)

    @classmethod
    def parse(cls, pattern: str) -> UrlTemplate:
        """Read a template.

        :raises NothingIdentifies: its names make no identity
        :raises ValueError: it cannot be used; the message is a sentence that says why

        >>> sorted(UrlTemplate.parse("/news/{id}-{slug}.html").identifying)
        ['id']
        """
        return _parse(pattern)

    @property
    def parameters(self) -> frozenset[str]:
        """Names of the query parameters it reads, lower-case."""
        return frozenset(name.lower() for name, _ in self._parameters)

    def match(self, path_and_query: str) -> dict[str, str] | None:
        """The value of every name where the URL fits, else None. Takes any text; a trailing slash or the name of a
        folder's index page is no matter.

        Values are percent-normalized (see ``percent``); ``slug`` is "" where the URL has none.

        >>> UrlTemplate.parse("/news/{id}-{slug}.html").match("/news/774416-calm-at-sea.html?from=front")
        {'id': '774416', 'slug': 'calm-at-sea'}
        >>> UrlTemplate.parse("/{path}/{slug}-{number}").match("/world/asia/covid-19-deaths-774416/")
        {'path': 'world/asia', 'slug': 'covid-19-deaths', 'number': '774416'}
        """
        path, _, query = path_and_query.partition("?")
        values = self._path.match(_without_end(normalize_path(path)))
        if values is None:
            return None
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
        """The template with its names replaced; what is no part of the identity may be left out.

        :raises KeyError: a name that is part of the identity has no value

        >>> UrlTemplate.parse("/{_}/{path}/{id}-{slug}.html").render({"id": "774416", "path": "world"})
        '/*/world/774416-.html'
        """
        pieces = list(self._pieces)
        for place in range(1, len(pieces), 2):
            pieces[place] = _render_value(pieces[place], values)
            if not pieces[place] and self._pieces[place].startswith("path"):  # no folder, no slash
                pieces[place + 1] = pieces[place + 1].removeprefix("/")
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


@lru_cache(maxsize=1 << 14)
def _parse(pattern: str) -> UrlTemplate:
    """Read a template once, however many checks look at it."""
    path, mark, query = pattern.partition("?")
    try:
        names = _names_of(pattern)
        matcher = PathMatcher.of(_without_end(path))
        parameters = tuple(map(_parameter, query.split("&"))) if mark else ()
    except ValueError as problem:
        raise ValueError(f'the template "{pattern}" cannot be used: {problem}') from None
    if not set(names) - CONTEXT_NAMES - _NO_IDENTITY:
        raise NothingIdentifies(pattern)
    *pieces, joint = cut_placeholders(path, normalize_path)
    first, *rest = cut_placeholders(query, normalize_query)
    return UrlTemplate(
        pattern,
        names=tuple(_value_name(name) for name in names if name != "_"),
        identifying=frozenset(names) - _NO_IDENTITY,
        _pieces=(*pieces, joint + mark + first, *rest),
        _path=matcher,
        _parameters=parameters,
    )


def _without_end(path: str) -> str:
    """A path without its trailing slashes and the name of its folder's index page."""
    return drop_index_page(path).rstrip("/")


def _value_name(name: str) -> str:
    return "path" if name == "path*" else name


def _render_value(name: str, values: Mapping[str, str]) -> str:
    if name == "slug":
        return values.get(name, "")
    return _LEFT_OUT if name in _NO_IDENTITY else values[name]


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


def _names_of(pattern: str) -> list[str]:
    """The names of a template, in order.

    :raises ValueError: the template cannot be used; the message is a sentence that says why
    """
    if not pattern.startswith("/"):
        raise ValueError('it does not begin with "/": write the path without the host')
    if foreign := _FOREIGN.search(pattern):
        raise ValueError(f"it contains {foreign[0]!r}, which no path and no query can")
    pieces = PLACEHOLDER.split(pattern)
    if any("{" in literal or "}" in literal for literal in pieces[0::2]):
        raise ValueError("it has a brace without its partner")
    names = pieces[1::2]
    for name in names:
        if not _NAME.fullmatch(name):
            raise ValueError(f'"{{{name}}}" is no name: write lower-case letters and digits between the braces')
        if name != "_" and names.count(name) > 1:
            raise ValueError(f"it uses {{{name}}} more than once")
    return names


def _parameter(piece: str) -> tuple[str, re.Pattern[str]]:
    """The name of one query parameter, and the expression for its value.

    :raises ValueError: it is no "name=value", or its value can be read in more than one way
    """
    name, equals, value = piece.partition("=")
    if not name or not equals or "{" in name:
        raise ValueError(f'"{piece}" in its query is not of the form name=value')
    if "{path" in value:
        raise ValueError("{path} stands for folders, and a query has none")
    return normalize_query(name), compile_expression(value, normalize_query)


def parse_templates(written: str | Sequence[str] | None) -> tuple[UrlTemplate, ...]:
    """Read one template, or several.

    :raises ValueError: one cannot be used
    """
    patterns = [written] if isinstance(written, str) else written or ()
    return tuple(map(UrlTemplate.parse, patterns))


class TemplateGroup(NamedTuple):
    """Templates of several mirrors that mean the same: the first, and the identifying names that all have."""

    first: UrlTemplate
    shared: frozenset[str]

    @classmethod
    def of(cls, templates: Sequence[UrlTemplate]) -> TemplateGroup:
        """Make it of at least one template."""
        return cls(templates[0], frozenset.intersection(*(template.identifying for template in templates)))
