"""``mirrorfold source``: the sources as they are configured, and the lines of theirs that do not count."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from typing import Any

import click

from crawler.archive.database.store import Archive
from crawler.archive.runs.schedule_history import set_paused
from crawler.archive.texts.boilerplate import KnownLine, load_known_lines, override_line
from crawler.canonical.mask import LineStanding
from crawler.canonical.text import compared_line
from crawler.model.listing import ListingKind, NamedListing
from crawler.settings import Mirror, Source
from crawler.settings.display import format_toml
from scheduler.cli.places import WholeGroup, places
from scheduler.cli.source_add import add, try_out
from scheduler.cli.source_edit import edit, remove
from scheduler.cli.source_lists import export_list, import_list
from scheduler.cli.terminal import find_user, json_option, load_configuration, open_archive, print_answer, reason_option
from scheduler.cluster.ask_daemon import ask_daemon
from scheduler.reports.counts.selection import select_source
from scheduler.reports.formats.text_format import align_columns, format_count, format_moment, record_facts, sanitize


@click.group(cls=WholeGroup)
def source() -> None:
    """Add, list and show sources."""


source.add_command(add)
source.add_command(try_out)
source.add_command(edit)
source.add_command(remove)
source.add_command(import_list)
source.add_command(export_list)


@source.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list instead of a table.")
def list_sources(as_json: bool) -> None:
    """List all sources, one a line."""
    sources = load_configuration().sources
    rows = [
        (source.id, source.name, str(source.schedule) if source.enabled else "disabled",
         ", ".join(mirror.name for mirror in source.mirrors))
        for source in sources
    ]  # fmt: skip
    lines = align_columns(rows, frozenset(range(4))) or ["No source yet: mirrorfold source add www.example.com"]
    print_answer([_facts(source) for source in sources], lines, as_json=as_json)


@source.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object instead of lines.")
def show(name: str, as_json: bool) -> None:
    """Show all that is configured of the source NAME, its name or its id."""
    facts = _facts(load_configuration().source(name))
    width = max(map(len, facts))
    lines = (
        f"{'' if number else key:{width}}  {line}"
        for key, value in facts.items()
        for number, line in enumerate(_lines(value))
    )
    print_answer(facts, lines, as_json=as_json)


@source.command()
@click.argument("name")
def pause(name: str) -> None:
    """Crawl the source NAME on schedule no more, until it is resumed."""
    _set_paused(name, True)


@source.command()
@click.argument("name")
def resume(name: str) -> None:
    """Crawl the source NAME on schedule again."""
    _set_paused(name, False)


def _set_paused(name: str, paused: bool) -> None:
    """Keep the decision in the archive, through the daemon where one runs."""
    loaded, state = load_configuration(), places().state
    wanted = loaded.source(name)
    answer = asyncio.run(ask_daemon(loaded, state, {"do": "pause" if paused else "resume", "source": wanted.id}))
    if answer is None:
        with closing(Archive.in_folder(state, str(loaded.settings.database.url))) as archive:
            archive.call(set_paused, wanted.id, paused)
    click.echo(f"{wanted.id} is {'paused' if paused else 'crawled on schedule again'}")


def _lines(value: object) -> list[str]:
    """A value for reading: one item of a list a line."""
    match value:
        case None | [] | {} if not value:
            return ["-"]
        case list():
            return [line for item in value for line in _lines(item)]
        case {"url": url, "articles": articles, **more}:
            through = f" through {more['proxy']}" if "proxy" in more else ""
            return [f"{url}{template}{through}" for template in articles or ("",)]
        case str():
            return [value]
        case _:
            return [format_toml(value)]


def _listing_facts(listing: NamedListing) -> object:
    """A listing as its file names it: an address, or a table where there is more to say."""
    if listing.fields is None:
        return listing.address
    expressions = {key: value for key, value in asdict(listing.fields).items() if value}
    return {"url": listing.address, "format": listing.kind.value, **expressions}


def _mirror_facts(mirror: Mirror) -> dict[str, object]:
    """A mirror; its proxy by its name, which has no password in it."""
    facts: dict[str, object] = {"url": mirror.origin, "articles": list(mirror.articles)}
    return facts if mirror.proxy is None else facts | {"proxy": mirror.proxy.name}


def _facts(source: Source) -> dict[str, object]:
    """A source as plain JSON values, in the order of its file."""
    return {
        "id": source.id,
        "name": source.name,
        "file": str(source.path),
        "language": source.language,
        "timezone": source.timezone,
        "mirrors": [_mirror_facts(mirror) for mirror in source.mirrors],
        **{kind.key: [_listing_facts(each) for each in source.listings if each.kind is kind] for kind in ListingKind},
        "articles": list(source.articles),
        "schedule": str(source.schedule),
        "fresh": source.fresh,
        "enabled": source.enabled,
        "query_keep": list(source.query_keep),
        "query_drop": list(source.query_drop),
        "variants": list(source.variants),
        "extract": source.extract.model_dump(mode="json", exclude_defaults=True),
        "delay": source.delay,
        "concurrency": source.concurrency,
    }


@source.command()
@click.argument("name")
@click.option("--add", "added", metavar="LINE", help="Declare LINE to be boilerplate.")
@click.option("--text", "text", metavar="LINE", help="Declare LINE to be text: it counts, and is never learned.")
@click.option("--forget", "forgotten", metavar="LINE", help="Take back what was said of LINE; it may be learned again.")
@reason_option(required=False)
@json_option
def boilerplate(
    name: str, added: str | None, text: str | None, forgotten: str | None, reason: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Show the lines of the source NAME that were learned or declared to be boilerplate, or decide about one.

    Lines are learned at the end of a run. Case and the punctuation around a line do not matter. Stored texts never
    change: what is decided about a line holds from the next judgement on.
    """
    loaded, now = load_configuration(), int(time.time())
    with open_archive(loaded) as archive:
        source = select_source(name, loaded, archive)
        named = {LineStanding.BOILERPLATE: added, LineStanding.TEXT: text, LineStanding.OPEN: forgotten}
        for standing, line in named.items():
            if line is not None:
                known = _line(line)
                archive.call(override_line, source, known, standing, who=find_user(), reason=_reason(reason), now=now)
        lines = archive.read(load_known_lines, source)
    print_answer(repeated_facts(source, lines), repeated_lines(source, lines), as_json=as_json)


