"""Values → JSON and CSV that is safe to print: on a terminal, in a log, in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from scheduler.reports.formats.text_format import sanitize

_ESCAPED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What JSON leaves as it is, although it steers a terminal (DEL, C1, bidirectional controls), ends a line for some
readers (U+2028, U+2029), or cannot be written as UTF-8 (lone surrogates)."""


def format_json(value: object, *, indent: int | None = None) -> str:
    """Write plain values and aware datetimes (as ISO 8601) as JSON; any JSON reader gets the same texts back.

    :returns: text that UTF-8 can hold, on one line unless ``indent`` says otherwise

    >>> format_json({"title": "caf\u00e9 \u202e\u2028"})
    '{"title": "café \\\\u202e\\\\u2028"}'
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=_iso)
    if text.isprintable():  # most are, and to look at each letter takes a third of the time of all else
        return text
    return _ESCAPED.sub(lambda escaped: f"\\u{ord(escaped[0]):04x}", text)


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in JSON")


COLUMNS = (
    *("id", "source", "key", "url", "gone_since", "title", "text", "caption", "published", "modified", "authors"),
    *("section", "image", "language", "thin", "story", "first_seen", "revisions", "mirrors"),
)

_FORMULA = re.compile(r"(^|;)(?=\s*[=+\-@＝＋－＠])")
"""Where a cell begins that a spreadsheet computes (OWASP, "CSV Injection"), the full-width letters included; behind a
semicolon, too, for in many countries a spreadsheet parts cells there."""


def csv_head() -> str:
    """The line with the names of the columns."""
    return _line(COLUMNS)


def csv_line(article: Mapping[str, object]) -> str:
    """An exported article as one line; of its sightings only the mirrors are named, each once."""
    sightings = article["sightings"]
    assert isinstance(sightings, list)
    mirrors = list(dict.fromkeys(str(sighting["mirror"]) for sighting in sightings))
    return _line([format_cell(value) for value in ({**article, "mirrors": mirrors}[name] for name in COLUMNS)])


def format_cell(value: object) -> str:
    """A value as a harmless cell: white space folded, lists joined by "; ", what looks like a formula quoted.

    >>> format_cell('=HYPERLINK("http://evil.example")'), format_cell(["A. Writer", "B. Writer"])
    ('\\'=HYPERLINK("http://evil.example")', 'A. Writer; B. Writer')
    >>> format_cell(None), format_cell(-3)
    ('', '-3')
    >>> format_cell("calm; @SUM(1)")
    "calm;' @SUM(1)"
    """
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    text = "; ".join(map(str, value)) if isinstance(value, Sequence) and not isinstance(value, str) else str(value)
    shown = sanitize(text).encode("utf-8", "replace").decode()
    return _FORMULA.sub(r"\1'", shown)


def _line(cells: Iterable[str]) -> str:
    drawn = io.StringIO()
    csv.writer(drawn, lineterminator="\r\n").writerow(cells)
    return drawn.getvalue()
