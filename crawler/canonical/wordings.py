"""Tables of wordings: one row a language or a product, its name first, then the wordings, parted by bars.

A wording is written as ``plain`` writes a line: lower case, straight quotes, single spaces, no ornaments.
"""

from __future__ import annotations

from collections.abc import Mapping

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "\u00a0": " "})
_DOT = "\u0307"
"""What lower-casing leaves of the Turkish capital İ."""
_ORNAMENT = " \t-–—•·*►▶»›>→|❤✉"


def plain(line: str) -> str:
    """A line in the form in which the tables are written.

    >>> plain("► Press TV’s  News ")
    "press tv's news"
    """
    return " ".join(line.translate(_STRAIGHT).lower().replace(_DOT, "").split()).strip(_ORNAMENT)


def wordings(table: str) -> tuple[str, ...]:
    """The wordings of a table, in its order.

    >>> wordings('''
    ... en: read more | see also
    ... de: mehr lesen
    ... ''')
    ('read more', 'see also', 'mehr lesen')
    """
    rows = (line.partition(":")[2] for line in table.splitlines() if line.strip())
    return tuple(wording.strip() for row in rows for wording in row.split("|") if wording.strip())


def rows(table: str) -> Mapping[str, tuple[str, ...]]:
    """The wordings of a table by the name of their row; rows of one name are joined.

    >>> rows('''
    ... en: read more | see also
    ... de: mehr lesen
    ... ''')["en"]
    ('read more', 'see also')
    """
    found: dict[str, tuple[str, ...]] = {}
    for line in table.splitlines():
        name = line.partition(":")[0].strip()
        if name:
            found[name] = found.get(name, ()) + wordings(line)
    return found
