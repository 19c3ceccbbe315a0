"""Which state a page that is no article puts its mirror in. Pure."""

from __future__ import annotations

from crawler.article import BARE_HOST, MIRROR_REASONS, Reason, Rejection
from crawler.mirrors.health import State


def notice_of(rejection: Rejection | None) -> State | None:
    """Return the state that a notice stands for; None for a page that only misses an article."""
    if rejection is None or rejection.reason not in MIRROR_REASONS:
        return None
    return State.SEIZED


def counts_against_mirror(rejection: Rejection) -> bool:
    """Whether a rejection counts against the whole mirror: a notice, or a host on which nobody has put anything.

    >>> counts_against_mirror(Rejection(Reason.ERROR_PAGE, "bare host: en: 'hello world'"))
    True
    >>> counts_against_mirror(Rejection(Reason.ERROR_PAGE, "error: 'page not found' in 'page not found'"))
    False
    """
    bare = rejection.reason is Reason.ERROR_PAGE and rejection.evidence.startswith(BARE_HOST)
    return bare or rejection.reason in MIRROR_REASONS
