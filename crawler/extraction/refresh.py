"""A page that is nothing but a way to another: ``<meta http-equiv="refresh">`` in place of content."""

from __future__ import annotations

import re

from crawler.canonical.writing_systems import count_words
from crawler.extraction.markup.charset import decode
from crawler.extraction.markup.own_errors import tell_own
from crawler.extraction.markup.tree import PARSE_FAILURES, lines_of, parse, strip_unseen

LONGEST = 64 * 1024
"""Bytes of a page that can be one in place of content."""

MOST_WORDS = 30
"""Words that such a page may say: "You are being redirected. If nothing happens, click here."."""

MOST_SECONDS = 30
"""Seconds that it may wait; what waits longer is meant to be read."""

_REFRESH = re.compile(
    r"\s*(\d*)[\d.]*\s*[;,\s]\s*(?:url\s*=\s*)?(?:\"([^\"]*)|'([^']*)|(.*))", re.IGNORECASE | re.DOTALL
)
"""Seconds and address (WHATWG HTML, "shared declarative refresh steps")."""


def may_refresh(body: bytes) -> bool:
    """Whether a page is worth a look: a few bytes, with the word in them.

    >>> may_refresh(b'<META HTTP-EQUIV="Refresh" CONTENT="0; URL=/1">'), may_refresh(b"<p>calm</p>")
    (True, False)
    """
    return len(body) <= LONGEST and b"refresh" in body.lower()


def find_refresh(body: bytes, content_type: str = "") -> str | None:
    """The address, as it is written, to which a page without content sends its readers; None where it has content, or
    sends nobody. Never raises.

    What stands in ``<noscript>`` is for nobody: readers have scripts.

    >>> find_refresh(b'<meta http-equiv="refresh" content="0; url=/news/1"><p>Click <a href="/news/1">here</a></p>')
    '/news/1'
    >>> find_refresh(b'<meta http-equiv="refresh" content="300">')
    """
    if not may_refresh(body):
        return None
    try:
        tree = parse(decode(body, content_type))
        strip_unseen(tree)
        metas = [meta for meta in tree.iter("meta") if (meta.get("http-equiv") or "").strip().lower() == "refresh"]
        if not metas or count_words(lines_of(tree)) > MOST_WORDS:
            return None
    except PARSE_FAILURES as error:
        tell_own(error)
        return None
    written = _REFRESH.match(metas[0].get("content") or "")
    if written is None or int(written[1][:9] or "0") > MOST_SECONDS:
        return None
    return (written[2] or written[3] or written[4] or "").strip() or None
