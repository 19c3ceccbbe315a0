"""Articles whose mirrors disagree: asked again until they agree, or until the grace is over and there is an alarm."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, distinct, func, or_, select, update

from crawler.archive.disputes.alarms import DIVERGENT, is_raised, raise_alarm
from crawler.archive.disputes.compose_alarm import compose_alarms, is_known_difference, mark_text
from crawler.archive.disputes.observations import History, load_history, load_masked_digests
from crawler.archive.disputes.page_waits import PageWaits
from crawler.archive.pages.verdicts import record_same_text, write_verdict
from crawler.archive.queries import insert
from crawler.archive.search.index_texts import index_texts
from crawler.archive.tables.alarms import disputes
from crawler.archive.tables.articles import articles, pages, revisions
from crawler.archive.tables.whole_pages import page_waits
from crawler.archive.texts.boilerplate import load_masks
from crawler.canonical.divergence import Agreement, Observation, Odd, Weighing, weigh_observations
from crawler.canonical.pending_verdict import Waiting, settle_pending
from crawler.canonical.revisit import next_observation
from crawler.model.verdict import Kind, Pending, Verdict

MOST_EARLIER = 16
"""Texts of an article among which a disputed one may find its equal under a newer mask, the latest."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the mirrors of a source are held to.

    :ivar grace: seconds; ``graces`` has that of mirrors with one of their own, by origin
    :ivar order: origins, the operator's order
    :ivar is_own: whether a host belongs to the source
    """

    grace: float
    graces: Mapping[str, float] = field(default_factory=dict)
    order: Sequence[str] = ()
    is_own: Callable[[str], bool] = lambda host: False

    def weigh(self, observations: Sequence[Observation], doubted: Collection[str] = ()) -> Weighing:
        """Weigh observations; of two texts with equally many mirrors, one of a doubted mirror is not believed."""
        order = sorted(self.order, key=lambda mirror: mirror in doubted)
        return weigh_observations(observations, self.grace, graces=self.graces, order=order)

    @property
    def shortest(self) -> float:
        return min((self.grace, *self.graces.values()))


def settle_disputes(
    connection: Connection, source: str, now: int, terms: Terms, run: int | None = None
) -> list[Verdict]:
    """Weigh what the mirrors of a source's articles show: decide pending pages that can be decided now, raise alarms,
    and write when disputed articles are asked for again.

    :param run: articles with pages of this run are weighed too; without it those that are waiting already
    :returns: the verdicts that were written
    """
    waiting: dict[int, list[Row[Any]]] = {}
    for row in connection.execute(select(pages).where(_is_pending(source)).order_by(pages.c.id)):
        waiting.setdefault(row.article_id, []).append(row)
    concerned = {*waiting, *connection.execute(_select_open(source)).scalars(), *_touched(connection, run)}
    lines = load_masks(connection, [source]).of(source).newest.lines if concerned else frozenset()
    waits = PageWaits(connection=connection, source=source, mirrors=terms.order, now=now)
    decided: list[Verdict] = []
    for article in sorted(concerned):
        history = load_history(connection, article, lines, terms.is_own)
        dispute = _Article(connection, source, article, now, terms, run, history, lines, waits)
        decided += dispute.settle(waiting.get(article, ()))
    waits.record()
    return decided


def has_disputes(connection: Connection, source: str, run: int) -> bool:
    """Say whether ``settle_disputes`` has anything to do at the end of a run."""
    pending = select(pages.c.id).where(_is_pending(source))
    for question in (pending, _select_open(source), select(page_waits.c.mirror).where(page_waits.c.source == source)):
        if connection.execute(question.limit(1)).first() is not None:
            return True
    return bool(_touched(connection, run))


def _is_pending(source: str) -> ColumnElement[bool]:
    return (pages.c.source == source) & pages.c.pending_since.is_not(None) & pages.c.verdict.is_(None)


def _select_open(source: str) -> Select[tuple[int]]:
    return select(disputes.c.article_id).where(disputes.c.source == source, disputes.c.closed_at.is_(None))


def _touched(connection: Connection, run: int | None) -> list[int]:
    """Articles with pages of a run of which several mirrors, or several texts, were seen."""
    if run is None:
        return []
    of_run = select(pages.c.article_id).where(pages.c.run_id == run, pages.c.article_id.is_not(None))
    several = or_(func.count(distinct(pages.c.mirror)) > 1, func.count(distinct(pages.c.revision_id)) > 1)
    touched = select(pages.c.article_id).where(pages.c.article_id.in_(of_run)).group_by(pages.c.article_id)
    return list(connection.execute(touched.having(several)).scalars())


@dataclass(frozen=True, slots=True)
class _Article:
    """One article under dispute, perhaps."""

    connection: Connection
    source: str
    number: int
    now: int
    terms: Terms
    run: int | None
    history: History
    lines: frozenset[str]
    waits: PageWaits

    def settle(self, waiting: Sequence[Row[Any]]) -> list[Verdict]:
        seen, doubted = self.history, self.history.doubted
        by_text, by_address = self.terms.weigh(seen.texts, doubted), self.terms.weigh(seen.addresses, doubted)
        since = min((each.since for each in (by_text, by_address) if each.since is not None), default=self.now)
        since = min([since, *(row.pending_since for row in waiting)])
        verdicts: dict[int, Verdict | None] = dict.fromkeys(row.id for row in waiting)
        held = [self._has_to_wait(odd) for odd in by_text.odd]
        if any(held):
            by_text = replace(by_text, standing=Agreement.OPEN, odd=())
        else:
            verdicts = {row.id: self._decide(row, by_text) for row in waiting}
        decided = [verdict for verdict in verdicts.values() if verdict is not None]
        for alarm in compose_alarms(self.connection, self.source, self.number, self.history, by_text, by_address):
            raise_alarm(self.connection, alarm, self.now, self.run)
        undecided = {self._text_of(row.revision_id) for row in waiting if verdicts[row.id] is None}
        if by_text.best is not None and by_text.best not in undecided:
            self._stand(by_text.best)
        contested = len(decided) < len(waiting) or by_text.standing is Agreement.OPEN or self._is_news(by_address)
        found_now = any(row.recheck and row.run_id == self.run for row in waiting)
        self._keep(contested, since, by_text, found_now=found_now)
        return decided

    def _has_to_wait(self, odd: Odd) -> bool:
        """Whether too little is known of what the mirrors of an alarm have on all their pages."""
        mark = mark_text(self.number, odd)
        raised = is_raised(self.connection, self.source, odd.mirrors[0], DIVERGENT, mark)
        return not raised and self.waits.wait_for([*odd.mirrors, odd.against], self.number)

    def _decide(self, row: Row[Any], by_text: Weighing) -> Verdict | None:
        """Decide one pending page, if its time has come."""
        pending, text = Pending(row.article_id, row.evidence), self._text_of(row.revision_id)
        twin = self.history.twins.get((row.mirror, text))
        text, by_page = (text, False) if twin is None else (twin, True)
        page = Waiting(pending=pending, mirror=row.mirror, text=text, since=row.pending_since)
        same_as = self._earlier_twin(row.revision_id) if twin is None else self.history.revisions[twin]
        verdict = settle_pending(page, by_text, self.now, self.terms.grace, same_as=same_as, by_page=by_page)
        if verdict is not None:
            write_verdict(self.connection, row.id, row.article_id, verdict)
            if verdict.kind is Kind.REVISION and by_text.best is None and page.mirror in by_text.now:
                self._stand(by_text.now[page.mirror].text)
            if same_as is not None:
                record_same_text(self.connection, row.revision_id, same_as, sketched=True)
        return verdict

    def _text_of(self, revision: int) -> bytes:
        """The text of a revision, as the observations tell texts apart."""
        text = next((text for text, number in self.history.revisions.items() if number == revision), None)
        if text is None:  # a later revision is the same but for boilerplate: they share a text
            raw = select(revisions.c.id, revisions.c.digest).where(revisions.c.id == revision)
            text = load_masked_digests(self.connection, _digests(self.connection, raw), self.lines)[revision]
        return text

    def _earlier_twin(self, revision: int) -> int | None:
        """The text that stood before the disputed one, if the two are equal under a mask."""
        if not self.lines:
            return None
        recent = (
            select(revisions.c.id, revisions.c.digest)
            .where(revisions.c.article_id == self.number, revisions.c.id <= revision)
            .order_by(revisions.c.id.desc())
            .limit(MOST_EARLIER)
        )
        under = load_masked_digests(self.connection, _digests(self.connection, recent), self.lines)
        return next((n for n in under if n != revision and under[n] == under.get(revision)), None)

    def _is_news(self, by_address: Weighing) -> bool:
        """Whether other donation addresses are still to be looked at: every article of a mirror may have
        them, and one alarm says it of all."""
        if by_address.standing is not Agreement.OPEN:
            return False
        pairs = by_address.apart
        return not all(is_known_difference(self.connection, self.source, self.history, *pair) for pair in pairs)

    def _stand(self, text: bytes) -> None:
        a = articles.c
        now_standing = self.connection.execute(select(a.revision_id).where(a.id == self.number)).scalar()
        if now_standing not in self._with_text(text):
            values = {"revision_id": self.history.revisions[text]}
            self.connection.execute(update(articles).where(a.id == self.number).values(values))
            index_texts(self.connection, [self.number])

    def _with_text(self, text: bytes) -> set[int]:
        """All revisions that are this text under the mask."""
        raw = select(revisions.c.id, revisions.c.digest).where(revisions.c.article_id == self.number)
        under = load_masked_digests(self.connection, _digests(self.connection, raw), self.lines)
        return {number for number, digest in under.items() if digest == text}

    def _keep(self, contested: bool, since: int, by_text: Weighing, *, found_now: bool) -> None:
        """Open or close the article's dispute, and write when its mirrors are asked again.

        :param found_now: a recheck of this run found a new text: the second look is had in the next, whenever that is
        """
        mine = (disputes.c.article_id == self.number) & disputes.c.closed_at.is_(None)
        opened = self.connection.execute(select(disputes.c.opened_at).where(mine)).scalar()
        if contested:
            if opened is None:
                values = {"source": self.source, "article_id": self.number, "opened_at": since}
                self.connection.execute(insert(self.connection, disputes).values(values))
            later = next_observation(since, self.now, self.terms.shortest)
            again = self.now if opened is None and found_now else later
            self.connection.execute(update(articles).where(articles.c.id == self.number).values(revisit_at=again))
        elif opened is not None:
            outcome = "divergent" if by_text.standing is Agreement.DIVERGENT else "agreed"
            self.connection.execute(update(disputes).where(mine).values(closed_at=self.now, outcome=outcome))


def _digests(connection: Connection, statement: Select[Any]) -> dict[int, bytes]:
    return {row.id: row.digest for row in connection.execute(statement)}
