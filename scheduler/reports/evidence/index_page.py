"""The page that leads through the evidence of an article: it explains itself, runs nothing and asks for nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from crawler.canonical.text_diff import Paragraph
from scheduler.reports.article.verdict_sentences import explain_verdict, list_steps
from scheduler.reports.evidence.load_evidence import Evidence
from scheduler.reports.formats.text_format import format_count, format_moment, format_size, sanitize

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class BodyFiles:
    """The files of a fetched page; None where nothing is kept."""

    page: int
    headers: str | None
    body: str | None
    sha256: str | None

    def with_headers(self, name: str) -> BodyFiles:
        """The same with a file of headers."""
        return replace(self, headers=name)

    def with_body(self, name: str, sha256: str) -> BodyFiles:
        """The same with a file of the body."""
        return replace(self, body=name, sha256=sha256)


@dataclass(frozen=True, slots=True)
class Change:
    """What one text changed in the one before it."""

    before: int
    after: int
    file: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """What the page shows.

    :ivar bodies: in the order of the evidence's
    :ivar sums: name of a file → its SHA-256
    """

    evidence: Evidence
    changes: Sequence[Change]
    bodies: Sequence[BodyFiles]
    sums: Mapping[str, str]


def write_index(page: EvidencePage) -> str:
    """Write the page."""
    evidence = page.evidence
    style = (FOLDER / "index.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return _template().render(
        style=Markup(style),  # noqa: S704 - our own file
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        article=evidence.account,
        evidence=evidence,
        timeline=evidence.timeline,
        bodies=list(zip(evidence.bodies, page.bodies, strict=True)),
        changes=page.changes,
        verdicts=[(judged, explain_verdict(judged), list_steps(judged)) for judged in evidence.account.pages],
        sums=sorted(page.sums.items()),
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"size": format_size, "counted": format_count}
    return environment.get_template("index.html")


def _shown(value: object) -> object:
    """Texts without control characters and bidirectional overrides, moments to the second, None as a dash."""
    if isinstance(value, datetime):
        return f"{format_moment(value)} UTC"
    if value is None:
        return "–"
    return sanitize(value) if isinstance(value, str) and not isinstance(value, Markup) else value
