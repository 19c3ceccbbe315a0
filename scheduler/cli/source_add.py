"""``mirrorfold source add``: a site from one address, found, tried, shown, saved."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

import click

from crawler.archive.database.store import Archive
from crawler.archive.runs.schedule_history import set_paused
from crawler.model.errors import ConfigError, Refused
from crawler.settings import Configuration, Source
from scheduler.cli.places import Command, places
from scheduler.cli.terminal import json_option, load_configuration, print_answer
from scheduler.orders.write_source import check_source_file, check_writable, write_source_file
from scheduler.reports.formats.data_formats import format_json
from scheduler.reports.lists.survey import closing_line, step_line, survey_lines, trial_lines, tried_lines
from scheduler.service.control import Tell, ask

REQUESTS = 30
MOST_OF_A_TEST = 15


@click.command(cls=Command)
@click.argument("urls", nargs=-1, required=True, metavar="URL…")
@click.option("--yes", is_flag=True, help="Save without a question, unless something is wrong.")
@click.option("--print", "printed", is_flag=True, help="Write the file to standard output, and save nothing.")
@click.option("--paused", is_flag=True, help="Save it, and crawl it only once it is resumed.")
@click.option("--requests", default=REQUESTS, show_default=True, type=click.IntRange(5, 500), help="Requests at most.")
@json_option
def add(urls: Sequence[str], yes: bool, printed: bool, paused: bool, requests: int, as_json: bool) -> None:
    """Add a source from one address: its front page, a section, an article or a feed.

    Its feeds, sections and the form of its addresses are found, five articles are read as a crawl would read them,
    and the file is shown before it is saved. Further addresses have to be mirrors of the first. Everything is asked
    for through the address guard, at the source's pace, and as robots.txt allows.
    """
    from crawler.survey.typed_address import read_typed

    typed = [read_typed(url) for url in urls]
    loaded = load_configuration()
    if not printed:
        check_writable(places().config)
    if known := _find_known(typed, loaded):
        print_answer({"saved": False, "known": known}, [known], as_json=as_json)
        return
    quiet = as_json or printed
    facts = asyncio.run(_survey(urls, loaded, requests, quiet=quiet))
    texts = facts.pop("texts")
    facts["saved"], facts["file"] = False, None
    if facts["refusal"]:
        _refuse(facts, as_json=as_json)
    facts["file"] = str(places().config / "sources" / f"{facts['id']}.toml")
    if printed and not as_json:
        click.echo(facts["toml"], nl=False)
        return
    if not as_json:
        for line in survey_lines(facts):
            click.echo(line)
    if not printed and _is_wanted(facts, texts, yes=yes, as_json=as_json):
        _save(facts, loaded, paused=paused)
        facts["saved"] = True
    if as_json:
        click.echo(format_json(facts, indent=2))
    elif facts["saved"]:
        click.echo(closing_line(facts))
    else:
        click.echo("Nothing was saved.")


@click.command(name="test", cls=Command)
@click.argument("name")
@click.option("--requests", default=MOST_OF_A_TEST, show_default=True, type=click.IntRange(3, 100), help="At most.")
@json_option
def try_out(name: str, requests: int, as_json: bool) -> None:
    """Look at the source NAME as it is now: mirrors, listings, samples beside the archive. Nothing is written.

    What to run when something is off: it shows which links are left out and why, how samples read, and what would be
    proposed for the source today.
    """
    loaded = load_configuration()
    wanted = loaded.source(name)
    printed: list[str] = []

    def tell(part: Mapping[str, Any]) -> None:
        for line in () if as_json else tried_lines(part):
            click.echo(line)
            printed.append(line)

    facts = asyncio.run(_try(wanted, loaded, requests, tell))
    print_answer(facts, list(trial_lines(facts))[len(printed) :], as_json=as_json)


async def _try(source: Source, loaded: Configuration, requests: int, tell: Tell) -> dict[str, Any]:
    state = places().state
    facts = await ask(state, {"do": "try", "source": source.id, "requests": requests}, seconds=None, told=tell)
    if facts is not None:
        return facts
    from crawler.reading.fork_server import start_fork_server

    start_fork_server()
    from scheduler.orders.survey_sources import try_one_source
    from scheduler.service.services import open_services

    async with open_services(loaded, state) as shared:
        return await try_one_source(source, shared, tell, requests)


def _find_known(typed: Sequence[str], loaded: Configuration) -> str:
    """What is said of an address that belongs to a source already; no request is made for it."""
    from crawler.survey.site_visit import origin_of
    from scheduler.orders.survey_sources import describe_owner, find_owner

    for url in typed:
        if (owner := find_owner(origin_of(url), loaded.sources)) is not None:
            return describe_owner(origin_of(url), owner)
    return ""


async def _survey(urls: Sequence[str], loaded: Configuration, requests: int, *, quiet: bool) -> dict[str, Any]:
    """Survey through the daemon where one runs, and without it otherwise."""
    state = places().state
    request = {"do": "survey", "urls": list(urls), "requests": requests}

    def tell(step: str, words: str) -> None:
        if not quiet:
            click.echo(step_line(step, words))

    facts = await ask(state, request, seconds=None, told=lambda part: tell(part["step"], part["words"]))
    if facts is not None:
        return facts
    from crawler.reading.fork_server import start_fork_server

    start_fork_server()
    from scheduler.orders.survey_sources import survey_sources
    from scheduler.service.services import open_services

    async with open_services(loaded, state) as shared:
        return await survey_sources(urls, shared, loaded.sources, tell, requests)


def _refuse(facts: dict[str, Any], *, as_json: bool) -> None:
    """Say why nothing is proposed, and end."""
    if as_json:
        click.echo(format_json(facts, indent=2))
        sys.exit(facts["exit_code"])
    for line in survey_lines(facts):
        click.echo(line)
    error = Refused(facts["refusal"], cure="Nothing was saved")
    click.echo(str(error), err=True)
    sys.exit(facts["exit_code"])


def _is_wanted(facts: dict[str, Any], texts: Sequence[str], *, yes: bool, as_json: bool) -> bool:
    """Whether the file is to be saved: unasked only where nothing loud is wrong with the samples."""
    loud = any(warning["loud"] for warning in facts["warnings"])
    if yes:
        if loud and not as_json:
            click.echo("  With ! it is not saved unasked: look at the samples, then say yes to the question.")
        return not loud
    if as_json or not sys.stdin.isatty() or not sys.stdout.isatty():
        return False
    while True:
        answer = click.prompt("Save? [y]es  [e]dit first  [s]how a sample's text  [N]o", default="n").strip().lower()
        if answer.startswith("y"):
            if _has_no_mistake(facts):
                return True
        elif answer.startswith("s"):
            _show_text(facts, texts)
        elif answer.startswith("e"):
            facts["toml"] = click.edit(facts["toml"], extension=".toml") or facts["toml"]
        else:
            return False


def _has_no_mistake(facts: dict[str, Any]) -> bool:
    """Check the file before what was found is let go; it can be edited again."""
    try:
        check_source_file(places().config, f"{facts['id']}.toml", facts["toml"], os.environ)
    except ConfigError as error:
        click.echo(str(error), err=True)
        return False
    return True


def _show_text(facts: dict[str, Any], texts: Sequence[str]) -> None:
    """Show the first sample that is an article as it would be archived."""
    from scheduler.reports.formats.text_format import sanitize

    for sample, text in zip(facts["samples"], texts, strict=True):
        if text:
            click.echo(f"\n{sanitize(sample['title'] or '')}\n{sanitize(sample['url'])}\n")
            for line in text.splitlines():
                click.echo(sanitize(line))
            return


def _save(facts: dict[str, Any], loaded: Configuration, *, paused: bool) -> None:
    """Check the file with the whole configuration, and write it; paused before a daemon can see it."""
    name = f"{facts['id']}.toml"
    check_source_file(places().config, name, facts["toml"], os.environ)
    if paused:
        with closing(Archive.in_folder(places().state, str(loaded.settings.database.url))) as archive:
            archive.call(set_paused, facts["id"], True)
    facts["file"] = str(write_source_file(places().config, name, facts["toml"]))
    facts["saved_at"] = int(time.time())
