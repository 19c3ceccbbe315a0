"""Page → article or rejection: the steps in their order. A pure function of its inputs."""

from __future__ import annotations

from typing import NamedTuple

from lxml.html import HtmlElement

from crawler.canonical.writing_systems import count_words
from crawler.extraction.fields.captions import ends_in_credit, take_captions
from crawler.extraction.fields.dates import read_dates
from crawler.extraction.fields.declared import Declared, read_declared
from crawler.extraction.fields.found_dates import find_published
from crawler.extraction.fields.headings import shows_title
from crawler.extraction.fields.language import detect_language
from crawler.extraction.fields.metadata import read_authors, read_byline, read_image, read_language, read_section
from crawler.extraction.fields.title import choose_title, find_heading, name_site
from crawler.extraction.furniture.furniture_lines import drop_furniture
from crawler.extraction.furniture.other_articles import take_other_articles
from crawler.extraction.furniture.related_links import take_related
from crawler.extraction.furniture.surroundings import drop_surroundings
from crawler.extraction.markup.charset import decode
from crawler.extraction.markup.own_errors import tell_own
from crawler.extraction.markup.paragraphs import mark_paragraphs
from crawler.extraction.markup.tree import (
    PARSE_FAILURES,
    LinkedLine,
    lines_of,
    linked_lines,
    parse,
    remove,
    strip_unseen,
    text_of,
)
from crawler.extraction.mirror_evidence.mirror_hints import page_evidence
from crawler.extraction.notices import gates
from crawler.extraction.notices.list_pages import find_own, read_list_signs
from crawler.extraction.notices.marks import MOST_SOURCE, Marks, read_marks
from crawler.extraction.page_values import Hints, Overrides, PageContent
from crawler.extraction.text.body import article_lines, selected_lines
from crawler.extraction.text.carried import Carried, read_carried, with_carried_body
from crawler.extraction.text.standfirst import with_standfirst, without_head
from crawler.extraction.text.unseen import strip_hidden
from crawler.mirrors.evidence import MirrorEvidence
from crawler.model.article import Article, Reason, Rejection

THIN_WORDS = 50
"""Words below which an article is thin: 40 shingles of five words, by which texts are compared, need 44."""


def read_page(body: bytes, *, url: str, content_type: str = "", hints: Hints) -> Article | Rejection:
    """What a page says, or why it is no article. Never raises; the same input gives the same answer to the byte.

    Dates keep the offset that the page wrote: the day a reader saw is part of them.

    :param body: the response's body, without transfer or content coding
    :param url: the address that answered, after redirects
    :param content_type: the HTTP header's value
    """
    return read_whole_page(body, url=url, content_type=content_type, hints=hints).outcome


def read_whole_page(body: bytes, *, url: str, content_type: str = "", hints: Hints) -> PageContent:
    """Like ``read_page``, with what the page gives away about mirrors, whether it is an article or not."""
    if rejection := gates.reject_bytes(body, content_type):
        return PageContent(gates.find_plain_notice(body, content_type) or rejection)
    evidence: tuple[MirrorEvidence, ...] = ()
    try:
        text = decode(body, content_type)
        tree = parse(text)
        declared = read_declared(tree, url)
        marks = read_marks(tree) if len(text) <= MOST_SOURCE else Marks()
        carried = read_carried(tree)
        strip_unseen(tree)
        strip_hidden(tree)
        shown, lines = _prepared(tree, hints.overrides.drop)
        evidence = page_evidence(tree, declared, lines, url=url, site_name=hints.site_name)
        outcome = _read(tree, declared, marks, carried, shown, url, hints)
        return PageContent(outcome, evidence, lines=tuple(line.text for line in lines))
    except PARSE_FAILURES as error:
        tell_own(error)
        return PageContent(Rejection(Reason.UNREADABLE, f"{type(error).__name__}: {error}"[:200]), evidence)


def _prepared(tree: HtmlElement, drop: str) -> tuple[list[str], list[LinkedLine]]:
    """The lines that are read, and all there are with their links: a notice may stand in what a source drops."""
    if drop:
        every = linked_lines(tree)
        remove(tree.cssselect(drop))
        mark_paragraphs(tree)
        return lines_of(tree), every
    mark_paragraphs(tree)
    every = linked_lines(tree)
    return [line.text for line in every], every


