"""What a page's scripts carry of its article: the state of a framework, as a value or as a program.

A page that a script builds in the browser brings its article along as data: as JSON in an element of its own, as JSON
that is given to a variable, or, where a program writes the data, as strings in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from urllib.parse import unquote, urlsplit

from crawler.canonical.writing_systems import count_words, letters
from crawler.extraction.text.block_lines import lines_of_body

MIN_SCRIPT = 300
"""Characters of the shortest script that can carry an article."""

MAX_SCRIPT = 4_000_000
MAX_OBJECTS = 50_000
"""Characters of the longest script and the objects that are looked at: the largest states seen hold half of either."""

MAX_STARTS = 30
"""Places of a script at which a value may begin that are tried."""

MAX_OWN = 20
"""Objects with the page's title that are looked into: a page links to itself from a few lists."""

MAX_NESTED = 3
"""How far below the object with the title its body may stand."""

MAX_HYDRATED = 14
"""How deep a value that points at its parts by numbers is followed."""

SAME_TITLE = 12
"""Letters from which a title that holds the other, or stands in it, is the same."""

SLUG = 8
"""Characters of the shortest slug that tells one article from all others."""

TITLES = frozenset(
    {"title", "headline", "headlines", "name", "heading", "hed", "webtitle", "articletitle", "newstitle"}
)
LINKS = frozenset({"url", "canonicalurl", "canonical", "link", "permalink", "slug", "path", "href", "uri", "weburl"})
LINKS |= frozenset({"websiteurl", "fullurl", "shareurl", "pagepath", "urlpath", "seoslug", "alias"})
_BODIES = """
articlebody body bodyhtml html content contents contenthtml text fulltext story paragraphs blocks elements
contentelements bodyelements bodyblocks components rendered richtext document maincontent copy textblocks bodytext
articlecontent articletext newsbody newscontent detail details longtext contentblocks bodycontent storybody
"""
BODIES = frozenset(_BODIES.split())
"""Keys, without case and signs, under which systems keep an article's body."""

_START = re.compile(r"(?:=|\(|,)\s*(?=[{\[])")
_PARSED = re.compile(r"JSON\.parse\(\s*(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')\s*\)")
_PUSHED = re.compile(r"__next_f\.push\(\[1,\s*(\"(?:[^\"\\]|\\.)*\")\s*\]\)")
_UNDEFINED = re.compile(r"(?<=[:,\[])\s*(?:undefined|void 0|NaN)(?=\s*[,}\]])")
_LONG_STRING = re.compile(
    r"[\"']?(?:articleBody|body|bodyHtml|body_html|html|content|contentHtml|text|fullText|rendered|story)[\"']?\s*:\s*"
    r"(\"(?:[^\"\\]|\\.){300,}\")"
)
_DECODER = json.JSONDecoder(strict=False)


def bodies_in_state(scripts: Sequence[str], title: str | None, url: str) -> Iterator[tuple[list[str], bool]]:
    """The bodies that scripts carry, the likeliest first, with whether the script says that it is this page's.

    :param title: the page's title, by which its own body is known among those of others
    """
    for script in scripts:
        if MIN_SCRIPT <= len(script) <= MAX_SCRIPT:
            values = list(_values(script))
            bodies = sorted(_own_bodies(values, letters(title or ""), url), key=count_words, reverse=True)
            yield from ((body, True) for body in bodies[:1])
    for script in scripts:
        if MIN_SCRIPT <= len(script) <= MAX_SCRIPT:
            yield from ((body, False) for body in _strings(script))


def _values(script: str) -> Iterator[object]:
    """Every value that a script is, gives to a variable, or has parsed."""
    for match in _PARSED.finditer(script):
        quoted = match[1] if match[1][0] == '"' else '"' + match[1][1:-1].replace('"', '\\"').replace("\\'", "'") + '"'
        text = _loads(quoted)
        if isinstance(text, str):
            yield _loads(text)
    bare = script.strip()
    if bare[:1] in ("{", "["):
        value = _loads(bare)
        if value is not None:
            yield _hydrated(value)
            return
    script = _UNDEFINED.sub("null", script)
    position = 0
    for _ in range(MAX_STARTS):
        start = _START.search(script, position)
        if start is None:
            return
        position = start.end()
        try:
            value, end = _DECODER.raw_decode(script, position)
        except (ValueError, RecursionError):
            continue
        position = end
        yield value


def _loads(text: str) -> object:
    try:
        value: object = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    return value


def _hydrated(value: object) -> object:
    """A value that Nuxt wrote as a list of all its parts, which name each other by their numbers, put together."""
    flat = isinstance(value, list) and len(value) > 2 and not isinstance(value[0], (int, str))
    if not flat or not isinstance(value, list) or not _points(value[0], len(value)):
        return value
    parts = _Parts(value)
    return [parts.followed(number) for number, part in enumerate(value) if _has_title(part)]


