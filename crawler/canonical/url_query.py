"""The query of a URL, less what only says how a reader came, in one order and one spelling."""

from __future__ import annotations

from collections.abc import Set

from crawler.canonical.percent_encoding import normalize_query
from crawler.canonical.tracking import is_tracking


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
