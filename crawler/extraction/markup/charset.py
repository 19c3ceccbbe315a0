"""Bytes → text, in the order in which a browser decides.

Byte order mark, HTTP header, ``<meta>`` in the first 1024 bytes, XML declaration (WHATWG HTML, "determining the
character encoding"); then ISO-2022-JP by its escapes; UTF-8 where the bytes are valid UTF-8; then statistics; then
windows-1252. One thing no browser
does: a ``<meta>`` that names another encoding is not believed of bytes that are UTF-8 beyond chance, which is what
a mirror leaves behind that transcodes pages and keeps their markup.
"""

from __future__ import annotations

import codecs
import re

import charset_normalizer

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_BE, "utf-16-be"), (codecs.BOM_UTF16_LE, "utf-16-le"))

PRESCAN = 1024
"""Bytes searched for a ``<meta>``: the number of the HTML standard."""

SAMPLE = 65_536
"""Bytes given to the statistics: enough for a verdict, and it costs the same for every page."""

BEYOND_CHANCE = 8
"""Continuation bytes from which valid UTF-8 is no accident: a letter pair of another encoding is valid UTF-8 in at
most one case of eight, so eight of them in 1 of 10 million pages."""

LABELS = {
    # The Encoding Standard's names and labels (encoding.spec.whatwg.org, section 4.2), by the Python codec that
    # decodes them. Labels that only differ in case or outer white space are the same label.
    "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8",
    "cp866": "866 cp866 csibm866 ibm866",
    "iso8859-2": "csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2",
    "iso8859-3": "csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3",
    "iso8859-4": "csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4",
    "iso8859-5": "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988",
    "iso8859-6": "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e"
    " iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987",
    "iso8859-7": "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597"
    " iso_8859-7 iso_8859-7:1987 sun_eu_greek",
    "iso8859-8": "csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598"
    " iso_8859-8 iso_8859-8:1988 visual csiso88598i iso-8859-8-i logical",
    "iso8859-10": "csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6",
    "iso8859-13": "iso-8859-13 iso8859-13 iso885913",
    "iso8859-14": "iso-8859-14 iso8859-14 iso885914",
    "iso8859-15": "csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9",
    "iso8859-16": "iso-8859-16",
    "koi8-r": "cskoi8r koi koi8 koi8-r koi8_r",
    "koi8-u": "koi8-ru koi8-u",
    "mac-roman": "csmacintosh mac macintosh x-mac-roman",
    "cp874": "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874",
    "cp1250": "cp1250 windows-1250 x-cp1250",
    "cp1251": "cp1251 windows-1251 x-cp1251",
    "cp1252": "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591"
    " iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252",
    "cp1253": "cp1253 windows-1253 x-cp1253",
    "cp1254": "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5"
    " windows-1254 x-cp1254",
    "cp1255": "cp1255 windows-1255 x-cp1255",
    "cp1256": "cp1256 windows-1256 x-cp1256",
    "cp1257": "cp1257 windows-1257 x-cp1257",
    "cp1258": "cp1258 windows-1258 x-cp1258",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "gb18030": "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk gb18030",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "euc_jp": "cseucpkdfmtjapanese euc-jp x-euc-jp",
    "iso2022_jp": "csiso2022jp iso-2022-jp",
    "cp932": "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis",
    "cp949": "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601"
    " windows-949",
    "utf-16-be": "unicodefffe utf-16be",
    "utf-16-le": "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le",
}
CODECS = {label: codec for codec, labels in LABELS.items() for label in labels.split()}

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
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([^\s\"';,]+)", re.IGNORECASE)
_META = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([^\s\"'/>;]+)", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)


def decode(body: bytes, content_type: str = "") -> str:
    """The page's text; undecodable bytes become U+FFFD, so that no input raises.

    :param content_type: the HTTP header's value, for example ``text/html; charset=koi8-r``

    >>> decode("naïve".encode("cp1252"), "text/html; charset=ISO-8859-1")
    'naïve'
    """
    codec = _from_bom(body) or _from_header(content_type) or _from_markup(body) or _guess(body)
    return body.decode(codec, "replace").removeprefix("\ufeff")


def codec_of(label: str) -> str | None:
    """The Python codec for a label of the Encoding Standard, or None for an unknown one.

    >>> codec_of(" Latin1 "), codec_of("shift_jis"), codec_of("rot13")
    ('cp1252', 'cp932', None)
    """
    return CODECS.get(label.strip().lower())


def _from_bom(body: bytes) -> str | None:
    return next((codec for bom, codec in BOMS if body.startswith(bom)), None)


def _from_header(content_type: str) -> str | None:
    found = _HEADER.search(content_type)
    return codec_of(found[1]) if found else None


def _from_markup(body: bytes) -> str | None:
    found = _META.search(_COMMENT.sub(b"", body[:PRESCAN])) or _XML.match(body[:PRESCAN])
    codec = codec_of(found[1].decode("ascii", "replace")) if found else None
    # Whoever could read the <meta> as ASCII is not reading UTF-16: the standard takes it for UTF-8.
    if codec in ("utf-16-be", "utf-16-le"):
        return "utf-8"
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
