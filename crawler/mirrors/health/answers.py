"""What the status of an answer means for the article and for the mirror. Pure."""

from __future__ import annotations

from enum import StrEnum


class Answer(StrEnum):
    """What to do after an answer."""

    PAGE = "page"
    """A body to look at."""
    UNCHANGED = "unchanged"
    """Nothing new since the validators that were sent."""
    MISSING = "missing"
    """Not on this mirror: the next one is asked, without harm to this one."""
    REFUSED = "refused"
    """The source does not want it fetched: no mirror is asked for it."""
    BUSY = "busy"
    """Too many requests: the next mirror is asked, and this one left in peace for a while."""
    FAILED = "failed"
    """The mirror's own failure: the next one is asked, and it counts against this one."""


MAY_BE_NOTICE = frozenset({Answer.PAGE, Answer.REFUSED, Answer.BUSY, Answer.FAILED})
"""Answers whose body may be a notice: challenges come with 403, 429 and 503, blocks with 403 and 451."""

UNAUTHORIZED = 401


def classify(status: int) -> Answer:
    """Say what an HTTP status means; redirects have been followed before.

    >>> classify(200), classify(404), classify(503), classify(401)
    (<Answer.PAGE: 'page'>, <Answer.MISSING: 'missing'>, <Answer.FAILED: 'failed'>, <Answer.REFUSED: 'refused'>)
    """
    if 200 <= status < 300:
        return Answer.PAGE
    named = {304: Answer.UNCHANGED, 401: Answer.REFUSED, 403: Answer.REFUSED, 451: Answer.REFUSED, 429: Answer.BUSY}
    if status in named:
        return named[status]
    return Answer.MISSING if 400 <= status < 500 else Answer.FAILED
