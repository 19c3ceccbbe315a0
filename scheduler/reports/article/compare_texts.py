"""Two stored texts → what the rule sees in them now, and the passages in which they differ.

Nothing here is what a verdict saw: that stands in its evidence. Texts never change, but masks, settings and rules do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from crawler.archive.pages.record_pages import load_known_texts
from crawler.archive.stored_page import KnownText
from crawler.archive.texts.boilerplate import load_masks
from crawler.canonical.judge import Rule
from crawler.canonical.mask import Masks, read_masked
from crawler.canonical.sketch import Sampling, likeness, sketch
from crawler.canonical.text_diff import Difference, compare_sentences
from crawler.settings.sections import Dedup
from scheduler.reports.article.article_account import Account

MOST_COMPARED = 5
"""Pairs of texts that are compared for an article, the latest; a live blog has hundreds."""


def read_rule(dedup: Dedup) -> tuple[Rule, Sampling]:
    """The rule that the judge goes by, and how it samples, of the settings of ``[dedup]``."""
    rule = Rule(
        jaccard=dedup.jaccard,
        containment=dedup.containment,
        containment_jaccard=dedup.containment_jaccard,
        min_shingles=dedup.min_shingles,
    )
    return rule, Sampling(dedup.sample, dedup.sample_min, dedup.sample_max)


@dataclass(frozen=True, slots=True)
class Compared:
    """Two texts, compared now.

    :ivar verdict: of the page with the first text; None when a person asked for the comparison
    :ivar article: of each text, as is ``text``, the revision's id, and ``mask_version``, that of its source now
    :ivar equal: the words are the same under the masks
    :ivar shared: sampled shingles in both sketches
    :ivar linked: "same_text", "jaccard" or "containment"; None when the rule in force links them not
    """

    verdict: str | None
    article: tuple[int, int]
    text: tuple[int, int]
    mask_version: tuple[int, int]
    equal: bool
    shared: int
    jaccard: float
    containment: float
    smaller_shingles: int
    linked: str | None
    difference: Difference


def compare_judged(connection: Connection, account: Account, dedup: Dedup) -> tuple[Compared, ...]:
    """Compare the texts of an article's pages with those that their verdicts were about, the latest pages first."""
    pairs = list(dict.fromkeys(_pairs(account)))[:MOST_COMPARED]
    return compare_pairs(connection, pairs, dedup)


def compare_pairs(
    connection: Connection, pairs: Sequence[tuple[str | None, int, int]], dedup: Dedup
) -> tuple[Compared, ...]:
    """Compare pairs of texts, by the settings in force.

    :param pairs: verdict, and two revisions
    """
    texts = load_known_texts(connection, sorted({number for _, here, there in pairs for number in (here, there)}))
    masks = load_masks(connection, {text.source for text in texts.values()})
    return tuple(
        _compared(verdict, texts[here], texts[there], masks, dedup)
        for verdict, here, there in pairs
        if here in texts and there in texts
    )


def _pairs(account: Account) -> Iterator[tuple[str | None, int, int]]:
    for page in reversed(account.pages):
        other = page.evidence.get("text")
        if page.text is not None and isinstance(other, int) and other != page.text:
            yield page.standing, page.text, other


def _compared(verdict: str | None, here: KnownText, there: KnownText, masks: Masks, dedup: Dedup) -> Compared:
    rule, sampling = read_rule(dedup)
    lines = masks.lines({here.source, there.source})
    first, second = read_masked(here.text, lines), read_masked(there.text, lines)
    alike = likeness(first.shingles, second.shingles)
    kind, equal = rule.kind(alike), first.digest == second.digest
    sketches = sketch(first.shingles, sampling), sketch(second.shingles, sampling)
    return Compared(
        verdict=verdict,
        article=(here.article, there.article),
        text=(here.revision, there.revision),
        mask_version=(masks.of(here.source).newest.version, masks.of(there.source).newest.version),
        equal=equal,
        shared=len(np.intersect1d(*sketches, assume_unique=True)),
        jaccard=alike.jaccard,
        containment=alike.containment,
        smaller_shingles=alike.smaller,
        linked="same_text" if equal and kind else kind.value if kind else None,
        difference=compare_sentences(here.text, there.text),
    )
