"""Names and abbreviations of time zones → offsets, by the meaning that they have beside a source's own zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_OFFSETS = """
utc 0 | gmt 0 | z 0 | wet 0 | west 1 | cet 1 | cest 2 | mez 1 | mesz 2 | mest 2 | eet 2 | eest 3 | msk 3 | мск 3 | trt 3
bst 1 6 | ist 5.5 1 2 | idt 3 | sast 2 | cat 2 | eat 3 | wat 1
est -5 10 | edt -4 11 | cst -6 8 9.5 | cdt -5 10.5 | mst -7 8 | mdt -6 | pst -8 8 | pdt -7 | akst -9 | akdt -8 | hst -10
ast -4 3 | adt -3 4 | nst -3.5 | ndt -2.5 | brt -3 | art -3 | cot -5 | pet -5 | clt -4 | clst -3 | vet -4 | uyt -3
irst 3.5 | irdt 4.5 | gst 4 | pkt 5 | npt 5.75 | aft 4.5 | uzt 5 | almt 5 | bdt 6 | mmt 6.5 | ict 7 | wib 7 | wita 8
wit 9 | hkt 8 | sgt 8 | myt 8 | pht 8 | jst 9 | kst 9 | aest 10 | aedt 11 | acst 9.5 | acdt 10.5 | awst 8 | nzst 12
nzdt 13
"""
"""Hours east of Greenwich, the usual meaning first (IANA time zone database; RFC 822 for those of North America)."""

_REGIONS = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}
"""What North Americans call their zones in summer and winter alike; capitals only, for they are words as well."""

ABBREVIATIONS = {
    words[0]: tuple(map(float, words[1:])) for entry in re.split(r"[|\n]", _OFFSETS) if (words := entry.split())
}


def zone_of(name: str) -> tzinfo:
    """The zone of an IANA name; UTC for an unknown one."""
    return _find_zone(name) or UTC


def read_zone(name: str, zone: tzinfo, moment: datetime) -> tzinfo | None:
    """Return the zone that a name or an abbreviation means; None for a word that is neither.

    Of several meanings it is the one that the source's own zone uses in that year, or else the usual one.

    :param zone: of the source
    :param moment: that is told, without a zone

    >>> at = datetime(2026, 7, 3)
    >>> [str(read_zone("IST", zone_of(near), at)) for near in ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem")]
    ['UTC+05:30', 'UTC+01:00', 'UTC+02:00']
    >>> str(read_zone("Asia/Tehran", UTC, at)), read_zone("at", UTC, at)
    ('Asia/Tehran', None)
    """
    if "/" in name:
        return _find_zone(name)
    if name in _REGIONS:
        return _find_zone(_REGIONS[name])
    folded = name.lower()
    meanings = ABBREVIATIONS.get(folded, ())
    offset = _own_offset(folded, zone, moment.year, meanings)
    if offset is None:
        if not meanings:
            return None
        offset = timedelta(hours=meanings[0])
    return timezone(offset) if offset else UTC


@lru_cache(maxsize=256)
def _own_offset(name: str, zone: tzinfo, year: int, meanings: tuple[float, ...]) -> timedelta | None:
    """The offset that the zone has in a year while it is called so; None where it never is.

    A zone that has numbers for names is called as it may be by its offset. Australians leave out their "A".
    """
    for month in (1, 7):
        moment = datetime(year, month, 1, tzinfo=zone)
        offset, own = moment.utcoffset(), (moment.tzname() or "").lower()
        if own.isalpha():
            if own in (name, f"a{name}") and name != "utc":
                return offset
        elif offset is not None and offset / timedelta(hours=1) in meanings:
            return offset
    return None


def _find_zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
