"""Is it an article at all? The checks of a page before it is parsed, and after it was read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.canonical.word_tables import plain
from crawler.canonical.writing_systems import count_words, letters, words_in
from crawler.extraction.fields.declared import Declared
from crawler.extraction.furniture.furniture_lines import is_prose
from crawler.extraction.markup.charset import decode
from crawler.extraction.markup.tree import flat, fold_spaces
from crawler.extraction.notices.list_pages import ListSigns, Own, find_list
from crawler.extraction.notices.marks import Marks
from crawler.extraction.notices.sign_tables import LOGIN_PHRASES
from crawler.extraction.notices.signs import LONG_NOTICE, NOTICE_START, Outline, find_heading, find_sign, page_says
from crawler.model.article import Reason, Rejection

ARTICLE_WORDS = 150
"""Words of text from which no sign is believed: notices are shorter, and articles about notices are not."""

DATED_WORDS = 50
"""The same for a page with a date of publication."""

WALL_WORDS = 40
"""Words up to which a text can be that of a login wall: a teaser and the invitation."""

PROSE_WORDS = 25
PROSE_LINES = 3
"""Full sentences of so many words, so many of them: prose, which front pages have not."""

REPORT_WORDS, REPORT_LINES = 80, 2
"""Words, and full sentences of ``PROSE_WORDS``, from which a short text is a report and a sign must be its heading."""

PARAGRAPH_WORDS, PARAGRAPHS, FEW_HEADLINES = 10, 4, 4
"""Sentences of so many words, so many of them, beside fewer linked headlines: a short article whose system gives the
front page as the canonical link of every page."""

HEADLINE_WORDS = 5
"""Words from which a main heading is a headline: sections and sites have shorter names."""

MOST_PLAIN = 1000
"""Bytes of the longest notice that is plain text ("error code: 1020"); a longer text is a file of its own kind."""

LIST_HEADLINES = 12
"""Headings that are links, from which a page without prose is a list; articles show up to ten related ones."""

MAGIC = (
    # The first bytes of what is no page, after the IANA media type registrations.
    (b"%PDF-", "a PDF"), (b"\x89PNG", "a PNG picture"), (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a RIFF file (WebP, WAV, AVI)"), (b"PK\x03\x04", "a ZIP archive"), (b"\x1f\x8b", "a gzip archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"), (b"Rar!", "a RAR archive"), (b"\x7fELF", "a program"),
    (b"MZ", "a program"), (b"ID3", "an MP3 file"), (b"OggS", "an Ogg file"), (b"\x00\x00\x00\x18ftyp", "an MP4 film"),
    (b"\x00\x00\x00\x20ftyp", "an MP4 film"), (b"wOFF", "a font"), (b"wOF2", "a font"),
)  # fmt: skip
HTML_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/octet-stream", "")
"""Media types under which pages are sent; the last ones by servers that do not know better."""

_HTML = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|title|meta|div|p|h1|article|table|script|span|a)\b", re.IGNORECASE
)
_XML = re.compile(
    rb"^\s*(?:<\?xml[^>]*\?>)?\s*(?:<!--.*?-->\s*)*<(rss|feed|rdf:rdf|urlset|sitemapindex|svg)\b",
    re.IGNORECASE | re.DOTALL,
)
_LISTS = re.compile(r"^/(?:index\.(?:html?|php|aspx?)|home|default\.aspx?|[a-z]{2})?/?$", re.IGNORECASE)


def reject_bytes(body: bytes, content_type: str) -> Rejection | None:
    """Whether the bytes cannot be a page: empty, another format by its first bytes or its media type."""
    start = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if not start:
        return Rejection(Reason.EMPTY, "the body is empty")
    media_type = content_type.partition(";")[0].strip().lower()
    known = next((name for magic, name in MAGIC if body.startswith(magic)), "")
    if known:
        return Rejection(Reason.NOT_HTML, f"the first bytes are those of {known}")
    if root := _XML.match(start):
        return Rejection(Reason.NOT_HTML, f"the root element is <{root[1].decode('ascii', 'replace').lower()}>")
    sample = body[:65_536]
    if _HTML.search(sample.replace(b"\x00", b"") if sample[:2] in (b"\xff\xfe", b"\xfe\xff") else sample):
        return None
    if media_type and media_type not in HTML_TYPES:
        return Rejection(Reason.NOT_HTML, f"the media type is {media_type[:80]}")
    return Rejection(Reason.NOT_HTML, f"no HTML element in {len(body)} bytes")


def find_plain_notice(body: bytes, content_type: str) -> Rejection | None:
    """The sign in a short text without markup; None when there is none, or the bytes are no text."""
    if len(body) > MOST_PLAIN or b"\0" in body or body.lstrip()[:1] in (b"{", b"[", b"<", b"%"):
        return None
    lines = tuple(filter(None, map(fold_spaces, decode(body, content_type).splitlines())))
    return find_sign(Outline(url="", titles=(), pictures=(), shown=lines, headlines=0), 0)


def reject_page(
    page: Outline,
    declared: Declared,
    lines: Sequence[str],
    *,
    signs: ListSigns,
    own: Own,
    title: str | None,
    home: bool,
) -> Rejection | None:
    """Whether a page that was read is no article after all.

    :param lines: the article's text as it was extracted
    :param signs: that it is a list; ``own``: what it has of its own
    :param home: the front page was asked for
    """
    words = count_words(lines)
    if sign := _notice(page, lines, words, dated=own.dated, article=declared.is_article):
        return sign
    if words < (DATED_WORDS if own.dated else ARTICLE_WORDS) and (wall := _login_wall(lines or page.shown, words)):
        return wall
    if not home and (front := _front_page(page, declared, lines)):
        return front
    if not home and (listed := find_list(signs, own, lines, has_headline=page.has_headline)):
        return listed
    if not words and not (title and declared.is_article) and not own.is_enough:
        return Rejection(Reason.EMPTY, f"a title and no text: {title}"[:200] if title else "neither a title nor a text")
    return None


def _notice(page: Outline, lines: Sequence[str], words: int, *, dated: bool, article: bool) -> Rejection | None:
    """The sign of a notice. What has a date and calls itself an article is none, however short."""
    if dated and article:
        return None
    if words < (DATED_WORDS if dated or article else ARTICLE_WORDS) and not _is_report(lines, words):
        return find_sign(page, words)
    return find_heading(page) if words < LONG_NOTICE and not article else None


def _is_report(lines: Sequence[str], words: int) -> bool:
    """Whether a short text is told in paragraphs, as news is: notices have one at most, and a heading that says all."""
    return words >= REPORT_WORDS and _sentences(lines, PROSE_WORDS) >= REPORT_LINES


def _login_wall(lines: Sequence[str], words: int) -> Rejection | None:
    """Whether all the text there is invites to log in: a page's header may do so above an article, too."""
    for line in map(plain, lines if words <= WALL_WORDS else ()):
        if sign := next((phrase for phrase in LOGIN_PHRASES if phrase in line[:NOTICE_START]), None):
            return Rejection(Reason.LOGIN_WALL, page_says(sign))
    return None


