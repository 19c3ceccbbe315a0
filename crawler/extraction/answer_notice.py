"""A notice in an answer that is no article whatever it says: a refusal, an error. Pure, and cheaper than a reading."""

from __future__ import annotations

import re
from collections.abc import Mapping

from crawler.canonical.writing_systems import count_words
from crawler.extraction.markup.charset import decode
from crawler.extraction.markup.own_errors import tell_own
from crawler.extraction.markup.tree import PARSE_FAILURES, lines_of, parse, strip_unseen
from crawler.extraction.notices import gates
from crawler.extraction.notices.marks import read_marks
from crawler.extraction.notices.sign_tables import HEADER_SIGNS
from crawler.extraction.notices.signs import ALONE, Outline, find_sign, quote
from crawler.mirrors.health.state import counts_against_mirror
from crawler.model.article import Reason, Rejection

REFUSALS = frozenset({403, 405, 412, 428, 429, 503})
"""Statuses under which a page that runs a script and says hardly a word is a challenge: nobody else refuses so."""

BODY = 256 * 1024
"""Bytes that are looked at: notices of this kind are small, but for pictures written into them."""

_BLOCKED_BY = re.compile(r"<([^>]{0,300})>\s*;[^,]*\brel\s*=\s*\"?[^\",;]*\bblocked-by\b", re.IGNORECASE)
"""The link by which RFC 7725 has an answer name who blocks it."""


def notice_in(body: bytes, *, headers: Mapping[str, str], status: int, url: str) -> Rejection | None:
    """The notice that an answer gives instead of an article, if it speaks of the mirror. Never raises.

    For every answer that is not taken for a page: any status but 2xx, a listing that is none, a page that was rejected.
    An answer with status 2xx may be an article about notices: read such a one with ``read_page``.

    :param headers: names in lower case
    :param url: the address that answered
    :returns: a rejection that ``counts_against_mirror``; None for everything else: then the status says what it means
    """
    if notice := find_header(headers, status):
        return notice
    start = body[:BODY]
    content_type = headers.get("content-type", "")
    if gates.reject_bytes(start, content_type):
        return _of_mirror(gates.find_plain_notice(start, content_type))
    try:
        tree = parse(decode(start, content_type))
        marks = read_marks(tree)
        strip_unseen(tree)
        page = gates.outline_page(tree, lines_of(tree), url=url, marks=marks)
        notice = _of_mirror(find_sign(page, 0))
        return notice or (_silent(page) if status in REFUSALS and len(body) <= BODY else None)
    except PARSE_FAILURES as error:
        tell_own(error)
        return None


def find_header(headers: Mapping[str, str], status: int) -> Rejection | None:
    """The notice that an answer's headers give.

    :param headers: names in lower case
    """
    if blocked := _BLOCKED_BY.search(headers.get("link", "")):
        return Rejection(Reason.BLOCKED, f"the answer names who blocks it: {blocked[1][:160]}")
    for sign in HEADER_SIGNS:
        value = headers.get(sign.name)
        if value is not None and sign.value in value.lower() and (not sign.statuses or status in sign.statuses):
            of_host = sign.reason is Reason.ERROR_PAGE
            evidence = f"the header {sign.name} says {quote(value)} ({sign.product})"
            return Rejection(sign.reason, f"the host has no site, {evidence}" if of_host else evidence, of_host)
    return None


def _silent(page: Outline) -> Rejection | None:
    if count_words(page.shown) > ALONE // 2 or not page.marks.runs:
        return None
    return Rejection(Reason.CHALLENGE, "the answer says nothing and runs a script")


def _of_mirror(notice: Rejection | None) -> Rejection | None:
    return notice if notice and counts_against_mirror(notice) else None
