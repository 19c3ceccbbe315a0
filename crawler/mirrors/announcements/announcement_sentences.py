"""Whether a sentence with an address in it is a notice: said by the site, of itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from crawler.canonical.writing_systems import letters
from crawler.mirrors.announcements import announcement_patterns as patterns
from crawler.mirrors.announcements.linked_sentences import LIST_LETTERS, Named, Own, blanked
from crawler.mirrors.announcements.text_addresses import undisguised
from crawler.mirrors.hosts.host_names import SHORTEST_BRAND, are_alike, named_in

BESIDE, BEFORE = 14, 45
"""Characters between "our" and the thing that is ours; between "we" and what we have."""

LONGEST_TITLE = 120
"""Characters of a title that are looked at."""

AT_ONCE = 6
"""Characters between a mirror and its address where nothing says whose mirror it is."""

CUES = {
    "mirror": patterns.MIRROR,
    "fresh": patterns.FRESH,
    "moved": patterns.MOVED,
    "also": patterns.ALSO,
    "blocked": patterns.BLOCKED,
    "unblocked": patterns.UNBLOCKED,
}

LABEL_PARTS = (
    patterns.MIRROR,
    patterns.FRESH,
    patterns.ALSO,
    patterns.UNBLOCKED,
    patterns.SITE,
    patterns.BLOCKED,
    patterns.YOU,
    patterns.NEUTRAL,
)
"""What a label is made of."""

RESIDUE, RESIDUE_OF_SIGNS = 5, 3
"""Letters that a label may have beside its own words; the same for Chinese."""

_QUOTED = re.compile(r"«[^»]{12,}»|“[^”]{12,}”|„[^“”]{12,}[“”]|\"[^\"]{12,}\"|「[^」]{6,}」|‘[^’]{20,}’")
_CLAUSE = re.compile(
    r"(?:which|that|whose|was|is|has|were|wurde|ist|est|a|fue|está|ha|был\w*|заблокир\w*|توسط|فیلتر|تم|engel\w*|被)\b",
    re.UNICODE,
)
"""How a clause goes on that says what befell an address."""

_IDEOGRAPH = re.compile("[\u3400-\u9fff]")
_HAN_FREE = re.compile(r"[\W\d_]+")


def is_mirrors_title(title: str, own: Own) -> bool:
    """Whether a title is that of a site's own page of mirrors, and nothing else.

    >>> is_mirrors_title("Our mirrors", Own("")), is_mirrors_title("Mirrors of blocked sites are spreading", Own(""))
    (True, False)
    """
    if not any(stem in title.lower() for stem in patterns.MIRROR_STEMS):
        return False
    line = patterns.folded_line(title[:LONGEST_TITLE])
    if own.name:
        line = line.replace(patterns.folded_line(own.name), " ").strip(" -|–—·:")
    cue = patterns.MIRROR.search(f"{line} @")
    return _is_label(f"{line} @", cue, head=True)


def is_notice(sentence: str, named: Named, own: Own, *, prose: bool, head: bool = False) -> bool:
    """Whether a sentence is a notice, for one host in it."""
    line = patterns.folded_line(sentence)
    if not any(stem in line for stem in patterns.STEMS):
        return False
    if named.start is not None and not head:
        text = undisguised(sentence)
        if patterns.OLD.search(text[: named.start].lower()[-60:]) or _is_victim(text[named.start :]):
            return False
    ours = _names_us(sentence, named.host, own)
    return _spoken(blanked(sentence), ours, prose, head)


def _names_us(sentence: str, host: str, own: Own) -> bool:
    text = blanked(sentence)
    name = letters(own.name)
    return (
        bool(own.host and (are_alike(host, own.host) or named_in(own.host, text)))
        or (len(name) >= SHORTEST_BRAND and name in letters(text))
        or (len(name) >= SHORTEST_BRAND and named_in(host, own.name))
    )


def _is_victim(text: str) -> bool:
    """Whether what is said of the address at a text's beginning is that it was blocked, and no more."""
    after = patterns.folded_line(blanked(text).removeprefix("@").lstrip(" ,;(")[:BEFORE])
    blocked = patterns.BLOCKED.search(after.partition("@")[0].partition(",")[0])
    return blocked is not None and _CLAUSE.match(after) is not None