def outline_page(tree: HtmlElement, shown: Sequence[str], *, url: str, marks: Marks) -> Outline:
    """The outline of a page, before anything is taken out of its tree but what no reader sees."""
    titles = (fold_spaces(tree.findtext(".//title")), *map(flat, tree.iter("h1")))
    pictures = (fold_spaces(f"{image.get('alt', '')} {image.get('title', '')}") for image in tree.iter("img"))
    headlines = sum(_is_linked(heading) for heading in tree.iter("h2", "h3", "h4"))
    own = any(_is_headline(flat(heading), titles[0]) and not _is_linked(heading) for heading in tree.iter("h1"))
    return Outline(
        url=url,
        titles=tuple(filter(None, titles)),
        pictures=tuple(filter(None, pictures)),
        shown=tuple(shown),
        headlines=headlines,
        has_headline=own,
        marks=marks,
    )


def _is_headline(heading: str, window: str) -> bool:
    return words_in(heading) >= HEADLINE_WORDS and letters(heading) in letters(window)


def _is_linked(heading: HtmlElement) -> bool:
    return next(heading.iter("a"), None) is not None or next(heading.iterancestors("a"), None) is not None


def _front_page(page: Outline, declared: Declared, lines: Sequence[str]) -> Rejection | None:
    """Whether the address of an article led to a front page or to a list of articles."""
    if _is_front(page.url):
        return Rejection(Reason.HOME_PAGE, f"the address is that of a front page: {page.url[:160]}")
    prose = _sentences(lines, PROSE_WORDS) >= PROSE_LINES
    if declared.is_article or prose or (page.has_headline and lines):
        return None
    named = next((link for link in (declared.canonical, declared.first("og:url")) if link and _is_front(link)), None)
    if named and not (page.headlines < FEW_HEADLINES and _sentences(lines, PARAGRAPH_WORDS) >= PARAGRAPHS):
        return Rejection(Reason.HOME_PAGE, f"the page calls itself {named[:160]}")
    if page.headlines >= LIST_HEADLINES:
        return Rejection(Reason.HOME_PAGE, f"{page.headlines} linked headlines and no prose")
    return None


def _is_front(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return bool(parts.netloc) and _LISTS.match(parts.path or "/") is not None and not parts.query


def _sentences(lines: Sequence[str], words: int) -> int:
    """Lines of so many words that end as sentences do."""
    return sum(is_prose(line, words) for line in lines)
