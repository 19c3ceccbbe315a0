"""Bytes → the text of an XML document, from its root element on.

What stands before the root goes: with the document type go all entity declarations, so that no parser behind this
one has anything to expand or to look up, however the declarations are written.
"""

from __future__ import annotations

import codecs
import re
import sys

from crawler.extraction.markup.charset import BEYOND_CHANCE, codec_of, decode

SIGNATURES = (
    # Byte order marks and "<?xm" without one (XML 1.0, appendix F.1), the longer before its own beginning.
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00<\x00?", "utf-16-be"),
    (b"<\x00?\x00", "utf-16-le"),
)

_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([^\s\"';,]+)", re.IGNORECASE)
_DECLARED = re.compile(rb"\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']\s*([A-Za-z0-9._:-]+)")
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
    text = xml_text(body, content_type)
    start = 0
    while prolog := _PROLOG.match(text, start):
        start = prolog.end()
    root = _ELEMENT.search(text, start)
    return _mended(text[root.start() :]) if root else ""


def _mended(text: str) -> str:
    text = _REFERENCE.sub(_allowed, _NO_XML.sub("\ufffd", text))
    return _BARE_AMPERSAND.sub(lambda found: "&amp;" if found[0] == "&" else found[0], text)


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
    found = _ELEMENT.match(text)
    return found[1].rpartition(":")[2].lower() if found else ""


def xml_text(body: bytes, content_type: str = "") -> str:
    """The text of an XML document in the encoding that it is in. Never raises.

    The order is RFC 7303's, section 3: byte order mark, HTTP header, XML declaration. What is UTF-8 beyond chance is
    UTF-8 whatever the two say; a label whose encoding the bytes are not in is passed over.

    >>> xml_text('<?xml version="1.0" encoding="koi8-r"?><a>мир</a>'.encode("koi8-r"))[-10:]
    '<a>мир</a>'
    """
    labels = [codec for start, codec in SIGNATURES if body.startswith(start)][:1]
    if not labels and _is_utf8(body):
        labels = ["utf-8"]
    labels += _declared(body, content_type)
    for codec in labels:
        try:
            return body.decode(codec)
        except UnicodeDecodeError:
            continue  # the next label may be the right one
    return body.decode(labels[0], "replace") if labels else decode(body)


def _declared(body: bytes, content_type: str) -> list[str]:
    """The codecs that header and declaration name, as far as the Encoding Standard knows them."""
    header = _HEADER.search(content_type)
    declaration = _DECLARED.match(body)
    names = [header[1] if header else "", declaration[1].decode("ascii") if declaration else ""]
    return [codec for codec in map(codec_of, names) if codec]


def _is_utf8(body: bytes) -> bool:
    try:
        return len(body) - len(body.decode("utf-8")) >= BEYOND_CHANCE
    except UnicodeDecodeError:
        return False
