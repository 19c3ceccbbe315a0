"""The names of months, in the language of a page: those of Unicode CLDR, and what newspapers write beside them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from crawler.canonical.word_tables import load_tables

_TABLES = load_tables("crawler.extraction.fields", "dates.txt")

MONTHS = _TABLES["months"].by_name()
"""By language, further names of each month, January first."""

JALALI_MONTHS = {
    name: number
    for months in _TABLES["jalali months"].by_name().values()
    for number, names in enumerate(months, 1)
    for name in names.split()
}
"""The months of the Persian calendar, in Iran and in Afghanistan."""

ISLAMIC_MONTHS = {
    name: number
    for months in _TABLES["islamic months"].by_name().values()
    for number, names in enumerate(months, 1)
    for name in names.split("=")
}
"""The months of the Islamic calendar."""

_SCRIPTS = {"sr": ("sr", "sr_Latn"), "az": ("az", "az_Cyrl"), "uz": ("uz", "uz_Cyrl"), "bs": ("bs", "bs_Cyrl")}
"""Languages that are written in two scripts; CLDR has the months of each by itself."""

_TWO_MEANINGS = frozenset({"listopad", "listopada", "lis"})
"""Names of one month in one language and of another in another: October in Croatian, November in Polish and Czech."""

_HEBREW_IN = "ב"
"""What Hebrew writes before a month's name in a date, without a space."""

_PARTICLES = re.compile(r"^(?:de |d['’]|di |ng |mí (?:na )?)")
"""What CLDR writes before a month's name in a date: "de juliol", "d’agost"."""


def find_month(name: str, languages: Iterable[str] = ()) -> int | None:
    """Return the number of the month that a name means: in the page's languages, or else in any of the usual ones.

    :param languages: ISO 639-1 codes, the likeliest first

    >>> find_month("listopada", ["hr"]), find_month("listopada", ["pl"]), find_month("listopada")
    (10, 11, None)
    >>> find_month("NİSAN", ["tr"]), find_month("KASIM", ["tr"]), find_month("Sept."), find_month("heinäkuuta", ["fi"])
    (4, 11, 9, 7)
    """
    folded = fold_name(name)
    for language in languages:
        months = _months_of(language.lower()[:2])
        if number := months.get(folded) or months.get(folded.removeprefix(_HEBREW_IN)):
            return number
    return None if folded in _TWO_MEANINGS else _FURTHER.get(folded)


def fold_name(name: str) -> str:
    """A name without accents, dots and case, as every script lowers its own.

    >>> fold_name("ΙΟΥΛΊΟΥ") == fold_name("Ιουλίου"), fold_name("NİSAN"), fold_name("juil.")
    (True, 'nisan', 'juil')
    """
    lowered = unicodedata.normalize("NFKD", name.lower()).replace("ı", "i").replace("ς", "σ")
    return "".join(letter for letter in lowered if not "\u0300" <= letter <= "\u036f").strip(" .,׳'’")


@lru_cache(maxsize=32)
def _months_of(language: str) -> Mapping[str, int]:
    """Folded name → number, of one language; empty for one that CLDR does not know."""
    names: dict[str, int] = {}
    for months in (MONTHS.get(language, ()),):
        for number, written in enumerate(months, 1):
            names |= dict.fromkeys(map(fold_name, written.split()), number)
    for locale in _SCRIPTS.get(language, (language,)):
        for name, number in _cldr_names(locale):
            names.setdefault(fold_name(_PARTICLES.sub("", name.lower())), number)
    return names


def _cldr_names(locale: str) -> Iterator[tuple[str, int]]:
    try:
        months = Locale.parse(locale).months
    except (UnknownLocaleError, ValueError):
        return
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in months.get(context, {}).get(width, {}).items():
                if not any(character.isdigit() for character in name):
                    yield name, number


_FURTHER = {
    fold_name(name): number
    for months in MONTHS.values()
    for number, names in enumerate(months, 1)
    for name in names.split()
}
