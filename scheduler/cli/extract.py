"""``mirrorfold extract``: files → JSON lines, without configuration."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from crawler.extraction.page_values import Hints, PageContent
from crawler.model.article import Article, Reason, Rejection
from crawler.model.errors import NotFound, Refused
from crawler.reading.pool import ExtractionPool, PageCrash, PageTimeout
from crawler.reading.tasks import show_page_task

TIMEOUT = 10.0
"""Seconds for one page."""

MAX_BYTES = 64 << 20
"""Bytes of a file after decompression."""

AHEAD = 4
"""Pages under way for each worker, so that none of them waits for the next file to be read."""


@dataclass(frozen=True, slots=True)
class Page:
    """A file with a page, as it was named, where it is, and the address it came from."""

    name: str
    path: Path
    url: str


def _zone(ctx: click.Context, parameter: click.Parameter, value: str) -> str:
    """
    :raises BadParameter: there is no such time zone
    """
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise click.BadParameter("there is no such time zone; write an IANA name, such as Asia/Tehran") from None
    return value


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--url", default="", help="Address the pages came from.")
@click.option("--manifest", type=click.Path(path_type=Path), help='JSON lines {"file", "url"}.')
@click.option(
    "--timezone",
    default="UTC",
    show_default=True,
    callback=_zone,
    help="For dates that a page gives without an offset.",
)
@click.option("--language", default="", help="For pages that name none: a code such as en.")
def extract(files: Sequence[Path], url: str, manifest: Path | None, timezone: str, language: str) -> None:
    """Read pages from files (.html or .html.gz) and write what they say as JSON lines, in the order of the files.

    A page that is no article has "rejected" set to the reason and the evidence; it is never an error.
    """
    pages = [Page(str(path), path, url) for path in files] + (list(_listed(manifest)) if manifest else [])
    if not pages and manifest is None:
        raise click.UsageError("Name a file, or a manifest with --manifest.")
    hints = Hints(now=datetime.now(UTC), timezone=timezone, language=language)
    asyncio.run(_extract(pages, hints))


def _listed(manifest: Path) -> Iterator[Page]:
    """The pages of a manifest; relative names are relative to its folder."""
    try:
        lines = manifest.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise NotFound(f"The manifest cannot be read: {error.strerror}", where=str(manifest)) from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            name, url = str(row["file"]), str(row.get("url") or "")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Refused(
                "A line of the manifest is not understood",
                where=f"{manifest}:{number}",
                cure='Write rows such as {"file": "page.html", "url": "https://…"}',
            ) from error
        yield Page(name, manifest.parent / name, url)


async def _extract(pages: Sequence[Page], hints: Hints) -> None:
    async with ExtractionPool(0, TIMEOUT) as pool:
        ahead = asyncio.Semaphore(AHEAD * pool.workers)
        tasks = [asyncio.create_task(_row(page, hints, pool, ahead)) for page in pages]
        for task in tasks:
            click.echo(json.dumps(await task, ensure_ascii=False))


async def _row(page: Page, hints: Hints, pool: ExtractionPool, ahead: asyncio.Semaphore) -> dict[str, object]:
    async with ahead:
        return row_of(page, await _read_page(page, hints, pool))


async def _read_page(page: Page, hints: Hints, pool: ExtractionPool) -> PageContent:
    try:
        body = read_file(page.path)
        return await pool.run(show_page_task, body, page.url, hints)
    except OSError as error:
        return PageContent(Rejection(Reason.UNREADABLE, error.strerror or str(error)))
    except (EOFError, ValueError, zlib.error, PageTimeout, PageCrash) as error:
        return PageContent(Rejection(Reason.UNREADABLE, str(error)))


def read_file(path: Path) -> bytes:
    """A file's bytes, decompressed if its name ends in .gz.

    :raises OSError: when it cannot be read, or is no gzip
    :raises EOFError: when it is cut off
    :raises ValueError: when it holds more than ``MAX_BYTES``
    """
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        body = file.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise ValueError(f"larger than {MAX_BYTES >> 20} MiB")
    return body


def row_of(page: Page, read: PageContent) -> dict[str, object]:
    """The JSON object of one page: its fields, or why it has none, and what it gives away about mirrors."""
    page_content = read.outcome
    rejected = f"{page_content.reason}: {page_content.evidence}" if isinstance(page_content, Rejection) else None
    article = page_content if isinstance(page_content, Article) else Article(title=None, text="")
    return {
        "file": page.name,
        "url": page.url,
        "title": article.title,
        "text": article.text,
        "caption": article.caption,
        "published": article.published.isoformat() if article.published else None,
        "published_found": article.published_found,
        "authors": list(article.authors),
        "section": article.section,
        "image": article.image,
        "language": article.language,
        "rejected": rejected,
        "mirror_evidence": [
            {"host": evidence.host, "kind": evidence.kind.value, "words": evidence.words} for evidence in read.evidence
        ],
    }
