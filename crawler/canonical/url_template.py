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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from crawler.canonical.percent_encoding import normalize_path, normalize_query
from crawler.canonical.url_path import drop_index_page

DATE_NAMES = frozenset({"year", "month", "day"})

CONTEXT_NAMES = DATE_NAMES | {"section", "path"}
"""Names that belong to an article's identity and never make one: many articles have the same."""

_NO_IDENTITY = frozenset({"slug", "_", "path*"})
_LEFT_OUT = "*"
"""What stands in a key for a part that is none of the identity."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*|_|path\*")
_FOREIGN = re.compile(r"[\s\x00-\x1f\x7f#\\]")
_DIGITS = {"year": "[0-9]{4}", "month": "[0-9]{1,2}", "day": "[0-9]{1,2}"}
_TOUCHING_DIGITS = {"year": "[0-9]{4}", "month": "[0-9]{2}", "day": "[0-9]{2}"}
_SLUG = "(?P<slug>[^/]*)"
_OPTIONAL_SLUG = "/{slug}"
_FOLDERS = re.compile(r"/\{(path\*?)\}(?=/)")


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
    _path: _PathMatcher = field(compare=False, repr=False)
    _parameters: tuple[tuple[str, re.Pattern[str]], ...] = field(compare=False, repr=False)

    @classmethod
    def parse(cls, pattern: str) -> UrlTemplate:
        """Read a template.

        :raises NothingIdentifies: its names make no identity
        :raises ValueError: it cannot be used; the message is a sentence that says why

        >>> sorted(UrlTemplate.parse("/news/{id}-{slug}.html").identifying)
        ['id']
        """
        path, mark, query = pattern.partition("?")
        try:
            names = _names_of(pattern)
            matcher = _PathMatcher.of(_without_end(path))
            parameters = tuple(map(_parameter, query.split("&"))) if mark else ()
        except ValueError as problem:
            raise ValueError(f'the template "{pattern}" cannot be used: {problem}') from None
        if not set(names) - CONTEXT_NAMES - _NO_IDENTITY:
            raise NothingIdentifies(pattern)
        *pieces, joint = _cut(path, normalize_path)
        first, *rest = _cut(query, normalize_query)
        return cls(
            pattern,
            names=tuple(_value_name(name) for name in names if name != "_"),
            identifying=frozenset(names) - _NO_IDENTITY,
            _pieces=(*pieces, joint + mark + first, *rest),
            _path=matcher,
            _parameters=parameters,
        )

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


@dataclass(frozen=True, slots=True)
class _PathMatcher:
    """Reads a path. Where it has folders of any number, what stands before and behind them is matched by itself.

    :ivar heads: parts in front of the folders; None where there are none of free number
    :ivar tails: expressions for what follows, each with its number of parts; the first that fits counts
    """

    head: re.Pattern[str] | None
    heads: int
    tails: tuple[tuple[int, re.Pattern[str]], ...]

    @classmethod
    def of(cls, path: str) -> _PathMatcher:
        """Read the path of a template that has lost its trailing slashes.

        :raises ValueError: it can be read in more than one way
        """
        folders = _FOLDERS.search(path)
        head, tail = (path[: folders.start()], path[folders.end() :]) if folders else ("", path)
        if any(name.startswith("path") for name in _PLACEHOLDER.findall(head + tail)):
            raise ValueError(
                "{path} stands for the folders in front of an article: alone between two slashes, and once"
            )
        texts = (tail, tail.removesuffix(_OPTIONAL_SLUG)) if folders and tail.endswith(_OPTIONAL_SLUG) else (tail,)
        tails = tuple((text.count("/"), _path_expression(text)) for text in texts)
        return cls(_expression(head, normalize_path) if folders else None, head.count("/"), tails)

    def match(self, path: str) -> dict[str, str] | None:
        """The values of a path that has lost its trailing slashes; None where it does not fit."""
        if self.head is None:
            fits = self.tails[0][1].match(path)
            return None if fits is None else fits.groupdict(default="")
        parts = path.split("/")[1:]
        front = self.head.match(_join(parts[: self.heads]))
        absent = {"slug": ""} if len(self.tails) > 1 else {}
        for count, expression in self.tails:
            end = len(parts) - count
            fits = expression.match(_join(parts[end:])) if end >= self.heads else None
            folders = parts[self.heads : end]
            if front is not None and fits is not None and "" not in folders:
                named = front.groupdict(default="") | {"path": "/".join(folders)} | absent
                return named | fits.groupdict(default="")
        return None


def _join(parts: Sequence[str]) -> str:
    return "".join(f"/{part}" for part in parts)


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
        if name != "_" and names.count(name) > 1:
            raise ValueError(f"it uses {{{name}}} more than once")
    return names


def _path_expression(path: str) -> re.Pattern[str]:
    """The expression for a path that has lost its trailing slashes.

    :raises ValueError: the path can be read in more than one way
    """
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
    if "{path" in value:
        raise ValueError("{path} stands for folders, and a query has none")
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
            groups.append(_value_expression(name, beside_slug="slug" in _names_beside(pieces, index)))
        groups[-1] += re.escape(literal)
    groups[-1] += end + r"\Z"
    return re.compile("".join(f"(?>{group})" for group in groups))


def _names_beside(pieces: Sequence[str], index: int) -> set[str]:
    """The names that stand in one part of the path with the one at an index."""
    beside: set[str] = set()
    for step in (-2, 2):
        place = index + step
        while 0 < place < len(pieces) and "/" not in pieces[place - step // 2]:
            beside.add(pieces[place])
            place += step
    return beside


def _value_expression(name: str, *, beside_slug: bool) -> str:
    """What one name takes, as little of it as it can; the slug as much."""
    if name == "slug":
        return _SLUG
    if name == "_":
        return "[^/]+?"
    if name == "number":
        return "(?P<number>[0-9]+?)"
    if name == "id":
        foreign = "/_-" if beside_slug else "/"
        return f"(?P<id>[^0-9{foreign}]*[0-9][^{foreign}]*?)"
    return f"(?P<{name}>[^/]+?)"


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
