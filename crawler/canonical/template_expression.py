"""The parts of a URL template as regular expressions that take linear time on any input."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crawler.canonical.percent_encoding import normalize_path

DATE_NAMES = frozenset({"year", "month", "day"})

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

_DIGITS = {"year": "[0-9]{4}", "month": "[0-9]{1,2}", "day": "[0-9]{1,2}"}
_TOUCHING_DIGITS = {"year": "[0-9]{4}", "month": "[0-9]{2}", "day": "[0-9]{2}"}
_SLUG = "(?P<slug>[^/]*)"
_OPTIONAL_SLUG = "/{slug}"
_FOLDERS = re.compile(r"/\{(path\*?)\}(?=/)")


@dataclass(frozen=True, slots=True)
class PathMatcher:
    """Reads a path. Where it has folders of any number, what stands before and behind them is matched by itself.

    :ivar heads: parts in front of the folders; None where there are none of free number
    :ivar tails: expressions for what follows, each with its number of parts; the first that fits counts
    """

    head: re.Pattern[str] | None
    heads: int
    tails: tuple[tuple[int, re.Pattern[str]], ...]

    @classmethod
    def of(cls, path: str) -> PathMatcher:
        """Read the path of a template that has lost its trailing slashes.

        :raises ValueError: it can be read in more than one way
        """
        folders = _FOLDERS.search(path)
        head, tail = (path[: folders.start()], path[folders.end() :]) if folders else ("", path)
        if any(name.startswith("path") for name in PLACEHOLDER.findall(head + tail)):
            raise ValueError(
                "{path} stands for the folders in front of an article: alone between two slashes, and once"
            )
        texts = (tail, tail.removesuffix(_OPTIONAL_SLUG)) if folders and tail.endswith(_OPTIONAL_SLUG) else (tail,)
        tails = tuple((text.count("/"), _path_expression(text)) for text in texts)
        return cls(compile_expression(head, normalize_path) if folders else None, head.count("/"), tails)

    def match(self, path: str) -> dict[str, str] | None:
        """The values of a path that has lost its trailing slashes; None where it does not fit."""
        if self.head is None:
            fits = self.tails[0][1].match(path)
            return None if fits is None else fits.groupdict(default="")
        parts = path.split("/")[1:]
        front = self.head.match(_join(parts[: self.heads]))
        absent = {"slug": ""} if len(self.tails) > 1 else {}
        for count, expression in self.tails:
            end = len(parts) - count
            fits = expression.match(_join(parts[end:])) if end >= self.heads else None
            folders = parts[self.heads : end]
            if front is not None and fits is not None and "" not in folders:
                named = front.groupdict(default="") | {"path": "/".join(folders)} | absent
                return named | fits.groupdict(default="")
        return None


def _join(parts: Sequence[str]) -> str:
    return "".join(f"/{part}" for part in parts)


def cut_placeholders(text: str, normalize: Callable[[str], str]) -> list[str]:
    """Literal, name, literal, name, …, literal; the literals percent-normalized.

    >>> cut_placeholders("/a/{id}-{slug}", normalize_path)
    ['/a/', 'id', '-', 'slug', '']
    """
    pieces = PLACEHOLDER.split(text)
    pieces[0::2] = map(normalize, pieces[0::2])
    return pieces


def _path_expression(path: str) -> re.Pattern[str]:
    """The expression for a path that has lost its trailing slashes.

    :raises ValueError: the path can be read in more than one way
    """
    if path.endswith(_OPTIONAL_SLUG):
        return compile_expression(path.removesuffix(_OPTIONAL_SLUG), normalize_path, end=f"(?:/{_SLUG})?")
    return compile_expression(path, normalize_path)


def compile_expression(text: str, normalize: Callable[[str], str], end: str = "") -> re.Pattern[str]:
    """The text as a regular expression that takes linear time on any input.

    A name of free length begins a group that reaches up to the next such name, and groups are atomic: the first
    place where a group fits is final. Inside one there is a single thing to vary, the length of its name, and all
    that follows has a bounded length, so each character is tried a bounded number of times. As with ``*`` in a
    shell, the nearest place for each group is as good as any. The slug alone takes the farthest, short of leaving
    nothing to the name after it.
    """
    _refuse_ambiguity(text)
    pieces = cut_placeholders(text, normalize)
    groups = [re.escape(pieces[0])]
    for index in range(1, len(pieces), 2):
        name, literal = pieces[index], pieces[index + 1]
        if name in DATE_NAMES:
            touches = (index > 1 and not pieces[index - 1]) or (index < len(pieces) - 2 and not literal)
            groups[-1] += f"(?P<{name}>{(_TOUCHING_DIGITS if touches else _DIGITS)[name]})"
        else:
            if groups[-1].startswith(_SLUG) and "/" not in groups[-1].removeprefix(_SLUG):
                groups[-1] += "(?=[^/])"
            groups.append(_value_expression(name, beside_slug="slug" in _names_beside(pieces, index)))
        groups[-1] += re.escape(literal)
    groups[-1] += end + r"\Z"
    return re.compile("".join(f"(?>{group})" for group in groups))


def _names_beside(pieces: Sequence[str], index: int) -> set[str]:
    """The names that stand in one part of the path with the one at an index."""
    beside: set[str] = set()
    for step in (-2, 2):
        place = index + step
        while 0 < place < len(pieces) and "/" not in pieces[place - step // 2]:
            beside.add(pieces[place])
            place += step
    return beside


def _value_expression(name: str, *, beside_slug: bool) -> str:
    """What one name takes, as little of it as it can; the slug as much."""
    if name == "slug":
        return _SLUG
    if name == "_":
        return "[^/]+?"
    if name == "number":
        return "(?P<number>[0-9]+?)"
    if name == "id":
        foreign = "/_-" if beside_slug else "/"
        return f"(?P<id>[^0-9{foreign}]*[0-9][^{foreign}]*?)"
    return f"(?P<{name}>[^/]+?)"


def _refuse_ambiguity(text: str) -> None:
    """Names that touch, or two names of free length after the slug in one segment."""
    pieces = PLACEHOLDER.split(text)
    for before, between, after in zip(pieces[1::2], pieces[2::2], pieces[3::2], strict=False):
        if not between and not {before, after} <= DATE_NAMES:
            raise ValueError(f"nothing stands between {{{before}}} and {{{after}}}: put a character there")
    for segment in text.split("/"):
        free = [name for name in PLACEHOLDER.findall(segment) if name not in DATE_NAMES]
        if "slug" in free[:-2]:
            raise ValueError(f"{{{free[-2]}}} and {{{free[-1]}}} both follow {{slug}}: at most one name may")
