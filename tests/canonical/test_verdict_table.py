"""The table of verdicts: one sentence a row."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.divergence import Observation, weigh_observations
from crawler.canonical.face import Face
from crawler.canonical.judge import Candidate, Rule, Shown, Subject, judge
from crawler.canonical.pending_verdict import Waiting, settle_pending
from crawler.canonical.text import Shingles, digest, shingles, tokens
from crawler.model.verdict import Judgement, Kind, LinkKind, Pending, Verdict

M1, M2 = "https://m1.example", "https://m2.example"
RULE = Rule()


def numbered(*ranges: tuple[int, int]) -> Shingles:
    """Shingles by number: easy to see how many two sets share."""
    return np.array(sorted({value for start, end in ranges for value in range(start, end)}), dtype=np.uint64)


def name(text: Shingles) -> bytes:
    """Equal for equal texts."""
    return digest([str(value) for value in text.tolist()])


FACE = Face(title="Storm", day="2026-08-15")
TEXT = numbered((0, 100))
OTHER_TEXT = numbered((1000, 1100))


def subject(text: Shingles = TEXT, mirror: str = M1, **changed: object) -> Subject:
    return replace(Subject(10, "herald", mirror, name(text), text, FACE), **changed)  # type: ignore[arg-type]


def shown(text: Shingles = TEXT, *mirrors: str, title: str = "Storm", day: str = "2026-08-15") -> Shown:
    return Shown(name(text), frozenset(mirrors or {M1}), title, day)


def candidate(text: Shingles, article: int = 5, source: str = "gazette", face: Face = FACE) -> Candidate:
    return Candidate(article, source, name(text), text, shared=9, face=face)


def verdict(judgement: Judgement) -> Verdict:
    assert isinstance(judgement.outcome, Verdict)
    return judgement.outcome


def decided(judgement: Judgement) -> tuple[Kind, int | None, object]:
    outcome = verdict(judgement)
    return outcome.kind, outcome.of, outcome.evidence["rule"]


def test_an_article_nobody_had_is_new() -> None:
    judgement = judge(subject(), [], [], RULE)
    assert decided(judgement) == (Kind.NEW, None, "nothing_like_it")
    assert judgement.links == ()


def test_the_same_text_on_the_same_mirror_is_unchanged() -> None:
    assert decided(judge(subject(), [shown()], [], RULE)) == (Kind.UNCHANGED, 10, "same_key_same_text")


def test_the_same_text_on_another_mirror_is_a_mirror() -> None:
    assert decided(judge(subject(mirror=M2), [shown()], [], RULE)) == (Kind.MIRROR, 10, "same_key_same_text")


def test_the_same_text_under_another_key_of_the_source_is_a_mirror_and_is_folded() -> None:
    judgement = judge(subject(), [], [candidate(TEXT, source="herald")], RULE)
    assert decided(judgement) == (Kind.MIRROR, 5, "same_text_other_key")
    assert judgement.fold_into == 5


def test_a_new_text_on_the_mirror_that_showed_the_earlier_one_is_a_revision() -> None:
    judgement = judge(subject(OTHER_TEXT), [shown()], [], RULE)
    assert decided(judgement) == (Kind.REVISION, 10, "same_key_new_text_same_mirror")


def test_a_new_text_on_another_mirror_waits_for_the_mirrors() -> None:
    outcome = judge(subject(OTHER_TEXT, M2), [shown()], [], RULE).outcome
    assert isinstance(outcome, Pending)
    assert (outcome.of, outcome.evidence["rule"], outcome.evidence["mirrors_before"]) == (
        10, "same_key_new_text_other_mirror", [M1]
    )  # fmt: skip


@pytest.mark.parametrize("face", [FACE, Face(title="Calm", day="2026-08-20")], ids=["edited", "reused key"])
def test_what_a_mirror_under_recheck_shows_is_not_vouched_for_by_what_it_showed_before(face: Face) -> None:
    outcome = judge(subject(OTHER_TEXT, recheck=True, face=face), [shown()], [], RULE).outcome
    assert isinstance(outcome, Pending)
    assert outcome.evidence["rule"] == "same_key_new_text_rechecked_mirror"
    assert decided(judge(subject(recheck=True), [shown()], [], RULE))[0] is Kind.UNCHANGED


PENDING = Pending(10, {"rule": "same_key_new_text_other_mirror"})


def settled(here: bytes, there: bytes, waited: int) -> Verdict | None:
    """M1 showed another text first; both are looked at when it has waited."""
    seen = [
        Observation(M1, b"old", 0),
        Observation(M2, b"new", 0),
        Observation(M1, there, waited),
        Observation(M2, here, waited),
    ]
    return settle_pending(Waiting(PENDING, M2, b"new", 0), weigh_observations(seen, 100, order=(M1, M2)), waited, 100)


def test_a_text_that_waited_is_a_revision_when_the_mirrors_agree_again() -> None:
    outcome = settled(b"new", b"new", waited=99)
    assert outcome is not None
    assert (outcome.kind, outcome.of, outcome.evidence["rule"]) == (Kind.REVISION, 10, "mirrors_agree_again")


def test_a_text_that_waited_is_divergent_when_they_disagree_after_the_grace() -> None:
    outcome = settled(b"new", b"old", waited=100)
    assert outcome is not None
    assert (outcome.kind, outcome.of, outcome.evidence["rule"]) == (Kind.DIVERGENT, 10, "mirrors_disagree_after_grace")


def test_a_text_waits_on_while_the_mirrors_disagree_within_the_grace() -> None:
    assert settled(b"new", b"old", waited=99) is None


def test_the_same_text_of_another_source_is_a_copy_and_is_not_folded() -> None:
    judgement = judge(subject(), [], [candidate(TEXT)], RULE)
    assert decided(judgement) == (Kind.COPY, 5, "same_text")
    assert judgement.fold_into is None
    assert [link.kind for link in judgement.links] == [LinkKind.SAME_TEXT]


def test_a_similar_text_under_another_identity_is_a_near_duplicate() -> None:
    judgement = judge(subject(), [], [candidate(numbered((20, 120)))], RULE)
    assert decided(judgement) == (Kind.NEAR_DUPLICATE, 5, "jaccard")
    assert verdict(judgement).jaccard == pytest.approx(80 / 120)


def test_an_abridged_text_is_a_near_duplicate_by_containment() -> None:
    judgement = judge(subject(numbered((0, 60))), [], [candidate(numbered((0, 300)))], RULE)
    assert decided(judgement) == (Kind.NEAR_DUPLICATE, 5, "containment")
    (link,) = judgement.links
    assert (link.kind, link.containment, link.longer) == (LinkKind.CONTAINMENT, 1.0, True)


def test_the_same_key_with_another_title_and_another_day_is_an_identity_conflict() -> None:
    judgement = judge(subject(OTHER_TEXT), [shown(title="Budget", day="2020-01-01")], [], RULE)
    assert decided(judgement) == (Kind.NEW, None, "identity_conflict")
    assert judgement.conflict


@pytest.mark.parametrize(
    "before",
    [shown(title="Budget"), shown(day="2020-01-01"), replace(shown(day="2020-01-01"), title=None)],
    ids=["another title alone", "another day alone", "another day, title unknown"],
)
def test_less_than_another_title_and_another_day_is_a_revision(before: Shown) -> None:
    assert decided(judge(subject(OTHER_TEXT), [before], [], RULE))[0] is Kind.REVISION


def test_a_conflict_is_only_seen_against_the_same_mirrors_last_text() -> None:
    reused = shown(OTHER_TEXT, M2, title="Budget", day="2020-01-01")
    assert isinstance(judge(subject(numbered((5, 90))), [reused], [], RULE).outcome, Pending)


def test_a_text_shown_long_before_is_no_revision() -> None:
    judgement = judge(subject(), [shown(), shown(OTHER_TEXT)], [], RULE)
    assert decided(judgement) == (Kind.UNCHANGED, 10, "same_key_same_text")


@pytest.mark.parametrize(("number", "kind"), [(39, Kind.NEW), (40, Kind.COPY)])
def test_a_text_is_like_no_other_identitys_below_40_shingles(number: int, kind: Kind) -> None:
    short = numbered((0, number))
    assert decided(judge(subject(short), [], [candidate(short)], RULE))[0] is kind


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (numbered((0, 75)), numbered((25, 100)), LinkKind.JACCARD),  # 50 of 100
        (numbered((0, 75)), numbered((26, 101)), LinkKind.CONTAINMENT),  # 49 of 101; 49 of 75
        (numbered((0, 50)), numbered((20, 250)), LinkKind.CONTAINMENT),  # 30 of 50; 30 of 250 = .12
        (numbered((0, 50)), numbered((21, 250)), None),  # 29 of 50
        (numbered((0, 50)), numbered((10, 450)), None),  # 40 of 50, but 40 of 450 < .1
        (TEXT, OTHER_TEXT, None),
    ],
)
def test_the_thresholds_stand_where_the_settings_say(one: Shingles, other: Shingles, kind: LinkKind | None) -> None:
    links = judge(subject(one), [], [candidate(other)], RULE).links
    assert [link.kind for link in links] == ([kind] if kind else [])


def test_its_own_sources_text_comes_before_another_sources_earlier_one() -> None:
    candidates = [candidate(TEXT, 3, "gazette"), candidate(TEXT, 5, "herald")]
    judgement = judge(subject(), [], candidates, RULE)
    assert decided(judgement) == (Kind.MIRROR, 5, "same_text_other_key")
    assert {link.other for link in judgement.links} == {3, 5}


def test_an_equal_text_comes_before_a_similar_one_and_the_closer_before_the_less_close() -> None:
    near, nearer = candidate(numbered((20, 120)), 1), candidate(numbered((10, 110)), 2)
    assert decided(judge(subject(), [], [near, nearer], RULE))[1] == 2
    assert decided(judge(subject(), [], [near, nearer, candidate(TEXT, 3)], RULE))[:2] == (Kind.COPY, 3)


def test_a_tie_goes_to_the_earlier_article() -> None:
    assert decided(judge(subject(), [], [candidate(TEXT, 7), candidate(TEXT, 4)], RULE))[1] == 4


def test_a_later_article_is_linked_but_never_pointed_to() -> None:
    judgement = judge(subject(), [], [candidate(TEXT, 11)], RULE)
    assert decided(judgement)[:2] == (Kind.NEW, None)
    assert [link.other for link in judgement.links] == [11]


def test_of_an_articles_texts_the_closest_is_its_link() -> None:
    candidates = [candidate(numbered((50, 150))), candidate(numbered((10, 110))), candidate(numbered((0, 400)))]
    (link,) = judge(subject(), [], candidates, RULE).links
    assert link.kind is LinkKind.JACCARD
    assert link.jaccard == pytest.approx(90 / 110)


def test_the_evidence_names_the_settings_and_the_version() -> None:
    evidence = verdict(judge(subject(), [], [candidate(TEXT)], Rule(jaccard=0.9))).evidence
    assert evidence["settings"] == {
        "jaccard": 0.9, "containment": 0.6, "containment_jaccard": 0.1, "min_shingles": 40
    }  # fmt: skip
    assert (evidence["version"], evidence["shared"], evidence["smaller_shingles"]) == (3, 9, 100)


CANDIDATES = st.lists(
    st.builds(
        candidate,
        st.builds(lambda start, size: numbered((start, start + size)), st.integers(0, 80), st.integers(0, 120)),
        st.integers(1, 20).filter(lambda number: number != 10),
        st.sampled_from(["herald", "gazette"]),
    ),
    max_size=8,
    unique_by=lambda one: one.article,
)


@given(candidates=CANDIDATES, random=st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_changes_nothing(candidates, random) -> None:  # type: ignore[no-untyped-def]
    mixed = random.sample(candidates, len(candidates))
    assert judge(subject(), [], mixed, RULE) == judge(subject(), [], candidates, RULE)


@given(st.text(), st.text())
def test_no_text_is_too_strange_to_be_judged(one: str, other: str) -> None:
    texts = [Candidate(5, "gazette", digest(tokens(text)), shingles(tokens(text))) for text in (one, other)]
    words = tokens(one)
    judgement = judge(Subject(10, "herald", M1, digest(words), shingles(words)), [], texts, RULE)
    assert verdict(judgement).kind in {Kind.NEW, Kind.COPY, Kind.NEAR_DUPLICATE}
