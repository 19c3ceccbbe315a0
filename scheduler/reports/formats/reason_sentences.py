"""Why a page is no article → a sentence."""

from __future__ import annotations

from crawler.model.article import Reason

REASONS = {
    Reason.NOT_HTML: "it is no HTML",
    Reason.EMPTY: "there is nothing to read in it",
    Reason.ERROR_PAGE: "an error page sent as if all were well",
    Reason.HOME_PAGE: "a front page or a list of articles in the article's place",
    Reason.LOGIN_WALL: "an invitation to log in or subscribe",
    Reason.SEIZED: "a notice that the domain was seized",
    Reason.BLOCKED: "a notice that the page is blocked by law or by a court",
    Reason.CHALLENGE: "a browser check or captcha",
    Reason.PARKED: "a registrar's parking page",
    Reason.UNREADABLE: "it could not be parsed in the time and memory it may take",
}
"""Why a page is no article."""


def reason_sentence(reason: str) -> str:
    """Say why a page is no article; a reason that this version does not know speaks for itself.

    >>> reason_sentence("parked")
    "parked: a registrar's parking page"
    """
    return f"{reason}: {REASONS[Reason(reason)]}" if reason in REASONS else reason
