"""What a site's articles' addresses look like, from those that are known: proven, or left out.

A template that is wrong loses articles in silence, or takes different ones for one; one that is left out costs a second
fetch when a slug is reworded. So one is given only where all that is known agrees with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from urllib.parse import urlsplit

from crawler.canonical.canonical_url import SourceUrls, canonicalize

FEWEST = 12
"""Articles' addresses from which a template is made; all of a feed's items are enough from ten on."""

FEWEST_OF_FEED = 10

FEED_SHARE = 0.95
"""Share of a feed's items that fit."""

PAGE_SHARE = 0.75
"""Share of the links that may be headlines, where there is no feed."""

OTHER_SHARE = 0.1
"""Share of the links to sections, tags and authors that may fit."""

FEWEST_DIGITS = 4
"""Digits of the shortest number that is an article's and not a page's."""

SAME_LITERAL = 12
"""Addresses that must begin with one folder for it to stand in the template; fewer when its name says what it is."""

MOST_TRIED = 4
"""Shapes that are tried, the commonest first."""

_WORDS = frozenset({"news", "article", "articles", "story", "stories", "blog", "post", "posts", "detail"})
_FOLDERS = "/{path*}"
"""Folders that an article may move between: they are no part of its identity."""

_YEAR = re.compile(r"(?:19|20)\d\d")
_PART_OF_DATE = re.compile(r"\d{1,2}")
_DATE = re.compile(r"((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)")
_EXTENSION = re.compile(r"\.(?:html?|php|aspx?|shtml|jsp|cms|ece)$", re.IGNORECASE)
_BRACES = re.compile(r"[{}\s]")
_NUMBER = re.compile(rf"[0-9]{{{FEWEST_DIGITS},}}")
_BEHIND = re.compile(rf"^(.*[^\W\d_].*?)([-_.,])([a-z]?)(\d{{{FEWEST_DIGITS},}})$", re.IGNORECASE)
_BEFORE = re.compile(rf"^(\d{{{FEWEST_DIGITS},}})([-_.,])(.*[^\W\d_].*)$")


@dataclass(frozen=True, slots=True)
class TemplateFinding:
    """A template, or why there is none.

    :ivar pattern: empty where none is proven
    :ivar fits: how many of ``known`` articles' addresses fit it
    :ivar why_not: a clause that says what spoke against the best one
    """

    pattern: str = ""
    fits: int = 0
    known: int = 0
    why_not: str = ""


def infer_template(
    origin: str,
    feed_items: Sequence[str],
    headlines: Sequence[str],
    others: Sequence[str],
    *,
    sections: bool = False,
) -> TemplateFinding:
    """Find the template that a site's articles' addresses have in common.

    :param origin: of the site
    :param feed_items: addresses in its feeds: articles; ``headlines``: links on its pages that may be some
    :param others: links to sections, tags, authors
    :param sections: whether section pages are read, where a template tells articles from other links; otherwise only
        one with a number is of use, which knows an article under another slug

    >>> items = [f"https://a.example/news/2026/08/{day:02}/{4100 + day}/storm" for day in range(1, 13)]
    >>> infer_template("https://a.example", items, [], []).pattern
    '/news/{year}/{month}/{day}/{id}/{slug}'
    """
    listed = _own(feed_items, origin)
    linked = _own(headlines, origin)
    known = listed or linked
    if len(known) < (FEWEST_OF_FEED if listed else FEWEST):
        return TemplateFinding(known=len(known), why_not=f"{len(known)} addresses are too few to tell")
    asides = _own(others, origin)
    best = TemplateFinding(known=len(known), why_not="what the addresses have in common tells no article apart")
    for pattern in _patterns(known, sections=sections):
        finding = _prove(pattern, origin, known, asides, linked, is_feed=bool(listed))
        if finding.pattern:
            return finding
        best = max(best, finding, key=lambda each: (each.fits, each is best)) if finding.fits > 1 else best
    return best


def _own(urls: Sequence[str], origin: str) -> list[str]:
    """The addresses on a host in their canonical form, each once."""
    own = SourceUrls.of([(origin, None)])
    canonical = (canonicalize(url, own) for url in urls)
    return list(dict.fromkeys(each.canonical_url for each in canonical if each.mirror and each.canonical_url))


