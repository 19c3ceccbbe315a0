"""What a proposed host is, how much speaks for it, and when it becomes a mirror without a person."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.mirrors.evidence import EvidenceKind
from crawler.mirrors.proposals.auto_accept import OWN_WORD, ProposedHost, reason_to_accept
from crawler.mirrors.proposals.probe_findings import MOST_SAID, PageOutcome, Probe, count_outcomes
from crawler.mirrors.proposals.weigh_evidence import HostClass, assess_host, is_listed

DAY = 86_400
OUTCOMES = st.lists(st.sampled_from(PageOutcome), max_size=12)
KINDS = st.frozensets(st.sampled_from([kind.value for kind in EvidenceKind]), max_size=5)
WELL = Probe(tried=10, same=10)


@given(outcomes=OUTCOMES, data=st.data())
def test_the_order_of_the_pages_of_a_probe_does_not_matter(outcomes, data):
    probe = count_outcomes(outcomes)
    assert probe == count_outcomes(data.draw(st.permutations(outcomes)))
    assert probe.tried == probe.agree + probe.other + probe.other_language + probe.missing == len(outcomes)


@given(outcomes=OUTCOMES, altered=st.lists(st.sampled_from("abcde"), max_size=8))
def test_a_probe_is_read_as_it_was_written_and_names_few_alterations(outcomes, altered):
    probe = count_outcomes(outcomes, altered, links_back=1, carried=True)
    assert Probe.of_facts(probe.facts()) == probe
    assert len(probe.altered_in) == min(MOST_SAID, len(set(altered)))
    assert probe.words


@given(kinds=KINDS, outcomes=OUTCOMES, more=st.sampled_from(EvidenceKind))
def test_a_score_lies_between_nothing_and_certainty_and_more_evidence_never_lowers_it(kinds, outcomes, more):
    probe = count_outcomes(outcomes)
    kind, score = assess_host(kinds, probe)
    assert 0 <= score <= 1
    kind_with_more, score_with_more = assess_host({*kinds, more.value}, probe)
    if kind_with_more is kind:
        assert score_with_more >= score


@given(kinds=KINDS)
def test_without_content_nothing_is_a_mirror_and_what_is_parked_is_worth_nothing(kinds):
    assert assess_host(kinds)[0] in (HostClass.UNKNOWN, HostClass.EDITION)
    assert assess_host(kinds, Probe(notice="parked: for sale")) == (HostClass.PARKED, 0)


@pytest.mark.parametrize(
    ("outcomes", "kind"),
    [
        ([PageOutcome.SAME] * 6 + [PageOutcome.MISSING] * 4, HostClass.MIRROR),
        ([PageOutcome.SAME] * 5 + [PageOutcome.MISSING] * 5, HostClass.UNKNOWN),
        ([PageOutcome.SAME] * 9 + [PageOutcome.ALTERED], HostClass.CLONE_OR_IMPOSTOR),
        ([PageOutcome.OTHER_LANGUAGE] * 3 + [PageOutcome.MISSING] * 7, HostClass.EDITION),
        ([PageOutcome.SAME] * 2 + [PageOutcome.OTHER] * 6, HostClass.SYNDICATION),
        ([PageOutcome.SAME] * 2, HostClass.UNKNOWN),
    ],
)
def test_the_articles_that_agree_decide_what_a_host_is(outcomes, kind):
    assert assess_host({"notice"}, count_outcomes(outcomes))[0] is kind


def test_a_partner_and_what_only_its_content_speaks_for_is_not_listed_unasked():
    assert not is_listed(HostClass.SYNDICATION, {"notice"}, WELL)
    assert not is_listed(HostClass.UNKNOWN, {"content"}, None)
    assert is_listed(HostClass.UNKNOWN, {"content", "redirect"}, None)


def test_what_only_a_sentence_names_is_not_listed_unasked_once_a_probe_found_other_content():
    assert is_listed(HostClass.UNKNOWN, {"notice"}, None)
    assert not is_listed(HostClass.UNKNOWN, {"notice"}, Probe(tried=4, other=4))
    assert is_listed(HostClass.MIRROR, {"notice"}, WELL)
    assert is_listed(HostClass.UNKNOWN, {"notice", "redirect"}, Probe(tried=4, other=4))


NAMED = ProposedHost(kind=HostClass.MIRROR, kinds=OWN_WORD, probe=WELL)
MOVED = replace(NAMED, kinds={EvidenceKind.REDIRECT}, moved_since=2 * DAY, agreed_since=0)


@pytest.mark.parametrize("kind", EvidenceKind)
def test_only_the_source_s_own_word_lets_a_host_in_by_rule(kind):
    host = replace(NAMED, kinds={kind})
    assert (reason_to_accept(host, 0, auto_accept=True, adopt=None) is not None) == (kind in OWN_WORD)
    assert reason_to_accept(host, 0, auto_accept=False, adopt=None) is None


@pytest.mark.parametrize(
    "host",
    [
        replace(NAMED, kind=HostClass.CLONE_OR_IMPOSTOR),
        replace(NAMED, probe=None),
        replace(NAMED, probe=Probe(tried=9, same=9)),
        replace(NAMED, probe=Probe(tried=10, same=8, missing=2)),
    ],
)
def test_too_little_content_or_an_impostor_waits_for_a_person(host):
    assert reason_to_accept(host, 0, auto_accept=True, adopt=DAY) is None


@given(now=st.integers(2 * DAY, 20 * DAY), adopt=st.integers(DAY, 9 * DAY))
def test_a_permanent_move_is_adopted_when_it_and_the_content_have_agreed_long_enough(now, adopt):
    adopted = reason_to_accept(MOVED, now, auto_accept=False, adopt=adopt)
    assert (adopted is not None) == (now - 2 * DAY >= adopt)
    for missing in (replace(MOVED, moved_since=None), replace(MOVED, agreed_since=None)):
        assert reason_to_accept(missing, now, auto_accept=False, adopt=adopt) is None
