"""What a host is to a site that was surveyed: by its answers to the site's addresses, and by its own listing. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from statistics import median

from crawler.canonical.sketch import likeness
from crawler.canonical.text import shingles, tokens

FEWEST_EQUAL = 2
"""Articles that must be equal for a host to be a mirror."""

EQUAL = 0.98
"""Likeness of two texts, by their shingles, from which they are the same; of altered copies it was .54 to .93."""

ALIKE = 0.5
"""The same from which one is a copy of the other, however changed."""

ONE_PAGE = 0.9
"""The same from which two answers are one page, which may name the address that was asked for."""

SHARED = 0.5
"""Share of a host's own items that stand on the site, too, from which both publish the same."""

FEWEST_TITLES = 3
"""Titles that must be the same, under other addresses, for a host to be a sister."""


class Relation(StrEnum):
    """What a host is to a site."""

    MIRROR = "mirror"
    ALTERED = "altered copy"
    ANSWERS_ALIKE = "answers everything alike"
    SISTER = "sister title"
    """It prints some of the same articles, and others of its own."""
    EDITION = "edition"
    """The same publisher under the same addresses, in another language or with another choice."""
    OTHER = "another site"
    NO_ANSWER = "no answer"


@dataclass(frozen=True, slots=True)
class AnsweredPath:
    """What a host gave for the address of one of the site's articles.

    :ivar ours: the article's text on the site; ``text``: that of the host's page, empty where it is no article
    :ivar page: all words that the host's page shows; ``language``: of its text
    """

    ours: str
    text: str
    page: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class OwnListing:
    """What the host itself lists, held against the site.

    :ivar items: that it lists; ``here``: those of them that the site lists under the same path
    :ivar retitled: titles of the site's that it lists under other paths
    :ivar asked: of what it alone lists, articles that the site was asked for; ``equal``: those that are the same there
    """

    items: int = 0
    here: int = 0
    retitled: int = 0
    asked: int = 0
    equal: int = 0

    @property
    def is_shared(self) -> bool:
        """Whether both publish the same; so it is where nothing is known."""
        if self.here >= SHARED * self.items:
            return True
        return self.asked >= FEWEST_EQUAL and self.equal == self.asked

    @property
    def words(self) -> str:
        """A clause."""
        stands = f"{self.here} of {self.items} of its own newest are listed by both" if self.items else ""
        back = f"{self.equal} of {self.asked} of the others are the same here" if self.asked else ""
        return ", ".join(filter(None, [stands, back]))


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found.

    :ivar asked: articles that were asked for; ``answered``: pages with a text; ``equal``: those with the same
    :ivar likenesses: of the texts that came, in order
    :ivar language: of an edition in another one
    """

    origin: str
    relation: Relation
    asked: int = 0
    answered: int = 0
    equal: int = 0
    likenesses: tuple[float, ...] = ()
    listing: OwnListing = field(default_factory=OwnListing)
    language: str = ""
    trouble: str = ""

    @property
    def words(self) -> str:
        """What a person is told."""
        same = f"{self.equal} of {self.asked} articles are the same there"
        listed = f", and {self.listing.words}" if self.listing.words else ""
        span = f"likeness {min(self.likenesses):.2f} to {max(self.likenesses):.2f}" if self.likenesses else ""
        match self.relation:
            case Relation.MIRROR:
                return f"a mirror: {same}{listed}"
            case Relation.ALTERED:
                return f"a changed copy: {self.answered} of {self.asked} paths answer, {span}, {self.equal} equal"
            case Relation.ANSWERS_ALIKE:
                return "no mirror: all its answers are one page; it answers everything alike"
            case Relation.EDITION if self.language:
                return f"an edition in another language ({self.language}), no mirror: {same}"
            case Relation.EDITION:
                return f"another edition, no mirror: {same}{listed}"
            case Relation.SISTER:
                titles = (
                    f", {self.listing.retitled} titles stand under other addresses" if self.listing.retitled else ""
                )
                return f"a sister title, no mirror: {same}{titles}{listed}"
            case Relation.NO_ANSWER:
                return f"no answer: {self.trouble}"
        return f"another site, no mirror: {self.answered} of {self.asked} paths answer, {self.equal} equal"

    @property
    def cure(self) -> str:
        """What to do about a host that is no mirror."""
        match self.relation:
            case Relation.ALTERED:
                return "Leave it out: its texts are not the site's"
            case Relation.ANSWERS_ALIKE:
                return "Leave it out: it has no articles"
            case Relation.NO_ANSWER:
                return "Leave it out, and add it to the file once it answers"
        return "To have both, add them one by one"


def judge(
    origin: str,
    asked: int,
    answers: Sequence[AnsweredPath],
    troubles: Sequence[str] = (),
    listing: OwnListing | None = None,
    *,
    language: str | None = None,
    same_domain: bool = False,
) -> Comparison:
    """Say what a host is.

    :param asked: articles that it was asked for
    :param troubles: why the others gave no page
    :param language: of the site
    :param same_domain: whether both lie under one registered domain
    """
    listing = listing or OwnListing()
    read = [answer for answer in answers if answer.text]
    likenesses = tuple(_likeness(answer.ours, answer.text) for answer in read)
    equal = sum(each >= EQUAL for each in likenesses)
    languages = {answer.language for answer in read if answer.language} - {language}
    foreign = languages.pop() if language and len(languages) == 1 and not equal else ""
    if not answers and troubles and not any("404" in each or "410" in each for each in troubles):
        relation = Relation.NO_ANSWER
    elif read and equal == len(read):
        relation = _judge_equal(asked, equal, listing, same_domain=same_domain)
    else:
        relation = _judge_others(asked, answers, likenesses, listing, is_foreign=bool(foreign))
    return Comparison(
        origin=origin,
        relation=relation,
        asked=asked,
        answered=len(read),
        equal=equal,
        likenesses=likenesses,
        listing=listing,
        language=foreign if relation is Relation.EDITION else "",
        trouble=next(iter(troubles), ""),
    )


def _judge_others(
    asked: int,
    answers: Sequence[AnsweredPath],
    likenesses: Sequence[float],
    listing: OwnListing,
    *,
    is_foreign: bool,
) -> Relation:
    """What a host is that has none of the texts, or others beside them."""
    alike = median(likenesses) if likenesses else 0.0
    equal = sum(each >= EQUAL for each in likenesses)
    if alike < ALIKE and not equal and _is_one_page(answers):
        return Relation.ANSWERS_ALIKE
    if alike >= ALIKE:
        return Relation.ALTERED
    if is_foreign and len(likenesses) >= SHARED * asked:
        return Relation.EDITION
    return Relation.SISTER if equal or listing.retitled >= FEWEST_TITLES else Relation.OTHER


def _judge_equal(asked: int, equal: int, listing: OwnListing, *, same_domain: bool) -> Relation:
    """What a host is that has nothing but equal texts: "the same text" is true of sisters and editions, too."""
    if listing.is_shared and equal >= min(FEWEST_EQUAL, asked):
        return Relation.MIRROR
    if listing.is_shared:
        return Relation.SISTER if listing.retitled >= FEWEST_TITLES else Relation.OTHER
    return Relation.EDITION if same_domain else Relation.SISTER


def _is_one_page(answers: Sequence[AnsweredPath]) -> bool:
    """Whether a host gave one page for all addresses: one text, or no text and the same words."""
    read = [answer for answer in answers if answer.text]
    shown = [answer.text for answer in read] if len(read) > 1 else [answer.page for answer in answers]
    return len(shown) > 1 and all(_likeness(one, next_) >= ONE_PAGE for one, next_ in pairwise(shown))


def _likeness(one: str, other: str) -> float:
    return round(likeness(shingles(tokens(one)), shingles(tokens(other))).jaccard, 2)
