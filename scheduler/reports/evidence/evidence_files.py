"""Evidence → files by their names. Pure: what goes in is all that comes out, and no clock is asked.

What others wrote is never in a file that a browser renders: bodies are ``.bin``, which it downloads, texts, headers and
differences are ``.txt``, and in ``index.html`` they are text. That page runs nothing and asks for nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any

from crawler.canonical.judge import VERSION
from crawler.canonical.text_diff import Paragraph, mark_changes, word_diff
from scheduler.reports.article.timeline import timeline_facts
from scheduler.reports.evidence.index_page import BodyFiles, Change, EvidencePage, write_index
from scheduler.reports.evidence.load_evidence import Evidence, FetchedBody
from scheduler.reports.formats.data_formats import format_json
from scheduler.reports.formats.text_format import sanitize

MANIFEST = "SHA256SUMS.txt"
"""The list of all other files, as ``sha256sum --check`` reads it."""


def make_files(evidence: Evidence) -> dict[str, bytes]:
    """Make the files: name → content, by their names."""
    files: dict[str, bytes] = {"article.json": _json(_article_facts(evidence)), "about.json": _json(_about(evidence))}
    for number, text in evidence.texts.items():
        files[text_file(number)] = text.encode()
    changes = _changes(evidence)
    for change in changes:
        files[change.file] = f"{mark_changes(change.paragraphs)}\n".encode()
    bodies = [_body_files(body, files) for body in evidence.bodies]
    files["pages.json"] = _json([_page_facts(body, named) for body, named in zip(evidence.bodies, bodies, strict=True)])
    if evidence.file is not None:
        files[source_file(evidence.file.name)] = evidence.file.content
    page = EvidencePage(evidence, changes, bodies, {name: _sum(content) for name, content in files.items()})
    files["index.html"] = write_index(page).encode()
    sums = "".join(f"{_sum(content)}  {name}\n" for name, content in sorted(files.items()))
    return dict(sorted({**files, MANIFEST: sums.encode()}.items()))


def text_file(number: int) -> str:
    """The name of a text's file."""
    return f"texts/text-{number}.txt"


def source_file(name: str) -> str:
    """The name of a source's file: the operator's own, as text."""
    return f"source/{PurePosixPath(name).name}.txt"


def _body_files(body: FetchedBody, files: dict[str, bytes]) -> BodyFiles:
    named = BodyFiles(body.page, None, None, None)
    if body.headers is not None:
        lines = [f"{body.url}", f"HTTP status {body.status}", *(f"{name}: {value}" for name, value in body.headers)]
        named = named.with_headers(f"pages/page-{body.page}.headers.txt")
        files[str(named.headers)] = "".join(f"{sanitize(line)}\n" for line in lines).encode("utf-8", "replace")
    if body.body is not None:
        named = named.with_body(f"pages/page-{body.page}.body.bin", _sum(body.body))
        files[str(named.body)] = body.body
    return named


def _page_facts(body: FetchedBody, named: BodyFiles) -> dict[str, Any]:
    facts = {name: value for name, value in asdict(body).items() if name != "body"}
    return facts | {"body_file": named.body, "body_sha256": named.sha256, "headers_file": named.headers}


def _changes(evidence: Evidence) -> list[Change]:
    """What each text changed in the one before it, word by word."""
    ids = [text.id for text in evidence.account.texts]
    return [
        Change(before, after, f"changes/text-{before}-to-{after}.txt", _compare(evidence, before, after))
        for before, after in pairwise(ids)
    ]


def _compare(evidence: Evidence, before: int, after: int) -> tuple[Paragraph, ...]:
    return word_diff(evidence.texts.get(before, ""), evidence.texts.get(after, ""))


def _article_facts(evidence: Evidence) -> Mapping[str, Any]:
    """What ``mirrorfold explain`` and ``mirrorfold article`` say, with all sightings, verdicts and their evidence."""
    return {**evidence.explanation, "timeline": timeline_facts(evidence.timeline)}


def _about(evidence: Evidence) -> Mapping[str, Any]:
    """What made this: the program, its rules, the source's file, the runs."""
    file = evidence.file
    return {
        "program": "Mirrorfold",
        "version": evidence.version,
        "rules_version": VERSION,
        "article": evidence.account.id,
        "source": evidence.account.source,
        "source_file": None if file is None else {"name": file.name, "sha256": _sum(file.content)},
        "comparing": dict(evidence.settings),
        "runs": [asdict(run) for run in evidence.runs],
        "runs_without_record": sorted({body.run for body in evidence.bodies} - {run.id for run in evidence.runs}),
    }


def _json(value: object) -> bytes:
    ordered = json.loads(format_json(value))
    return f"{format_json(ordered, indent=1)}\n".encode()


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
