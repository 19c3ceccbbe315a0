"""The texts in the state that a page keeps for its own scripts: JSON of frameworks, in the shapes that are in use.

Next.js has a block of JSON (and, later, pieces of it pushed as strings), Nuxt a flat list whose numbers point into
itself, Apollo objects that name others by ``__ref``, many an assignment to ``window.__INITIAL_STATE__`` or the like. An
object there is the article when it bears the page's title; its text is what it and its parts say in sentences.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from crawler.canonical.writing_systems import letters

MAX_OBJECTS = 50_000
"""Values that are looked at in one state: the largest seen on a news page has a third of that."""

MAX_DEPTH = 24
"""Levels of an article's own object: blocks of blocks need ten."""

MIN_STRING = 120
"""Characters of a string, in a script that is no JSON, that may be a text."""

_ASSIGNED = re.compile(r"=\s*(?=[{\[])|JSON\.parse\(\s*(?=\")|^\s*(?=[{\[])")
_PUSHED = re.compile(r"__next_f\.push\((\[.*\])\)", re.DOTALL)
_STRING = re.compile(rf'"((?:[^"\\]|\\.){{{MIN_STRING},}})"')
_UNDEFINED = re.compile(r"(?<=[:,\[])\s*(?:undefined|NaN|void 0)(?=\s*[,}\]])")
_TITLE_KEYS = frozenset({"title", "headline", "heading", "name", "headlines", "articletitle", "seotitle", "maintitle"})
_NOT_TEXT = re.compile(
    r"related|recommend|comment|teaser|summary|excerpt|descr|seo|meta|caption|alt$|author|byline|bio|credit|copyright|"
    r"newsletter|promo|advert|consent|cookie|legal|config|i18n|locale|translation|label|social|share|url|href|link$|"
    r"image|media|video|poster|more|latest|popular|trending|previous|next|sidebar|footer|header|nav|menu|tags|keywords",
    re.IGNORECASE,
)

_ADDRESS_KEYS = frozenset({"url", "slug", "href", "path"})

State = object


def read_states(scripts: Sequence[str]) -> Iterator[State]:
    """The values that scripts hold, each as far as it can be read."""
    pushed = [piece for script in scripts for piece in _PUSHED.findall(script)]
    for script in scripts:
        if "__next_f" not in script and (value := _value(script)) is not None:
            yield value
    if pushed:
        yield from _pushed_values(pushed)


def _value(script: str) -> State | None:
    for start in _ASSIGNED.finditer(script):
        value = _decoded(script, start.end())
        if isinstance(value, str):
            value = _decoded(value, 0)
        if isinstance(value, (dict, list)) and value:
            return value
    return None


def _decoded(text: str, start: int) -> State | None:
    decoder = json.JSONDecoder(strict=False)
    for written in (text, _UNDEFINED.sub("null", text[start:])):
        try:
            value: object = decoder.raw_decode(written, start if written is text else 0)[0]
        except (ValueError, RecursionError):
            continue
        return value
    return None


def _pushed_values(pieces: Sequence[str]) -> Iterator[State]:
    """The rows of what Next.js streams: a number, a colon and a value, or a text of a given length."""
    stream = []
    for piece in pieces:
        value = _decoded(piece, 0)
        if isinstance(value, list) and len(value) > 1 and isinstance(value[1], str):
            stream.append(value[1])
    for row in "".join(stream).split("\n"):
        value = _decoded(row, row.find(":") + 1)
        if isinstance(value, (dict, list)):
            yield value


def article_texts(state: State, title: str) -> list[str]:
    """The texts of the object that bears a title, in order; none where no object, or only a hollow one, does."""
    wanted = letters(title)
    best: list[str] = []
    for node in _objects(state) if wanted else ():
        if wanted in _titles({key: _pointed(each, state) for key, each in node.items()}):
            texts = list(_Reader(state, wanted).texts(node, MAX_DEPTH))
            if sum(map(len, texts)) > sum(map(len, best)):
                best = texts
    return best


def long_strings(script: str) -> Iterator[str]:
    """The long strings of a script that is no JSON."""
    for match in _STRING.finditer(script):
        try:
            value: object = json.loads(f'"{match[1]}"', strict=False)
        except ValueError:
            continue
        if isinstance(value, str):
            yield value


def _objects(state: State) -> Iterator[Mapping[str, object]]:
    """Every object of a state, at most ``MAX_OBJECTS`` values in all."""
    stack, left = [state], MAX_OBJECTS
    while stack and left:
        value = stack.pop()
        left -= 1
        if isinstance(value, dict):
            yield value
            stack.extend(reversed(value.values()))
        elif isinstance(value, list):
            stack.extend(reversed(value))


def _pointed(value: object, state: State) -> object:
    """What a number points to, where the state is Nuxt's flat list."""
    if isinstance(state, list) and isinstance(value, int) and not isinstance(value, bool) and 0 < value < len(state):
        return state[value]
    return value


def _titles(node: Mapping[str, object]) -> set[str]:
    titles: set[str] = set()
    for key, value in node.items():
        if key.lower() in _TITLE_KEYS:
            values = value.values() if isinstance(value, dict) else [value]
            titles.update(letters(each) for each in values if isinstance(each, str))
    return titles


class _Reader:
    """Reads the texts of one article's object; each of its parts once, so that circles end."""

    def __init__(self, state: State, title: str) -> None:
        self.state = state
        self.title = title
        self.seen: set[int] = set()
        self.names: dict[str, object] | None = None

    def texts(self, value: object, depth: int) -> Iterator[str]:
        """The strings that may be the article's text; not those of other articles in it."""
        value = self._resolved(value)
        if isinstance(value, str):
            if " " in value.strip():
                yield value
            return
        if not depth or not isinstance(value, (dict, list)) or id(value) in self.seen:
            return
        self.seen.add(id(value))
        if isinstance(value, list):
            for each in value:
                yield from self.texts(each, depth - 1)
            return
        for key, each in value.items():
            if key.lower() not in _TITLE_KEYS and not _NOT_TEXT.search(key) and not self._is_other(each):
                yield from self.texts(each, depth - 1)

    def _is_other(self, value: object) -> bool:
        """Whether a value is another article: it has a headline, not this one, and an address."""
        value = self._resolved(value)
        if not isinstance(value, dict):
            return False
        titles = _titles({key: _pointed(each, self.state) for key, each in value.items()})
        return bool(titles) and self.title not in titles and any(key.lower() in _ADDRESS_KEYS for key in value)

    def _resolved(self, value: object) -> object:
        """What a value points to: a place in Nuxt's flat list, an object that Apollo names."""
        if isinstance(value, dict) and isinstance(name := value.get("__ref"), str):
            if self.names is None:
                self.names = {key: each for node in _objects(self.state) for key, each in node.items()}
            return self.names.get(name)
        return _pointed(value, self.state)
