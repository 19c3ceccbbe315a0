"""``mirrorfold article`` and ``diff``: what happened to an article, and what was changed in it."""

from __future__ import annotations

import click

from crawler.archive.texts.revision_texts import load_texts
from crawler.canonical.text_diff import Mark, Piece, mark_changes, word_diff
from scheduler.cli.terminal.load_configuration import load_configuration, open_archive
from scheduler.cli.terminal.options import json_option
from scheduler.cli.terminal.places import place_options
from scheduler.cli.terminal.printing import on_terminal, print_answer
from scheduler.reports.article.timeline import choose_texts, load_timeline, timeline_facts, timeline_lines
from scheduler.reports.formats.json_format import format_json
from scheduler.reports.formats.text_format import sanitize


@click.command()
@click.argument("article", type=int)
@json_option
@place_options
@click.pass_context
def article(ctx: click.Context, article: int, as_json_: bool) -> None:
    """Tell what happened to ARTICLE, an id: its texts, on which mirror each was seen first, and which mirror still
    showed the old one then; disputes and alarms."""
    with open_archive(ctx, load_configuration(ctx)) as archive:
        timeline = archive.read(load_timeline, article)
    print_answer(timeline_facts(timeline), timeline_lines(timeline), as_json=as_json_)


@click.command()
@click.argument("article", type=int)
@click.option("--revisions", type=(int, int), metavar="A B", help="These two texts, by id.")
@click.option("--mirrors", type=(str, str), metavar="A B", help="What these two mirrors showed last.")
@json_option
@place_options
@click.pass_context
def diff(
    ctx: click.Context,
    article: int,
    revisions: tuple[int, int] | None,
    mirrors: tuple[str, str] | None,
    as_json_: bool,
) -> None:
    """Show word by word what differs between two texts of ARTICLE, an id: the last two unless told otherwise.

    What was taken out stands in [-…-], what was put in in {+…+}; on a terminal in colours.
    """
    if revisions is not None and mirrors is not None:
        raise click.UsageError("--revisions and --mirrors exclude each other")
    with open_archive(ctx, load_configuration(ctx)) as archive:
        timeline = archive.read(load_timeline, article)
        before, after = archive.read(choose_texts, timeline, revisions, mirrors)
        texts = archive.read(load_texts, [before, after])
    paragraphs = word_diff(texts[before], texts[after])
    if as_json_:
        rows = [[{"mark": piece.mark.value, "text": piece.text} for piece in line] for line in paragraphs]
        click.echo(
            format_json({"article": timeline.account.id, "texts": [before, after], "paragraphs": rows}, indent=2)
        )
        return
    click.echo(f"article {timeline.account.id}, text {before} → text {after}")
    for line in paragraphs:
        click.echo("".join(map(_colour, line)) if on_terminal() else sanitize(mark_changes([line])))


def _colour(piece: Piece) -> str:
    shown = sanitize(piece.text)
    if piece.mark is Mark.GAP:
        return " … "
    if piece.mark is Mark.SAME:
        return shown
    removed = piece.mark is Mark.REMOVED
    return click.style(shown, fg="red" if removed else "green", strikethrough=removed, bold=not removed)
