"""Which state a page that is no article puts its mirror in. Pure."""

from __future__ import annotations

from crawler.article import MIRROR_REASONS, Rejection
from crawler.mirrors.health import State


def notice_of(rejection: Rejection | None) -> State | None:
    """Return the state that a notice stands for; None for a page that only misses an article."""
    if rejection is None or rejection.reason not in MIRROR_REASONS:
        return None
    return State.SEIZED
