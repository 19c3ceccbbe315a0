"""The query of a URL, less what only says how a reader came, in one order and one spelling.

Every row of ``tracking.txt`` stands under the maker that puts the parameters on other people's URLs. A name there is a
full one, or a prefix when its maker reserves everything that begins so. Names are compared in lower case.
"""

from __future__ import annotations

from collections.abc import Set
from typing import NamedTuple

from crawler.canonical.percent_encoding import normalize_query
from crawler.canonical.word_tables import load_tables


class Tracker(NamedTuple):
    """One parameter; ``name`` ends in "*" when it is a prefix."""

    name: str
    vendor: str


_TABLES = load_tables("crawler.canonical", "tracking.txt")

TRACKERS = tuple(Tracker(name, vendor) for vendor, names in _TABLES["trackers"].by_name().items() for name in names)
SHARES = frozenset((name, value) for value, names in _TABLES["shares"].by_name().items() for name in names)
"""Name and value: these names may mean anything, but with these values they mean the way a reader came."""

IDENTITY = frozenset(_TABLES["identity"].wordings())
"""Names that tell articles apart at some publisher: no tracker ever drops one."""

ARTICLE_NAMES = frozenset(_TABLES["identity"].by_name()["article"])

_EXACT = {tracker.name: tracker.vendor for tracker in TRACKERS if not tracker.name.endswith("*")}
_PREFIXES = tuple((tracker.name[:-1], tracker.vendor) for tracker in TRACKERS if tracker.name.endswith("*"))
_ANY_PREFIX = tuple(prefix for prefix, _ in _PREFIXES)


def vendor_of(name: str) -> str | None:
    """Whose tracking parameter this is; None when it is none, or may say which article is meant.

    >>> vendor_of("UTM_Source"), vendor_of("cid")
    ('Google Analytics', None)
    """
    name = name.lower()
    if name in IDENTITY:
        return None
    if name.startswith(_ANY_PREFIX):
        return next(vendor for prefix, vendor in _PREFIXES if name.startswith(prefix))
    return _EXACT.get(name)


def is_tracking(name: str, value: str) -> bool:
    """Whether a parameter with this value can be dropped without a second thought.

    >>> is_tracking("ref", "rss"), is_tracking("ref", "774416")
    (True, False)
    """
    return vendor_of(name) is not None or (name.lower(), value.lower()) in SHARES


def names_article(query: str, path: str = "/") -> bool:
    """Whether a query tells one article from another, as far as names and values show.

    :param path: of the same URL: WordPress names an article by ``p`` at the front page, where others name pages

    >>> [names_article(query) for query in ("id=101", "p=102", "NewsID=104", "lang=en&page=2", "")]
    [True, True, True, False, False]
    >>> names_article("p=2", "/world"), names_article("title=Storm_over_the_sea")
    (False, True)
    """
    for piece in query.split("&"):
        name, _, value = piece.partition("=")
        name = name.lower()
        if value and (name in ARTICLE_NAMES or (name == "p" and not path.strip("/"))):
            return True
        if name.endswith("id") and name not in IDENTITY and any(map(str.isdigit, value)):
            return True
    return False


def clean_query(query: str, keep: Set[str], drop: Set[str]) -> tuple[str, list[str]]:
    """Drop tracking and blank parameters, normalize the percent-encoding, sort by name.

    The order of parameters with one name is kept, and so are parameters without a value ("?774416").

    :param query: without the "?"
    :param keep: lower-case names that are never dropped
    :param drop: lower-case names that always are, unless kept
    :return: the new query, and the names of the rules that changed it, a name for each dropped parameter

    >>> clean_query("utm_source=rss&page=2&id=7", keep=frozenset(), drop=frozenset())
    ('id=7&page=2', ['tracking:utm_source', 'query_order'])
    """
    if not query:
        return "", []
    kept: list[tuple[str, str]] = []
    rules: list[str] = []
    for written in query.split("&"):
        piece = normalize_query(written)
        name, _, value = piece.partition("=")
        rule = _dropped_by(name, value, keep, drop)
        if rule:
            rules.append(rule)
            continue
        kept.append((name, piece))
        if piece != written:
            rules.append("percent_encoding")
    in_order = sorted(kept, key=lambda pair: pair[0])
    if in_order != kept:
        rules.append("query_order")
    return "&".join(piece for _, piece in in_order), rules


def _dropped_by(name: str, value: str, keep: Set[str], drop: Set[str]) -> str | None:
    if not name and not value:
        return "blank_query"
    lower = name.lower()
    if lower in keep:
        return None
    if lower in drop:
        return f"query_drop:{lower}"
    return f"tracking:{lower}" if is_tracking(name, value) else None
