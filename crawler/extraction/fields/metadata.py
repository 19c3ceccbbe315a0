"""Authors, section, image and language of an article: what its page says beside the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml.html import HtmlElement

from crawler.canonical.word_tables import load_tables
from crawler.canonical.writing_systems import letters
from crawler.extraction.fields.declared import Declared, Node, absolute, string, types_of
from crawler.extraction.markup.tree import flat, fold_spaces, names_of

MAX_NAME = 60
"""Characters of the longest name of a person, desk or section."""

MAX_CRUMB_WORDS = 5
"""Words of the longest section name; longer last crumbs are titles in other words."""

LINES_BEFORE = 4
"""Lines before the title among which a trail of crumbs is looked for."""

BYLINE_LINES = 3
"""Lines below the title among which a byline is looked for."""

MAX_AUTHORS = 12

_TABLES = load_tables("crawler.extraction.fields", "names.txt")
BY = frozenset(_TABLES["by"].wordings())
OF_NAMES = frozenset(_TABLES["also of names"].wordings())
NOT_A_NAME = frozenset(_TABLES["not an author"].wordings()) | BY
BEHIND = tuple(dict.fromkeys(_TABLES["behind"].wordings()))
HOME_CRUMBS = frozenset(_TABLES["front page"].wordings())

MAX_BEFORE = 3
"""Wordings before a name that are taken off one after the other: "Written by: By Ann Quill"."""

_BY = re.compile(
    rf"(?P<word>{'|'.join(map(re.escape, sorted(BY, key=len, reverse=True)))})"
    r"(?P<sign>\s*[:：՝/／|｜–—-]\s*|\s+|(?<=[\u4e00-\u9fff]{2}))(?=\S)",
    re.IGNORECASE,
)
_NAME_PARTS = re.compile(r"\s*(?:[,;|·•&]|\s(?:and|und|et|y|e|и|ve|og|och|en)\s)\s*")
_CRUMB_PARTS = re.compile(r"\s*[/›»>→|»·]\s*|\s{2,}")
_TRAIL_PARTS = re.compile(r"\s+[/›»>→]\s+")
_LANGUAGE = re.compile(r"^[a-z]{2}(?=[-_]|$)", re.IGNORECASE)
_OLD_CODES = {"iw": "he", "in": "id", "ji": "yi"}
"""ISO 639-1 codes withdrawn in 1989, which old systems still write."""


def read_authors(tree: HtmlElement, declared: Declared, *, selector: str = "") -> tuple[str, ...]:
    """The authors' names, each once, in order; "By" and addresses of profiles are not names."""
    if selector:
        return _names(flat(element) for element in tree.cssselect(selector))
    for source in (_declared_authors(declared), _meta_authors(declared), _shown_authors(tree)):
        if names := _names(source):
            return names
    return ()


def read_byline(shown: Sequence[str], title: str | None) -> tuple[str, ...]:
    """The authors' names in the line that begins with "By" shortly below the title; empty where there is none.

    >>> read_byline(["Boats are back", "By Ann Reed and Bob Hale", "The boats are back."], "Boats are back")
    ('Ann Reed', 'Bob Hale')
    """
    wanted = letters(title or "")
    place = next((number for number, line in enumerate(shown) if wanted and letters(line) == wanted), None)
    if place is None:
        return ()
    for line in shown[place + 1 : place + 1 + BYLINE_LINES]:
        begun = _BY.match(line) if len(line) <= MAX_NAME else None
        names = _names([line]) if begun and line[begun.end() :].strip() else ()
        if names and all(len(name.split()) > 1 and name[0].isupper() for name in names):
            return names
    return ()


def read_section(
    tree: HtmlElement, declared: Declared, title: str | None, shown: Sequence[str], *, selector: str = ""
) -> str | None:
    """The section that holds the article: its own selector, the last crumb but the title, or a declaration.

    :param shown: every line of the page; one shortly before the title such as "News / Russia" is a trail of crumbs
    """
    if selector:
        shown = [crumb for element in tree.cssselect(selector) for crumb in _CRUMB_PARTS.split(_spaced(element))]
        return _last_crumb(shown, title)
    for crumbs in (_declared_crumbs(declared.nodes), *_shown_crumbs(tree, title, shown)):
        if section := _last_crumb(crumbs, title):
            return section
    named = declared.first("article:section", "og:article:section", "cxenseparse:recs:category", "section")
    section = _first_of(declared.article.get("articleSection")) or named
    return section if section and len(section) <= MAX_NAME else None