def _reason(reason: str | None) -> str:
    if not reason:
        raise click.UsageError("A decision needs --reason: it is kept in the archive with your name and the time.")
    return reason


def _line(line: str) -> str:
    compared = compared_line(line)
    if not compared:
        raise click.BadParameter("there is no word in this line")
    return compared


_HEADINGS = {
    LineStanding.BOILERPLATE: "boilerplate: does not count when texts are compared",
    LineStanding.TEXT: "text: counts, and is never learned",
    LineStanding.OPEN: "taken back: may be learned again",
}


def repeated_lines(source: str, lines: Sequence[KnownLine]) -> Iterator[str]:
    """The lines by what they are taken for, the latest decision first."""
    version = max((known.version for known in lines), default=0)
    yield f"{source}: mask version {version}, {format_count(len(lines), 'line')}"
    for standing, heading in _HEADINGS.items():
        standing_lines = [known for known in lines if known.standing is standing]
        if standing_lines:
            yield heading
        for known in standing_lines:
            yield f"  {sanitize(known.line)}"
            who = "learned" if known.who is None else f"said by {sanitize(known.who)}"
            yield f"    {who} {format_moment(known.at)}, version {known.version}: {sanitize(known.reason)}"


def repeated_facts(source: str, lines: Sequence[KnownLine]) -> dict[str, Any]:
    """The same for JSON (see ``data_formats``)."""
    facts = [record_facts(known, "at") | {"learned": known.who is None} for known in lines]
    return {"source": source, "version": max((known.version for known in lines), default=0), "lines": facts}
