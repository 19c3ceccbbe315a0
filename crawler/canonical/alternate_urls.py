"""Other faces of one article: its AMP, mobile and print pages, and its later pages.

A source's rules may name them (``Variant``): such a link is folded before anything is fetched. Where no rule does, the
forms that many sites use (``unmarked``) are only a question, and the page's own canonical link answers it (``claims``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from crawler.canonical.percent_encoding import normalize_path, normalize_query

NUMBER = "{n}"
"""Stands in a rule for the number of a later page: one to three digits."""

_DIGITS = r"\d{1,3}"
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.")

_SEGMENTS = ("amp", "print", "printable", "mobile", "m", "lite")
"""Segments under which sites keep the other faces of their articles."""

_PARAMETERS = frozenset({"amp", "outputtype", "output", "print", "printable", "mobile", "view"})
"""Parameters by which sites ask for another face; none of them is one that names articles."""

_PAGE_PARAMETERS = frozenset({"page", "paged", "pagenum", "pageno", "pg"})


class Place(NamedTuple):
    """A URL without its scheme and port; the query is without "?"."""

    host: str
    path: str
    query: str


@dataclass(frozen=True, slots=True)
class Variant:
    """One rule of a source; make it with ``parse``.

    ===============  ==========================================================================
    ``"/amp"``       the path ends so; ``"/page/{n}"`` ends in any number
    ``"/amp/"``      the path begins so
    ``"?print=1"``   this parameter with this value; ``"?print"`` with any, ``"?page={n}"`` with any number
    ``"m."``         the host is the mirror's with this in front, instead of "www."
    ===============  ==========================================================================
    """

    written: str
    _host: str = ""
    _path: re.Pattern[str] | None = None
    _name: str = ""
    _value: re.Pattern[str] | None = None

    @classmethod
    def parse(cls, written: str) -> Variant:
        """Read a rule.

        :raises ValueError: it is none; the message is a sentence that says why

        >>> [Variant.parse(rule).without(Place("m.a.example", "/news/7/amp", "print=1")) for rule in ("/amp", "m.")]
        [Place(host='m.a.example', path='/news/7', query='print=1'), Place(host='a.example', path='/news/7/amp', query='print=1')]
        """  # noqa: E501
        if written.startswith("?"):
            name, mark, value = written[1:].partition("=")
            if not name or "&" in written or "#" in written:
                raise ValueError(f'"{written}" names no single parameter')
            expression = _expression(normalize_query(value)) if mark else r".*"
            return cls(written, _name=name.lower(), _value=re.compile(rf"{expression}\Z", re.DOTALL))
        if written.startswith("/"):
            if not written.strip("/") or "?" in written or "#" in written:
                raise ValueError(f'"{written}" names no part of a path')
            expression = _expression(normalize_path(written.strip("/")))
            if written.endswith("/"):
                return cls(written, _path=re.compile(rf"\A/{expression}(?=/.)"))
            return cls(written, _path=re.compile(rf"(?<=.)/{expression}/?\Z"))
        if _LABEL.fullmatch(written) and written != "www.":
            return cls(written, _host=written)
        raise ValueError(f'"{written}" is neither a part of a path, nor a parameter, nor the beginning of a host')

    @property
    def numbered(self) -> bool:
        """Whether it names later pages of an article."""
        return NUMBER in self.written

    @property
    def of_host(self) -> bool:
        """Whether it is told by the host."""
        return bool(self._host)

    def without(self, place: Place) -> Place:
        """The place of the article itself; the same place where this rule does not fit."""
        if self._host and place.host.startswith(self._host):
            return place._replace(host=place.host.removeprefix(self._host))
        if self._path:
            return place._replace(path=self._path.sub("", place.path, count=1) or "/")
        if self._name and self._value:
            kept = [piece for piece in place.query.split("&") if not self._names(piece, self._value)]
            return place._replace(query="&".join(kept))
        return place

    def _names(self, piece: str, wanted: re.Pattern[str]) -> bool:
        name, _, value = normalize_query(piece).partition("=")
        return name.lower() == self._name and wanted.match(value) is not None


def _expression(text: str) -> str:
    return re.escape(text).replace(re.escape(normalize_path(NUMBER)), _DIGITS)


def without_variants(place: Place, variants: Iterable[Variant]) -> tuple[Place, list[str]]:
    """A place without any of these, however often and in whatever order they stand; and the rules that fitted.

    >>> without_variants(Place("a.example", "/amp/7/amp", ""), [Variant.parse("/amp"), Variant.parse("/amp/")])
    (Place(host='a.example', path='/7', query=''), ['variant:/amp/', 'variant:/amp'])
    """
    variants = sorted(variants, key=lambda variant: -len(variant.written))  # "/page/{n}" before "/{n}"
    rules: list[str] = []
    before = None
    while before != place:
        before = place
        for variant in variants:
            bare = variant.without(place)
            if bare != place:
                rules.append(f"variant:{variant.written}")
                place = bare
    return place, rules


def unmarked(target: str) -> Iterator[tuple[str, str]]:
    """What a path with its query may be another face of, and which: "variant" or "later_page". All are guesses.

    >>> list(unmarked("/news/ferries/amp?page=2"))
    [('/news/ferries?page=2', 'variant'), ('/news/ferries/amp', 'later_page')]
    >>> list(unmarked("/news/ferries/2"))
    [('/news/ferries', 'later_page')]
    """
    path, _, query = target.partition("?")
    behind = f"?{query}" if query else ""
    for bare, kind in _unmarked_paths(path):
        yield bare + behind, kind
    pieces = query.split("&") if query else []
    for number, piece in enumerate(pieces):
        name, _, value = piece.partition("=")
        kept = "&".join(pieces[:number] + pieces[number + 1 :])
        bare = f"{path}?{kept}" if kept else path
        if name.lower() in _PARAMETERS:
            yield bare, "variant"
        elif name.lower() in _PAGE_PARAMETERS and value.isdigit():
            yield bare, "later_page"


def _unmarked_paths(path: str) -> Iterator[tuple[str, str]]:
    bare = path.rstrip("/")
    for segment in _SEGMENTS:
        if bare.endswith(f"/{segment}"):
            yield bare.removesuffix(f"/{segment}"), "variant"
        if bare.startswith(f"/{segment}/"):
            yield bare.removeprefix(f"/{segment}"), "variant"
    if mark := _DOTTED_AMP.search(bare):
        yield bare[: mark.start()] + mark[1], "variant"
    for form in _LATER_PAGES:
        if mark := form.search(bare):
            yield bare[: mark.start()] + (mark["extension"] or ""), "later_page"


_DOTTED_AMP = re.compile(r"\.amp(\.html?|\Z)")
_LATER = r"(?:[2-9]|[1-9]\d)"
"""The number of a later page: the first has none, and articles have no hundred; an id seldom is so small."""

_LATER_PAGES = (
    re.compile(rf"/(?:page[/-]?)?{_LATER}(?P<extension>)\Z"),
    re.compile(rf"[-_,](?:page[-_]?|p)?{_LATER}(?P<extension>\.\w{{3,5}})\Z"),
)
