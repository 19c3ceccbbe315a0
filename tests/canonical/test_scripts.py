"""Texts in every script: one spelling, words that stay whole, and shingles that say as much as five English words."""

from __future__ import annotations

import re
import time
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical import writing_systems
from crawler.canonical.judge import Rule
from crawler.canonical.sketch import likeness
from crawler.canonical.text import digest, shingles, tokens
from crawler.canonical.writing_systems import count_words, normalized, units, words_in, words_of
from tests.desk.texts_in_scripts import PAIRS, UNSPACED

FAR_BELOW = 0.05
"""Jaccard of two different events; the rule begins at .5, its containment at .6."""


def same(one: str, other: str) -> bool:
    return digest(tokens(one)) == digest(tokens(other))


@pytest.mark.parametrize("language", PAIRS)
def test_two_events_told_alike_are_far_from_every_threshold(language: str) -> None:
    one, other = (shingles(tokens("\n".join(told))) for told in PAIRS[language])
    alike = likeness(one, other)
    assert alike.jaccard <= FAR_BELOW
    assert alike.containment <= 2 * FAR_BELOW


@pytest.mark.parametrize("language", PAIRS)
def test_a_copy_without_a_paragraph_and_with_another_number_is_linked(language: str) -> None:
    told = PAIRS[language].one
    kept = told[:1] + told[2:] if len(told) > 2 else (told[0], told[1][: len(told[1]) // 2])
    one, other = (shingles(tokens("\n".join(lines))) for lines in (told, (*kept, "2026")))
    assert Rule().kind(likeness(one, other)) is not None


@pytest.mark.parametrize("language", UNSPACED)
def test_a_script_without_spaces_needs_no_punctuation_to_be_the_same(language: str) -> None:
    told = "\n".join(PAIRS[language].one)
    assert same(told, re.sub(r"[。、「」។၊။\s]+", "", told))
    assert len(tokens(told)) > 100


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＩＲＡＮ　２０２６年", "Iran 2026年"),
        ("ﾆｭｰｽ", "ニュース"),
        ("がっこう", "か\u3099っこう"),
        ("東京・大阪", "東京、大阪"),
        ("مُحَمَّدٌ", "محمد"),
        ("العـــربية", "العربية"),
        ("ﻣﺤﻤﺪ", "محمد"),
        ("يكتب على", "یکتب علی"),
        ("سال ۱۴۰۵", "سال ١٤٠٥"),
        ("سال ۱۴۰۵", "سال 1405"),
        ("می‌خواهم", "می خواهم"),
        ("בְּרֵאשִׁית", "בראשית"),
        ("क्\u200dष", "क्ष"),
        ("२०२६ में", "2026 में"),
        ("๒๕๖๙", "2569"),
        ("co\u00adopera\u00adtion", "cooperation"),
        ("cafe\u0301", "café"),
        ("ﬁnal oﬃce", "final office"),
        ("İSTANBUL", "istanbul"),
        ("\u202bשלום\u202c", "שלום"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("Ещё ёлка", "Еще елка"),
        ("е\u0308лка", "елка"),
        ("أإآٱا مسؤول شئ مدرسة", "ااااا مسوول شی مدرسه"),
        ("لأن ا\u0654ن", "لان ان"),
        ("خانۀ", "خانه"),
        ("œuvre ÆON", "oeuvre aeon"),
        ("п\u02bcять п\u2019ять", "п'ять п`ять"),
        ("don\u02bct don\u2019t don\uff07t", "don't don't don't"),
        ("o\u02bbzbek", "o\u2018zbek"),
        ("word \u2014 word", "word\u2011word"),
    ],
)
def test_spellings_that_readers_do_not_tell_apart_are_one(one: str, other: str) -> None:
    assert tokens(one) == tokens(other)


@pytest.mark.parametrize("parted", ["می\u200cخواهم ده 10 km", "می خواهم ده 10 km", "میخواهم ده 10 km"])
def test_a_word_of_arabic_letters_may_end_anywhere_and_a_number_may_not(parted: str) -> None:
    assert same(parted, "می‌خواهم ده 10 km")
    assert not same(parted, "می‌خواهم ده 1 0 km")
    assert not same(parted, "می‌خواهم ده 10 k m")


@pytest.mark.parametrize(
    ("one", "other"),
    [("résumé", "resume"), ("कि", "की"), ("ปา", "ป่า"), ("が", "か"), ("мой", "мои"), ("10 km", "11 km")],
)
def test_spellings_that_are_other_words_stay_apart(one: str, other: str) -> None:
    assert not same(one, other)


@pytest.mark.parametrize("word", ["नमस्ते", "தமிழ்நாடு", "বাংলাদেশ", "മലയാളം", "ދިވެހި", "محمد", "ትግርኛ", "한국어"])
def test_a_word_with_vowel_signs_is_one_word(word: str) -> None:
    assert len(tokens(word)) == 1


def test_every_mark_of_the_scripts_with_spaces_belongs_to_its_word() -> None:
    blocks = [*range(0x0900, 0x0E00), *range(0x0F00, 0x0FBD)]
    signs = [chr(code) for code in blocks if unicodedata.category(chr(code)) in ("Mn", "Mc")]
    parted = [sign for sign in signs if len(words_of(f"क{sign}ख")) != 1]
    assert len(signs) > 250
    assert parted == []


@given(st.text())
def test_one_spelling_is_final(text: str) -> None:
    assert normalized(normalized(text)) == normalized(text)
    assert words_of(normalized(text)) == words_of(text)


@given(st.text(st.characters(max_codepoint=0x2FF) | st.sampled_from("–’“”…€жΩ_\x1c\u2028\ud800")))
def test_words_between_spaces_are_runs_of_letters_and_digits(text: str) -> None:
    assert words_of(text) == re.findall(r"\w+", normalized(text))


@given(st.lists(st.sampled_from(["ships", "navy", "7", "東", "京", "の", "ก", "ា"]), max_size=60))
def test_a_run_is_the_shortest_that_says_what_five_words_do(words: list[str]) -> None:
    sizes = list(map(units, words))
    runs = {
        tuple(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
        if sum(sizes[start:end]) >= writing_systems.UNITS > sum(sizes[start : end - 1])
    }
    found = shingles(words)
    assert len(found) == (len(runs) or bool(words))
    assert np.isin(shingles([*words, *["end"] * 30]), found).sum() >= len(runs)


def test_a_letter_with_endless_accents_takes_no_endless_time() -> None:
    started = time.process_time()
    assert tokens("a" + "\u0301\u0323" * 200_000 + " b") == ["a", "b"]
    assert time.process_time() - started < 5


def test_english_beside_chinese_keeps_its_shingles() -> None:
    english = "The minister met the delegation in the capital on Friday and signed three contracts."
    alone, mixed = shingles(tokens(english)), shingles(tokens(f"{english}\n北京的部长"))
    assert np.isin(alone, mixed).all()


LINES = st.text(st.sampled_from("ab .,東京のกข\n"), max_size=30)


@given(first=LINES, second=LINES)
def test_two_lines_have_the_words_of_both_and_no_line_has_fewer_than_none(first, second):
    assert count_words([first, second]) == words_in(first) + words_in(second)
    assert words_in(first) >= 0
    assert words_in(f"  {first} ") == words_in(first)


def test_a_sentence_without_spaces_is_as_long_as_what_it_says():
    assert 5 <= words_in("警察は火曜日に二人を逮捕した。") <= 12
    assert words_in("Police arrested two people on Tuesday.") == 6


COUNTED = (
    "今天 上午 市长 在 新闻 发布会 上 表示 新 的 码头 将 提前 两 周 开放",
    "中国 科学家 发现 一种 新型 材料 可以 大幅 提高 太阳能 电池 的 效率",
    "港 の 事務所 は 金曜日 に 新しい フェリー の 桟橋 が 予定 より 二 週間 早く 開く と 発表 し た",
    "政府 は 来年度 の 予算案 を 閣議 で 決定 し 国会 に 提出 する",
    "ฝน ตก หนัก ใน กรุงเทพ ทำให้ น้ำ ท่วม ถนน หลาย สาย เมื่อวาน",
    "นายกรัฐมนตรี แถลง ว่า รัฐบาล จะ เพิ่ม งบประมาณ ด้าน สาธารณสุข ใน ปี หน้า อย่าง แน่นอน",
)
"""Sentences whose words a reader has parted."""

NEAR_ENOUGH = 0.3
"""What the count may be off by, of the words that a reader parts."""


@pytest.mark.parametrize("parted", COUNTED)
def test_a_sentence_without_spaces_counts_about_as_many_words_as_a_reader_sees(parted: str) -> None:
    words = len(parted.split())
    assert abs(words_in(parted.replace(" ", "")) - words) <= NEAR_ENOUGH * words
