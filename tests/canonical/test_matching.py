"""How a text compares with a candidate, which of many is the closest, and what the evidence keeps of it."""

from __future__ import annotations

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.mask import MaskedText
from crawler.canonical.matching import Candidate, Match, Rule, Subject, closest_of_each_article, compare, link_of
from crawler.canonical.text import Shingles
from crawler.canonical.verdict_facts import MOST_TOLD, Facts, seen_of
from crawler.model.verdict import LinkKind

RULE = Rule()
SETS = st.sets(st.integers(0, 120), max_size=90).map(lambda numbers: np.array(sorted(numbers), dtype=np.uint64))


def numbers(start: int, end: int) -> Shingles:
    return np.arange(start, end, dtype=np.uint64)


def subject(shingles: Shingles, raw: bytes = b"") -> Subject:
    return Subject(
        article=10, source="herald", mirror="https://m1.example", digest=shingles.tobytes(), shingles=shingles, raw=raw
    )


def candidate(shingles: Shingles, article: int = 5, **more: object) -> Candidate:
    return Candidate(article, "gazette", shingles.tobytes(), shingles, **more)  # type: ignore[arg-type]


def match(article: int, shared: int, rule: Rule = RULE) -> Match:
    """A match of two texts of a hundred shingles, so many of which are shared."""
    return compare(subject(numbers(0, 100)), candidate(numbers(100 - shared, 200 - shared), article), rule)


@given(first=SETS, second=SETS)
def test_two_texts_are_as_alike_the_other_way_round(first, second):
    there = compare(subject(first), candidate(second), RULE)
    back = compare(subject(second), candidate(first), RULE)
    assert (there.kind, there.alike) == (back.kind, back.alike)
    assert there.longer == (None if back.longer is None else not back.longer)


@given(first=SETS, second=SETS)
def test_a_short_text_is_linked_to_nothing_not_even_to_itself(first, second):
    short = min(len(first), len(second)) < RULE.min_shingles
    kind = compare(subject(first), candidate(second), RULE).kind
    assert kind is None if short else (kind is LinkKind.SAME_TEXT) == (first.tobytes() == second.tobytes())


@given(shares=st.lists(st.integers(0, 100), min_size=1, max_size=12), data=st.data())
def test_the_closest_come_first_each_article_once_in_whatever_order_they_were_found(shares, data):
    matches = [match(article=place % 4, shared=shared) for place, shared in enumerate(shares)]
    closest = closest_of_each_article(matches)
    shown = [(each.other.article, each.alike) for each in closest]
    assert shown == [
        (each.other.article, each.alike) for each in closest_of_each_article(data.draw(st.permutations(matches)))
    ]
    assert len({article for article, _ in shown}) == len(shown) == len({each.other.article for each in matches})
    for each in closest:
        assert each.alike.jaccard == max(m.alike.jaccard for m in matches if m.other.article == each.other.article)
    assert [alike.jaccard for _, alike in shown] == sorted((alike.jaccard for _, alike in shown), reverse=True)


def test_a_link_carries_both_figures_and_which_text_is_longer():
    part = compare(subject(numbers(0, 50)), candidate(numbers(0, 200)), RULE)
    link = link_of(subject(numbers(0, 50)), part)
    assert (link.other, link.kind, link.jaccard, link.containment) == (5, LinkKind.CONTAINMENT, 0.25, 1.0)
    assert link.longer is True


def test_a_candidate_of_another_source_is_compared_under_a_common_mask():
    text, masked = numbers(0, 100), numbers(0, 80)
    under_mask = MaskedText(masked.tobytes(), masked)
    assert compare(subject(text), candidate(masked, subject=under_mask), RULE).kind is LinkKind.SAME_TEXT
    assert compare(subject(text), candidate(masked), RULE).kind is LinkKind.JACCARD


def test_the_evidence_tells_equal_words_from_words_that_are_equal_but_for_boilerplate():
    text = numbers(0, 100)
    own = subject(text, raw=b"with a line about sharing")
    for raw, equal in ((own.raw, "word for word"), (b"", "but for boilerplate")):
        seen = seen_of(own, compare(own, candidate(text, raw=raw, shared=9, mask_version=3), RULE))
        assert seen == {"shared": 9, "text": None, "equal": equal, "mask_version_there": 3}


def test_the_evidence_of_an_unknown_key_names_the_closest_articles_that_were_rejected():
    matches = [match(article, shared) for article, shared in enumerate([90, 40, 35, 30, 25, 20, 15, 10])]
    facts = Facts(subject(numbers(0, 100)), RULE, key_known=False, compared=matches)
    evidence = json.loads(json.dumps(facts.evidence("similar", {"day": None, "title": "same"}, matches[0].alike)))
    assert [row["article"] for row in evidence["rejected"]] == list(range(1, MOST_TOLD + 1))
    assert (evidence["rule"], evidence["compared"], evidence["title"]) == ("similar", len(matches), "same")
    assert "day" not in evidence
    assert Rule(**evidence["settings"]) == RULE


def test_the_evidence_of_a_known_key_speaks_of_no_candidates():
    evidence = Facts(subject(numbers(0, 100)), RULE, key_known=True, compared=[match(1, 3)]).evidence("key", {})
    assert not {"compared", "rejected"} & evidence.keys()
