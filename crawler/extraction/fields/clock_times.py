"""The time of day beside a written day: the clock in the ways that languages write it, and the zone it names."""

from __future__ import annotations

import re
from collections.abc import Mapping

AFTER = 40
"""Characters after a written day in which its time of day is looked for."""

BEFORE = 36
"""Characters before it: a time, a zone, and the name of the weekday ("4:06 PM EDT, Wednesday, July 3, 2026")."""

_FORENOON = "am|a.m.|오전|午前|上午|凌晨|早上|πμ|π.μ.|ق.ظ|صباحا|صباحًا|sa"
_AFTERNOON = "pm|p.m.|오후|午後|下午|晚上|μμ|μ.μ.|ب.ظ|مساء|مساءً|ch"


def _one_of(words: str) -> str:
    return "|".join(re.escape(word) for word in sorted(words.split("|"), key=len, reverse=True))


_HALF_BEFORE = rf"(?:{_one_of('오전|오후|午前|午後|上午|下午|凌晨|早上|晚上')})"
_HALF = rf"(?:{_one_of(_FORENOON)}|{_one_of(_AFTERNOON)})(?![^\W\d_])"
_IS_AFTERNOON = re.compile(_one_of(_AFTERNOON), re.IGNORECASE)
_ZONE = (
    r"(?:\s*[(\[]?(?:(?-i:UTC|GMT)\s?(?P<gmt>[+−-]\d{1,2}(?::?\d{2})?)(?!\d)"
    r"|(?-i:(?P<zone>[A-Z][A-Za-z_]+/[A-Za-z_/+-]+|[A-Z]{1,5}(?![A-Za-z/])|МСК|мск(?!\w)))))?"
    r"(?:\s?(?P<offset>[+-]\d{2}:?\d{2})(?!\d))?"
)
_CLOCK = re.compile(
    rf"(?<![\d.:])(?:(?P<half_before>{_HALF_BEFORE})\s*)?(?P<hour>\d{{1,2}})"
    rf"(?:(?:[:.h]\s?(?P<minute>\d{{2}})(?!\d)(?::(?P<second>\d{{2}})(?!\d))?"
    rf"|[時时點点시]\s?(?:(?P<minute_said>\d{{1,2}})[分분])?)"
    rf"(?:\s*(?P<half>{_HALF}))?|\s?(?P<half_hour>[ap]m\b|[ap]\.m\.))"
    rf"(?:\s*(?:Uhr|uur|ч\.?|น\.|h(?:rs?)?)\b\.?)?{_ZONE}",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\d{4}")
_ADJACENT = re.compile(r"[^\d|]{0,20}\Z")


def find_clock(text: str, start: int, end: int, earliest: int = 0) -> tuple[dict[str, str | None], int]:
    """The time of day that stands behind a day, or else right before it, in parts, and where both end.

    The parts are empty where there is none.

    :param start: where the day begins in the text
    :param end: where it ends
    :param earliest: where the text begins that no day before has taken
    """
    behind = _CLOCK.search(text, end, end + AFTER)
    if behind and not _YEAR.search(text, end, behind.start()):
        return _parts(behind.groupdict()), behind.end()
    for before in _CLOCK.finditer(text, max(earliest, start - BEFORE), start):
        if _ADJACENT.match(text, before.end(), start):
            return _parts(before.groupdict()), end
    return {}, end


def is_afternoon(half: str) -> bool:
    """Whether the half of a day is its second one.

    >>> is_afternoon("p.m."), is_afternoon("오후"), is_afternoon("AM")
    (True, True, False)
    """
    return bool(_IS_AFTERNOON.fullmatch(half))


def _parts(found: Mapping[str, str | None]) -> dict[str, str | None]:
    return {
        "hour": found["hour"],
        "minute": found["minute"] or found["minute_said"],
        "second": found["second"],
        "half": found["half"] or found["half_hour"] or found["half_before"],
        "zone": found["zone"],
        "offset": found["gmt"] or found["offset"],
    }
