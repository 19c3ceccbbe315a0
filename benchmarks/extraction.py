"""Reading a page beside trafilatura alone with metadata: same process, same pages, interleaved page by page.

The pages are the labelled ones of the shared data (``MIRRORFOLD_SHARED_DATA``, or ``../shared/data``); where they are
absent, those of a newsroom, and then only time is compared.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, median
from typing import Any

import trafilatura

from crawler.extraction.page import read_page
from crawler.extraction.page_values import Hints
from crawler.model.article import Article
from newsroom.address import parse
from newsroom.mirror_style import Mirror
from newsroom.paper_articles import Desk
from newsroom.site import Site

BESIDE = Path(__file__).parents[2] / "shared" / "data"
NEWSROOM_ARTICLES = 50
NEWSROOM_LAYOUTS = 4
WARM = 5
"""Pages read by both sides before the clock counts: imports and first compilations are nobody's fault."""

NOW = datetime(2026, 12, 31, tzinfo=UTC)
_WORDS = re.compile(r"\w+")
_NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Page:
    """A page, and what a person says it says; empty where nobody did."""

    body: bytes
    url: str
    text: str = ""
    title: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """What a side made of a page, and in how many seconds."""

    seconds: float
    text: str
    title: str
    published: str


def compare() -> dict[str, object]:
    """Read every page with both sides, the first turn alternating; return both sides and the ratios."""
    pages = real_pages()
    for page in pages[:WARM]:
        _timed(_ours, page)
        _timed(_trafilatura, page)
    sides: dict[str, list[Read]] = {"mirrorfold": [], "trafilatura": []}
    readers = {"mirrorfold": _ours, "trafilatura": _trafilatura}
    for number, page in enumerate(pages):
        for name in sorted(readers, reverse=bool(number % 2)):
            sides[name].append(_timed(readers[name], page))
    ours, theirs = ([read.seconds for read in sides[name]] for name in ("mirrorfold", "trafilatura"))
    return {
        "pages": len(pages),
        "labelled": bool(pages[0].text),
        "sides": {name: _figures(pages, reads) for name, reads in sides.items()},
        "ratio": {"median": round(median(ours) / median(theirs), 2), "total": round(sum(ours) / sum(theirs), 2)},
        "to reach": 1.1,
    }


def real_pages() -> list[Page]:
    """The labelled pages, or those of a newsroom where they are absent."""
    return list(_labelled(Path(os.environ.get("MIRRORFOLD_SHARED_DATA", BESIDE)))) or list(_newsroom())


def _ours(page: Page) -> tuple[str, str, str]:
    said = read_page(page.body, url=page.url, hints=Hints(now=NOW))
    if not isinstance(said, Article):
        return "", "", ""
    return said.text, said.title or "", said.published.isoformat() if said.published else ""


def _trafilatura(page: Page) -> tuple[str, str, str]:
    said: Any = trafilatura.bare_extraction(page.body, url=page.url, with_metadata=True, include_comments=False)
    return (said.text or "", said.title or "", said.date or "") if said is not None else ("", "", "")


def _timed(reader: Callable[[Page], tuple[str, str, str]], page: Page) -> Read:
    started = time.perf_counter()
    said = reader(page)
    return Read(time.perf_counter() - started, *said)


def _figures(pages: list[Page], reads: list[Read]) -> dict[str, object]:
    seconds = [read.seconds for read in reads]
    figures: dict[str, object] = {
        "median ms": round(1000 * median(seconds), 1),
        "total s": round(sum(seconds), 2),
    }
    if pages[0].text:
        both = list(zip(pages, reads, strict=True))
        titled = [_letters(page.title) == _letters(read.title) for page, read in both if page.title]
        dated = [page.published[:10] == read.published[:10] for page, read in both if page.published]
        figures["body F1"] = round(mean(_f1(page.text, read.text) for page, read in both), 4)
        figures["titles"] = f"{sum(titled)}/{len(titled)}"
        figures["dates"] = f"{sum(dated)}/{len(dated)}"
    return figures


def _f1(wanted: str, got: str) -> float:
    one, other = (Counter(_WORDS.findall(text.lower())) for text in (wanted, got))
    both = (one & other).total()
    return 2 * both / (one.total() + other.total()) if both else 0.0


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", text.lower())


def _labelled(data: Path) -> Iterator[Page]:
    cases = data / "extraction" / "cases.jsonl"
    for line in cases.read_text(encoding="utf-8").splitlines() if cases.exists() else ():
        case = json.loads(line)
        body = gzip.decompress((cases.parent / "html" / f"{case['id']}.html.gz").read_bytes())
        yield Page(body, case["url"], case["body"], case.get("title") or "", case.get("published") or "")


def _newsroom() -> Iterator[Page]:
    desk = Desk(1, NEWSROOM_ARTICLES)
    for style in range(NEWSROOM_LAYOUTS):
        mirror = Mirror(f"m{style + 1}", style, f"http://m{style + 1}.example")
        site = Site(mirror, desk, feed_items=None, extra={})
        for story in desk.stories():
            path = mirror.path(story)
            yield Page(site.answer(parse(path), {}).body, mirror.origin + path)
