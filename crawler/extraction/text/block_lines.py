"""A body as editors' programs store it → its lines: HTML, plain text, or lists of blocks, whatever their makers call
them (Draft, Slate, ProseMirror, Portable Text, Contentful, the blocks of newsroom systems)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence

from crawler.extraction.furniture.related_links import take_related
from crawler.extraction.markup.own_errors import tell_own
from crawler.extraction.markup.tree import PARSE_FAILURES, fold_spaces, lines_of, parse, remove, strip_unseen

MAX_DEPTH = 12
"""How deep blocks may stand in each other: a cell of a list in a quotation in a column stands eight deep."""

INNER = (
    "content", "html", "text", "rendered", "value", "body", "children", "paragraphs", "blocks", "elements", "nodes",
    "items", "document", "root", "data", "json", "raw", "basic", "markup", "copy",
)  # fmt: skip
"""Keys under which a block keeps what it says, the most usual first; only the first that says something is read."""

KINDS = ("type", "_type", "nodeType", "__typename", "kind", "blockType", "tag", "name")
"""Keys under which a block says what it is."""

_MARKUP = re.compile(
    r"</?(?:p|br|div|h[1-6]|ul|ol|li|a|b|i|em|strong|span|blockquote|figure|img|table|section)\b[^<]*>"
)
_ESCAPED = re.compile(r"&lt;/?(?:p|br|div|h[1-6]|ul|li|a|strong|em|span)\b", re.IGNORECASE)
_NO_TEXT = re.compile(
    r"image|img|figure|photo|picture|video|audio|embed|iframe|gallery|advert|(?:^|[\W_])ad(?:$|[\W_s])|related|promo"
    r"|newsletter|interstitial|caption|widget|social|tweet|oembed|read-?more|link-?list|byline|tag-?list",
    re.IGNORECASE,
)
_ONE_LINE = re.compile(
    r"^(?:paragraph|heading(?:[-_]?\d)?|header|h[1-6]|p|block|li|list-?item-?child|pre)$", re.IGNORECASE
)
_NOT_READ = "figure, figcaption, aside, nav, form, button, iframe, video, audio, select"


def lines_of_body(value: object) -> list[str]:
    """The lines of a stored body; none for a value that is no body.

    >>> lines_of_body("<p>One &amp; two.</p><p>Three.</p>")
    ['One & two.', 'Three.']
    >>> lines_of_body([{"type": "paragraph", "children": [{"text": "One "}, {"text": "two."}]}, {"type": "image"}])
    ['One two.']
    """
    return [line for line in map(fold_spaces, _lines(value, MAX_DEPTH)) if line]


def _lines(value: object, depth: int) -> Iterator[str]:
    if not depth:
        return
    if isinstance(value, str):
        yield from _text_lines(value)
    elif isinstance(value, list):
        if value and all(_is_leaf(item) for item in value):
            yield _joined(value, depth)
        else:
            for item in value:
                yield from _lines(item, depth - 1)
    elif isinstance(value, Mapping):
        yield from _block_lines(value, depth)


def _block_lines(block: Mapping[str, object], depth: int) -> Iterator[str]:
    kind = next((each for key in KINDS if isinstance(each := block.get(key), str)), "")
    if _NO_TEXT.search(kind):
        return
    for key in INNER:
        inner = block.get(key)
        if not inner:
            continue
        if isinstance(inner, list) and _ONE_LINE.match(kind):
            lines = [_joined(inner, depth)]
        else:
            lines = list(_lines(inner, depth - 1))
        if any(lines):
            yield from lines
            return


def _is_leaf(item: object) -> bool:
    """Whether an item is a piece of a line that names no kind of its own, as Slate has them."""
    return isinstance(item, Mapping) and isinstance(item.get("text"), str) and not any(key in item for key in KINDS)


def _joined(pieces: Sequence[object], depth: int) -> str:
    """The pieces of one line, put together as they are."""
    return "".join(_pieces(pieces, depth))


def _pieces(value: object, depth: int) -> Iterator[str]:
    if not depth:
        return
    if isinstance(value, str):
        yield " ".join(_text_lines(value)) if _MARKUP.search(value) else value
    elif isinstance(value, list):
        for item in value:
            yield from _pieces(item, depth - 1)
    elif isinstance(value, Mapping):
        inner = next((value[key] for key in ("text", "value", "content", "children", "nodes") if value.get(key)), "")
        yield from _pieces(inner, depth - 1)


def _text_lines(text: str) -> list[str]:
    """The lines of a string that is HTML, HTML written as text, or plain text."""
    if _ESCAPED.search(text) and not _MARKUP.search(text):
        text = html.unescape(text)
    if not _MARKUP.search(text):
        return html.unescape(text).splitlines()
    try:
        tree = parse(f"<html><body><div>{text}</div></body></html>")
        strip_unseen(tree)
        remove(tree.cssselect(_NOT_READ))
        take_related(tree)
        return lines_of(tree)
    except PARSE_FAILURES as error:
        tell_own(error)
        return []