def _prove(
    pattern: str, origin: str, known: Sequence[str], asides: Collection[str], linked: Sequence[str], *, is_feed: bool
) -> TemplateFinding:
    """Hold a template against all that is known, by the matching of a crawl."""
    try:
        urls = SourceUrls.of([(origin, pattern)])
    except ValueError as error:
        return TemplateFinding(known=len(known), why_not=str(error))
    paths: dict[str, str] = {}
    collision = ""
    fitting: set[str] = set()
    for url in dict.fromkeys([*known, *linked, *asides]):
        canonical = canonicalize(url, urls)
        if canonical.is_article is not True or canonical.key is None:
            continue
        fitting.add(url)
        path = urlsplit(canonical.canonical_url or url).path.rstrip("/")
        if paths.setdefault(canonical.key, path) != path:
            collision = f"{paths[canonical.key]} and {path} would be one article"
    fits = sum(url in fitting for url in known)
    others = [url for url in asides if url not in known]
    taken = sum(url in fitting for url in others)
    why = ""
    if fits < (FEED_SHARE if is_feed else PAGE_SHARE) * len(known) or (len(known) < FEWEST and fits < len(known)):
        why = f"{pattern} fits {fits} of {len(known)} articles"
    elif collision:
        why = f"with {pattern} {collision}"
    elif taken > OTHER_SHARE * len(others):
        why = f"{pattern} fits {taken} of {len(others)} links to sections, tags and authors"
    return TemplateFinding("" if why else pattern, fits=fits, known=len(known), why_not=why)


@dataclass(frozen=True, slots=True)
class _Shape:
    """An address: the folders before its date or number, and the template of what follows."""

    folders: tuple[str, ...]
    tail: str


def _patterns(known: Sequence[str], *, sections: bool) -> Iterator[str]:
    """The templates that may be meant and are of use, the commonest first."""
    shapes = [shape for url in known if (shape := _shape_of(url)) is not None]
    for tail, _ in Counter(shape.tail for shape in shapes).most_common(MOST_TRIED):
        folders = [shape.folders for shape in shapes if shape.tail == tail]
        first = _common_folders(folders)
        has_more = any(len(each) > len(first) and each[: len(first)] == first for each in folders)
        is_numbered = "{id}" in tail or "{number}" in tail
        is_dated = "{year}" in tail
        if is_numbered or (sections and (is_dated or (first and not has_more))):
            yield "".join(f"/{folder}" for folder in first) + (_FOLDERS if has_more else "") + tail


def _common_folders(folders: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The folders that all addresses begin with, where that is no chance: many do, or the name says what it is."""
    common: list[str] = []
    left = [each for each in folders if each]
    while left and len(left) >= FEED_SHARE * len(folders):
        name, times = Counter(each[len(common)] for each in left).most_common(1)[0]
        if times < FEED_SHARE * len(folders) or not (times >= SAME_LITERAL or name.lower() in _WORDS):
            break
        common.append(name)
        left = [each for each in left if each[len(common) - 1] == name and len(each) > len(common)]
    return tuple(common)


def _shape_of(url: str) -> _Shape | None:
    """The shape of an address; None for one that no template can be written of."""
    split = urlsplit(url)
    parts = [part for part in split.path.split("/") if part]
    if split.query or not parts or _BRACES.search(split.path):
        return None
    for place, part in enumerate(parts):
        dated = _read_date(parts[place:])
        if dated:
            behind = parts[place + len(dated) :]
            return _Shape(tuple(parts[:place]), _write([*dated, *_tail_of(behind, dated=True)])) if behind else None
        if _has_number(part):
            return _Shape(tuple(parts[:place]), _write(_tail_of(parts[place:], dated=False)))
    return _Shape(tuple(parts[:-1]), _write(_tail_of(parts[-1:], dated=False)))


def _write(parts: Sequence[str]) -> str:
    return "".join(f"/{part}" for part in parts)


def _read_date(parts: Sequence[str]) -> list[str]:
    """How the date is written that a path begins with; empty where it begins with none."""
    if match := _DATE.fullmatch(parts[0]):
        return [f"{{year}}{match[2]}{{month}}{match[2]}{{day}}"]
    if not _YEAR.fullmatch(parts[0]):
        return []
    following = takewhile(_PART_OF_DATE.fullmatch, parts[1:3])
    return ["{year}", *(name for name, _ in zip(("{month}", "{day}"), following, strict=False))]


def _has_number(part: str) -> bool:
    stem = _EXTENSION.sub("", part)
    return bool(_NUMBER.fullmatch(stem) or _BEHIND.match(stem) or _BEFORE.match(stem))


def _tail_of(parts: Sequence[str], *, dated: bool) -> list[str]:
    """The parts behind the folders, or behind the date, as a template."""
    written: list[str] = []
    numbered = slugged = False
    for place, part in enumerate(parts):
        extension = match[0] if (match := _EXTENSION.search(part)) else ""
        stem = part.removesuffix(extension)
        is_last = place == len(parts) - 1
        behind, before = _BEHIND.match(stem), _BEFORE.match(stem)
        if not numbered and (_NUMBER.fullmatch(stem) or (dated and stem.isascii() and stem.isdecimal())):
            name, numbered = "{id}", True
        elif not numbered and not slugged and behind:
            name, numbered, slugged = f"{{slug}}{behind[2]}{behind[3]}{{number}}", True, True
        elif not numbered and not slugged and before:
            name, numbered, slugged = f"{{number}}{before[2]}{{slug}}", True, True
        elif numbered and not slugged and is_last:
            name, slugged = "{slug}", True
        else:
            name = "{key}" if is_last and not numbered else "{_}"
        written.append(name + extension)
    return written
