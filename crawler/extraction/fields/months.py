"""The names of months, in the language of a page: those of Unicode CLDR, and what newspapers write beside them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from babel import localedata

from crawler.canonical.word_tables import load_tables

_TABLES = load_tables("crawler.extraction.fields", "dates.txt")

MONTHS = _TABLES["months"].by_name()
"""By language, further names of each month, January first."""

LOCALES = _TABLES["locales"].by_name()
"""By language, the locales of CLDR that name its months, where these are not the one of its code."""

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

_TWO_MEANINGS = frozenset({"listopad", "listopada", "lis", "lip"})
"""Names of two months: October or June in Croatian, November or July in Polish."""

_WORDS_AROUND = frozenset(_TABLES["words around months"].wordings())
"""What stands between a day, a month's name and a year and is none of them, folded."""

_IN = re.compile("^[בܒ]")
"""What Hebrew and Syriac write before a month's name in a date, without a space."""

_EZAFE = "ی"
"""What Kurdish writes at the end of a month's name before the year."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(?![a-z])")
"""The language of a code such as "pt-BR"."""

_ELIDED = re.compile(r"^[dl]'")
"""A preposition that has lost its vowel before a month's name: "d'agost"."""

_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u093c\u09bc\u0a3c\u064b-\u065f\u200b-\u200f]")
"""Accents, points of Hebrew, vowels of Arabic, nuktas, joiners; not the vowels of India, which tell months apart."""

_ONE_LETTER = str.maketrans({"ı": "i", "ς": "σ", "ي": "ی", "ى": "ی", "ك": "ک", "’": "'", "׳": "'"})
"""Letters that some write for others: the Arabic yeh and kaf in Persian."""


def find_month(words: str, languages: Iterable[str] = (), *, among_others: bool = False) -> int | None:
    """Return the number of the month that words name: in the page's languages, or else in any of the usual ones.

    :param languages: codes of languages (BCP 47), the likeliest first
    :param among_others: the name is the end of the words; otherwise nothing but prepositions stands around it

    >>> find_month("listopada", ["hr"]), find_month("listopada", ["pl"]), find_month("listopada")
    (10, 11, None)
    >>> find_month("NİSAN", ["tr"]), find_month("Sept."), find_month("de juliol del", ["ca"])
    (4, 9, 7)
    >>> find_month("The boats sailed in May", among_others=True), find_month("boats in May")
    (5, None)
    """
    names = list(_candidates([fold_name(word) for word in words.split()], among_others))
    for language in languages:
        for locale in _locales(language):
            months = _months_of(locale)
            number = next((months[name] for name in names if name in months), None)
            if number is not None:
                return number or None
    return next((_FURTHER[name] for name in names if name in _FURTHER and name not in _TWO_MEANINGS), None)


def fold_name(name: str) -> str:
    """A name without accents, dots and case, as every script lowers its own.

    >>> fold_name("ΙΟΥΛΊΟΥ") == fold_name("Ιουλίου"), fold_name("NİSAN"), fold_name("juil.")
    (True, 'nisan', 'juil')
    """
    if name.isascii():
        return name.lower().strip(" .,'")
    lowered = unicodedata.normalize("NFKD", name.lower()).translate(_ONE_LETTER)
    return _MARKS.sub("", lowered).strip(" .,'")


def _candidates(words: list[str], among_others: bool) -> Iterator[str]:
    """What may be the name, the longest first."""
    end = len(words)
    while end > 1 and words[end - 1] in _WORDS_AROUND:
        end -= 1
    for last in dict.fromkeys((len(words), end)):
        for start in range(last):
            name = " ".join(words[start:last])
            yield name
            yield _ELIDED.sub("", name)
            yield _IN.sub("", name)
            yield name.removesuffix(_EZAFE)
            if words[start] not in _WORDS_AROUND and not among_others:
                break


@lru_cache(maxsize=256)
def _locales(language: str) -> tuple[str, ...]:
    """The locales that name the months of a language, its own first."""
    found = _LANGUAGE.match(language.lower())
    return (found[0], *LOCALES.get(found[0], ())) if found else ()


@lru_cache(maxsize=64)
def _months_of(locale: str) -> Mapping[str, int]:
    """Folded name → number, of one locale, 0 for what two months share; empty for one that CLDR does not know."""
    meant: dict[str, set[int]] = {}
    for number, written in enumerate(MONTHS.get(locale, ()), 1):
        for name in written.split():
            meant.setdefault(fold_name(name), set()).add(number)
    for written, number in _cldr_names(locale):
        words = [fold_name(word) for word in written.split()]
        for name in (" ".join(words), _ELIDED.sub("", " ".join(_without_words_around(words)))):
            meant.setdefault(name, set()).add(number)
    return {name: min(numbers) if len(numbers) == 1 else 0 for name, numbers in meant.items()}


def _without_words_around(words: list[str]) -> list[str]:
    start, end = 0, len(words)
    while end - start > 1 and words[start] in _WORDS_AROUND:
        start += 1
    while end - start > 1 and words[end - 1] in _WORDS_AROUND:
        end -= 1
    return words[start:end]


def _cldr_names(locale: str) -> Iterator[tuple[str, int]]:
    """The wide and the abbreviated names; CLDR writes numbers where a language has none.

    Babel's ``Locale.months`` writes what an alias leads to into data that all locales share, so that what it gives
    depends on the locales that were asked for before. Here the data are only read.
    """
    if not localedata.exists(locale):
        return
    data = localedata.load(locale)
    months = _resolved(data["months"], data)
    for context in ("format", "stand-alone"):
        widths = _resolved(months[context], data)
        for width in ("wide", "abbreviated"):
            for number, name in _resolved(widths[width], data).items():
                if not any(character.isdigit() for character in name):
                    yield name, number


def _resolved(value: Any, data: Mapping[str, Any]) -> Mapping[Any, Any]:
    """What an alias, or an alias with exceptions, leads to."""
    if isinstance(value, tuple):
        alias, others = value
        return {**_resolved(alias, data), **others}
    found: Mapping[Any, Any] = value
    while isinstance(found, localedata.Alias):
        found = found.resolve(data)
    return _resolved(found, data) if isinstance(found, tuple) else found


_FURTHER = {
    fold_name(name): number
    for months in MONTHS.values()
    for number, names in enumerate(months, 1)
    for name in names.split()
}
