"""Which state a page that is no article puts its mirror in. Pure."""

from __future__ import annotations

from crawler.article import Reason, Rejection
from crawler.mirrors.state import State

_STATES = {
    Reason.SEIZED: State.SEIZED,
    Reason.BLOCKED: State.BLOCKED,
    Reason.CHALLENGE: State.CHALLENGED,
    Reason.PARKED: State.PARKED,
}

OF_PAGE = frozenset({Reason.ERROR_PAGE, Reason.EMPTY, Reason.HOME_PAGE, Reason.NOT_HTML})
"""Reasons that count against a mirror, though another of its pages may be well."""


def notice_of(rejection: Rejection | None) -> State | None:
    """Return the state that a notice stands for; None for a page that only misses an article."""
    return None if rejection is None else _STATES.get(rejection.reason)


def told(rejection: Rejection) -> str:
    """Say what a page was instead of an article.

    >>> told(Rejection(Reason.SEIZED, "this domain has been seized"))
    'seized: this domain has been seized'
    """
    return f"{rejection.reason.value}: {rejection.evidence}"