def _points(part: object, length: int) -> bool:
    """Whether all that a part holds are numbers of other parts."""
    inner = list(part.values()) if isinstance(part, Mapping) else part[1:] if isinstance(part, list) else []
    return bool(inner) and all(isinstance(each, int) and -8 < each < length for each in inner)


def _has_title(part: object) -> bool:
    return isinstance(part, Mapping) and any(_plain(key) in TITLES for key in part)


class _Parts:
    """The parts of such a list; each is put together once, however many others name it."""

    def __init__(self, parts: Sequence[object]) -> None:
        self._parts = parts
        self._built: dict[int, object] = {}

    def followed(self, number: object, depth: int = MAX_HYDRATED) -> object:
        """The value that a number names; None for what stands in itself."""
        if not isinstance(number, int) or not 0 <= number < len(self._parts) or not depth:
            return None
        if number not in self._built:
            self._built[number] = None
            self._built[number] = self._put_together(self._parts[number], depth - 1)
        return self._built[number]

    def _put_together(self, part: object, depth: int) -> object:
        if isinstance(part, Mapping):
            return {key: self.followed(each, depth) for key, each in part.items()}
        if isinstance(part, list):
            if part and isinstance(part[0], str):  # ["Reactive", 7]: a value in a wrapper
                return self.followed(part[1], depth) if len(part) > 1 else None
            return [self.followed(each, depth) for each in part]
        return part


def _own_bodies(values: Sequence[object], title: str, url: str) -> Iterator[list[str]]:
    named: dict[str, object] = {}
    objects = list(_objects(values, named))
    for each in islice((each for each in objects if _is_own(each, title, url)), MAX_OWN):
        yield max(_bodies(each, named, MAX_NESTED), key=count_words, default=[])


def _objects(values: Sequence[object], named: dict[str, object]) -> Iterator[Mapping[str, object]]:
    """Every object in the values, and in ``named`` those of a cache that name each other by key."""
    stack: list[object] = list(reversed(values))
    left = MAX_OBJECTS
    while stack and left:
        value = stack.pop()
        if isinstance(value, Mapping):
            left -= 1
            named.update((key, each) for key, each in value.items() if ":" in key and isinstance(each, Mapping))
            yield value
            stack.extend(reversed(list(value.values())))
        elif isinstance(value, list):
            stack.extend(reversed(value))


def _is_own(value: Mapping[str, object], title: str, url: str) -> bool:
    """Whether an object names this page: by its title, or by its address."""
    for key, each in value.items():
        plain = _plain(key)
        if plain in TITLES:
            own = letters(_said(each))
            if own and (own == title or (min(len(own), len(title)) >= SAME_TITLE and (own in title or title in own))):
                return True
        elif plain in LINKS and isinstance(each, str) and _leads_to(each, url):
            return True
    return False


def _leads_to(link: str, url: str) -> bool:
    try:
        own, other = (unquote(urlsplit(each).path).strip("/").lower() for each in (url, link))
    except ValueError:
        return False
    return len(other) >= SLUG and (own == other or own.endswith(f"/{other}"))


def _said(value: object) -> str:
    if isinstance(value, Mapping):
        value = next(
            (value[key] for key in ("rendered", "basic", "main", "default", "text", "value") if key in value), ""
        )
    return value if isinstance(value, str) else ""


def _bodies(value: Mapping[str, object], named: Mapping[str, object], depth: int) -> Iterator[list[str]]:
    for key, each in value.items():
        inner = _resolved(each, named)
        if _plain(key) in BODIES:
            yield lines_of_body(inner)
        if depth and isinstance(inner, Mapping) and not _has_title(inner):
            yield from _bodies(inner, named, depth - 1)


def _resolved(value: object, named: Mapping[str, object]) -> object:
    """What stands in a cache under the key that a value gives."""
    if isinstance(value, list):
        return [_resolved(each, named) for each in value]
    if isinstance(value, Mapping):
        key = value.get("__ref") or (value.get("id") if value.get("type") == "id" else None)
        return named.get(key, value) if isinstance(key, str) else value
    return value


def _plain(key: str) -> str:
    """A key without case, signs, and the arguments that a cache of queries writes behind it."""
    return key.partition("(")[0].replace("_", "").replace("-", "").lower()


def _strings(script: str) -> Iterator[list[str]]:
    """The long strings of a program that stand under a body's name."""
    pushed = "".join(text for match in _PUSHED.finditer(script) if isinstance(text := _loads(match[1]), str))
    for match in _LONG_STRING.finditer(pushed or script):
        text = _loads(match[1])
        if isinstance(text, str):
            yield lines_of_body(text)
