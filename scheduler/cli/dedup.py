"""``mirrorfold dedup``: judge the texts of a file."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from crawler.model.errors import MirrorfoldError
from crawler.settings import Settings
from scheduler.cli.places import Command, places
from scheduler.cli.terminal import load_configuration
from scheduler.orders.judge_file import Row, judge_rows


@click.command(cls=Command)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
def dedup(file: Path) -> None:
    """Judge the rows of FILE (JSON lines with "id" and "text") in order, as a crawl would, on throw-away stores.

    A row may also have "title", "url", "source" and "published". Prints for each row, in order: id, verdict, of,
    story, jaccard, containment.
    """
    for answer in asyncio.run(judge_rows(_rows(file), _settings())):
        click.echo(json.dumps(answer, ensure_ascii=False))


def _settings() -> Settings:
    """The rule of the configuration, where there is one."""
    where = places()
    return load_configuration().settings if "config" in where.named or where.config.is_dir() else Settings()


def _rows(file: Path) -> Iterator[Row]:
    with click.open_file(str(file), encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _row(line, f"{file}, line {number}")


def _row(line: str, where: str) -> Row:
    try:
        values: Any = json.loads(line)
        text = values["text"]
        published = datetime.fromisoformat(values["published"]) if values.get("published") else None
        row = Row(
            id=values["id"],
            text=text,
            title=values.get("title"),
            url=values.get("url"),
            source=values.get("source") or "file",
            published=published.replace(tzinfo=published.tzinfo or UTC) if published else None,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        cure = 'Write one JSON object a line, such as {"id": "1", "text": "…"}'
        raise MirrorfoldError(f"A row cannot be read: {error!r}", where=where, cure=cure) from error
    if not isinstance(text, str):
        raise MirrorfoldError('"text" is no text', where=where, cure="Write it as a JSON string")
    return row
