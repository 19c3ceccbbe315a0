"""What a page that is no article says of its mirror: which state it puts it in, whether it counts against it. Pure."""

from __future__ import annotations

from crawler.mirrors.health.state import State
from crawler.mirrors.hosts.landing_hosts import landing
from crawler.model.article import BARE_HOST, MIRROR_REASONS, Reason, Rejection

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
    return None if rejection is None else state_of(rejection.reason)


def state_of(reason: Reason) -> State | None:
    """Return the state that a reason puts a mirror in at once."""
    return _STATES.get(reason)


def told(rejection: Rejection) -> str:
    """Say what a page was instead of an article.

    >>> told(Rejection(Reason.SEIZED, "this domain has been seized"))
    'seized: this domain has been seized'
    """
    return f"{rejection.reason.value}: {rejection.evidence}"


def landed(target: str) -> State | None:
    """Return the state that a redirect's target puts a mirror in; None for a target that is not known.

    >>> landed("https://www.hugedomains.com/domain_profile.cfm?d=gazette.example")
    <State.PARKED: 'parked'>
    """
    reason = landing(target)
    return None if reason is None else state_of(reason)


def counts_against_mirror(rejection: Rejection) -> bool:
    """Whether a rejection counts against the whole mirror: a notice, or a host on which nobody has put anything.

    >>> counts_against_mirror(Rejection(Reason.ERROR_PAGE, "bare host: en: 'hello world'"))
    True
    >>> counts_against_mirror(Rejection(Reason.ERROR_PAGE, "error: 'page not found' in 'page not found'"))
    False
    """
    bare = rejection.reason is Reason.ERROR_PAGE and rejection.evidence.startswith(BARE_HOST)
    return bare or rejection.reason in MIRROR_REASONS
