"""Dates are read as every language of Unicode CLDR writes them, or not at all."""

from __future__ import annotations

from datetime import date

import pytest
from babel import Locale, localedata
from babel.dates import format_date

from crawler.extraction.fields import months
from crawler.extraction.fields.months import find_month
from crawler.extraction.fields.timestamps import written_dates

NOT_READ = {
    "bez": "names of six words", "blo": "abbreviations with digits", "bo": "no spaces", "byn": "words after the month",
    "cv": "commas around the month", "dyo": "one abbreviation for two months", "dz": "no spaces",
    "ee": "a word after the day", "kde": "names of six words",
    "kgp": "months are numbers", "gez": "words after the month",
    "kkj": "months without names", "tok": "months are numbers", "yo": "abbreviations that are numbers",
    "ksf": "abbreviations with digits", "ku": "inflected abbreviations",
    "nmg": "abbreviations with digits", "prg": "a word after the year", "sa": "a colon after the month",
    "tyv": "a letter at the year", "vo": "a word before the day", "yav": "names with commas",
}  # fmt: skip
"""Languages some of whose dates are not read, and why: none of them is read as another day."""

LANGUAGES = sorted(name for name in localedata.locale_identifiers() if "_" not in name and name != "root")


@pytest.fixture(autouse=True)
def fresh_data(monkeypatch: pytest.MonkeyPatch) -> None:
    """Babel's own reader changes the data that it keeps for all locales: each test begins with those of the files."""
    monkeypatch.setattr(localedata, "_cache", {})


def names_months(language: str, style: str) -> bool:
    """Whether CLDR has names for a language's months; it writes "M07" for the others, which no newspaper does."""
    return "M1" not in format_date(date(2025, 12, 23), style, locale=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_is_read_as_another_day_and_most_as_their_own(language: str) -> None:
    for style in ("full", "long", "medium"):
        for month in range(1, 13):
            day = date(2025, month, 23)
            written = format_date(day, style, locale=language)
            read = [moment.date() for moment in written_dates(written, languages=[language])]
            assert set(read) <= {day}, written
            assert read or language in NOT_READ or not names_months(language, style), written


@pytest.mark.parametrize(
    ("name", "language", "month"),
    [
        ("تشرين الأول", "ar", 10), ("غشت", "ar", 8), ("جويلية", "ar", 7), ("جنوری", "fa", 1), ("ژوئيه", "fa", 7),
        ("Jänner", "de-AT", 1), ("setiembre", "es-UY", 9), ("सितम्बर", "hi", 9), ("फ़रवरी", "hi", 2),
        ("јула", "sr", 7), ("JULA", "sr-Latn", 7), ("iyul", "az", 7),
        ("Pebrero", "tl", 2), ("juli", "no", 7), ("יולי", "iw", 7), ("ביולי", "he", 7), ("Meán Fómhair", "ga", 9),
        ("xineru", "ast", 1), ("ΣΕΠΤΕΜΒΡΙΟΥ", "el", 9), ("lip", "hr", 6), ("lip", "pl", 7), ("srpnja", "hr", 7),
        ("srpna", "cs", 8), ("ივლისი", "ka", 7), ("долоодугаар сарын", "mn", 7), ("d’agost del", "ca", 8),
    ],
)  # fmt: skip
def test_a_name_means_what_it_means_in_the_pages_language(name: str, language: str, month: int) -> None:
    assert find_month(name, [language]) == month
    assert find_month(name.upper(), [language]) == month


def test_a_name_means_the_same_in_any_order_of_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(languages: list[str]) -> dict[str, list[int | None]]:
        monkeypatch.setattr(localedata, "_cache", {})
        months._months_of.cache_clear()
        names = ("mar", "may", "lip", "kas")
        return {language: [find_month(name, [language]) for name in names] for language in languages}

    assert read(LANGUAGES) == read(LANGUAGES[::-1])


def test_no_name_of_two_months_is_read_without_the_language() -> None:
    """Those of the languages of the web's news; the abbreviations of three letters of some small ones are left out."""
    languages = ("bg", "bs", "cs", "da", "de", "en", "es", "et", "fi", "fr", "hr", "hu", "it", "lt", "lv", "nb", "nl")
    languages += ("pl", "pt", "ro", "ru", "sk", "sl", "sr_Latn", "sv", "tr", "uk")
    meant: dict[str, set[int]] = {}
    for language in languages:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in Locale.parse(language).months[context][width].items():
                    meant.setdefault(name.lower().strip("."), set()).add(number)
    both = [name for name, numbers in meant.items() if len(numbers) > 1]
    assert {"lip", "listopad"} <= set(both)
    assert [name for name in both if find_month(name)] == []


@pytest.mark.parametrize("words", ["", "boats in May", "May boats", "players", "M07", "12"])
def test_words_that_are_more_than_a_month_are_none(words: str) -> None:
    assert find_month(words, ["en"]) is None
