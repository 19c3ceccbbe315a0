"""What a run is to fetch: an article, and the places where it can be had. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from crawler.canonical.canonical_url import SourceUrls
from crawler.canonical.url_template import carry_path
from crawler.listing.fold_links import ListedArticle
from crawler.mirrors.addresses import find_owner
from crawler.model.article import Sighting


@dataclass(frozen=True, slots=True)
class Target:
    """Where an article can be fetched."""

    mirror: str
    url: str


@dataclass(frozen=True, slots=True)
class Fetch:
    """An article that is to be fetched, and where: the first target is asked first.

    :ivar title: what its listing calls it; ``published``: when its listing says that it came out
    :ivar revisit: the article is known; what is new is perhaps its text
    :ivar audit: a second mirror is asked for a known text, to compare
    :ivar named_by_page: no listing has it, but a page that belongs to it was read
    :ivar recheck: the first target is asked because its mirror is being rechecked
    :ivar siblings: where the article stands on other mirrors: asked at once when a rechecked one shows a new text
    """

    key: str
    targets: tuple[Target, ...]
    sightings: tuple[Sighting, ...] = ()
    title: str | None = None
    day: date | None = None
    published: datetime | None = None
    revisit: bool = False
    named_by_page: bool = False
    audit: bool = False
    recheck: bool = False
    siblings: tuple[Target, ...] = ()

    def from_next_mirror(self) -> Fetch | None:
        """The same fetch from the next mirror; None when there is none."""
        return replace(self, targets=self.targets[1:], recheck=False) if len(self.targets) > 1 else None

    def from_siblings(self) -> Fetch | None:
        """The same article from the mirrors that a rechecked one is compared with; None when there is none."""
        return replace(self, targets=self.siblings, siblings=(), recheck=False) if self.siblings else None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is to fetch, in order, and what it has to settle.

    :ivar unsettled: keys of articles that stand on a listing and are still to be fetched or judged
    :ivar edited: keys of known articles that look edited by a listing's words
    :ivar due: keys of known articles whose time to be fetched again has come
    :ivar asked_for: keys of pages in quarantine that a person wants to be tried again
    """

    fetches: tuple[Fetch, ...]
    unsettled: frozenset[str]
    edited: frozenset[str]
    due: frozenset[str]
    asked_for: frozenset[str]


def plan_fetch(
    article: ListedArticle,
    mirrors: Sequence[str],
    urls: SourceUrls,
    *,
    revisit: bool = False,
    doubted: Collection[str] = (),
) -> Fetch:
    """Decide where to fetch an article: first on the mirrors whose own listings showed it, then on the others.

    On each it is asked for under its own URL there, otherwise under the path of another on that host. A path is only
    carried over between mirrors whose URLs are made alike.

    :param mirrors: origins in the order they are to be asked
    :param doubted: those of them that are asked after all others, whatever they list
    """
    shown, named = _split_places(article, urls)
    first, url = next(iter((shown or named).items()))
    places = carry_path({first: url}, urls.templates) | named | shown
    order = sorted(mirrors, key=lambda mirror: (mirror in doubted, mirror not in shown))
    targets = tuple(Target(mirror, places[mirror]) for mirror in order if mirror in places)
    return Fetch(
        key=article.key,
        targets=targets or (Target(first, url),),
        sightings=article.sightings,
        title=article.title,
        day=article.day,
        published=article.published,
        revisit=revisit,
    )


def _split_places(article: ListedArticle, urls: SourceUrls) -> tuple[dict[str, str], dict[str, str]]:
    """Mirror → the article's URL there: where a mirror's own listing showed it, and where another one's names it."""
    shown: dict[str, str] = {}
    named: dict[str, str] = {}
    for place in article.named:
        named.setdefault(place.mirror, place.url)
    for sighting in article.sightings:
        owner = find_owner(sighting.url, sighting.mirror, urls.templates) or sighting.mirror
        (shown if owner == sighting.mirror else named).setdefault(owner, sighting.url)
    return shown, named
