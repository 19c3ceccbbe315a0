"""What differs between scripts: spellings that are one word, marks that belong to words, how much a character says.

One spelling (``normalized``) is Unicode's NFKC, and what it leaves apart although readers see one word: vowel points
of Arabic and Hebrew, the stretched line of Arabic, soft hyphens and joiners, the two keyboards' yeh and kaf, digits.
So is what honest copies of one text write in two ways: ё and е, hamza and alef of Arabic, œ and oe, apostrophes that
Unicode has as letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

UNITS = 100
"""Units in a shingle: five words."""

WORD = 20
"""Units of a word between spaces."""

HAN, KANA, ABUGIDA = 12, 8, 5
"""Units of a character where no spaces are: Chinese writes a word of English in 1.7 characters, kana in 2.5, Thai and
its neighbours in 4, vowels and tones counted."""

_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
_ABUGIDA = (
    # Thai, Lao, Burmese and Khmer: letters, vowels, tones and digits, without the signs that end sentences.
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e80-\u0eff\u1000-\u1049\u1050-\u109d\u1780-\u17d3\u17d7\u17dc-\u17dd\u17e0-\u17ff"
)
UNSPACED = _HAN + _KANA + _ABUGIDA
"""Characters of the scripts that are written without spaces, as ranges for a class of a regular expression."""

_MARKS = (
    # Vowel signs and their like, which no \\w matches, of scripts with spaces: of India, then Syriac, Thaana, N'Ko and
    # Tibetan. Unicode's categories Mn and Mc; a test holds the table to them.
    "\u0900-\u0903\u093a-\u093c\u093e-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc\u09be-\u09c4\u09c7\u09c8"
    "\u09cb-\u09cd\u09d7\u09e2\u09e3\u09fe\u0a01-\u0a03\u0a3c\u0a3e-\u0a42\u0a47\u0a48\u0a4b-\u0a4d\u0a51\u0a70\u0a71"
    "\u0a75\u0a81-\u0a83\u0abc\u0abe-\u0ac5\u0ac7-\u0ac9\u0acb-\u0acd\u0ae2\u0ae3\u0afa-\u0aff\u0b01-\u0b03\u0b3c"
    "\u0b3e-\u0b44\u0b47\u0b48\u0b4b-\u0b4d\u0b55-\u0b57\u0b62\u0b63\u0b82\u0bbe-\u0bc2\u0bc6-\u0bc8\u0bca-\u0bcd"
    "\u0bd7\u0c00-\u0c04\u0c3c\u0c3e-\u0c44\u0c46-\u0c48\u0c4a-\u0c4d\u0c55\u0c56\u0c62\u0c63\u0c81-\u0c83\u0cbc"
    "\u0cbe-\u0cc4\u0cc6-\u0cc8\u0cca-\u0ccd\u0cd5\u0cd6\u0ce2\u0ce3\u0cf3\u0d00-\u0d03\u0d3b\u0d3c\u0d3e-\u0d44"
    "\u0d46-\u0d48\u0d4a-\u0d4d\u0d57\u0d62\u0d63\u0d81-\u0d83\u0dca\u0dcf-\u0dd4\u0dd6\u0dd8-\u0ddf\u0df2\u0df3"
    "\u0711\u0730-\u074a\u07a6-\u07b0\u07eb-\u07f3\u07fd\u0f18\u0f19\u0f35\u0f37\u0f39\u0f3e\u0f3f\u0f71-\u0f84"
    "\u0f86\u0f87\u0f8d-\u0f97\u0f99-\u0fbc\u0fc6"
)
_UNREAD = (
    # What readers do not see or may leave away: combining accents that compose with no letter; points of Hebrew and
    # Arabic; the stretched line; soft hyphen, joiner, direction signs, variation selectors. The non-joiner parts words
    # of Persian, as a space would; between letters of India it does not.
    "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08ca-\u08e1\u08e3-\u08ff\u00ad\u061c\u180e\u200b\u200d-\u200f"
    "\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
)
_ZEROS = "\u0660\u06f0\u0966\u09e6\u0a66\u0ae6\u0b66\u0be6\u0c66\u0ce6\u0d66\u0e50\u0ed0\u0f20\u1040\u17e0"
"""The zero of each script's own digits; its nine follow."""

_ONE_LETTER = str.maketrans(
    {"\u064a": "\u06cc", "\u0649": "\u06cc", "\u0643": "\u06a9"}
    | {chr(ord(zero) + digit): str(digit) for zero in _ZEROS for digit in range(10)}
)
"""Arabic and Persian keyboards write yeh and kaf by other characters, in the same words."""

_HAMZA = str.maketrans(
    dict.fromkeys("\u0622\u0623\u0625\u0671\u0672\u0673", "\u0627")
    | {"\u0624": "\u0648", "\u0626": "\u06cc", "\u0629": "\u0647", "\u06c0": "\u0647", "\u06c2": "\u06c1"}
)
"""Alef, waw, yeh and heh with a hamza, a madda, a wasla or two dots, which many writers leave away."""

_APOSTROPHES = "\u02b9-\u02bf\u02c8\u02ca\u02cb\u02ee\ua78b\ua78c"
"""Signs that stand for an apostrophe and count as letters: the others part a word as it is."""

_TWO_WAYS = re.compile(f"[\u0451\u00e6\u0153\u01e3\u01fd{_APOSTROPHES}]")
_ONE_WAY = {"\u0451": "\u0435", "\u0153": "oe"} | dict.fromkeys("\u00e6\u01e3\u01fd", "ae")

_ARABIC = "\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06fc"
_BETWEEN_ARABIC = re.compile(f"(?<=[{_ARABIC}]) (?=[{_ARABIC}])")

