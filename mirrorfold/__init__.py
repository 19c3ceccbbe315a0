"""Mirrorfold: a news source and its mirrors, folded into one set of articles.

What others may import; everything else may change between two versions. A name is imported when it is asked for: the
command reads nothing that it does not need.

>>> import mirrorfold
>>> mirrorfold.canonicalize("HTTP://www.Example.com:80/a?utm_source=x").canonical_url
'http://www.example.com/a'
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.canonical.canonical_url import CanonicalUrl, SourceUrls, canonicalize
    from crawler.extraction.page import read_page
    from crawler.extraction.page_values import Hints
    from crawler.model.article import Article, Rejection
    from crawler.model.errors import MirrorfoldError

__version__ = version("mirrorfold")

_PLACES = {
    "Article": "crawler.model.article",
    "CanonicalUrl": "crawler.canonical.canonical_url",
    "Hints": "crawler.extraction.page_values",
    "MirrorfoldError": "crawler.model.errors",
    "Rejection": "crawler.model.article",
    "SourceUrls": "crawler.canonical.canonical_url",
    "canonicalize": "crawler.canonical.canonical_url",
    "read_page": "crawler.extraction.page",
}
"""Name → where it stands."""

__all__ = [
    "Article",
    "CanonicalUrl",
    "Hints",
    "MirrorfoldError",
    "Rejection",
    "SourceUrls",
    "__version__",
    "canonicalize",
    "read_page",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
