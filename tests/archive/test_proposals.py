"""Proposals are bounded, whatever pages say, and what a person decided stays decided."""

from __future__ import annotations

import pytest

from crawler.archive.database.store import Archive
from crawler.archive.mirrors.proposals import (
    MOST_EVIDENCE,
    MOST_OPEN,
    PROBED_EVERY,
    REJECTED,
    Proposal,
    choose_next_probe,
    decide_proposal,
    load_proposals,
    record_evidence,
    record_probe,
)
from crawler.mirrors.evidence import EvidenceKind, MirrorEvidence
from crawler.mirrors.proposals.probe_findings import Probe
from crawler.mirrors.proposals.weigh_evidence import HostClass
from tests.desk.fetched_pages import NOW

PAGE = "https://herald.test/a"


def notice(host: str) -> MirrorEvidence:
    return MirrorEvidence(host, EvidenceKind.NOTICE, f"read us at {host}")


def found(archive: Archive) -> list[Proposal]:
    return archive.read(load_proposals, "herald")


def probed(archive: Archive, host: str, probe: Probe, now: int = NOW) -> None:
    archive.call(record_probe, "herald", host, probe, f"https://{host}", now)


def test_a_source_has_two_hundred_open_proposals_at_most(archive: Archive) -> None:
    many = [(notice(f"h{number}.test"), PAGE) for number in range(MOST_OPEN + 50)]
    assert archive.call(record_evidence, "herald", many, NOW) == MOST_OPEN == 200
    assert archive.call(record_evidence, "herald", many, NOW) == 0
    assert len(found(archive)) == MOST_OPEN
    assert archive.call(record_evidence, "other", many[:1], NOW) == 1


def test_a_rejected_one_makes_room_and_stays_rejected(archive: Archive) -> None:
    many = [(notice(f"h{number}.test"), PAGE) for number in range(MOST_OPEN)]
    archive.call(record_evidence, "herald", many, NOW)
    archive.call(decide_proposal, "herald", "h7.test", REJECTED, who="me", reason="spam", now=NOW)
    assert archive.call(record_evidence, "herald", [*many, (notice("new.test"), PAGE)], NOW + 9) == 1
    (rejected,) = [one for one in found(archive) if one.standing == "rejected"]
    assert (rejected.host, rejected.reason) == ("h7.test", "spam")
    probed(archive, "h7.test", Probe(tried=10, same=10))
    assert [one.standing for one in found(archive) if one.host == "h7.test"] == ["rejected"]


def test_a_proposal_has_fifty_pieces_of_evidence_at_most_and_counts_on(archive: Archive) -> None:
    many = [(notice("h.test"), f"https://herald.test/{number}") for number in range(MOST_EVIDENCE + 30)]
    archive.call(record_evidence, "herald", many, NOW)
    archive.call(record_evidence, "herald", many, NOW + 60)
    (one,) = found(archive)
    assert len(one.evidence) == MOST_EVIDENCE == 50
    assert {(each.times, each.last_seen) for each in one.evidence} == {(2, NOW + 60)}


def test_what_a_probe_found_outlives_further_evidence(archive: Archive) -> None:
    archive.call(record_evidence, "herald", [(notice("h.test"), PAGE)], NOW)
    probed(archive, "h.test", Probe(tried=10, same=9, missing=1))
    archive.call(record_evidence, "herald", [(notice("h.test"), PAGE)], NOW + 60)
    (one,) = found(archive)
    assert (one.kind, one.probed_at) == (HostClass.MIRROR, NOW)
    assert [each.words for each in one.evidence if each.kind == "content"] == ["9 of 10 articles agree"]


def test_the_class_follows_the_latest_probe(archive: Archive) -> None:
    archive.call(record_evidence, "herald", [(notice("h.test"), PAGE)], NOW)
    for probe, kind in (
        (Probe(tried=10, same=9, missing=1), HostClass.MIRROR),
        (Probe(tried=10, same=8, altered=1, missing=1, altered_in=("a number",)), HostClass.CLONE_OR_IMPOSTOR),
        (Probe(notice="parked: for sale"), HostClass.PARKED),
        (Probe(tried=10, other_language=10), HostClass.EDITION),
        (Probe(tried=8, same=2, other=6), HostClass.SYNDICATION),
        (Probe(tried=2, same=2), HostClass.UNKNOWN),
        (Probe(trouble="name not found"), HostClass.UNKNOWN),
    ):
        probed(archive, "h.test", probe)
        assert [one.kind for one in found(archive)] == [kind]


