"""Query parameters that say how a reader came to a page, and the ones that say which page it is.

Every row of ``tracking.txt`` stands under the maker that puts the parameters on other people's URLs. A name there is a
full one, or a prefix when its maker reserves everything that begins so. Names are compared in lower case.
"""

from __future__ import annotations

from typing import NamedTuple

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
