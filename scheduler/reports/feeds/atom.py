"""A feed as Atom 1.0 (RFC 4287). What others wrote stands in it as text; the writer of XML escapes it."""

from __future__ import annotations

from importlib.metadata import version

from lxml import etree

from scheduler.reports.feeds.feed import Feed, FeedEntry, FeedPlace, format_date

KIND = "application/atom+xml"
ATOM = "http://www.w3.org/2005/Atom"
XHTML = "http://www.w3.org/1999/xhtml"


def write_atom(feed: Feed, place: FeedPlace) -> bytes:
    """Write a feed."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", format_date(feed.updated))
    _add(etree.SubElement(root, f"{{{ATOM}}}author"), "name", "Mirrorfold")
    _add(root, "generator", "Mirrorfold", version=version("mirrorfold"))
    if place.own is not None:
        _add(root, "link", rel="self", type=KIND, href=place.own)
    if place.page is not None:
        _add(root, "link", rel="alternate", type="text/html", href=place.page)
    for entry in feed.entries:
        _add_entry(root, entry)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _add_entry(root: etree._Element, entry: FeedEntry) -> None:
    element = etree.SubElement(root, f"{{{ATOM}}}entry")
    if entry.language:
        element.set("{http://www.w3.org/XML/1998/namespace}lang", entry.language)
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    if entry.published is not None:
        _add(element, "published", format_date(entry.published))
    _add(element, "updated", format_date(entry.updated))
    for name in entry.authors or (entry.source_name,):
        _add(etree.SubElement(element, f"{{{ATOM}}}author"), "name", name)
    if entry.section:
        _add(element, "category", term=entry.section)
    if entry.url is not None:
        _add(element, "link", rel="alternate", href=entry.url)
    for other in entry.others:
        _add(element, "link", rel="related", href=other)
    _add(element, "summary", "\n".join(filter(None, (entry.changed, entry.summary))))
    if entry.text:
        _add_text(element, entry.text)
    elif entry.url is None:  # an entry has an alternate link or a content (RFC 4287, 4.1.2)
        _add(element, "content", entry.summary)


def _add_text(element: etree._Element, text: str) -> None:
    """A whole text: its paragraphs, and nothing else that is markup."""
    content = _add(element, "content", type="xhtml")
    division = etree.SubElement(content, f"{{{XHTML}}}div", nsmap={None: XHTML})
    for line in text.split("\n"):
        etree.SubElement(division, f"{{{XHTML}}}p").text = line


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    element.text = text or None
    return element