def test_a_host_that_only_a_sentence_names_is_unconfirmed_until_its_content_confirms_it(archive: Archive) -> None:
    archive.call(record_evidence, "herald", [(notice("h.test"), PAGE)], NOW)
    states = [(one.standing, one.is_listed) for one in found(archive)]
    for probe in (
        Probe(trouble="name not found"),
        Probe(notice="parked: for sale"),
        Probe(tried=10, other=10),
        Probe(tried=10, altered=10),
        Probe(tried=10, other_language=10),
        Probe(tried=10, same=10),
    ):
        probed(archive, "h.test", probe)
        states += [(one.standing, one.is_listed) for one in found(archive)]
    assert states == [("unconfirmed", True), *[("unconfirmed", False)] * 3, *[("open", True)] * 3]
    archive.call(decide_proposal, "herald", "h.test", REJECTED, who="me", reason="spam", now=NOW)
    assert [(one.standing, one.is_listed) for one in found(archive)] == [("rejected", True)]


@pytest.mark.parametrize("kind", [kind for kind in EvidenceKind if kind not in ("notice", "content")])
def test_evidence_that_is_no_sentence_needs_no_confirmation(archive: Archive, kind: EvidenceKind) -> None:
    archive.call(
        record_evidence, "herald", [(notice("h.test"), PAGE), (MirrorEvidence("h.test", kind, "x"), PAGE)], NOW
    )
    assert [one.standing for one in found(archive)] == ["open"]


def test_the_score_grows_with_the_articles_that_agree_and_falls_where_none_does(archive: Archive) -> None:
    archive.call(record_evidence, "herald", [(notice("h.test"), PAGE)], NOW)
    scores = []
    for probe in (
        Probe(tried=10, same=10),
        Probe(tried=1, same=1),
        Probe(trouble="name not found"),
        Probe(tried=10, other=10),
        Probe(notice="parked: for sale"),
    ):
        probed(archive, "h.test", probe)
        scores += [one.score for one in found(archive)]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] == 0.0


def test_each_is_probed_once_a_day_those_never_probed_first_then_by_score(archive: Archive) -> None:
    weak = MirrorEvidence("weak.test", EvidenceKind.OG_URL, "x")
    archive.call(record_evidence, "herald", [(weak, PAGE), (notice("strong.test"), PAGE)], NOW)
    turns = []
    for _ in range(2):
        host = archive.read(choose_next_probe, "herald", NOW)
        assert host is not None
        turns.append(host)
        probed(archive, host, Probe())
    assert turns == ["strong.test", "weak.test"]
    assert archive.read(choose_next_probe, "herald", NOW + PROBED_EVERY - 1) is None
    assert archive.read(choose_next_probe, "herald", NOW + PROBED_EVERY) == "strong.test"


def test_a_host_of_which_only_content_speaks_is_probed_when_that_recurs(archive: Archive) -> None:
    content = (MirrorEvidence("h.test", EvidenceKind.CONTENT, "6 of 9 links"), PAGE)
    archive.call(record_evidence, "herald", [content], NOW)
    assert archive.read(choose_next_probe, "herald", NOW) is None
    archive.call(record_evidence, "herald", [content], NOW + 60)
    assert archive.read(choose_next_probe, "herald", NOW + 60) == "h.test"
    (one,) = found(archive)
    assert (one.score, one.is_listed) == (0.0, False)


def test_onion_names_and_rejected_hosts_are_never_probed(archive: Archive) -> None:
    onion = "a" * 56 + ".onion"
    archive.call(record_evidence, "herald", [(notice(onion), PAGE), (notice("h.test"), PAGE)], NOW)
    archive.call(decide_proposal, "herald", "h.test", REJECTED, who="me", reason="spam", now=NOW)
    assert archive.read(choose_next_probe, "herald", NOW) is None
