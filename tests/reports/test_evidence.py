"""A verdict in words: every rule of the judge has a sentence of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from crawler.archive.stories.withdraw_links import WITHDRAWN
from crawler.canonical.divergence import Observation, weigh_observations
from crawler.canonical.face import Face
from crawler.canonical.judge import Candidate, Rule, Shown, Subject, judge
from crawler.canonical.pending_verdict import UNANSWERED, Waiting, settle_pending
from crawler.canonical.text import shingles, tokens
from crawler.model.article import Reason
from crawler.model.verdict import Kind, Pending, Verdict
from scheduler.reports.article.article_account import JudgedPage
from scheduler.reports.article.verdict_sentences import RULES, explain_verdict
from scheduler.reports.lists.quarantine import REASONS, reason_sentence

WORDS = [f"w{number}" for number in range(80)]


def subject(words: list[str] = WORDS, **facts: object) -> Subject:
    face = Face(title=facts.pop("title", None), day=facts.pop("day", None))  # type: ignore[arg-type]
    given = {"face": face, "article": 9, "source": "a", "mirror": "m1", "digest": " ".join(words).encode()}
    return Subject(**(given | facts), shingles=shingles(tokens(" ".join(words))))  # type: ignore[arg-type]


def candidate(words: list[str], source: str = "a") -> Candidate:
    return Candidate(1, source, " ".join(words).encode(), shingles(tokens(" ".join(words))), 5)


def page(outcome: Verdict | Pending) -> JudgedPage:
    at = datetime(2026, 8, 15, tzinfo=UTC)
    if isinstance(outcome, Pending):
        return JudgedPage(1, "m1", "u", "k", at, None, at, outcome.of, None, None, outcome.evidence)
    evidence, alike = outcome.evidence, (outcome.jaccard, outcome.containment)
    return JudgedPage(1, "m1", "u", "k", at, outcome.kind.value, None, outcome.of, *alike, evidence)


def shown(digest: bytes, *mirrors: str, title: str | None = None, day: str | None = None) -> Shown:
    return Shown(digest, frozenset(mirrors), title, day)


DIGEST = subject().digest
PENDING = Pending(4, {"rule": "same_key_new_text_other_mirror"})
RULE = Rule()


def settled(here: str, there: str, waited: int, same_as: int | None = None, *, by_page: bool = False) -> Verdict | None:
    """The first mirror showed x, the second y; then both are looked at again."""
    seen = [Observation("m2", b"y", 0), Observation("m1", b"x", 0)]
    seen += [Observation("m1", here.encode(), waited), Observation("m2", there.encode(), waited)]
    told = weigh_observations(seen, 100, order=("m2", "m1"))
    return settle_pending(Waiting(PENDING, "m1", b"x", 0), told, waited, 100, same_as=same_as, by_page=by_page)


DATED = {"title": "Storm", "day": "2026-08-15"}

OUTCOMES = {
    "unchanged: same text under the same key; points to article 9": judge(
        subject(), [shown(DIGEST, "m1")], [], RULE
    ).outcome,
    "mirror: same text under the same key, on another mirror; points to article 9": judge(
        subject(), [shown(DIGEST, "m2")], [], RULE
    ).outcome,
    "revision: another text under the same key, on a mirror that showed the earlier one; points": judge(
        subject(), [shown(b"", "m1")], [], RULE
    ).outcome,
    "pending: a text under this key that no other mirror has shown yet; points": judge(
        subject(), [shown(b"", "m2")], [], RULE
    ).outcome,
    "pending: a text that no other mirror has shown, on one that is being rechecked; points": judge(
        subject(recheck=True), [shown(b"", "m1")], [], RULE
    ).outcome,
    "new: this key was another article's: title and day are both others; title before: A": judge(
        subject(title="B", day="2"), [shown(b"", "m1", title="A", day="1")], [], RULE
    ).outcome,
    "new: no text like it was known; settings jaccard 0.5, ": judge(subject(), [], [], RULE).outcome,
    "mirror: same text under another key; points to article 1; jaccard 1.00": judge(
        subject(**DATED), [], [replace(candidate(WORDS), face=subject(**DATED).face)], RULE
    ).outcome,
    "near_duplicate: same text under another key, and nothing that proves it the same article; points to": judge(
        subject(), [], [candidate(WORDS)], RULE
    ).outcome,
    "copy: same text in another source; points to article 1": judge(
        subject(), [], [candidate(WORDS, "b")], RULE
    ).outcome,
    "near_duplicate: similar as a whole to a text under another key; points to article 1": judge(
        subject(), [], [candidate(WORDS[:60])], RULE
    ).outcome,
    "near_duplicate: the shorter text stands for the most part in the longer one; points": judge(
        subject(WORDS[:44]), [], [candidate([f"x{n}" for n in range(100)] + WORDS[:44])], RULE
    ).outcome,
    "revision: the mirrors agree again: one was only late; points to article 4; between m1 and m2": settled(
        "x", "x", 60
    ),
    "mirror: same text on another mirror but for boilerplate that was learned since; points to article 4": settled(
        "x", "y", 60, same_as=3
    ),
    "mirror: another text was read on another mirror, whose page shows all of this one as well": settled(
        "x", "y", 60, same_as=3, by_page=True
    ),
    "divergent: the mirrors still say different things after the grace; points to article 4": settled("x", "y", 160),
    "revision: the mirror went on to another text: it was an edit in between, or was taken back": settled("y", "y", 60),
    "revision: no other mirror could be asked: the text stands for want of another": settle_pending(
        Waiting(PENDING, "m1", b"x", 0), weigh_observations([Observation("m1", b"x", 0)], 100), 100 + UNANSWERED, 100
    ),
    "pending: a text that no other mirror has shown, on one that others were ahead of": judge(
        subject(), [shown(b"1", "m1", "m2"), shown(b"2", "m2")], [], RULE
    ).outcome,
}


@pytest.mark.parametrize("said", OUTCOMES)
def test_each_outcome_of_the_judge_has_its_sentence(said):
    outcome = OUTCOMES[said]
    assert outcome is not None
    assert explain_verdict(page(outcome)).startswith(said)


def test_there_is_no_sentence_for_a_rule_that_the_judge_does_not_have():
    fired = {str(outcome.evidence["rule"]) for outcome in OUTCOMES.values() if outcome is not None}
    assert fired | {WITHDRAWN} == set(RULES)  # the one that is noted when a link is withdrawn


def test_settings_and_version_stand_in_every_sentence_of_the_judge():
    for outcome in OUTCOMES.values():
        if outcome is not None and "version" in outcome.evidence:
            assert explain_verdict(page(outcome)).endswith("min_shingles 40; rules version 3")


def test_a_rule_and_a_fact_of_a_later_version_speak_for_themselves():
    later = Verdict(Kind.NEW, evidence={"rule": "moon_phase", "full_moon": True})
    assert explain_verdict(page(later)) == "new: moon phase; full moon True"


@pytest.mark.parametrize("reason", list(Reason))
def test_each_reason_has_its_sentence(reason):
    assert reason_sentence(reason.value) == f"{reason.value}: {REASONS[reason]}"


def test_a_reason_of_a_later_version_speaks_for_itself():
    assert reason_sentence("haunted") == "haunted"


def test_the_texts_of_these_tests_are_long_enough_to_be_linked():
    assert len(np.unique(subject(WORDS[:44]).shingles)) >= RULE.min_shingles
