"""``mirrorfold robots``: what the mirrors' robots.txt say of us, and of each listing."""

from __future__ import annotations

import asyncio

import click

from scheduler.cli.places import Command, places
from scheduler.cli.terminal import json_option, load_configuration, print_answer
from scheduler.service.control import ask


@click.command(cls=Command)
@click.argument("source")
@click.option("--again", is_flag=True, help="Ask every mirror now, and keep the new answers.")
@json_option
def robots(source: str, again: bool, as_json: bool) -> None:
    """Show what the robots.txt of each mirror of SOURCE says: status, when it was asked, the lines that are for us.

    Of each listing it tells whether it may be fetched, and by which line. Answers are kept for a day; a mirror of
    which none is kept is asked now. A daemon that runs does it.
    """
    loaded, state = load_configuration(), places().state
    wanted = loaded.source(source)
    facts = asyncio.run(ask(state, {"do": "robots", "source": wanted.id, "again": again}, seconds=None))
    if facts is None:
        from crawler.reading.fork_server import start_fork_server

        start_fork_server()
        from scheduler.crawl_once import ask_robots_once

        facts = asyncio.run(ask_robots_once(loaded, wanted, state, again=again))
    from scheduler.reports.lists.robots import robots_lines

    print_answer(facts, robots_lines(facts), as_json=as_json)
