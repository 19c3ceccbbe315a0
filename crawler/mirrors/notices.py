"""Notices in a page's text that say where else the site can be read. Pure.

A notice is told by three things together: an address of another host; words of a mirror, of a new or alternate address,
of moving or of a block in the same sentence, in the one before it or in the line above; and the site's own voice. The
voice is heard where the host bears the site's name, where the sentence names the site, where it says "our" or "we"
next to the thing, or where it is a bare label. A report on somebody else's mirrors has none of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from crawler.mirrors import notice_voices as voice
from crawler.mirrors import notice_words as say
from crawler.mirrors.addresses import undisguised
from crawler.mirrors.evidence import Kind, MirrorEvidence
from crawler.mirrors.hosts import SHORTEST_BRAND, alike, letters, named_in
from crawler.mirrors.passages import Named, Own, Passage, blanked, is_listed, others_in, sentences_of
from crawler.mirrors.wording import folded_line

LOOK_BACK = 20
"""Lines of a list between an address and the sentence above the list."""

BESIDE, BEFORE = 14, 45
"""Characters between "our" and the thing that is ours; between "we" and what we have."""

LONGEST_TITLE = 120
"""Characters of a title that are looked at."""

SHORT = 260
"""Characters of a line that is no part of an article's prose."""

RESIDUE, RESIDUE_OF_SIGNS = 5, 3
"""Letters that a label may have beside its own words; the same for Chinese."""

_STEMS = """
address domain mirror url site web link moved moving relocat migrat transfer switch block access read reach visit find
available unavailable filter censor bann seized down publish follow зеркал адрес домен сайт портал переех перебр перешл
ссылк заблок блокир доступ читайте ищите копи ادرس نشانی دامنه دامین سایت لینک فیلتر مسدود اینه منتقل میرور موقع رابط
عنوان العناوین نطاق حجب محجوب مراه مرایا انتقل روابط adres alan link yansı ayna engel eriş taşın girilem giriş yayın
espejo direcci dominio sitio mudado trasla bloque miroir domaine adresse bloqu accessible seite spiegel umgezog ausweich
ersatz gesperr erreich umgezogen 镜像 鏡像 域名 网址 網址 网站 網站 地址 备用 備用 最新 封 屏蔽 访问 訪問
迁 搬 网域 链接 retrouvez lisez léanos estamos wir
"""
STEMS = tuple(_STEMS.split())
"""Pieces of which every wording has one: what has none is not looked at again."""

_QUOTED = re.compile(r"«[^»]{12,}»|“[^”]{12,}”|„[^“”]{12,}[“”]|\"[^\"]{12,}\"|「[^」]{6,}」|‘[^’]{20,}’")
_IDEOGRAPH = re.compile("[\u3400-\u9fff]")
_HAN_FREE = re.compile(r"[\W\d_]+")


def find_notices(passages: Sequence[Passage], own: Own) -> Iterator[MirrorEvidence]:
    """The hosts that notices on a page name, with the sentence as their words.

    :param passages: every line of the page, in order
    """
    for number, passage in enumerate(passages):
        sentences = sentences_of(passage.text)
        for named in others_in(passage, sentences, own):
            words = _notice(passages, number, sentences, named, own)
            if words is not None:
                yield MirrorEvidence(named.host, Kind.NOTICE, words)


def is_mirrors_title(title: str, own: Own) -> bool:
    """Whether a title is that of a site's own page of mirrors, and nothing else.

    >>> is_mirrors_title("Our mirrors", Own("")), is_mirrors_title("Mirrors of blocked sites are spreading", Own(""))
    (True, False)
    """
    line = folded_line(title[:LONGEST_TITLE])
    if own.name:
        line = line.replace(folded_line(own.name), " ").strip(" -|–—·:")
    cue = say.MIRROR.search(f"{line} @")
    return _is_label(f"{line} @", cue, head=True)


def _notice(passages: Sequence[Passage], number: int, sentences: list[str], named: Named, own: Own) -> str | None:
    """The words of the notice that a host stands in; None when it stands in none."""
    if not sentences:
        return None
    passage, at = passages[number], named.sentence
    prose = len(passage.text) > SHORT
    if _tells(sentences[at], named, own, prose=prose):
        return sentences[at]
    if at:
        both = f"{sentences[at - 1]} {sentences[at]}"
        if not _is_about_another(sentences[at]) and _tells(sentences[at - 1] + " @", named, own, prose=prose):
            return both
    if is_listed(passage):
        head = _head(passages, number)
        tells = head is not None and (named.start is not None or say.MIRROR.search(folded_line(f"{head} @")))
        if head is not None and tells and _tells(head + " @", named, own, prose=len(head) > SHORT, head=True):
            return f"{head} {passage.text}"
    return None


