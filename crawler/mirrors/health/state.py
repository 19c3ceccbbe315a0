"""The states of a mirror, and what puts it into one: what a page is, where it redirects, the status of an answer. Pure.

A new state, such as one for mirrors that are closed to readers of some countries, begins here: a member of ``State``,
its place in ``IN_USE`` or ``PROBED``, and its row in ``STATE_OF_REASON``, for which ``Reason`` gets a member, too. The
signs by which a page is known to have that reason are a file of ``crawler/extraction/notices``, the hosts to which such
mirrors redirect stand in ``crawler/mirrors/hosts/landing_hosts.txt``. What a run makes of a state, from bad answers and
good ones, is ``mirror_health``'s.
"""

from __future__ import annotations

from enum import StrEnum

from crawler.mirrors.hosts.landing_hosts import reason_of_landing
from crawler.model.article import MIRROR_REASONS, Reason, Rejection


class State(StrEnum):
    """The state of a mirror, the best first: the order in which they are asked."""

    ACTIVE = "active"
    """It answers with articles."""
    DEGRADED = "degraded"
    """It serves, but not well: it failed just now, or lags behind its siblings; asked after the active ones."""
    SUSPECT = "suspect"
    """It said something else than its siblings, again and again; asked after all that can be trusted."""
    WALLED = "walled"
    """It answers many addresses with one page: a consent form, an invitation to log in."""
    CHALLENGED = "challenged"
    """It shows a browser check or captcha instead of articles."""
    DOWN = "down"
    """No good answer in several runs: it is probed from time to time."""
    BLOCKED = "blocked"
    """It shows a notice that it is blocked by law or by a court."""
    PARKED = "parked"
    """Its domain is for sale, has expired, or was suspended."""
    SEIZED = "seized"
    """It shows a notice that its domain was seized."""
    PROPOSED = "proposed"
    """It may be a mirror: a person is to say so. Never crawled."""
    RETIRED = "retired"
    """A person said that it is asked no more; it is kept for the history."""


IN_USE = frozenset({State.ACTIVE, State.DEGRADED, State.SUSPECT})
"""States in which a mirror is asked in every run."""

PROBED = frozenset({State.DOWN, State.SEIZED, State.PARKED, State.CHALLENGED, State.BLOCKED, State.WALLED})
"""States in which a mirror is asked only for a probe."""

STATE_OF_REASON = {
    Reason.SEIZED: State.SEIZED,
    Reason.BLOCKED: State.BLOCKED,
    Reason.CHALLENGE: State.CHALLENGED,
    Reason.PARKED: State.PARKED,
}
"""Reasons that put a mirror into a state at once: a notice says it of the whole host."""

OF_PAGE = frozenset({Reason.ERROR_PAGE, Reason.EMPTY, Reason.HOME_PAGE, Reason.LIST_PAGE, Reason.NOT_HTML})
"""Reasons that count against a mirror, though another of its pages may be well."""


def state_of_notice(rejection: Rejection | None) -> State | None:
    """Return the state that a notice stands for; None for a page that only misses an article."""
    return None if rejection is None else STATE_OF_REASON.get(rejection.reason)


def describe_rejection(rejection: Rejection) -> str:
    """Return what a page was instead of an article.

    >>> describe_rejection(Rejection(Reason.SEIZED, 'the page says "this domain has been seized"'))
    'seized: the page says "this domain has been seized"'
    """
    return f"{rejection.reason.value}: {rejection.evidence}"


def cause_beside_state(state: State, cause: str) -> str:
    """Return a cause without the reason that its state names already.

    >>> cause_beside_state(State.CHALLENGED, 'challenge: the page says "just a moment..."')
    'the page says "just a moment..."'
    >>> cause_beside_state(State.DOWN, "connection refused")
    'connection refused'
    """
    for reason, named in STATE_OF_REASON.items():
        if named is state:
            return cause.removeprefix(f"{reason.value}: ")
    return cause


def state_of_landing(target: str) -> State | None:
    """Return the state that a redirect's target puts a mirror in; None for a target that is not known.

    >>> state_of_landing("https://www.hugedomains.com/domain_profile.cfm?d=gazette.example")
    <State.PARKED: 'parked'>
    """
    reason = reason_of_landing(target)
    return None if reason is None else STATE_OF_REASON.get(reason)


def counts_against_mirror(rejection: Rejection) -> bool:
    """Whether a rejection counts against the whole mirror: a notice, or a host on which nobody has put anything.

    >>> counts_against_mirror(Rejection(Reason.ERROR_PAGE, 'the page says "hello world"', of_host=True))
    True
    >>> counts_against_mirror(Rejection(Reason.ERROR_PAGE, 'the page says "page not found"'))
    False
    """
    return rejection.of_host or rejection.reason in MIRROR_REASONS


class AnswerClass(StrEnum):
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
    """Too many requests: the next mirror is asked, and this one left in peace for a while; it counts against it."""
    FAILED = "failed"
    """The mirror's own failure: the next one is asked, and it counts against this one."""


MAY_BE_NOTICE = frozenset({AnswerClass.PAGE, AnswerClass.REFUSED, AnswerClass.BUSY, AnswerClass.FAILED})
"""Answers whose body may be a notice: challenges come with 403, 429 and 503, blocks with 403 and 451."""

UNAUTHORIZED = 401


def classify_status(status: int) -> AnswerClass:
    """Return what an HTTP status means; redirects have been followed before.

    >>> [classify_status(status).value for status in (200, 404, 503, 401)]
    ['page', 'missing', 'failed', 'refused']
    """
    if 200 <= status < 300:
        return AnswerClass.PAGE
    named = {
        304: AnswerClass.UNCHANGED,
        401: AnswerClass.REFUSED,
        403: AnswerClass.REFUSED,
        451: AnswerClass.REFUSED,
        429: AnswerClass.BUSY,
    }
    if status in named:
        return named[status]
    return AnswerClass.MISSING if 400 <= status < 500 else AnswerClass.FAILED
