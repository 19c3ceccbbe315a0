"""What each observation of an article's mirrors found: its text, and what else stood on the page."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from crawler.archive.disputes.twin_texts import find_twins
from crawler.archive.pages.traits import load_traits
from crawler.archive.tables.articles import pages, revisions
from crawler.archive.texts.revision_texts import load_texts
from crawler.canonical.divergence import Observation
from crawler.canonical.mask import masked_digest
from crawler.canonical.whole_page import say_same
from crawler.mirrors.trust.traits import SENSITIVE, Traits, neutralize

MOST_OBSERVATIONS = 2000
"""Observations of one article that are weighed, the latest: a week of five mirrors every half hour is as many."""


@dataclass(frozen=True, slots=True)
class History:
    """All observations of the mirrors of one article.

    :ivar texts: observations by text, under the newest mask; ``addresses``: by donation addresses
    :ivar revisions: text → the latest revision that has it
    :ivar doubted: mirrors that showed the article while they were being rechecked
    :ivar traits: what an observation of ``addresses`` saw → all traits of the last such page, as compared
    :ivar twins: mirror and text → the text of a sibling that its page shows as well, by which it goes in ``texts``
    """

    texts: tuple[Observation, ...]
    addresses: tuple[Observation, ...]
    revisions: Mapping[bytes, int]
    traits: Mapping[bytes, Traits]
    twins: Mapping[tuple[str, bytes], bytes] = field(default_factory=dict)
    doubted: frozenset[str] = frozenset()


def load_history(connection: Connection, article: int, lines: frozenset[str], is_own: Callable[[str], bool]) -> History:
    """Load the observations of an article, oldest first.

    :param lines: that do not count, those of the newest mask
    :param is_own: whether a host belongs to a mirror of the source
    """
    rows = _load_observed_pages(connection, article)
    under = load_masked_digests(connection, {row.revision_id: row.digest for row in rows}, lines)
    compared = {
        number: neutralize(facts, is_own)
        for number, facts in load_traits(connection, {row.traits_id for row in rows if row.traits_id}).items()
    }
    by_text = {under[row.revision_id]: row.revision_id for row in rows}
    texts = tuple(Observation(row.mirror, under[row.revision_id], row.fetched_at) for row in rows)
    twins = find_twins(connection, article, texts, by_text, partial(say_same, mask=lines, is_own=is_own))
    texts = tuple(replace(seen, text=twins.get((seen.mirror, seen.text), seen.text)) for seen in texts)
    addresses = tuple(
        Observation(row.mirror, _mark(compared[row.traits_id]), row.fetched_at)
        for row in rows
        if row.traits_id in compared
    )
    by_mark = {_mark(compared[row.traits_id]): compared[row.traits_id] for row in rows if row.traits_id in compared}
    return History(
        texts=texts,
        addresses=addresses,
        revisions=by_text,
        traits=by_mark,
        twins=twins,
        doubted=frozenset(row.mirror for row in rows if row.recheck),
    )


def _load_observed_pages(connection: Connection, article: int) -> Sequence[Any]:
    """The latest pages of an article, oldest first."""
    return connection.execute(
        select(
            pages.c.mirror,
            pages.c.fetched_at,
            pages.c.revision_id,
            pages.c.traits_id,
            pages.c.recheck,
            revisions.c.digest,
        )
        .join(revisions, revisions.c.id == pages.c.revision_id)
        .where(pages.c.article_id == article)
        .order_by(pages.c.id.desc())
        .limit(MOST_OBSERVATIONS)
    ).all()[::-1]


def _mark(facts: Traits) -> bytes:
    return json.dumps([getattr(facts, name) for name in SENSITIVE]).encode()


def load_masked_digests(connection: Connection, raw: Mapping[int, bytes], lines: frozenset[str]) -> dict[int, bytes]:
    """The digests of some revisions under a mask.

    :param raw: revision → its digest without one
    """
    if not lines:
        return dict(raw)
    texts = load_texts(connection, raw)
    return {number: masked_digest(texts[number], digest, lines) for number, digest in raw.items()}
