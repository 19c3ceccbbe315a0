"""Bytes become text in the order in which a browser decides."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.charset import LABELS, codec_of, decode

RUSSIAN = "Переговоры о паромах продолжатся на следующей неделе, сообщил совет гавани."


@pytest.mark.parametrize("label", [label for labels in LABELS.values() for label in labels.split()])
def test_every_label_names_a_codec_of_text(label: str) -> None:
    codec = codec_of(label)
    assert codec
    assert "".encode(codec) is not None
    assert codecs.lookup(codec)


@pytest.mark.parametrize("label", ["rot13", "zlib", "unicode_escape", "idna", "punycode", "undefined", ""])
def test_a_codec_that_is_no_encoding_of_the_web_is_unknown(label: str) -> None:
    assert codec_of(label) is None


def test_a_byte_order_mark_goes_before_the_header() -> None:
    assert decode(codecs.BOM_UTF8 + "é".encode(), "text/html; charset=koi8-r") == "é"
    assert decode(codecs.BOM_UTF16_LE + "é".encode("utf-16-le"), "text/html; charset=utf-8") == "é"


def test_the_header_goes_before_the_meta() -> None:
    page = f'<meta charset="windows-1252">{RUSSIAN}'.encode("koi8-r")
    assert decode(page, 'text/html; charset="KOI8-R"').endswith(RUSSIAN)


@pytest.mark.parametrize(
    "meta",
    [
        '<meta charset="windows-1251">',
        "<META CHARSET=windows-1251 />",
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
    ],
)
def test_the_meta_names_the_encoding(meta: str) -> None:
    assert decode(f"<html><head>{meta}</head>{RUSSIAN}".encode("cp1251")).endswith(RUSSIAN)


def test_a_meta_after_1024_bytes_or_in_a_comment_is_not_seen() -> None:
    late = b"<!-- " + b"x" * 1024 + b' --><meta charset="koi8-r">plain'
    assert decode(late).endswith("plain")
    assert decode('<!-- <meta charset="koi8-r"> --> é'.encode()).endswith("é")


def test_latin1_means_windows_1252() -> None:
    assert decode(b"\x93quoted\x94", "text/html; charset=ISO-8859-1") == "“quoted”"


def test_a_meta_that_says_utf16_means_utf8() -> None:
    assert decode('<meta charset="utf-16">é'.encode()).endswith("é")


def test_utf8_is_read_as_such_when_nothing_is_said() -> None:
    assert decode(RUSSIAN.encode()) == RUSSIAN


def test_utf8_cut_in_the_middle_of_a_character_is_still_utf8() -> None:
    assert decode(RUSSIAN.encode()[:-1] + b"\xd0").startswith(RUSSIAN[:-1])


def test_a_meta_left_behind_by_a_mirror_that_transcodes_is_not_believed() -> None:
    assert decode(f'<meta charset="iso-8859-15">{RUSSIAN}'.encode()).endswith(RUSSIAN)


def test_an_undeclared_encoding_is_found_by_statistics() -> None:
    assert decode((RUSSIAN * 5).encode("cp1251")) == RUSSIAN * 5


def test_an_unknown_label_is_passed_over() -> None:
    assert decode(RUSSIAN.encode(), "text/html; charset=nonsense") == RUSSIAN


@given(
    st.binary(max_size=500), st.sampled_from(["", "text/html; charset=utf-16", "text/html; charset=iso-2022-jp", "x"])
)
def test_no_bytes_raise(body: bytes, content_type: str) -> None:
    assert isinstance(decode(body, content_type), str)
