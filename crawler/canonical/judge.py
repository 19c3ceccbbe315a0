"""Article + candidates → verdict. Pure: the same input gives the same judgement, on any machine, at any time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from crawler.canonical.face import prove_same_article
from crawler.canonical.matching import (
    Candidate,
    Match,
    Rule,
    Shown,
    Subject,
    closest_of_each_article,
    compare,
    link_of,
)  # fmt: skip
from crawler.canonical.sketch import Likeness, likeness
from crawler.canonical.text import Shingles
from crawler.canonical.verdict_facts import VERSION, Facts, equal, seen_of
from crawler.model.verdict import Judgement, Kind, LinkKind, Pending, Verdict

__all__ = ["VERSION", "Candidate", "Rule", "Shown", "Subject", "is_edit", "judge"]


def judge(subject: Subject, shown: Sequence[Shown], candidates: Iterable[Candidate], rule: Rule) -> Judgement:
    """Decide about one page.

    :param shown: what this identity showed before, oldest first; empty for an identity never seen
    :param candidates: texts of other articles; those later than the subject are linked but never pointed to
    """
    if shown:
        return _judge_known(subject, shown, rule)
    return _judge_unknown(subject, candidates, rule)


def is_edit(subject: Subject, before: Shown, earlier: Shingles, rule: Rule) -> bool:
    """Return whether a text is an earlier one of its article, edited, and not that of another article.

    :param before: the earlier text; ``earlier``: its shingles
    """
    alike = rule.kind(likeness(subject.shingles, earlier)) is not None
    face = subject.face
    renamed = face.title is not None and before.title is not None and face.title != before.title
    redated = face.day is not None and before.day is not None and face.day != before.day
    return alike and not (renamed or redated)


def _judge_known(subject: Subject, shown: Sequence[Shown], rule: Rule) -> Judgement:
    known = Facts(subject, rule, key_known=True)
    same = [text for text in shown if text.digest == subject.digest]
    if same:
        return _same_again(subject, same, shown, known)
    here = [text for text in shown if subject.mirror in text.mirrors and not subject.recheck]
    if here and _conflicts(subject, here[-1]):
        face = subject.face
        seen = {"title_before": here[-1].title, "day_before": here[-1].day, "title": face.title, "day": face.day}
        return Judgement(Verdict(Kind.NEW, evidence=known.evidence("identity_conflict", seen)), conflict=True)
    if here and not _was_passed(subject.mirror, here[-1], shown):
        facts = known.evidence("same_key_new_text_same_mirror", {"text": here[-1].revision})
        return Judgement(Verdict(Kind.REVISION, subject.article, evidence=facts))
    before = {"text": shown[-1].revision, "mirrors_before": sorted(shown[-1].mirrors)}
    name = "same_key_new_text_late_mirror" if here else "same_key_new_text_other_mirror"
    name = "same_key_new_text_rechecked_mirror" if subject.recheck else name
    return Judgement(Pending(subject.article, known.evidence(name, before)))


def _same_again(subject: Subject, same: Sequence[Shown], shown: Sequence[Shown], known: Facts) -> Judgement:
    exactly = any(text.words == subject.words for text in same)
    same_as = None if exactly else same[0].revision
    behind = _replacement(subject.mirror, same[-1], shown)
    late = {} if behind is None else {"behind": behind.revision, "lagging_since": behind.since}
    kind = Kind.UNCHANGED if any(subject.mirror in text.mirrors for text in same) else Kind.MIRROR
    alike = Likeness(1, 1, len(subject.shingles))
    facts = known.evidence("same_key_same_text", {"equal": equal(exactly), "text": same_as, **late}, alike)
    return Judgement(Verdict(kind=kind, of=subject.article, jaccard=1, containment=1, evidence=facts), same_as=same_as)


def _replacement(mirror: str, text: Shown, shown: Sequence[Shown]) -> Shown | None:
    """The first later text by which another mirror replaced one that this mirror shows: this mirror is late."""
    if mirror in {each for later in shown[shown.index(text) + 1 :] for each in later.mirrors}:
        return None
    return next((later for later in shown[shown.index(text) + 1 :] if later.mirrors & text.mirrors), None)


def _was_passed(mirror: str, last: Shown, shown: Sequence[Shown]) -> bool:
    """Whether others have replaced this mirror's last text already: what it shows next may be an edit in between,
    which they showed while nobody looked."""
    later = shown[shown.index(last) + 1 :]
    return any(text.mirrors & last.mirrors and mirror not in text.mirrors for text in later)


def _conflicts(subject: Subject, before: Shown) -> bool:
    """Whether an id was reused, not an article edited: another title and another day."""
    face = subject.face
    known = face.title and before.title and face.day and before.day
    return bool(known and face.title != before.title and face.day != before.day)


def _judge_unknown(subject: Subject, candidates: Iterable[Candidate], rule: Rule) -> Judgement:
    compared = [compare(subject, candidate, rule) for candidate in candidates]
    matches = closest_of_each_article(match for match in compared if match.kind is not None)
    links = tuple(link_of(subject, match) for match in matches)
    earlier = [match for match in matches if match.other.article < subject.article]
    known = Facts(subject, rule, key_known=False, compared=compared)
    if not earlier:
        return Judgement(Verdict(Kind.NEW, evidence=known.evidence("nothing_like_it", {"tried": len(matches)})), links)
    # its own source's text comes before that of a source which had it earlier
    same = [match for match in earlier if match.kind is LinkKind.SAME_TEXT]
    twins = [match for match in same if match.other.source == subject.source]
    for twin in twins:
        if proof := prove_same_article(subject.face, twin.other.face):
            verdict = _points_to(twin, Kind.MIRROR, "same_text_other_key", known, {"proof": list(proof)})
            same_as = None if twin.other.words == subject.words else twin.other.revision
            return Judgement(verdict, links, fold_into=twin.other.article, same_as=same_as)
    if twins:
        return Judgement(_points_to(twins[0], Kind.NEAR_DUPLICATE, "same_text_without_proof", known), links)
    best = earlier[0]
    assert best.kind is not None
    kind = Kind.COPY if best.kind is LinkKind.SAME_TEXT else Kind.NEAR_DUPLICATE
    return Judgement(_points_to(best, kind, best.kind.value, known), links)


def _points_to(match: Match, kind: Kind, rule: str, known: Facts, more: Mapping[str, object] | None = None) -> Verdict:
    """The verdict that points to a candidate."""
    alike = match.alike
    facts = known.evidence(rule, seen_of(known.subject, match) | dict(more or {}), alike)
    return Verdict(
        kind=kind, of=match.other.article, jaccard=alike.jaccard, containment=alike.containment, evidence=facts
    )
