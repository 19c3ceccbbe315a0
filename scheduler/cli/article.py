"""``mirrorfold article``, ``diff`` and ``explain``: what is known of an article, and what was changed in it."""

from __future__ import annotations

from dataclasses import asdict

import click

from crawler.archive.database.store import Archive
from crawler.archive.removal.tombstones import find_tombstone
from crawler.archive.texts.revision_texts import load_texts
from crawler.canonical.text_diff import Mark, Piece, mark_changes, word_diff
from crawler.model.errors import NotFound
from crawler.settings import Configuration, source_urls
from crawler.settings.sections import Dedup
from scheduler.cli.places import Command
from scheduler.cli.terminal import colour_states, in_colour, json_option, load_configuration, open_archive, print_answer
from scheduler.reports.article.article_account import Explanation
from scheduler.reports.article.compare_texts import Compared, compare_judged, compare_pairs
from scheduler.reports.article.explain_text import compared_facts, explanation_facts, explanation_lines
from scheduler.reports.article.explanation import SearchResult, load_explanation, parse_article_id, search
from scheduler.reports.article.timeline import choose_texts, load_timeline, timeline_facts, timeline_lines
from scheduler.reports.formats.text_format import format_moment, sanitize


@click.command(cls=Command)
@click.argument("article", type=int)
@json_option
def article(article: int, as_json: bool) -> None:
    """Tell what happened to ARTICLE, an id: its texts, on which mirror each was seen first, and which mirror still
    showed the old one then; disputes and alarms."""
    with open_archive(load_configuration()) as archive:
        timeline = archive.read(load_timeline, article)
    print_answer(timeline_facts(timeline), timeline_lines(timeline), as_json=as_json)


@click.command(cls=Command)
@click.argument("article", type=int)
@click.option("--revisions", type=(int, int), metavar="A B", help="These two texts, by id.")
@click.option("--mirrors", type=(str, str), metavar="A B", help="What these two mirrors showed last.")
@json_option
def diff(article: int, revisions: tuple[int, int] | None, mirrors: tuple[str, str] | None, as_json: bool) -> None:
    """Show word by word what differs between two texts of ARTICLE, an id: the last two unless told otherwise.

    What was taken out stands in [-…-], what was put in in {+…+}; on a terminal in colours.
    """
    if revisions is not None and mirrors is not None:
        raise click.UsageError("--revisions and --mirrors exclude each other")
    with open_archive(load_configuration()) as archive:
        timeline = archive.read(load_timeline, article)
        before, after = archive.read(choose_texts, timeline, revisions, mirrors)
        texts = archive.read(load_texts, [before, after])
    paragraphs = word_diff(texts[before], texts[after])
    marked = [[asdict(piece) for piece in line] for line in paragraphs]
    facts = {"article": timeline.account.id, "texts": [before, after], "paragraphs": marked}
    lines = ["".join(map(_colour, line)) if in_colour() else sanitize(mark_changes([line])) for line in paragraphs]
    heading = f"article {timeline.account.id}, text {before} → text {after}"
    print_answer(facts, [heading, *lines], as_json=as_json)


def _colour(piece: Piece) -> str:
    shown = sanitize(piece.text)
    if piece.mark is Mark.GAP:
        return " … "
    if piece.mark is Mark.SAME:
        return shown
    removed = piece.mark is Mark.REMOVED
    return click.style(shown, fg="red" if removed else "green", strikethrough=removed, bold=not removed)


@click.command(cls=Command)
@click.argument("asked", metavar="URL-OR-ID")
@click.option("--with", "other", metavar="URL-OR-ID", help="Compare with this article as well, whatever was judged.")
@json_option
def explain(asked: str, other: str | None, as_json: bool) -> None:
    """Tell all that is known of an article, and why each of its pages was judged as it was.

    The article is named by its id, by its key, or by any URL of it: on any mirror, with or without "www.", another
    slug or tracking parameters. The rules that were tried are told as the verdict saw them. Below stand the texts
    that it compared, side by side where they differ: this is computed now.
    """
    loaded = load_configuration()
    dedup = loaded.settings.dedup
    with open_archive(loaded) as archive:
        explanation = load_found(archive, loaded, asked)
        compared = [pair for account in explanation.articles for pair in archive.read(compare_judged, account, dedup)]
        beside = () if other is None else _beside(archive, explanation, load_found(archive, loaded, other), dedup)
    facts = explanation_facts(explanation) | {"compared": compared_facts(compared), "with": compared_facts(beside)}
    print_answer({"asked": asked} | facts, colour_states(explanation_lines(explanation)), as_json=as_json)
    if (compared or beside) and not as_json:
        from scheduler.cli.side_by_side import print_comparisons  # rich takes its time to load

        print_comparisons([*compared, *beside])


def load_found(archive: Archive, loaded: Configuration, asked: str) -> Explanation:
    """Load what is known of an article that a person named.

    :raises NotFound: with what was tried
    """
    result = archive.read(search, asked, {source.id: source_urls(source) for source in loaded.sources})
    mirrors = {source.id: [mirror.origin for mirror in source.mirrors] for source in loaded.sources}
    explanation = archive.read(load_explanation, result, mirrors)
    if not explanation.articles and not explanation.quarantined:
        _raise_if_removed(archive, asked.strip(), result)
        what = f'Nothing is known of "{sanitize(asked)}"'
        raise NotFound(what, where=archive.name, cure=sanitize(f"Tried: {'; '.join(result.tried)}"))
    return explanation


def _raise_if_removed(archive: Archive, asked: str, result: SearchResult) -> None:
    """
    :raises NotFound: when it is an article that a person removed
    """
    stone = archive.read(find_tombstone, result.identities, parse_article_id(asked))
    if stone is not None:
        what = sanitize(
            f"{stone.removed.who} removed this article on {format_moment(stone.removed.at)}: {stone.removed.reason}"
        )
        cure = f"mirrorfold tombstones lift {stone.id} lets it come again"
        raise NotFound(what, where=f"tombstone {stone.id}", cure=cure)


def _beside(archive: Archive, explanation: Explanation, other: Explanation, dedup: Dedup) -> tuple[Compared, ...]:
    """Compare the texts that stand of two articles."""
    first, second = (
        next((text.id for account in side.articles for text in account.texts if text.stands), None)
        for side in (explanation, other)
    )
    if first is None or second is None:
        return ()
    return archive.read(compare_pairs, [(None, first, second)], dedup)
