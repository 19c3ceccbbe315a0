"""Article + candidates → verdict. Pure: the same input gives the same judgement, on any machine, at any time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from crawler.canonical.facts import VERSION, Facts, equal, seen_of
from crawler.canonical.matching import (
    Candidate,
    Rule,
    Shown,
    Subject,
    closest_of_each_article,
    compare,
    link_of,
)
from crawler.canonical.sketch import Likeness
from crawler.verdict import Judgement, Kind, LinkKind, Pending, Verdict

__all__ = ["VERSION", "Candidate", "Rule", "Shown", "Subject", "judge", "settle"]


def judge(subject: Subject, shown: Sequence[Shown], candidates: Iterable[Candidate], rule: Rule) -> Judgement:
    """Decide about one page.

    :param shown: what this identity showed before, oldest first; empty for an identity never seen
    :param candidates: texts of other articles; those later than the subject are linked but never pointed to
    """
    if shown:
        return _judge_known(subject, shown, rule)
    return _judge_unknown(subject, candidates, rule)


def _judge_known(subject: Subject, shown: Sequence[Shown], rule: Rule) -> Judgement:
    known = Facts(subject, rule, key_known=True)
    same = [text for text in shown if text.digest == subject.digest]
    if same:
        return _same_again(subject, same, known)
    here = [text for text in shown if subject.mirror in text.mirrors]
    if here and _conflicts(subject, here[-1]):
        seen = {"title_before": here[-1].title, "day_before": here[-1].day, "title": subject.title, "day": subject.day}
        return Judgement(Verdict(Kind.NEW, evidence=known.evidence("identity_conflict", seen)), conflict=True)
    if here:
        facts = known.evidence("same_key_new_text_same_mirror", {"text": here[-1].revision})
        return Judgement(Verdict(Kind.REVISION, subject.article, evidence=facts))
    before = {"text": shown[-1].revision, "mirrors_before": sorted(shown[-1].mirrors)}
    return Judgement(Pending(subject.article, known.evidence("same_key_new_text_other_mirror", before)))


def _same_again(subject: Subject, same: Sequence[Shown], known: Facts) -> Judgement:
    exactly = any(text.words == subject.words for text in same)
    same_as = None if exactly else same[0].revision
    kind = Kind.UNCHANGED if any(subject.mirror in text.mirrors for text in same) else Kind.MIRROR
    alike = Likeness(1, 1, len(subject.shingles))
    facts = known.evidence("same_key_same_text", {"equal": equal(exactly), "text": same_as}, alike)
    return Judgement(Verdict(kind, subject.article, 1, 1, facts), same_as=same_as)


def _conflicts(subject: Subject, before: Shown) -> bool:
    """Tell a reused id from an edit: another title and another day."""
    known = subject.title and before.title and subject.day and before.day
    return bool(known and subject.title != before.title and subject.day != before.day)


def _judge_unknown(subject: Subject, candidates: Iterable[Candidate], rule: Rule) -> Judgement:
    compared = [compare(subject, candidate, rule) for candidate in candidates]
    matches = closest_of_each_article(match for match in compared if match.kind is not None)
    links = tuple(link_of(subject, match) for match in matches)
    earlier = [match for match in matches if match.other.article < subject.article]
    known = Facts(subject, rule, key_known=False, compared=compared)
    if not earlier:
        return Judgement(Verdict(Kind.NEW, evidence=known.evidence("nothing_like_it", {"tried": len(matches)})), links)
    # its own source's text comes before that of a source which had it earlier
    same = (match for match in earlier if match.kind is LinkKind.SAME_TEXT)
    twin = next((match for match in same if match.other.source == subject.source), None)
    if twin is not None:
        facts = known.evidence("same_text_other_key", seen_of(subject, twin), twin.alike)
        verdict = Verdict(Kind.MIRROR, twin.other.article, twin.alike.jaccard, twin.alike.containment, facts)
        same_as = None if twin.other.words == subject.words else twin.other.revision
        return Judgement(verdict, links, fold_into=twin.other.article, same_as=same_as)
    best = earlier[0]
    assert best.kind is not None
    kind = Kind.COPY if best.kind is LinkKind.SAME_TEXT else Kind.NEAR_DUPLICATE
    facts = known.evidence(best.kind.value, seen_of(subject, best), best.alike)
    return Judgement(Verdict(kind, best.other.article, best.alike.jaccard, best.alike.containment, facts), links)


def settle(
    pending: Pending,
    digests: Mapping[str, bytes],
    mirrors: tuple[str, str],
    *,
    waited: float,
    grace: float,
    same_as: int | None = None,
) -> Verdict | None:
    """Decide a pending page once its mirrors were fetched again; None while it has to wait.

    :param digests: what each mirror showed last, under the newest mask
    :param same_as: the earlier text that the new one equals under that mask, which has learned a line since
    :param mirrors: the mirror that showed the new text, and the one that showed the earlier
    :param waited: seconds since the text was first seen
    :param grace: seconds within which mirrors that agree again were only lagging
    """
    one, other = (digests.get(mirror) for mirror in mirrors)
    facts = pending.evidence | {"mirrors": list(mirrors), "waited": round(waited)}
    if same_as is not None:
        facts |= {"rule": "same_text_under_a_newer_mask", "text": same_as, "equal": equal(False)}
        return Verdict(Kind.MIRROR, pending.of, 1, 1, facts)
    if one is not None and one == other:
        return Verdict(Kind.REVISION, pending.of, evidence=facts | {"rule": "mirrors_agree_again"})
    if waited >= grace:
        return Verdict(Kind.DIVERGENT, pending.of, evidence=facts | {"rule": "mirrors_disagree_after_grace"})
    return None
