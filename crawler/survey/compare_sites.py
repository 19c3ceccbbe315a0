"""Is another host a mirror of a site that was surveyed? A few of its articles are asked for under the same paths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from crawler.canonical.sketch import likeness
from crawler.canonical.text import digest, shingles, tokens
from crawler.context.run_context import Services
from crawler.model.article import Article, Link
from crawler.probing.probe import run_probe
from crawler.probing.probe_spider import Download
from crawler.survey.site_visit import Budget, SiteVisit, path_of
from crawler.survey.survey_tasks import read_text_task

MOST_ARTICLES = 6
FEWEST_EQUAL = 2
"""Articles that must be equal for a host to be a mirror."""

EQUAL = 0.98
"""Likeness of two texts, by their shingles, from which they are the same; of altered copies it was .54 to .93."""

ALIKE = 0.5
"""The same from which one is a copy of the other, however changed."""


class Relation(StrEnum):
    """What a host is to a site."""

    MIRROR = "mirror"
    ALTERED = "altered copy"
    ANSWERS_ALIKE = "answers everything alike"
    OTHER = "another site"
    NO_ANSWER = "no answer"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found.

    :ivar asked: articles that were asked for; ``answered``: pages with a text; ``equal``: those with the same
    :ivar likenesses: of the texts that came, in order
    """

    origin: str
    relation: Relation
    asked: int = 0
    answered: int = 0
    equal: int = 0
    likenesses: tuple[float, ...] = ()
    trouble: str = ""

    @property
    def words(self) -> str:
        """What a person is told."""
        span = f"likeness {min(self.likenesses):.2f} to {max(self.likenesses):.2f}" if self.likenesses else ""
        match self.relation:
            case Relation.MIRROR:
                return f"a mirror: {self.equal} of {self.asked} articles are the same there"
            case Relation.ALTERED:
                return f"a changed copy: {self.answered} of {self.asked} paths answer, {span}, {self.equal} equal"
            case Relation.ANSWERS_ALIKE:
                return f"no mirror: all {self.answered} answers are one page; it answers everything alike"
            case Relation.NO_ANSWER:
                return f"no answer: {self.trouble}"
        return f"no mirror: {self.answered} of {self.asked} paths answer, {self.equal} equal"


async def compare_site(
    origin: str, articles: Sequence[tuple[Link, Article]], services: Services, budget: Budget
) -> Comparison:
    """Ask a host for articles of a site.

    :param articles: of the site, as its samples were read
    :raises Refused: there can be no such host
    """
    visit = SiteVisit(origin, services, budget)
    found: list[tuple[Article, str]] = []
    troubles: list[str] = []
    asked = articles[:MOST_ARTICLES]

    async def work(download: Download) -> None:
        visit.use(download)
        for link, article in asked:
            answer = await visit.fetch(origin + path_of(link.url))
            if not answer.is_well:
                troubles.append(answer.trouble)
                continue
            text = await visit.read(read_text_task, answer.body, answer.url, answer.content_type)
            if text is not None:
                found.append((article, text))

    await run_probe(visit.run, work)
    return judge(origin, len(asked), found, troubles)


def judge(origin: str, asked: int, found: Sequence[tuple[Article, str]], troubles: Sequence[str]) -> Comparison:
    """Say what a host is, by the texts that it gave for a site's articles."""
    read = [(shingles(tokens(article.text)), text) for article, text in found if text]
    likenesses = tuple(round(likeness(own, shingles(tokens(text))).jaccard, 2) for own, text in read)
    equal = sum(each >= EQUAL for each in likenesses)
    one_page = len(read) > 1 and len({digest(tokens(text)) for _, text in read}) == 1
    if not read:
        relation = Relation.NO_ANSWER if troubles and not any("404" in each for each in troubles) else Relation.OTHER
    elif one_page and equal < len(read):
        relation = Relation.ANSWERS_ALIKE
    elif equal >= min(FEWEST_EQUAL, asked) and equal == len(read):
        relation = Relation.MIRROR
    elif median(likenesses) >= ALIKE:
        relation = Relation.ALTERED
    else:
        relation = Relation.OTHER
    return Comparison(
        origin=origin,
        relation=relation,
        asked=asked,
        answered=len(read),
        equal=equal,
        likenesses=likenesses,
        trouble=next(iter(troubles), ""),
    )
