"""``mirrorfold explain``: all that is known of an article, and why. It needs no index."""

from __future__ import annotations

import click

from crawler.archive.database.store import Archive
from crawler.archive.removal.tombstones import find_tombstone
from crawler.model.errors import NotFound
from crawler.settings import Configuration, source_urls
from scheduler.cli.terminal.load_configuration import load_configuration, open_archive
from scheduler.cli.terminal.options import json_option
from scheduler.cli.terminal.places import place_options
from scheduler.cli.terminal.printing import print_lines
from scheduler.reports.article.article_account import Explanation
from scheduler.reports.article.compare_texts import Compared, Nearness, compare_judged, compare_pairs, read_nearness
from scheduler.reports.article.explain_text import compared_facts, explanation_facts, explanation_lines
from scheduler.reports.article.explanation import load_explanation as explain_found
from scheduler.reports.article.search import SearchResult, parse_article_id, search
from scheduler.reports.formats.json_format import format_json
from scheduler.reports.formats.text_format import format_moment, sanitize


@click.command()
@click.argument("asked", metavar="URL-OR-ID")
@click.option("--with", "other", metavar="URL-OR-ID", help="Compare with this article as well, whatever was judged.")
@json_option
@place_options
@click.pass_context
def explain(ctx: click.Context, asked: str, other: str | None, as_json_: bool) -> None:
    """Tell all that is known of an article, and why each of its pages was judged as it was.

    The article is named by its id, by its key, or by any URL of it: on any mirror, with or without "www.", another
    slug or tracking parameters. The rules that were tried are told as the verdict saw them. Below stand the texts
    that it compared, side by side where they differ: this is computed now.
    """
    loaded = load_configuration(ctx)
    near = read_nearness(loaded.settings)
    with open_archive(ctx, loaded) as archive:
        explanation = _load(archive, loaded, asked)
        compared = [pair for account in explanation.articles for pair in archive.read(compare_judged, account, near)]
        beside = () if other is None else _beside(archive, explanation, _load(archive, loaded, other), near)
    if as_json_:
        facts = explanation_facts(explanation) | {"compared": compared_facts(compared), "with": compared_facts(beside)}
        click.echo(format_json({"asked": asked} | facts, indent=2))
        return
    print_lines(explanation_lines(explanation))
    if compared or beside:
        from scheduler.cli.terminal.side_by_side import print_comparisons  # rich takes its time to load

        print_comparisons([*compared, *beside])


def _load(archive: Archive, loaded: Configuration, asked: str) -> Explanation:
    """
    :raises NotFound: with what was tried
    """
    result = archive.read(search, asked, {source.id: source_urls(source) for source in loaded.sources})
    explanation = archive.read(explain_found, result)
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


def _beside(archive: Archive, explanation: Explanation, other: Explanation, near: Nearness) -> tuple[Compared, ...]:
    """Compare the texts that stand of two articles."""
    standing = [
        next((text.id for account in side.articles for text in account.texts if text.stands), None)
        for side in (explanation, other)
    ]
    first, second = standing
    if first is None or second is None:
        return ()
    return archive.read(compare_pairs, [(None, first, second)], near)
