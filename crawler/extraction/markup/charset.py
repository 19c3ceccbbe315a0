"""Bytes → text: of a page in the order in which a browser decides, of an XML document in that of its standard.

``decode`` goes by byte order mark, HTTP header, ``<meta>`` in the first 1024 bytes, XML declaration (WHATWG HTML,
"determining the character encoding"); then ISO-2022-JP by its escapes; UTF-8 where the bytes are valid UTF-8; then
statistics; then windows-1252. ``decode_xml`` goes by byte order mark, HTTP header, XML declaration (RFC 7303, section
3), and where these say nothing, as ``decode`` does.

One thing no browser does: what names another encoding is not believed of bytes that are UTF-8 beyond chance, which is
what a mirror leaves behind that transcodes pages and keeps their markup, or serves them with its own server's default.
"""

from __future__ import annotations

import codecs
import re

import charset_normalizer
import webencodings

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_BE, "utf-16-be"), (codecs.BOM_UTF16_LE, "utf-16-le"))

XML_SIGNATURES = (
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

PRESCAN = 1024
"""Bytes searched for a ``<meta>``: the number of the HTML standard."""

SAMPLE = 65_536
"""Bytes given to the statistics: enough for a verdict, and it costs the same for every page."""

WIDE = ("utf-16", "utf-32")
"""Encodings in which every letter of markup has a zero byte."""

MARKUP = 64
"""Bytes at the beginning of an XML document that are markup, or hold some."""

BEYOND_CHANCE = 8
"""Continuation bytes from which valid UTF-8 is no accident: a letter pair of another encoding is valid UTF-8 in at
most one case of eight, so eight of them in 1 of 10 million pages."""

_UNREADABLE = frozenset({"replacement", "x-user-defined"})
"""Encodings of the standard that are there to refuse a text, or to hold bytes that are none."""

_DETECTED = """
gb18030 big5:big5hkscs big5hkscs euc_jp cp932 shift_jis:cp932 cp949 euc_kr:cp949 cp874 tis_620:cp874
cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 koi8_r koi8_u cp866
iso8859_2 iso8859_5 iso8859_6 iso8859_7 iso8859_8
"""
DETECTED = {name: codec or name for name, _, codec in (row.partition(":") for row in _DETECTED.split())}
"""What the statistics choose among: the encodings that real pages leave undeclared, each with the codec that decodes
it. The rest of Python's hundred would only win by accident."""

ISO_2022_JP = re.compile(rb"\x1b\$[@B]")
"""The escapes that begin two-byte characters; to anything else the bytes look like ASCII."""

_TAG = re.compile(rb"<[^<>]*>")
_XML = re.compile(rb"\s*<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([A-Za-z0-9._:-]+)[\"']", re.IGNORECASE)
_XML_DECLARATION = re.compile(rb"\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']\s*([A-Za-z0-9._:-]+)")
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([^\s\"';,]+)", re.IGNORECASE)
_META = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([^\s\"'/>;]+)", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)


def decode(body: bytes, content_type: str = "") -> str:
    """The page's text; undecodable bytes become U+FFFD, so that no input raises.

    :param content_type: the HTTP header's value, for example ``text/html; charset=koi8-r``

    >>> decode("naïve".encode("cp1252"), "text/html; charset=ISO-8859-1")
    'naïve'
    """
    codec = _from_bom(body) or _proven(_from_header(content_type), body) or _from_markup(body) or _guess(body)
    return body.decode(codec, "replace").removeprefix("\ufeff")


def decode_xml(body: bytes, content_type: str = "") -> str:
    """The text of an XML document in the encoding that it is in. Never raises.

    A label whose encoding the bytes are not in is passed over; bytes in which markup reads as ASCII are neither UTF-16
    nor UTF-32, though they would pass for either.

    :param content_type: the HTTP header's value

    >>> decode_xml('<?xml version="1.0" encoding="koi8-r"?><a>мир</a>'.encode("koi8-r"))[-10:]
    '<a>мир</a>'
    """
    candidates = [codec for start, codec in XML_SIGNATURES if body.startswith(start)][:1]
    if not candidates and _is_utf8(body, beyond_ascii=BEYOND_CHANCE):
        candidates = ["utf-8"]
    declaration = _XML_DECLARATION.match(body)
    declared = codec_of(declaration[1].decode("ascii")) if declaration else None
    named = filter(None, (_from_header(content_type), declared))
    candidates += [codec for codec in named if b"\0" in body[:MARKUP] or not codec.startswith(WIDE)]
    for codec in candidates:
        try:
            return body.decode(codec)
        except UnicodeDecodeError:
            continue  # the next label may be the right one
    return body.decode(candidates[0], "replace") if candidates else decode(body)


def codec_of(label: str) -> str | None:
    """The Python codec for a label of the Encoding Standard, or None for an unknown one.

    >>> codec_of(" Latin1 "), codec_of("shift_jis"), codec_of("rot13")
    ('cp1252', 'cp932', None)
    """
    encoding = webencodings.lookup(label)
    if encoding is None or encoding.name in _UNREADABLE:
        return None
    return "gb18030" if encoding.name == "gbk" else encoding.codec_info.name  # the standard decodes GBK as GB 18030


def _from_bom(body: bytes) -> str | None:
    return next((codec for bom, codec in BOMS if body.startswith(bom)), None)


def _from_header(content_type: str) -> str | None:
    label = _HEADER.search(content_type)
    return codec_of(label[1]) if label else None


def _from_markup(body: bytes) -> str | None:
    label = _META.search(_COMMENT.sub(b"", body[:PRESCAN])) or _XML.match(body[:PRESCAN])
    codec = codec_of(label[1].decode("ascii", "replace")) if label else None
    # Whoever could read the <meta> as ASCII is not reading UTF-16: the standard takes it for UTF-8.
    if codec in ("utf-16-be", "utf-16-le"):
        return "utf-8"
    return _proven(codec, body)


def _proven(codec: str | None, body: bytes) -> str | None:
    """The encoding that a label names, unless the bytes prove it wrong."""
    return "utf-8" if codec and _is_utf8(body, beyond_ascii=BEYOND_CHANCE) else codec


def _is_utf8(body: bytes, beyond_ascii: int = 0) -> bool:
    """Whether the bytes are UTF-8, with at least so many characters that ASCII has not."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        # A page cut in the middle of a character is still UTF-8.
        if error.start < len(body) - 3 or error.reason != "unexpected end of data":
            return False
        text = body[: error.start].decode("utf-8")
    return len(body) - len(text) >= beyond_ascii


def _guess(body: bytes) -> str:
    if body.isascii() and ISO_2022_JP.search(body):
        return "iso2022_jp"
    if _is_utf8(body):
        return "utf-8"
    text = _TAG.sub(b" ", body[: 2 * SAMPLE])[:SAMPLE]  # markup is ASCII, and tells nothing
    best = charset_normalizer.from_bytes(text, cp_isolation=list(DETECTED)).best()
    return DETECTED.get(best.encoding, "cp1252") if best else "cp1252"
