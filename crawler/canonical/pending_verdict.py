"""A page that waits because no other mirror had its text → its verdict, once its mirrors were asked again. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.canonical.divergence import Agreement, Weighing
from crawler.canonical.verdict_facts import equal
from crawler.model.verdict import Kind, Pending, Verdict

UNANSWERED = 7 * 86_400
"""Seconds beyond the grace that a text waits for a mirror to compare with: then it stands, for want of another."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pending page.

    :ivar text: its text, as the observations tell texts apart
    :ivar since: when it was fetched
    """

    pending: Pending
    mirror: str
    text: bytes
    since: int


def settle_pending(
    page: Waiting,
    weighing: Weighing,
    now: int,
    grace: float,
    *,
    same_as: int | None = None,
    by_page: bool = False,
) -> Verdict | None:
    """Decide a pending page; None while it has to wait.

    :param weighing: what all observations of its article's mirrors say
    :param same_as: the earlier text that its own equals under the newest mask, which has learned a line since
    :param by_page: the earlier text is another one, but either page shows what the other text has more
    """
    of = page.pending.of
    facts: dict[str, object] = page.pending.evidence | {"mirrors": _sides(page, weighing), "waited": now - page.since}
    if same_as is not None:
        if by_page:
            return Verdict(Kind.MIRROR, of, evidence=facts | {"rule": "same_on_the_whole_pages", "text": same_as})
        facts |= {"rule": "same_text_under_a_newer_mask", "text": same_as, "equal": equal(False)}
        return Verdict(kind=Kind.MIRROR, of=of, jaccard=1, containment=1, evidence=facts)
    if page.text in {odd.text for odd in weighing.odd} or _is_even(page, weighing):
        return Verdict(Kind.DIVERGENT, of, evidence=facts | {"rule": "mirrors_disagree_after_grace"})
    if len(weighing.shown_by.get(page.text, ())) > 1:
        return Verdict(Kind.REVISION, of, evidence=facts | _lag(page, weighing) | {"rule": "mirrors_agree_again"})
    if _went_on(page, weighing) and (
        weighing.standing is not Agreement.OPEN or _is_shared(weighing.now[page.mirror].text, weighing)
    ):
        return Verdict(Kind.REVISION, of, evidence=facts | _lag(page, weighing) | {"rule": "mirror_went_on"})
    if now - page.since >= grace + UNANSWERED:
        return Verdict(Kind.REVISION, of, evidence=facts | {"rule": "no_mirror_to_compare_with"})
    return None


def _is_even(page: Waiting, weighing: Weighing) -> bool:
    """One mirror against one: nobody can tell whose text was altered, and the one that came later is not believed."""
    return any(page.text == odd.other and not odd.outvoted for odd in weighing.odd)


def _went_on(page: Waiting, weighing: Weighing) -> bool:
    now = weighing.now.get(page.mirror)
    return now is not None and now.text != page.text


def _is_shared(text: bytes, weighing: Weighing) -> bool:
    return len(weighing.shown_by.get(text, ())) > 1


def _sides(page: Waiting, weighing: Weighing) -> list[str]:
    """The mirror that showed the text, and the one it is compared with: one that agrees, if any does."""
    mine = weighing.now.get(page.mirror)
    others = sorted(
        (spell for spell in weighing.now.values() if spell.mirror != page.mirror),
        key=lambda spell: (mine is None or spell.text != mine.text, -spell.until),
    )
    return [page.mirror, others[0].mirror if others else page.mirror]


def _lag(page: Waiting, weighing: Weighing) -> dict[str, object]:
    """Who was late, or still is, and since when."""
    late = [lag for lag in weighing.lags if lag.text != page.text] or list(weighing.lags)
    if late:
        return {"lagging": late[0].mirror, "lagging_since": late[0].since}
    others = sorted(weighing.shown_by.get(page.text, frozenset()) - {page.mirror})
    return {"lagging": (others or [page.mirror])[0], "lagging_since": page.since}