def _read(
    tree: HtmlElement, declared: Declared, marks: Marks, carried: Carried, shown: list[str], url: str, hints: Hints
) -> Article | Rejection:
    own = hints.overrides
    sites = name_site(declared, url, hints.site_name)
    title = _selected(tree, own.title) or choose_title(tree, declared, url=url, sites=sites, listed=hints.listed_title)
    heading = find_heading(tree, title)
    outline = gates.outline_page(tree, shown, url=url, marks=marks)
    if take_other_articles(tree, heading):
        shown = lines_of(tree)
    dates = read_dates(tree, declared, hints, shown, title, url)
    has_heading = shows_title(heading, title, url=url, sites=sites)
    of_page = find_own(tree, declared, title=title, heading=has_heading, dated=dates.on_page)
    signs = read_list_signs(tree, declared, of_page, url)
    authors = read_authors(tree, declared, selector=own.author) or read_byline(shown, title)
    section = read_section(tree, declared, title, shown, selector=own.section)
    head = _Head(heading, title, section, authors, outline.titles)
    body = _read_body(tree, declared, carried, shown, own, url, head)
    rejection = gates.reject_page(outline, declared, body.lines, signs=signs, own=of_page, title=title, home=hints.home)
    if rejection:
        return rejection
    found = None if dates.published or hints.home else find_published(tree, declared, hints, shown, title)
    return Article(
        title=title,
        text="\n".join(body.lines),
        caption=body.caption,
        published=dates.published or found,
        published_found=found is not None,
        modified=dates.modified,
        authors=authors,
        section=section,
        image=read_image(declared, url),
        language=read_language(declared, hints.language) or detect_language("\n".join(body.lines)),
        canonical_link=declared.canonical,
        previous_link=declared.previous,
        thin=count_words(body.lines) < THIN_WORDS,
    )


class _Head(NamedTuple):
    """What stands above an article's text, and may be read into it."""

    heading: HtmlElement | None
    title: str | None
    section: str | None
    authors: tuple[str, ...]
    titles: tuple[str, ...]


class _Body(NamedTuple):
    lines: list[str]
    caption: str | None


def _read_body(
    tree: HtmlElement, declared: Declared, carried: Carried, shown: list[str], own: Overrides, url: str, head: _Head
) -> _Body:
    """The text's lines and the caption; takes captions and links to other articles out of the tree."""
    headings = {head.title or "", *map(text_of, tree.iter("h1"))}
    if not own.text and not own.caption:
        drop_surroundings(tree)
    caption, captions = _captions(tree, own.caption, head.heading)
    lines = _text(tree, shown, own.text, url)
    if not own.text:
        lines = with_carried_body(lines, carried, declared, title=head.title, shown=head.titles, url=url)
    lines = with_standfirst(lines, [line for line in shown if line not in captions], declared, headings)
    lines = without_head(drop_furniture(lines, shown), headings, head.section, head.authors)
    credited = [line for line in lines if ends_in_credit(line)]
    caption = caption or next(iter(credited), None)
    return _Body([line for line in lines if line not in credited and line not in captions], caption)


def _captions(tree: HtmlElement, selector: str, heading: HtmlElement | None) -> tuple[str | None, frozenset[str]]:
    """The article's own caption, and all of them; takes them out of the tree."""
    chosen = _selected(tree, selector)
    if selector:
        remove(tree.cssselect(selector))
    captions = take_captions(tree, heading)
    return chosen or captions.own, captions.every | frozenset(filter(None, (chosen,)))


def _text(tree: HtmlElement, shown: list[str], selector: str, url: str) -> list[str]:
    """The text's paragraphs; takes links to other articles out of the tree."""
    if selector:
        return selected_lines(tree.cssselect(selector))
    take_related(tree, shown)
    return article_lines(tree, shown, url=url)


def _selected(tree: HtmlElement, selector: str) -> str | None:
    """The text of the first element that a source's own selector finds."""
    elements = tree.cssselect(selector) if selector else []
    return text_of(elements[0]) or None if elements else None
