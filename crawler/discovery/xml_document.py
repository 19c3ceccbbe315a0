"""Bytes → an XML document from its root element on.

What stands before the root goes: with the document type go all entity declarations, so that no parser behind this
one has anything to expand or to look up, however the declarations are written.
"""

from __future__ import annotations

import re
import sys

from lxml import etree

from crawler.extraction.markup.charset import decode_xml

_PROLOG = re.compile(
    r"\s*(?:<\?.*?\?>"
    r"|<!--.*?-->"
    r"|<!DOCTYPE(?:[^\[>\"']|\"[^\"]*\"|'[^']*')*(?:\[(?:[^\]\"']|\"[^\"]*\"|'[^']*')*\]\s*)?>)",
    re.DOTALL | re.IGNORECASE,
)
_ELEMENT = re.compile(r"<([^\W\d][\w.:-]*)")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9A-Fa-f]+)|([0-9]+))")
_BARE_AMPERSAND = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?!#?\w+;)", re.DOTALL)
"""An ampersand that begins no reference; sections of CDATA, where it may stand, are matched to be passed over."""
ATTRIBUTES_SQUARED = 100
"""The square of the number of a tag's attributes that is as much work as a tag: parsers compare all with all."""

REFERENCES = 10
"""Character references that are as much work as a tag."""

_CDATA = "<![CDATA["
_LONGEST_NUMBER = 7
"""Digits of the largest character number, in decimal."""


def from_root(body: bytes, content_type: str = "") -> str:
    """The document from its root element on; empty where there is no element. Never raises.

    Two mistakes are mended that would cost the document or, worse, change its addresses: characters that no XML may
    hold (XML 1.0, section 2.2), written out or by number, become U+FFFD, and a bare ampersand becomes a reference.

    :param content_type: the HTTP header's value, for its charset

    >>> from_root(b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "<b>">]><rss>&a; &#0; ?a&b=1</rss>')
    '<rss>&a; &#65533; ?a&amp;b=1</rss>'
    """
    text = decode_xml(body, content_type)
    start = 0
    while prolog := _PROLOG.match(text, start):
        start = prolog.end()
    root = _ELEMENT.search(text, start)
    if root is None:
        return ""
    text = _REFERENCE.sub(_allowed, _NO_XML.sub("\ufffd", text[root.start() :]))
    return _BARE_AMPERSAND.sub(lambda match: "&amp;" if match[0] == "&" else match[0], text)


def _allowed(reference: re.Match[str]) -> str:
    """The reference, or one to U+FFFD where no XML document may hold the character of its number."""
    hexadecimal, decimal = reference.groups()
    digits = (hexadecimal or decimal).lstrip("0")
    number = int(digits or "0", 16 if hexadecimal else 10) if len(digits) <= _LONGEST_NUMBER else sys.maxsize
    return "&#65533" if number > sys.maxunicode or _NO_XML.match(chr(number)) else reference[0]


def root_name(text: str) -> str:
    """The name of the first element, lower-cased, without its prefix; empty where there is none.

    >>> root_name('<rdf:RDF xmlns="a">'), root_name("no document")
    ('rdf', '')
    """
    element = _ELEMENT.match(text)
    return element[1].rpartition(":")[2].lower() if element else ""


def outside_cdata(text: str) -> list[str]:
    """The pieces of a document that are in no section of CDATA.

    >>> outside_cdata("<a><![CDATA[<p>]]></a>")
    ['<a>', '</a>']
    """
    before, *sections = text.split(_CDATA)
    return [before, *(section.partition("]]>")[2] for section in sections)]


def count_tangle(text: str) -> int:
    """How much work the attributes and references of a document are for a parser, in tags."""
    pieces = outside_cdata(text)
    tags = (tag for piece in pieces for tag in piece.split("<")[1:])
    work = sum(tag.partition(">")[0].count("=") ** 2 // ATTRIBUTES_SQUARED for tag in tags)
    return work + sum(piece.count("&") for piece in pieces) // REFERENCES


def parse_leniently(text: str) -> etree._Element | None:
    """The tree of a document that begins with its root, as far as a damaged one can be read; None where nothing of it
    can.
    """
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        return None
