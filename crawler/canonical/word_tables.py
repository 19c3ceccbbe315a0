"""Tables of words in data files: one grammar for all of them, read here.

A file stands beside the module that reads it, and holds tables::

    # A line that begins with "#" is a comment.
    [labels]
    en: read more | see also
    de: mehr lesen | das könnte sie
        auch interessieren
    [together]
    en: domain* | website* + seized | taken down

``[labels]`` begins a table. A row is a name (a language, a product, a maker), a colon, and its wordings, parted by
bars; an indented line goes on with the row above it. Where a row needs one wording of each of several groups, a plus
stands between the groups. What ``*`` and other signs inside of a wording mean is up to the table's reader.

Wordings that are compared with lines of a page are written as ``plain`` writes a line: lower case, straight quotes,
single spaces, no ornaments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "\u00a0": " "})
_DOT = "\u0307"
"""What lower-casing leaves of the Turkish capital İ."""
_ORNAMENT = " \t-–—•·*►▶»›>→|❤✉"


@lru_cache(maxsize=2048)
def plain(line: str) -> str:
    """A line in the form in which the tables are written; kept for a page or two, for each step asks anew.

    >>> plain("► Press TV’s  News ")
    "press tv's news"
    """
    return " ".join(line.translate(_STRAIGHT).lower().replace(_DOT, "").split()).strip(_ORNAMENT)


@dataclass(frozen=True, slots=True)
class WordRow:
    """One row of a table.

    :ivar groups: its wordings; most rows have one group
    """

    name: str
    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class WordTable:
    """The rows of a table, in their order."""

    rows: tuple[WordRow, ...] = ()

    def wordings(self) -> tuple[str, ...]:
        """Every wording, whatever the name of its row."""
        return tuple(wording for row in self.rows for group in row.groups for wording in group)

    def by_name(self) -> Mapping[str, tuple[str, ...]]:
        """The wordings by the name of their row; rows of one name are joined."""
        joined: dict[str, tuple[str, ...]] = {}
        for row in self.rows:
            joined[row.name] = joined.get(row.name, ()) + tuple(wording for group in row.groups for wording in group)
        return joined


def load_tables(package: str, file: str) -> Mapping[str, WordTable]:
    """Read a data file that is packaged beside a module.

    :param package: the package that holds the file, such as ``crawler.mirrors.announcements``
    :returns: its tables by their names
    :raises ValueError: for a line that the grammar does not allow, with file and line
    """
    text = files(package).joinpath(file).read_text(encoding="utf-8")
    return parse_tables(text, f"{package.replace('.', '/')}/{file}")


def parse_tables(text: str, origin: str) -> Mapping[str, WordTable]:
    """The tables of a text.

    :param origin: what an error names as the file
    :raises ValueError: for a line that the grammar does not allow

    >>> tables = parse_tables("[labels]\\nen: read more | see also\\nde: mehr lesen", "labels.txt")
    >>> tables["labels"].wordings()
    ('read more', 'see also', 'mehr lesen')
    >>> parse_tables("[labels]\\nen: print |", "labels.txt")
    Traceback (most recent call last):
    ValueError: labels.txt:2: an empty wording
    """
    tables: dict[str, list[WordRow]] = {}
    for number, line in _logical_lines(text):
        try:
            if line.startswith("["):
                name = _table_name(line)
                if name in tables:
                    raise ValueError(f"the table [{name}] stands twice")
                tables[name] = rows = []
            elif not tables:
                raise ValueError("a row before the first [table]")
            else:
                rows.append(_row(line))
        except ValueError as mistake:
            raise ValueError(f"{origin}:{number}: {mistake}") from None
    return {name: WordTable(tuple(rows)) for name, rows in tables.items()}


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that say something, each with those that go on with it, and the number of its first."""
    pending: tuple[int, str] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        if line[0].isspace() and pending:
            pending = (pending[0], f"{pending[1]} {line.strip()}")
            continue
        if pending:
            yield pending
        pending = (number, line.strip())
    if pending:
        yield pending


def _table_name(line: str) -> str:
    if not line.endswith("]") or not line[1:-1].strip():
        raise ValueError("a table is named [so], and nothing stands behind it")
    return line[1:-1].strip()


def _row(line: str) -> WordRow:
    name, colon, rest = line.partition(":")
    if not colon or not name:
        raise ValueError("a row is a name, a colon, and wordings parted by bars")
    row = WordRow(name, tuple(tuple(map(str.strip, group.split("|"))) for group in rest.split(" + ")))
    for group in row.groups:
        if not all(group):
            raise ValueError("an empty wording")
        if twice := {wording for wording in group if group.count(wording) > 1}:
            raise ValueError(f"{min(twice)!r} stands twice under {name!r}")
    return row
