"""What is remembered of an article's key, and what follows when a listing shows it again. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from crawler.canonical.revisit import NEVER


@dataclass(frozen=True, slots=True)
class Known:
    """What the index remembers of a key; ``REMOVED`` stands for one whose article a person removed.

    :ivar article: its id in the archive; 0 for a page in quarantine
    :ivar listed: hash of what a listing last said of it, title and date; 0 when none did
    :ivar retry_at: for a page in quarantine, when it may be tried again (seconds since 1970)
    """

    article: int
    listed: int = 0
    retry_at: int = 0


REMOVED = Known(0, 1, NEVER)
"""Nothing is fetched for such a key: it looks like a page in quarantine that is not tried again, but for ``listed``."""


class KeyStanding(StrEnum):
    """How an article stands that a listing shows."""

    UNKNOWN = "unknown"
    """Nobody has it, or the next try of its page has come: it is fetched."""
    EDITED = "edited"
    """It is known, and its listing changed its own words about it: it is fetched again."""
    RETOLD = "retold"
    """It is known, and other words about it are to be remembered; no two were of one mirror."""
    SEEN = "seen"
    """It is known, and its listing says what it said."""
    WAITING = "waiting"
    """Its page was no article: its next try is to come."""
    GIVEN_UP = "given up"
    """Its page was no article for 30 days: a person has to ask for another try."""
    KEPT_AWAY = "kept away"
    """A person removed the article: nothing is fetched."""


def key_standing(known: Known | None, listed: int, now: int) -> KeyStanding:
    """Return how an article stands.

    :param known: what is remembered of its key; None for nothing
    :param listed: hash of what a listing says of it now
    :param now: seconds since 1970

    >>> knowns = (None, Known(7, 0x201), Known(7, 0x101), Known(7, 0x102))
    >>> [key_standing(known, 0x201, now=100).value for known in knowns]
    ['unknown', 'seen', 'edited', 'retold']
    >>> [key_standing(Known(0, retry_at=at), 0x201, now=100).value for at in (100, 101, NEVER)]
    ['unknown', 'waiting', 'given up']
    >>> key_standing(REMOVED, 0x201, now=100).value
    'kept away'
    """
    if known is None:
        return KeyStanding.UNKNOWN
    if known == REMOVED:
        return KeyStanding.KEPT_AWAY
    if known.article:
        if edited(known.listed, listed):
            return KeyStanding.EDITED
        return KeyStanding.SEEN if known.listed == listed else KeyStanding.RETOLD
    if known.retry_at <= now:
        return KeyStanding.UNKNOWN
    return KeyStanding.WAITING if known.retry_at < NEVER else KeyStanding.GIVEN_UP


def edited(before: int, now: int) -> bool:
    """Return whether a listing changed what it says of an article: only one mirror's words are compared with its own.

    >>> edited(0x00000101, 0x00000201), edited(0x00000101, 0x00000202), edited(0, 0x00000201)
    (True, False, False)
    """
    return bool(before) and before & 0xFF == now & 0xFF and before != now
