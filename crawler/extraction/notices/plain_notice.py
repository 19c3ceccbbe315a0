"""A notice that is plain text: "error code: 1020", "Hello World"."""

from __future__ import annotations

from crawler.extraction.markup.charset import decode
from crawler.extraction.markup.tree import folded
from crawler.extraction.notices.signs import Outline, find_sign
from crawler.model.article import Rejection

MOST = 1000
"""Bytes of the longest one; a text that is longer is a file of its own kind."""


def plain_notice(body: bytes, content_type: str) -> Rejection | None:
    """The sign in a short text without markup; None when there is none, or the bytes are no text."""
    if len(body) > MOST or b"\0" in body or body.lstrip()[:1] in (b"{", b"[", b"<", b"%"):
        return None
    lines = tuple(filter(None, map(folded, decode(body, content_type).splitlines())))
    return find_sign(Outline("", (), (), lines, 0), 0)
