"""Bytes become text in the order in which a browser decides."""

from __future__ import annotations

import codecs

import pytest
import webencodings.labels
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.markup.charset import codec_of, decode
from tests.desk.texts_in_scripts import PAIRS

RUSSIAN = "Переговоры о паромах продолжатся на следующей неделе, сообщил совет гавани."


NAMES = webencodings.labels.LABELS
NO_TEXT = ("replacement", "x-user-defined")


@pytest.mark.parametrize("label", sorted(label for label, name in NAMES.items() if name not in NO_TEXT))
def test_every_label_names_a_codec_of_text(label: str) -> None:
    codec = codec_of(label)
    assert codec
    assert "".encode(codec) is not None
    assert codecs.lookup(codec)


@pytest.mark.parametrize(
    "label",
    [
        "rot13",
        "zlib",
        "hz-gb-2312",
        "iso-2022-kr",
        "x-user-defined",
        "unicode_escape",
        "idna",
        "punycode",
        "undefined",
        "",
    ],
)
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


ENCODED = {
    "Chinese": ("gb2312", "gbk", "gb18030"),
    "Japanese": ("shift_jis", "euc-jp", "iso-2022-jp"),
    "Thai": ("tis-620", "windows-874"),
    "Arabic": ("windows-1256", "iso-8859-6"),
    "Hebrew": ("windows-1255", "iso-8859-8-i"),
}


@pytest.mark.parametrize(("language", "label"), [(name, label) for name, labels in ENCODED.items() for label in labels])
@pytest.mark.parametrize("told", ["header", "meta", "http-equiv", "xml", "nowhere"])
def test_a_page_is_read_in_its_encoding_wherever_that_is_told(language: str, label: str, told: str) -> None:
    codec = codec_of(label)
    assert codec
    text = "\n".join(line.encode(codec, "ignore").decode(codec) for line in PAIRS[language].one)
    head = {
        "meta": f'<meta charset="{label}">',
        "http-equiv": f'<meta content="text/html; charset={label}" http-equiv="content-type">',
        "xml": f'<?xml version="1.0" encoding="{label}"?>',
    }.get(told, "")
    page = f"{head}<html><title>x</title><body>".encode() + text.encode(codec) + b"</body></html>"
    content_type = f"text/html;charset={label}" if told == "header" else "text/html"
    assert text in decode(page, content_type)


UNTOLD = {
    "big5": "港區議會星期五表示，開往北方島嶼的渡輪將從下星期二起恢復航行。旅客已在碼頭等候三天，附近的麵包店送來湯。",
    "euc-kr": "항만 의회는 금요일 북쪽 섬으로 가는 배가 다음 주부터 다시 다닌다고 밝혔다. 승객들은 사흘 동안 기다렸다.",
    "windows-1253": "Το συμβούλιο του λιμανιού ανακοίνωσε ότι τα πλοία για τα νησιά θα ξεκινήσουν πάλι την Τρίτη.",
    "windows-1254": "Liman kurulu, kuzey adalarına giden vapurların salı günü yeniden başlayacağını açıkladı.",
    "koi8-r": "Совет гавани сообщил, что паромы на северные острова снова пойдут со вторника, пассажиры ждали три дня.",
    "windows-1252": "Le conseil du port a annoncé que les bateaux vers les îles repartiraient dès mardi à l’aube.",
}


@pytest.mark.parametrize("label", UNTOLD)
def test_an_encoding_that_nobody_names_is_found(label: str) -> None:
    codec = codec_of(label)
    assert codec
    markup = b"<html><head><script>var a = 1;</script></head><body><p class='text'>"
    assert UNTOLD[label] in decode(markup + (UNTOLD[label] * 3).encode(codec) + b"</p></body></html>")


@given(
    st.binary(max_size=500), st.sampled_from(["", "text/html; charset=utf-16", "text/html; charset=iso-2022-jp", "x"])
)
def test_no_bytes_raise(body: bytes, content_type: str) -> None:
    assert isinstance(decode(body, content_type), str)


@pytest.mark.parametrize("label", ["ISO-8859-1", "windows-1251", "Shift_JIS", "gb2312"])
def test_a_header_is_not_believed_of_bytes_that_are_utf8_beyond_chance(label: str) -> None:
    assert decode(RUSSIAN.encode(), f"text/html; charset={label}") == RUSSIAN
    assert decode(f'<meta charset="{label}">{RUSSIAN}'.encode(), f"text/html; charset={label}").endswith(RUSSIAN)


@pytest.mark.parametrize("language", ["Chinese", "Japanese", "Arabic", "Hebrew"])
def test_a_header_that_is_right_is_believed(language: str) -> None:
    for label in ENCODED[language]:
        codec = codec_of(label)
        assert codec
        text = "\n".join(line.encode(codec, "ignore").decode(codec) for line in PAIRS[language].one)
        assert decode(text.encode(codec), f"text/html; charset={label}") == text