def read_image(declared: Declared, url: str) -> str | None:
    """The address of the article's picture, absolute."""
    image = declared.article.get("image")
    first = image[0] if isinstance(image, list) and image else image
    link = (string(first.get("url") or first.get("contentUrl")) if isinstance(first, Mapping) else string(first)) or ""
    shared = declared.first("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
    return absolute(url, shared) or absolute(url, link)


def read_language(declared: Declared, hint: str) -> str | None:
    """The page's language as an ISO 639-1 code: as declared, else the source's."""
    declarations = (
        declared.language,
        declared.first("og:locale", "content-language", "language", "dc.language", "inlanguage"),
        string(declared.article.get("inLanguage")),
        hint,
    )
    for value in declarations:
        if match := _LANGUAGE.match(value.strip()):
            code = match[0].lower()
            return _OLD_CODES.get(code, code)
    return None


def _names(values: Iterable[str]) -> tuple[str, ...]:
    names: dict[str, str] = {}
    for value in values:
        for part in _NAME_PARTS.split(without_by(value)):
            name = without_by(part).strip(" .:-–—")
            if _is_name(name):
                names.setdefault(letters(name), name)
    return tuple(names.values())[:MAX_AUTHORS]


def _is_name(text: str) -> bool:
    if not 1 < len(text) <= MAX_NAME or len(text.split()) > 6 or "://" in text or "@" in text or "http" in text:
        return False
    return text.lower() not in NOT_A_NAME and not any(character.isdigit() for character in text)


def without_by(text: str) -> str:
    """A name without the words before and behind it that say whose it is.

    >>> without_by("Por: Ana Quintela"), without_by("Автор статьи: Иван Ильин"), without_by("김철수 기자")
    ('Ana Quintela', 'Иван Ильин', '김철수')
    >>> without_by("Von Ann Quill"), without_by("Von der Au"), without_by("De Gaulle")
    ('Ann Quill', 'Von der Au', 'De Gaulle')
    """
    text = fold_spaces(text)
    if text.lower().rstrip(" :：") in BY:
        return ""
    for _ in range(MAX_BEFORE):
        before = _BY.match(text)
        rest = text[before.end() :] if before else ""
        if not before or (before["word"].lower() in OF_NAMES and before["sign"].isspace() and not _is_whole(rest)):
            break
        text = rest
    behind = next((word for word in BEHIND if text.endswith(word) and text != word), "")
    return text.removesuffix(behind).rstrip()


def _is_whole(name: str) -> bool:
    """Whether a name has a first and a last part, and begins with a capital letter where its script has them."""
    return len(name.split()) > 1 and not name[0].islower()


def _declared_authors(declared: Declared) -> Iterator[str]:
    authors = declared.article.get("author")
    for author in authors if isinstance(authors, list) else [authors]:
        if isinstance(author, Mapping):
            names = author.get("name")
            yield from map(string, names if isinstance(names, list) else [names])
        else:
            yield string(author)


def _meta_authors(declared: Declared) -> Iterator[str]:
    for name in ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl"):
        yield from declared.meta.get(name, ())


def _shown_authors(tree: HtmlElement) -> Iterator[str]:
    for element in tree.xpath("//*[@rel='author' or @itemprop='author']"):
        yield flat(element)
    for element in tree.iter("span", "div", "p", "a", "address"):
        names = names_of(element).split()
        if any(name in ("author", "byline", "author-name", "article-author", "autor", "auteur") for name in names):
            yield flat(element)


def _declared_crumbs(nodes: tuple[Node, ...]) -> list[str]:
    """The names of the first JSON-LD breadcrumb list, in the order of their positions."""
    for node in nodes:
        items = node.get("itemListElement")
        if "BreadcrumbList" in types_of(node) and isinstance(items, list):
            placed = [item for item in items if isinstance(item, Mapping)]
            placed.sort(key=_position)
            return [string(item.get("name")) or _item_name(item.get("item")) for item in placed]
    return []


def _item_name(item: object) -> str:
    return string(item.get("name")) if isinstance(item, Mapping) else ""


def _position(item: Node) -> float:
    position = item.get("position")
    try:
        return float(position) if isinstance(position, (int, float, str)) else 0.0
    except ValueError:
        return 0.0


def _shown_crumbs(tree: HtmlElement, title: str | None, shown: Sequence[str]) -> Iterator[list[str]]:
    """Every trail of crumbs that the page shows: those with a telling name, then the lines before the title."""
    for element in tree.iter("nav", "ol", "ul", "div", "p", "span", "section", "td"):
        names = f"{names_of(element)} {element.get('aria-label', '').lower()}"
        if "breadcrumb" in names or "bread-crumb" in names or "crumbs" in names.split():
            yield _crumbs(element)
    headline = letters(title or "")
    place = next((number for number, line in enumerate(shown) if headline and letters(line) == headline), 0)
    for line in reversed(shown[max(0, place - LINES_BEFORE) : place]):
        if crumbs := crumbs_of(line):
            yield crumbs


def crumbs_of(line: str) -> list[str]:
    """The crumbs of a line that is a trail: words parted by slashes or arrows; empty for any other line.

    >>> crumbs_of("News / Russia"), crumbs_of("Home › World › Europe"), crumbs_of("27/01/2022 and/or later")
    (['News', 'Russia'], ['Home', 'World', 'Europe'], [])
    """
    crumbs = [crumb for crumb in _TRAIL_PARTS.split(line) if crumb]
    fit = all(len(crumb.split()) <= 4 and crumb[0].isalpha() and not re.search(r"\d", crumb) for crumb in crumbs)
    return crumbs if fit and 1 < len(crumbs) <= 5 else []


def _crumbs(element: HtmlElement) -> list[str]:
    links = [flat(part) for part in element.iter("a", "li")]
    spaced = [crumb for crumb in _CRUMB_PARTS.split(_spaced(element)) if crumb]
    return spaced if len(spaced) > 1 else [link for link in links if link] or spaced


def _spaced(element: HtmlElement) -> str:
    """The text with two spaces between the elements, where a style sheet draws the separators."""
    return "  ".join(piece for piece in map(fold_spaces, element.itertext()) if piece)


def _last_crumb(crumbs: Iterable[str], title: str | None) -> str | None:
    """The last crumb that is neither the title nor the front page."""
    headline = letters(title or "")
    named = [crumb for crumb in crumbs if letters(crumb) and crumb.lower() not in HOME_CRUMBS]
    named = [crumb for crumb in named if len(crumb) <= MAX_NAME and len(crumb.split()) <= MAX_CRUMB_WORDS]
    return next((crumb for crumb in reversed(named) if not (headline and _is_title(letters(crumb), headline))), None)


def _is_title(crumb: str, headline: str) -> bool:
    """Whether a crumb is the headline, whole or a part of it."""
    return crumb == headline or (len(crumb) >= 20 and crumb in headline)


def _first_of(value: object) -> str:
    return string(value[-1] if isinstance(value, list) and value else value)
