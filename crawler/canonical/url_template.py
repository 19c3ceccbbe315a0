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
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from crawler.canonical.percent_encoding import normalize_path, normalize_query
from crawler.canonical.url_template_syntax import DATE_NAMES, cut, names_of, parameter, path_expression

__all__ = ["DATE_NAMES", "UrlTemplate", "carry_path"]


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
            names = names_of(pattern)
            expression = path_expression(path)
            parameters = tuple(map(parameter, query.split("&"))) if mark else ()
        except ValueError as problem:
            raise ValueError(f'the template "{pattern}" cannot be used: {problem}') from None
        *pieces, joint = cut(path, normalize_path)
        first, *rest = cut(query, normalize_query)
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