_UNUSUAL = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u0489\u0590-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u2e80-\uabff\uf900-\U0010ffff]"
)
"""Every character of the tables above, and others: what a text of Latin, Greek or Cyrillic letters does without."""

_LONG_RUN = re.compile(r"[^\w\s]{31,}")
"""Putting marks into order takes quadratic time; Unicode's stream-safe format allows 30 together (UAX 15)."""

_DROPPED = re.compile(f"[{_UNREAD}]+|(?<=[\u0900-\u0dff])\u200c")
_HAS_UNSPACED = re.compile(f"[{UNSPACED}]")
_ASCII_WORDS = bytes(code if code > 0x7F or chr(code).isalnum() or code == 0x5F else 0x20 for code in range(256))
"""Bytes of UTF-8 with a space for each that is neither a letter, a digit, an underscore, nor part of a longer one."""

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_WORD_WITH_MARKS = re.compile(f"[{UNSPACED}]|(?:[^\\W{UNSPACED}]|[{_MARKS}])+")
_NOT_LETTERS = re.compile(r"[\W_]+")
_KANA_ONLY = re.compile(f"[{_KANA}]")
_HAN_ONLY = re.compile(f"[{_HAN}]")


def normalized(text: str) -> str:
    """One lower-case spelling of a text: pure, and doing it twice changes nothing more.

    >>> normalized("ＩＲＡＮ　２０２６"), normalized("co\u00adoperate"), normalized("مُحَمَّـد") == normalized("محمد")
    ('iran 2026', 'cooperate', True)
    """
    if text.isascii():
        return text.lower()
    text = _respelled(_composed(text))
    return _one_spelling(text).translate(_HAMZA) if _UNUSUAL.search(text) else text


def words_of(text: str) -> list[str]:
    """The words of a text in one spelling, in order; where no spaces are, every character stands for itself.

    >>> words_of("Don't stop"), words_of("नमस्ते"), words_of("東京の天気")
    (['don', 't', 'stop'], ['नमस्ते'], ['東', '京', 'の', '天', '気'])
    """
    if text.isascii():
        return _spaced_words(text.lower())
    text = _respelled(_composed(text))
    if not _UNUSUAL.search(text):
        return _spaced_words(text)
    return _WORD_WITH_MARKS.findall(_one_spelling(text).translate(_HAMZA))


def former_words_of(text: str) -> list[str]:
    """The words of a text as they were told apart before ``_respelled``: digests of removed texts were made of them."""
    text = _composed(text)
    return _WORD_WITH_MARKS.findall(_one_spelling(text)) if _UNUSUAL.search(text) else _spaced_words(text)


def join_words(words: list[str]) -> str:
    """Join words by spaces, but for those of Arabic letters: copies part them by a space, by a sign without width, or
    by nothing.

    >>> join_words(["می", "خواهم", "10", "km"])
    'میخواهم 10 km'
    """
    joined = " ".join(words)
    return joined if joined.isascii() else _BETWEEN_ARABIC.sub("", joined)


def _spaced_words(text: str) -> list[str]:
    """Find what ``\\w+`` finds, four times as fast: what is no part of a word becomes a space."""
    for character in set(_NOT_ASCII.findall(text)):
        if not character.isalnum():
            text = text.replace(character, " ")
    return text.encode("utf-8", "surrogatepass").translate(_ASCII_WORDS).decode("utf-8", "surrogatepass").split()


def _composed(text: str) -> str:
    if _UNUSUAL.search(text):
        text = _LONG_RUN.sub(" ", text)
    return unicodedata.normalize("NFKC", text).lower()


def _respelled(text: str) -> str:
    """What is written in two ways, in one of them; a sign that stands for an apostrophe as an apostrophe."""
    return _TWO_WAYS.sub(lambda letter: _ONE_WAY.get(letter[0], "'"), text)


def _one_spelling(text: str) -> str:
    return unicodedata.normalize("NFKC", _DROPPED.sub("", text).translate(_ONE_LETTER))


def has_unspaced(text: str) -> bool:
    """Whether a character of the scripts without spaces stands in a text."""
    return not text.isascii() and _HAS_UNSPACED.search(text) is not None


def units(word: str) -> int:
    """How much a word, or a character that stands for itself, says.

    >>> [units(word) for word in ("ships", "東", "の", "ก")]
    [20, 12, 8, 5]
    """
    if len(word) > 1 or not _HAS_UNSPACED.match(word):
        return WORD
    if _HAN_ONLY.match(word):
        return HAN
    return KANA if _KANA_ONLY.match(word) else ABUGIDA


@lru_cache(maxsize=2048)
def words_in(line: str) -> int:
    """Words of a line, or what says as much in a script without spaces.

    Each step of a reading counts the page's lines anew, so they are kept for a page or two.

    >>> words_in("Two words."), words_in("南海トラフ地震")
    (2, 4)
    """
    if not has_unspaced(line):
        return len(line.split())
    return round(sum(map(units, words_of(line))) / WORD)


def count_words(lines: Iterable[str]) -> int:
    """Words of a text.

    >>> count_words(["Two words.", "南海トラフ地震"])
    6
    """
    return sum(map(words_in, lines))


@lru_cache(maxsize=2048)
def letters(text: str) -> str:
    """The letters and digits of a text, in lower case: what two spellings of one title, or of one name, share.

    Each step of a reading compares the page's lines anew, so they are kept for a page or two.

    >>> letters("“No” — she said.") == letters("'No' - she said")
    True
    """
    return _NOT_LETTERS.sub("", text.lower())
