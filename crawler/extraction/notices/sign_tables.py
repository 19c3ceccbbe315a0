"""The signs by which a page or an answer is known to be no article: the data files beside this module, read once.

A file holds the signs of one reason, a row a language or a product. Its tables, by how far they go:

* ``[phrases]`` count where they begin a line or stand in a heading, so each must be unmistakable: notices say "this
  domain", articles name it.
* ``[headlines]`` are said by headlines, too ("Tanker website has been seized"), and count only on a page with hardly
  any text.
* ``[lines]`` are whole lines.
* ``[together]`` has wordings that count where all groups of a row have one in the same line of a page that says hardly
  anything else, in any order: ``block*`` is the beginning of a word, ``bot`` a whole one. The first group says what is
  seized, blocked or for sale, and it must be a thing of the web: farmers block access to ports, too.
* ``[addresses]`` stand in what a page loads or leads to by itself (scripts, frames, forms, style sheets, pictures,
  refreshes), ``[scripts]`` in its own scripts, ``[ids]`` are ids of its elements; all are lower case, quotes straight
  and double, and scripts are compared without white space. ``[pictures]`` are parts of the file name of a picture that
  is all that a page shows.
* ``[headers]`` make an answer a notice, whatever its body says: a header, and what its value has in it (RFC 7725 has
  ``blocked-by`` beside these); ``[headers of a refusal]`` only with a status of ``REFUSALS``, ``[headers of a 403]``
  only with that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from crawler.canonical.word_tables import WordTable, load_tables
from crawler.model.article import Reason

Rows = Mapping[str, tuple[str, ...]]
Together = Mapping[str, tuple[tuple[re.Pattern[str], ...], ...]]
"""By row, of each combination one pattern a group."""

REFUSALS = frozenset({401, 403, 405, 409, 412, 428, 429, 503})
STATUSES: Mapping[str, frozenset[int]] = {
    "headers": frozenset(),
    "headers of a refusal": REFUSALS,
    "headers of a 403": frozenset({403}),
}
"""Statuses with which the headers of a table count; none for every status."""

TABLES = frozenset({"phrases", "headlines", "lines", "together", "addresses", "scripts", "ids", "pictures", *STATUSES})


class HeaderSign(NamedTuple):
    """A header by which an answer is a notice.

    :ivar value: what the header's value has in it; empty for any
    :ivar statuses: the statuses with which it counts; none for every status
    :ivar product: whose header it is
    """

    name: str
    value: str
    statuses: frozenset[int]
    reason: Reason
    product: str


@dataclass(frozen=True, slots=True)
class Signs:
    """The tables of one reason; the module's docstring says how far each goes.

    :ivar of_host: whether they say that the host serves nothing at all
    :ivar alone: whether its whole lines count only on a page that says nothing else
    """

    reason: Reason
    phrases: Rows
    headlines: Rows
    lines: Rows
    together: Together
    addresses: Rows
    scripts: Rows
    ids: Rows
    pictures: tuple[str, ...]
    headers: tuple[HeaderSign, ...]
    of_host: bool
    alone: bool

    def wordings(self) -> tuple[str, ...]:
        """Every wording of the three tables of words."""
        return tuple(
            text for table in (self.phrases, self.headlines, self.lines) for row in table.values() for text in row
        )


def compile_together(table: WordTable) -> Together:
    """The rows of a table ``[together]`` as patterns.

    >>> from crawler.canonical.word_tables import parse_tables
    >>> table = parse_tables("[together]\\nen: domain* | site* + confiscat*", "signs.txt")["together"]
    >>> [bool(group.search("this domain was confiscated")) for group in compile_together(table)["en"][0]]
    [True, True]
    """
    compiled: dict[str, tuple[tuple[re.Pattern[str], ...], ...]] = {}
    for row in table.rows:
        patterns = tuple(re.compile("|".join(map(_word_pattern, group))) for group in row.groups)
        compiled[row.name] = (*compiled.get(row.name, ()), patterns)
    return compiled


def _word_pattern(word: str) -> str:
    if word[0] >= "\u2e80" or "\u0e00" <= word[0] < "\u0e80":  # Chinese, Japanese, Korean and Thai part no words
        return re.escape(word)
    return rf"\b{re.escape(word.removesuffix('*'))}" + ("" if word.endswith("*") else r"\b")


def _load_signs(file: str, reason: Reason, *, of_host: bool = False, alone: bool = False) -> Signs:
    tables = load_tables("crawler.extraction.notices", file)
    if unknown := tables.keys() - TABLES:
        raise ValueError(f"crawler/extraction/notices/{file}: no table of signs is called {min(unknown)!r}")
    rows = {name: tables.get(name, WordTable()).by_name() for name in TABLES}
    return Signs(
        reason=reason,
        phrases=rows["phrases"],
        headlines=rows["headlines"],
        lines=rows["lines"],
        together=compile_together(tables.get("together", WordTable())),
        addresses=rows["addresses"],
        scripts=rows["scripts"],
        ids=rows["ids"],
        pictures=tuple(name for names in rows["pictures"].values() for name in names),
        headers=tuple(sign for name in STATUSES for sign in _header_signs(rows[name], STATUSES[name], reason)),
        of_host=of_host,
        alone=alone,
    )


def _header_signs(rows: Rows, statuses: frozenset[int], reason: Reason) -> Iterator[HeaderSign]:
    for product, cells in rows.items():
        for cell in cells:
            name, _, value = cell.partition(" = ")
            yield HeaderSign(name=name, value=value, statuses=statuses, reason=reason, product=product)


def _load_errors() -> Signs:
    """Their evidence names no language: most wordings of errors are English on pages of any."""
    signs = _load_signs("error.txt", Reason.ERROR_PAGE)
    phrases, lines = (tuple(text for row in rows.values() for text in row) for rows in (signs.phrases, signs.lines))
    return replace(signs, phrases={"error": phrases}, lines={"error": lines})


SIGNS = (
    # In the order of belief: a seizure notice may speak of an error.
    _load_signs("seized.txt", Reason.SEIZED),
    _load_signs("challenge.txt", Reason.CHALLENGE),
    _load_signs("blocked.txt", Reason.BLOCKED),
    _load_signs("parked.txt", Reason.PARKED),
    _load_signs("bare.txt", Reason.ERROR_PAGE, of_host=True, alone=True),
)
"""The signs that speak of the mirror."""

ERROR_SIGNS = _load_errors()
"""The signs that speak of one address."""

HEADER_SIGNS = tuple(sign for signs in SIGNS for sign in signs.headers)
LOGIN_PHRASES = load_tables("crawler.extraction.notices", "login.txt")["phrases"].wordings()
"""The invitation to log in, where there is hardly any other text."""