def _head(passages: Sequence[Passage], number: int) -> str | None:
    """The line above a list of addresses: its last two sentences."""
    for above in range(number - 1, max(-1, number - 1 - LOOK_BACK), -1):
        text = passages[above].text
        if not (is_listed(passages[above]) and "@" in blanked(text)):
            return " ".join(sentences_of(text)[-2:])
    return None


def _is_about_another(sentence: str) -> bool:
    """Whether a sentence of its own weight stands between a notice and an address."""
    return len(sentence) > SHORT


def _tells(sentence: str, named: Named, own: Own, *, prose: bool, head: bool = False) -> bool:
    """Whether a sentence is a notice, for one host in it."""
    line = folded_line(sentence)
    if not any(stem in line for stem in STEMS):
        return False
    if named.start is not None and not head and _is_old(sentence, named.start):
        return False
    ours = _names_us(sentence, named.host, own)
    return _spoken(blanked(sentence), ours, prose, head)


def _names_us(sentence: str, host: str, own: Own) -> bool:
    text = blanked(sentence)
    name = letters(own.name)
    return (
        bool(own.host and (alike(host, own.host) or named_in(own.host, text)))
        or (len(name) >= SHORTEST_BRAND and name in letters(text))
        or (len(name) >= SHORTEST_BRAND and named_in(host, own.name))
    )


def _is_old(sentence: str, start: int) -> bool:
    return voice.OLD.search(undisguised(sentence)[:start].lower()[-60:]) is not None


@lru_cache(maxsize=512)
def _spoken(sentence: str, ours: bool, prose: bool, head: bool) -> bool:
    """Whether a sentence, its addresses blanked, is said by the site of itself.

    :param ours: it names the site, or the address bears the site's name
    """
    line = folded_line(_unquoted(sentence))
    mirror, fresh, moved, also, blocked = (
        pattern.search(line) for pattern in (say.MIRROR, say.FRESH, say.MOVED, say.ALSO, say.BLOCKED)
    )
    if not (mirror or fresh or moved or also or blocked) or voice.PLACES.search(line):
        return False
    if voice.THINGS.search(line) and not blocked and not (mirror and (ours or _beside(line, mirror))):
        return False
    to_reader = voice.YOU.search(line)
    speaker = voice.WE.search(line) or voice.OWN_NEAR.search(line)
    if ours:
        return bool(mirror or fresh or moved or also or to_reader or speaker)
    if voice.REPORTED.search(line):
        return False
    if _is_label(line, mirror or fresh or also, head):
        return True
    if moved and speaker and _leads_on(line, moved):
        return True
    if any(cue and _beside(line, cue) for cue in (mirror, fresh, also)):
        return True
    if not blocked or voice.TOOLS.search(line):
        return False
    if speaker:
        return bool(to_reader or mirror or fresh or also)
    return bool(to_reader and not prose and voice.SITE.search(line) and not voice.OTHERS.search(line))


def _unquoted(sentence: str) -> str:
    """A sentence without what it quotes, unless it is nothing else."""
    bare = _QUOTED.sub(" ", sentence)
    return bare if len(letters(bare)) >= 12 else sentence


def _beside(line: str, cue: re.Match[str]) -> bool:
    """Whether "our" stands beside a thing, or "we" before it."""
    start, end = cue.span()
    if voice.OWN_NEAR.search(line[max(0, start - BESIDE) : end + BESIDE]):
        return True
    return voice.WE.search(line[max(0, start - BEFORE) : end]) is not None


def _leads_on(line: str, moved: re.Match[str]) -> bool:
    """Whether an address follows a move at once, or the sentence speaks of addresses."""
    place = line.find("@", moved.end())
    return 0 <= place - moved.end() <= BEFORE or voice.SITE.search(line) is not None


def _is_label(line: str, cue: re.Match[str] | None, head: bool) -> bool:
    """Whether a line is a bare label of the addresses behind it or under it."""
    if cue is None:
        return False
    label = line.partition("@")[0]
    if cue.start() >= len(label) or not (head or label.rstrip().endswith((":", "-", "–", "—", "→", ">", "@", "("))):
        return False
    for pattern in (say.MIRROR, say.FRESH, say.ALSO, voice.SITE, say.BLOCKED, voice.YOU, voice.NEUTRAL):
        label = pattern.sub(" ", label)
    rest = _HAN_FREE.sub("", label)
    return len(rest) <= (RESIDUE_OF_SIGNS if _IDEOGRAPH.search(line) else RESIDUE)
