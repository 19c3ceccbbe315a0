"""Texts of an article that differ only in what was read of its mirrors' pages: the pages say the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection

from crawler.archive.texts.revision_texts import load_texts
from crawler.archive.texts.whole_pages import load_pages_of
from crawler.canonical.divergence import Observation, find_spells

SaySame = Callable[[tuple[str, str], tuple[Sequence[str], Sequence[str]]], bool]
"""Texts, and the lines of the whole pages they were read of → whether the pages say the same."""


def find_twins(
    connection: Connection,
    article: int,
    seen: Sequence[Observation],
    revisions_of: Mapping[bytes, int],
    say_same: SaySame,
) -> dict[tuple[str, bytes], bytes]:
    """Find the texts that mirrors show now whose pages say the same as another mirror's.

    :param seen: all observations of the article, oldest first
    :param revisions_of: text → a revision that has it
    :returns: mirror and text → the earlier of the two texts
    """
    spells = find_spells(seen).values()
    if len({spell.text for spell in spells}) < 2:
        return {}
    shown = load_pages_of(connection, article, {spell.mirror: spell.until for spell in spells})
    earliest = sorted((spell for spell in spells if spell.mirror in shown), key=lambda each: revisions_of[each.text])
    texts = load_texts(connection, {revisions_of[spell.text] for spell in earliest})
    twins: dict[tuple[str, bytes], bytes] = {}
    for late, early in ((late, early) for place, late in enumerate(earliest) for early in earliest[:place]):
        if late.text == early.text or (late.mirror, late.text) in twins:
            continue
        pair = texts[revisions_of[early.text]], texts[revisions_of[late.text]]
        if say_same(pair, (shown[early.mirror], shown[late.mirror])):
            twins[late.mirror, late.text] = twins.get((early.mirror, early.text), early.text)
    return twins
