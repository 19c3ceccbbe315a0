"""The encoding of an XML document, and what is cut off in front of its root."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.xml_document import from_root, root_name
from crawler.extraction.markup.charset import XML_SIGNATURES, decode_xml

RUSSIAN = "<a>Спокойное море</a>"
DECLARED = '<?xml version="1.0" encoding="{}"?>' + RUSSIAN


@pytest.mark.parametrize("label", ["utf-8", "windows-1251", "koi8-r", "iso-8859-5", "gb2312", "x-sjis"])
def test_the_declaration_names_the_encoding(label):
    codec = "shift_jis" if label == "x-sjis" else label
    assert from_root(DECLARED.format(label).encode(codec)) == RUSSIAN


@pytest.mark.parametrize("label", ["windows-1251", "koi8-r", "gbk"])
def test_the_header_names_the_encoding(label):
    assert from_root(RUSSIAN.encode(label), f'text/xml; charset="{label}"') == RUSSIAN


def test_the_header_stands_above_the_declaration():
    assert from_root(DECLARED.format("koi8-r").encode("cp1251"), "text/xml; charset=windows-1251") == RUSSIAN


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1251", "us-ascii"])
def test_utf_8_is_known_whatever_header_and_declaration_say(label):
    assert from_root(DECLARED.format(label).encode(), f"text/xml; charset={label}") == RUSSIAN


def test_a_label_that_the_bytes_are_not_in_is_passed_over():
    assert from_root(DECLARED.format("koi8-r").encode("koi8-r"), "text/xml; charset=utf-8") == RUSSIAN


def test_one_wrong_byte_does_not_cost_the_encoding():
    body = DECLARED.format("utf-8").encode().replace(b"</a>", b"\xff</a>")
    assert from_root(body) == RUSSIAN.replace("</a>", "\ufffd</a>")


@pytest.mark.parametrize("label", ["rot13", "unicode_escape", "punycode", "utf-7", "nonsense"])
def test_no_codec_outside_the_encoding_standard_is_used(label):
    assert from_root(f'<?xml version="1.0" encoding="{label}"?><a>\\u0041+AEE-</a>'.encode()) == "<a>\\u0041+AEE-</a>"


MARKED = {
    "utf-8-sig": codecs.BOM_UTF8 + RUSSIAN.encode(),
    "utf-16": RUSSIAN.encode("utf-16"),
    "utf-32": RUSSIAN.encode("utf-32"),
} | {codec: DECLARED.format(codec[:6]).encode(codec) for codec in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")}


@pytest.mark.parametrize("codec", sorted({codec for _, codec in XML_SIGNATURES}))
def test_every_signature_is_known(codec):
    assert from_root(MARKED[codec], "text/xml; charset=utf-8") == RUSSIAN


def test_both_byte_orders_are_known_by_their_mark():
    for codec, mark in (("utf-16-be", codecs.BOM_UTF16_BE), ("utf-32-be", codecs.BOM_UTF32_BE)):
        assert from_root(mark + RUSSIAN.encode(codec)) == RUSSIAN


@pytest.mark.parametrize(
    "before",
    [
        "",
        "\n\n ",
        "<?xml version='1.0'?><?xml-stylesheet href='<b>'?>",
        "<!-- <b> --><!DOCTYPE a>",
        "<!DOCTYPE a PUBLIC '-//x//>' \"x>\">",
        "<!DOCTYPE a [<!ENTITY b '<b>]'> <!ELEMENT b (c)>\n] >",
        "Warning: something <!-- ",
    ],
)
def test_all_that_stands_before_the_root_goes(before):
    assert from_root(f"{before}<a>1</a>".encode()) == "<a>1</a>"


@given(st.binary(max_size=200), st.text(max_size=30))
def test_what_is_left_begins_with_an_element_and_is_fit_for_xml(body, content_type):
    text = from_root(body, content_type)
    assert not text or (text[0] == "<" and root_name(text))
    assert "\x00" not in text
    text.encode()


@given(st.text(st.characters(codec="utf-8"), max_size=50))
def test_utf_8_comes_back_as_it_was(text):
    body = f"<?xml version='1.0' encoding='utf-8'?><a>{text}</a>"
    assert decode_xml(body.encode()) == body
