"""The evidence of a verdict, rule by rule: what was tried, and what was seen. Nothing here is computed anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scheduler.reports.article.article_account import JudgedPage
from scheduler.reports.article.verdict_sentences import format_share
from scheduler.reports.formats.text_format import format_count

Tried = tuple[str, str]
"""A rule, and what it saw."""


def list_steps(page: JudgedPage) -> list[Tried]:
    """The rules in the order in which they were tried; what an older version did not note is left out."""
    noted = page.evidence
    if "key_known" not in noted:
        return []
    return [*_key(page), *_words(page), *_candidates(page), *_mask(noted)]


def _key(page: JudgedPage) -> Iterator[Tried]:
    yield "key", f"{page.key} was known" if page.evidence["key_known"] else f"{page.key} was not known"


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