@lru_cache(maxsize=512)
def _spoken(sentence: str, ours: bool, prose: bool, head: bool) -> bool:
    """Whether a sentence, its addresses blanked, is said by the site of itself.

    :param ours: it names the site, or the address bears the site's name
    """
    line = patterns.folded_line(_unquoted(sentence))
    cues = {name: pattern.search(line) for name, pattern in CUES.items()}
    if not any(cues.values()) or patterns.PLACES.search(line):
        return False
    named = cues["mirror"] or cues["fresh"] or cues["moved"] or cues["also"] or cues["unblocked"]
    mirror = cues["mirror"]
    if patterns.THINGS.search(line) and not cues["blocked"] and not (mirror and (ours or _beside(line, mirror))):
        return False
    if ours:
        return bool(named or patterns.YOU.search(line) or _speaks(line))
    if patterns.REPORTED.search(line):
        return False
    if _is_label(line, mirror or cues["fresh"] or cues["also"] or cues["unblocked"], head):
        return True
    return _is_our_own(line, cues) or (not prose and _invites(line, cues))


Cues = Mapping[str, "re.Match[str] | None"]


def _is_our_own(line: str, cues: Cues) -> bool:
    """Whether the thing is said to be ours, or to have befallen us."""
    mirror, fresh, moved, also = cues["mirror"], cues["fresh"], cues["moved"], cues["also"]
    if moved and _speaks(line) and _leads_on(line, moved):
        return True
    if (mirror and _beside(line, mirror)) or (fresh and _beside(line, fresh, close=True)):
        return True
    if also and (_has_our_site(line) or patterns.WE.search(line)):
        return True
    if not _speaks(line):
        return False
    if cues["unblocked"]:
        return True
    leads_somewhere = patterns.YOU.search(line) or patterns.IF.search(line) or mirror or fresh or also
    return bool(cues["blocked"] and leads_somewhere and not patterns.TOOLS.search(line))


def _invites(line: str, cues: Cues) -> bool:
    """Whether a short line tells the reader where to go, as only a site itself does."""
    if not patterns.YOU.search(line) or patterns.OTHERS.search(line):
        return False
    mirror = cues["mirror"]
    if cues["unblocked"] or (mirror and 0 <= line.find("@", mirror.end()) - mirror.end() <= AT_ONCE):
        return True
    is_site = patterns.SITE.search(line) or ("?" in line and len(letters(line)) <= LIST_LETTERS)
    return bool(cues["blocked"] and is_site and not patterns.TOOLS.search(line))


def _speaks(line: str) -> bool:
    return patterns.WE.search(line) is not None or patterns.OWN_NEAR.search(line) is not None


def _unquoted(sentence: str) -> str:
    """A sentence without what it quotes, unless it is nothing else."""
    bare = _QUOTED.sub(" ", sentence)
    return bare if len(letters(bare)) >= 12 else sentence


def _beside(line: str, cue: re.Match[str], *, close: bool = False) -> bool:
    """Whether "our" stands beside a thing, or "we" before it.

    :param close: the address must follow at once: "we" do much with new addresses of others
    """
    start, end = cue.span()
    if patterns.OWN_NEAR.search(line[max(0, start - BESIDE) : end + BESIDE]):
        return True
    if close and not 0 <= line.find("@", end) - end <= BESIDE:
        return False
    return patterns.WE.search(line[max(0, start - BEFORE) : end]) is not None


def _has_our_site(line: str) -> bool:
    """Whether a line speaks of our site, not of another thing of ours."""
    ours = patterns.OWN_NEAR.search(line)
    return ours is not None and patterns.SITE.search(line[ours.start() : ours.end() + BESIDE]) is not None


def _leads_on(line: str, moved: re.Match[str]) -> bool:
    """Whether an address follows a move at once, or the sentence speaks of addresses."""
    place = line.find("@", moved.end())
    return 0 <= place - moved.end() <= BEFORE or patterns.SITE.search(line) is not None


def _is_label(line: str, cue: re.Match[str] | None, head: bool) -> bool:
    """Whether a line is a bare label of the addresses behind it or under it."""
    if cue is None:
        return False
    label = line.partition("@")[0]
    if cue.start() >= len(label) or not (head or label.rstrip().endswith((":", "-", "–", "—", "→", ">", "@", "("))):
        return False
    for pattern in LABEL_PARTS:
        label = pattern.sub(" ", label)
    rest = _HAN_FREE.sub("", label)
    return len(rest) <= (RESIDUE_OF_SIGNS if _IDEOGRAPH.search(line) else RESIDUE)
