"""A verdict and its evidence → a sentence that a person can check and defend, and what was tried, rule by rule.

Nothing here is computed anew.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from crawler.model.verdict import Kind, LinkKind
from scheduler.reports.article.article_account import JudgedPage
from scheduler.reports.formats.text_format import format_count, format_moment

RULES = {
    # crawler.canonical.judge: the identity was known
    "same_key_same_text": "same text under the same key",
    "same_key_new_text_same_mirror": "another text under the same key, on a mirror that showed the earlier one",
    "same_text_under_a_newer_mask": "same text on another mirror but for boilerplate that was learned since",
    "same_on_the_whole_pages": "another text was read on another mirror, whose page shows all of this one as well",
    "same_key_new_text_other_mirror": "a text under this key that no other mirror has shown yet",
    "same_key_new_text_late_mirror": "a text that no other mirror has shown, on one that others were ahead of",
    "same_key_new_text_rechecked_mirror": "a text that no other mirror has shown, on one that is being rechecked",
    "identity_conflict": "this key was another article's: title and day are both others",
    # crawler.canonical.judge: the identity was unknown
    "nothing_like_it": "no text like it was known",
    "same_text_other_key": "same text under another key",
    "same_text_without_proof": "same text under another key, and nothing that proves it the same article",
    LinkKind.SAME_TEXT.value: "same text in another source",
    LinkKind.JACCARD.value: "similar as a whole to a text under another key",
    LinkKind.CONTAINMENT.value: "the shorter text stands for the most part in the longer one",
    # crawler.archive.stories.withdraw_links: judged anew under a newer mask
    "alike_in_boilerplate_alone": "what it shared with another article is boilerplate, as was learned since",
    # crawler.canonical.pending_verdict: mirrors disagreed
    "mirrors_agree_again": "the mirrors agree again: one was only late",
    "mirror_went_on": "the mirror went on to another text: it was an edit in between, or was taken back",
    "no_mirror_to_compare_with": "no other mirror could be asked: the text stands for want of another",
    "mirrors_disagree_after_grace": "the mirrors still say different things after the grace",
}
"""The rule that fired, as the evidence names it → what it saw."""


def explain_verdict(page: JudgedPage) -> str:
    """Say what was decided about a page and why: the verdict, the rule, the figures, the settings and the version."""
    evidence = page.evidence
    if not evidence:
        return page.standing
    settings = evidence.get("settings")
    parts = [
        _rule(page.standing, str(evidence.get("rule", "no rule was noted"))),
        "" if page.of is None else f"points to article {page.of}",
        "" if page.jaccard is None else f"jaccard {format_share(page.jaccard)}",
        "" if page.containment is None else f"containment {format_share(page.containment)}",
        *_facts(evidence),
        f"settings {_settings(settings)}" if isinstance(settings, Mapping) else "",
        f"rules version {evidence['version']}" if "version" in evidence else "",
    ]
    return f"{page.standing}: {'; '.join(part for part in parts if part)}"


def format_share(value: float, digits: int = 2) -> str:
    """Cut a share to some digits: only what is equal is 1.00.

    >>> format_share(0.999), format_share(0.29), format_share(1), format_share(0.49999, 3)
    ('0.99', '0.29', '1.00', '0.499')
    """
    return f"{math.floor(value * 10**digits + 1e-9) / 10**digits:.{digits}f}"


def _rule(verdict: str, name: str) -> str:
    if (verdict, name) == (Kind.MIRROR, "same_key_same_text"):
        return "same text under the same key, on another mirror"
    return RULES.get(name, name.replace("_", " "))


def _facts(evidence: Mapping[str, Any]) -> list[str]:
    """What else was noted, in the order of reading; a fact that has no words here stands under its own name."""
    noted = {name: value for name, value in evidence.items() if name not in _TOLD_ELSEWHERE and value}
    known = [words.format(_format_fact(_when(name, noted[name]))) for name, words in _FACTS.items() if name in noted]
    return known + [f"{name.replace('_', ' ')} {_format_fact(noted[name])}" for name in noted if name not in _FACTS]


_TOLD_ELSEWHERE = frozenset((
    "rule", "settings", "version", "key_known", "equal", "text", "compared", "rejected",
    "mask_version", "mask_version_there",
))  # fmt: skip
"""Facts that stand elsewhere in the sentence, or rule by rule in ``list_steps``."""

_FACTS = {
    "shared": "{} sampled shingles shared",
    "smaller_shingles": "{} shingles in the smaller text",
    "tried": "{} later texts like it",
    "title_before": "title before: {}",
    "day_before": "day before: {}",
    "title": "title: {}",
    "day": "day: {}",
    "mirrors_before": "shown before by {}",
    "mirrors": "between {}",
    "waited": "waited {} s",
    "lagging": "late: {}",
    "lagging_since": "since {}",
    "behind": "replaced elsewhere by text {}",
}
"""A fact of the evidence → how it is said. ``tried`` counts the texts that match and came later."""


def _when(name: str, value: object) -> object:
    return format_moment(value) if name.endswith("_since") and isinstance(value, int) else value


def _format_fact(value: object) -> str:
    if isinstance(value, list):
        return " and ".join(map(str, value)) or "none"
    return f'"{value}"' if isinstance(value, str) and " " in value else str(value)


def _settings(settings: Mapping[str, Any]) -> str:
    """
    >>> _settings({"jaccard": 0.5, "min_shingles": 40})
    'jaccard 0.5, min_shingles 40'
    """
    return ", ".join(f"{name} {value}" for name, value in settings.items())


Tried = tuple[str, str]
"""A rule, and what it saw."""


def list_steps(page: JudgedPage) -> list[Tried]:
    """The rules in the order in which they were tried; what an older version did not note is left out."""
    noted = page.evidence
    if "key_known" not in noted:
        return []
    key = f"{page.key} was {'' if noted['key_known'] else 'not '}known"
    return [("key", key), *_words(page), *_candidates(page), *_mask(noted)]


def _words(page: JudgedPage) -> Iterator[Tried]:
    noted = page.evidence
    if "equal" in noted:
        of = "" if noted.get("text") is None else f" to text {noted['text']}"
        yield "digest", f"equal{of} {noted['equal']}"
    elif noted["key_known"]:
        yield "digest", "equal to no text that the article showed before"
    else:
        yield "digest", "equal to no candidate's"


def _candidates(page: JudgedPage) -> Iterator[Tried]:
    noted = page.evidence
    if noted["key_known"]:
        return
    candidates = format_count(int(noted.get("compared", 0)), "candidate")
    yield "sketch", f"{candidates} by shared shingles or equal words, each compared in full"
    rule = noted.get("settings", {})
    if page.of is not None and page.jaccard is not None:
        yield f"article {page.of}", f"{_figures(_of_page(page))}: {_met(page, rule)}"
    for candidate in noted.get("rejected", ()):
        yield f"article {candidate['article']}", f"{_figures(candidate)}: {_missed(candidate, rule)}"


def _of_page(page: JudgedPage) -> dict[str, Any]:
    noted = page.evidence
    names = ("shared", "smaller_shingles")
    return {"jaccard": page.jaccard, "containment": page.containment} | {name: noted.get(name, 0) for name in names}


def _figures(candidate: Mapping[str, Any]) -> str:
    shares = f"jaccard {format_share(candidate['jaccard'], 3)}, containment {format_share(candidate['containment'], 3)}"
    smaller = f"{candidate['smaller_shingles']:,} shingles in the smaller"
    return f"{format_count(candidate['shared'], 'sampled shingle')} shared, {shares}, {smaller}"


def _met(page: JudgedPage, rule: Mapping[str, Any]) -> str:
    if "equal" in page.evidence:
        return "the same text"
    if page.jaccard is not None and page.jaccard >= rule.get("jaccard", 1):
        return f"alike as a whole, from jaccard {rule['jaccard']}"
    return f"one stands in the other, from {_contained(rule)}"


def _missed(candidate: Mapping[str, Any], rule: Mapping[str, Any]) -> str:
    least = rule.get("min_shingles", 0)
    if candidate["smaller_shingles"] < least:
        return f"not linked, under {least} shingles"
    return f"not linked, under jaccard {rule.get('jaccard')}, and under {_contained(rule)}"


def _contained(rule: Mapping[str, Any]) -> str:
    return f"containment {rule.get('containment')} with jaccard {rule.get('containment_jaccard')}"


def _mask(noted: Mapping[str, Any]) -> Iterator[Tried]:
    there = f", version {noted['mask_version_there']} in the other source" if "mask_version_there" in noted else ""
    yield "mask", f"version {noted['mask_version']}{there}"
