"""Page → article or rejection: the steps in their order. A pure function of its inputs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from lxml.etree import LxmlError
from lxml.html import HtmlElement

from crawler.article import Article, Reason, Rejection
from crawler.extraction import gates
from crawler.extraction.body import article_lines
from crawler.extraction.captions import ends_in_credit, take_captions
from crawler.extraction.charset import decode
from crawler.extraction.dates import read_dates
from crawler.extraction.declared import Declared, read_declared
from crawler.extraction.furniture import without_furniture
from crawler.extraction.head import with_standfirst, without_head
from crawler.extraction.hints import Hints
from crawler.extraction.metadata import read_authors, read_image, read_language, read_section
from crawler.extraction.paragraphs import mark_paragraphs
from crawler.extraction.related import take_related
from crawler.extraction.title import choose_title
from crawler.extraction.tree import lines_of, parse, remove, strip_unseen, text_of

THIN_WORDS = 50
"""Words below which an article is thin: 40 shingles of five words, by which texts are compared, need 44."""

PARSE_FAILURES = (
    # What lxml and trafilatura raise on hostile pages, as seen in fuzzing: a page rooted in <svg> (AssertionError),
    # nesting (RecursionError), names and characters that no tree may hold (ValueError), the rest from None values.
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    LxmlError,
    RecursionError,
    TypeError,
    ValueError,
)


def read_page(body: bytes, *, url: str, content_type: str = "", hints: Hints) -> Article | Rejection:
    """What a page says, or why it is no article. Never raises; the same input gives the same answer to the byte.

    :param body: the response's body, without transfer or content coding
    :param url: the address that answered, after redirects
    :param content_type: the HTTP header's value
    """
    read = read_as_written(body, url=url, content_type=content_type, hints=hints)
    if isinstance(read, Rejection):
        return read
    return replace(read, published=_utc(read.published), modified=_utc(read.modified))


def read_as_written(body: bytes, *, url: str, content_type: str = "", hints: Hints) -> Article | Rejection:
    """The same as ``read_page``, with dates in the offset that the page wrote: for showing them."""
    if rejection := gates.reject_bytes(body, content_type):
        return rejection
    try:
        return _read(decode(body, content_type), url, hints)
    except PARSE_FAILURES as error:
        return Rejection(Reason.UNREADABLE, f"{type(error).__name__}: {error}"[:200])


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None


def _read(text: str, url: str, hints: Hints) -> Article | Rejection:
    tree = parse(text)
    declared = read_declared(tree, url)
    strip_unseen(tree)
    own = hints.overrides
    if own.drop:
        remove(tree.cssselect(own.drop))
    title = _selected(tree, own.title) or choose_title(tree, declared, url=url, site_name=hints.site_name)
    published, modified = read_dates(tree, declared, hints)
    authors = read_authors(tree, declared, selector=own.author)
    section = read_section(tree, declared, title, selector=own.section)
    notice = gates.find_sign(tree, title)
    caption, lines = _text(tree, declared, url, hints, title, authors)
    rejection = gates.reject_page(
        notice, declared, lines, url=url, title=title, dated=published is not None, home=hints.home
    )
    return rejection or Article(
        title=title,
        text="\n".join(lines),
        caption=caption,
        published=published,
        modified=modified,
        authors=authors,
        section=section,
        image=read_image(declared, url),
        language=read_language(declared, hints.language),
        canonical_link=declared.canonical,
        thin=gates.count_words(lines) < THIN_WORDS,
    )


def _text(
    tree: HtmlElement, declared: Declared, url: str, hints: Hints, title: str | None, authors: tuple[str, ...]
) -> tuple[str | None, list[str]]:
    """The caption and the text's paragraphs. Takes the tree apart."""
    own = hints.overrides
    mark_paragraphs(tree)
    chosen = _selected(tree, own.caption)
    if own.caption:
        remove(tree.cssselect(own.caption))
    caption = take_captions(tree)
    take_related(tree)
    if own.text:
        lines = [line for element in tree.cssselect(own.text) for line in lines_of(element)]
    else:
        lines = with_standfirst(article_lines(tree, url=url), tree, declared, title)
    lines = without_head(without_furniture(lines), tree, title, authors)
    credited = [line for line in lines if ends_in_credit(line)]
    caption = chosen or caption or next(iter(credited), None)
    return caption, [line for line in lines if line not in credited and line != caption]


def _selected(tree: HtmlElement, selector: str) -> str | None:
    """The text of the first element that a source's own selector finds."""
    found = tree.cssselect(selector) if selector else []
    return text_of(found[0]) or None if found else None
