"""What is remembered of an article's key, and what follows when a listing shows it again. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from crawler.canonical.revisit import NEVER


@dataclass(frozen=True, slots=True)
class Known:
    """What the index remembers of a key; ``REMOVED`` stands for one whose article a person removed.

    :ivar article: its id in the archive; 0 for a page in quarantine
    :ivar retry_at: for a page in quarantine, when it may be tried again (seconds since 1970)
    :ivar removed: a person removed the article
    """

    article: int
    retry_at: int = 0
    removed: bool = False


REMOVED = Known(0, NEVER, removed=True)
"""Nothing is fetched for such a key."""


class KeyStanding(StrEnum):
    """How an article stands that a listing shows."""

    UNKNOWN = "unknown"
    """Nobody has it, or the next try of its page has come: it is fetched."""
    EDITED = "edited"
    """It is known, and a listing's words say that it was edited: it is fetched again."""
    SEEN = "seen"
    """It is known, and no listing says anything new of it."""
    WAITING = "waiting"
    """Its page was no article: its next try is to come."""
    GIVEN_UP = "given up"
    """Its page was no article for 30 days: a person has to ask for another try."""
    KEPT_AWAY = "kept away"
    """A person removed the article: nothing is fetched."""


def key_standing(known: Known | None, now: int, *, is_edited: bool = False) -> KeyStanding:
    """Return how an article stands.

    :param known: what is remembered of its key; None for nothing
    :param now: seconds since 1970
    :param is_edited: a listing's words say that it was edited (``listing_signs``)

    >>> [key_standing(known, now=100, is_edited=True).value for known in (None, Known(7))]
    ['unknown', 'edited']
    >>> [key_standing(Known(0, retry_at=at), now=100).value for at in (100, 101, NEVER)]
    ['unknown', 'waiting', 'given up']
    >>> key_standing(Known(7), now=100).value, key_standing(REMOVED, now=100).value
    ('seen', 'kept away')
    """
    if known is None:
        return KeyStanding.UNKNOWN
    if known.removed:
        return KeyStanding.KEPT_AWAY
    if known.article:
        return KeyStanding.EDITED if is_edited else KeyStanding.SEEN
    if known.retry_at <= now:
        return KeyStanding.UNKNOWN
    return KeyStanding.WAITING if known.retry_at < NEVER else KeyStanding.GIVEN_UP
