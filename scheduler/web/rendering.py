"""Facts → HTML. What a page or a mirror said is escaped, and what steers a terminal or a reader's eye is taken out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from crawler.canonical.search_words import Snippet
from crawler.canonical.text_diff import Mark
from crawler.mirrors.hosts.host_names import name_host
from crawler.settings.display import format_toml
from scheduler.reports.article.verdict_sentences import format_share
from scheduler.reports.formats.text_format import format_count, format_moment, format_size, format_span, sanitize
from scheduler.web import charts
from scheduler.web.drawing import DRAWING

FOLDER = Path(__file__).parent


def shown(value: object) -> object:
    """What a template prints: texts without control characters and bidirectional overrides; None as a dash."""
    if value is None:
        return "–"
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return sanitize(value)


def as_moment(when: int | datetime) -> datetime:
    """Seconds since 1970, or a moment, as a moment in UTC."""
    return when.astimezone(UTC) if isinstance(when, datetime) else datetime.fromtimestamp(when, UTC)


def exact_time(when: int | float | datetime | None) -> Markup:
    """The minute, and the second on hover."""
    if when is None:
        return Markup("–")
    moment = as_moment(int(when) if not isinstance(when, datetime) else when)
    full = format_moment(moment)
    return _TIME.format(moment.isoformat(), full, full[:16])


_TIME = Markup('<time datetime="{}" title="{} UTC">{}</time>')
_PIECES = {"del": Markup("<del>{}</del>"), "ins": Markup("<ins>{}</ins>")}


def relative_time(when: int | float | datetime | None, now: int) -> Markup:
    """How long ago, or in how long; the exact moment on hover."""
    if when is None:
        return Markup("–")
    moment = as_moment(int(when) if not isinstance(when, datetime) else when)
    away = now - int(moment.timestamp())
    span = rough_span(abs(away))
    says = "now" if abs(away) < 5 else f"{span} ago" if away > 0 else f"in {span}"
    return Markup('<time datetime="{}" title="{} UTC">{}</time>').format(
        moment.isoformat(), format_moment(moment), says
    )


def rough_span(seconds: int) -> str:
    """How long, by the largest unit.

    >>> rough_span(45), rough_span(150), rough_span(7_300), rough_span(200_000)
    ('45 s', '2 min', '2 h', '2 d')
    """
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def outgoing(url: object) -> str:
    """An address that may be followed: http and https alone; otherwise nothing.

    >>> outgoing("https://a.example/x"), outgoing("javascript:alert(1)")
    ('https://a.example/x', '')
    """
    text = str(url or "")
    return text if urlsplit(text).scheme in ("http", "https") else ""


def raw_text(text: str) -> Markup:
    """A text of several lines, whose line breaks stay."""
    return Markup("\n").join(sanitize(line) for line in text.split("\n"))


def marked(pieces: object) -> Markup:
    """Pieces of a comparison, with what one side alone has marked."""
    tags = {Mark.REMOVED: "del", Mark.ADDED: "ins", "removed": "del", "added": "ins"}
    written = Markup("")
    for piece in pieces or ():  # type: ignore[attr-defined]
        mark, text = (piece["mark"], piece["text"]) if isinstance(piece, Mapping) else (piece.mark, piece.text)
        tag = tags.get(mark)
        written += _PIECES[tag].format(sanitize(text)) if tag else escape(sanitize(text))
    return written


def marked_snippet(snippet: Snippet) -> Markup:
    """A piece of a text with the words that were looked for marked."""
    written, at = escape("… " if snippet.cut_before else ""), 0
    for start, end in snippet.marked:
        if start >= at:
            written += escape(sanitize(snippet.text[at:start])) + _MARKED.format(sanitize(snippet.text[start:end]))
            at = end
    return written + escape(sanitize(snippet.text[at:])) + (" …" if snippet.cut_after else "")


_MARKED = Markup("<mark>{}</mark>")


def with_query(query: Mapping[str, object], **changed: object) -> str:
    """A query string with some parameters changed; what is None or empty is left out."""
    values = {name: value for name, value in {**query, **changed}.items() if value not in (None, "")}
    return f"?{urlencode(values)}" if values else "?"


class Rendering:
    """The templates, for as long as the daemon runs.

    :param root: the path under which a proxy serves the pages, without a slash at its end
    :param static: name of a file beside the pages → its address
    """

    def __init__(self, root: str, static: Mapping[str, str], common: Mapping[str, Any]) -> None:
        self._environment = _environment()
        self._common = {**common, "root": root, "static": static}

    def render(self, template: str, facts: Mapping[str, Any], now: int, **more: Any) -> str:
        """Write a page."""
        return self._environment.get_template(template).render(**self._common, **facts, now=now, **more)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "at": exact_time,
        "ago": relative_time,
        "host": name_host,
        "outgoing": outgoing,
        "marked": marked,
        "snippet": marked_snippet,
        "size": format_size,
        "span": format_span,
        "rough": rough_span,
        "share": format_share,
        "part": lambda value: quote(str(value), safe=""),
        "toml": format_toml,
        "raw": raw_text,
        "count": lambda number: f"{number:,}",
        "counted": format_count,
    }
    environment.globals |= {
        **DRAWING,
        "charts": charts,
        "with_query": with_query,
        "min": min,
        "max": max,
        "zip": zip,
        "str": str,
    }
    return environment
