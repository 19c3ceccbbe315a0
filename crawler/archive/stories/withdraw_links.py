"""Story links that rest on boilerplate alone: withdrawn when it was learned, or when texts were read anew."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, or_, select, update

from crawler.archive.queries import split_batches
from crawler.archive.stories.story_links import update_stories
from crawler.archive.tables.articles import articles, pages, story_links
from crawler.archive.texts.boilerplate import load_masks
from crawler.archive.texts.revision_texts import load_texts
from crawler.canonical.mask import read_masked, touches
from crawler.canonical.matching import Rule
from crawler.canonical.sketch import likeness
from crawler.model.verdict import Kind

NEWEST = 1000
"""Articles of a source whose links are looked at, the newest: what a template changed to is on them."""

WITHDRAWN = "alike_in_boilerplate_alone"
"""The rule that stands in the evidence of a page whose link was withdrawn."""

_LINKED = (Kind.NEAR_DUPLICATE, Kind.COPY)


_Link = Any
"""A row of the query of links, with the source and the standing text of either end."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A page that is linked to no article any more.

    :ivar kind: of the verdict that it had
    """

    page: int
    run: int
    kind: Kind


def withdraw_links(
    connection: Connection, source: str, rule: Rule, lines: Collection[str] | None = None
) -> list[Withdrawn]:
    """Compare linked articles of a source anew under its mask, and part those that are not alike any more.

    :param lines: only articles in whose texts one of them stands; None: all
    :returns: the pages whose verdicts became ``new``
    """
    newest = select(articles.c.id).where(articles.c.source == source).order_by(articles.c.id.desc()).limit(NEWEST)
    ids = frozenset(connection.execute(newest).scalars())
    withdrawn: list[Withdrawn] = []
    touched: set[int] = set()
    for batch in split_batches(sorted(ids)):
        links = connection.execute(_LINKS.where(story_links.c.later.in_(batch))).all()
        for link in _find_unlike(connection, links, rule, None if lines is None else frozenset(lines)):
            withdrawn += _withdraw(connection, link)
            touched |= {link.earlier, link.later}
    if touched:
        update_stories(connection, touched)
    return withdrawn


_EARLIER, _LATER = articles.alias("earlier"), articles.alias("later")
_LINKS = (
    select(
        story_links.c.earlier, story_links.c.later, story_links.c.kind, story_links.c.jaccard,
        _EARLIER.c.source.label("earlier_source"), _LATER.c.source.label("later_source"),
        _EARLIER.c.revision_id.label("earlier_text"), _LATER.c.revision_id.label("later_text"),
    )
    .join(_EARLIER, _EARLIER.c.id == story_links.c.earlier)
    .join(_LATER, _LATER.c.id == story_links.c.later)
)  # fmt: skip


def _find_unlike(
    connection: Connection, links: Iterable[_Link], rule: Rule, lines: frozenset[str] | None
) -> list[_Link]:
    links = [link for link in links if link.earlier_text is not None and link.later_text is not None]
    texts = load_texts(connection, {text for link in links for text in (link.earlier_text, link.later_text)})
    masks = load_masks(connection, {name for link in links for name in (link.earlier_source, link.later_source)})
    unlike = []
    for link in links:
        pair = (texts[link.earlier_text], texts[link.later_text])
        if lines is not None and not any(touches(text, lines) for text in pair):
            continue
        if not _are_alike(pair, masks.lines((link.earlier_source, link.later_source)), rule):
            unlike.append(link)
    return unlike


def _are_alike(pair: tuple[str, str], mask: frozenset[str], rule: Rule) -> bool:
    one, other = (read_masked(text, mask) for text in pair)
    return one.digest == other.digest or rule.kind(likeness(one.shingles, other.shingles)) is not None


def _withdraw(connection: Connection, link: _Link) -> list[Withdrawn]:
    connection.execute(
        story_links.delete().where(story_links.c.earlier == link.earlier, story_links.c.later == link.later)
    )
    p = pages.c
    pair = or_(
        and_(p.article_id == link.later, p.of_article == link.earlier),
        and_(p.article_id == link.earlier, p.of_article == link.later),
    )
    rows = connection.execute(
        select(p.id, p.run_id, p.verdict, p.of_article, p.evidence).where(pair, p.verdict.in_(_LINKED))
    ).all()
    for row in rows:
        evidence = {**(row.evidence or {}), "rule": WITHDRAWN, "was": row.verdict, "of_before": row.of_article}
        values = {"verdict": Kind.NEW.value, "of_article": None, "jaccard": None, "containment": None}
        connection.execute(update(pages).where(p.id == row.id).values(**values, evidence=evidence))
    return [Withdrawn(row.id, row.run_id, Kind(row.verdict)) for row in rows]
