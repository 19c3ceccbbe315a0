"""Which article a page says that it is part of, and whether that is believed. Pure.

A page's canonical link is evidence. It may lead to the front page, to another article, or to a thief's host; a broken
system gives one link to all its pages. So it is believed only where the two addresses, on mirrors of one source, are
faces of one article by their own form (``variants.unmarked``). Anything else is decided by the texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from crawler.canonical.alternate_urls import unmarked
from crawler.canonical.canonical_url import CanonicalUrl, SourceUrls, canonicalize

MOST_MARKERS = 3
"""Markers that one address has at most: an AMP page, printed, of a later page."""


class Why(StrEnum):
    """What became of a page's claim."""

    NOTHING_CLAIMED = "nothing_claimed"
    """It names itself, or nothing."""
    VARIANT = "variant"
    """Another face of the article it names: believed."""
    LATER_PAGE = "later_page"
    """A later page of the article it names: believed."""
    ELSEWHERE = "elsewhere"
    """It names a host that is no mirror of the source: not believed."""
    NO_ARTICLE = "no_article"
    """It names the front page, or what the source's template says is no article: not believed."""
    OTHER_ARTICLE = "other_article"
    """It names another article of the source: the texts decide."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a page claims.

    :ivar article: the article it belongs to, where that is another one than its own address says and is believed
    :ivar named: the address that it names, as it was written; empty where it names none
    """

    why: Why
    article: CanonicalUrl | None = None
    named: str = ""


def claim_of(url: str, source: SourceUrls, *, canonical: str | None = None, previous: str | None = None) -> Claim:
    """Decide which article the page at ``url`` belongs to.

    :param canonical: its ``<link rel=canonical>``, absolute
    :param previous: its ``<link rel=prev>``, absolute: a later page may call itself canonical

    >>> source = SourceUrls.of([("https://www.herald.example", None)])
    >>> link = "https://www.herald.example/news/ferries"
    >>> claim_of(link + "/amp", source, canonical=link).article.key
    '/news/ferries'
    >>> claim_of(link, source, canonical="https://thief.example/news/ferries").why
    <Why.ELSEWHERE: 'elsewhere'>
    """
    own = canonicalize(url, source)
    if own.canonical_url is None or own.key is None:
        return Claim(Why.NOTHING_CLAIMED)
    claim = _by_canonical(own, canonical, source) if canonical else Claim(Why.NOTHING_CLAIMED)
    if claim.why is Why.NOTHING_CLAIMED and previous:
        return _by_previous(own, previous, source)
    return claim


def _by_canonical(own: CanonicalUrl, written: str, source: SourceUrls) -> Claim:
    named = canonicalize(written, source)
    if named.key == own.key or named.canonical_url is None:
        return Claim(Why.NOTHING_CLAIMED)
    if named.key is None:
        return Claim(Why.ELSEWHERE, named=written)
    if named.is_article is False or _target(named) == "/":
        return Claim(Why.NO_ARTICLE, named=written)
    why, _ = _bare_forms(own, source).get(named.key, (None, None))
    if why is None or (why is Why.LATER_PAGE and not _looks_like_article(named)):
        return Claim(Why.OTHER_ARTICLE, named=written)
    return Claim(why, named, written)


def _by_previous(own: CanonicalUrl, written: str, source: SourceUrls) -> Claim:
    """A page whose predecessor is the first page, or a later page of the same, is a later page, too."""
    previous = canonicalize(written, source)
    if previous.key is None or previous.key == own.key or _target(previous) == "/":
        return Claim(Why.NOTHING_CLAIMED)
    before = {previous.key, *_bare_forms(previous, source)}
    for key, (why, first) in _bare_forms(own, source).items():
        if why is Why.LATER_PAGE and key in before and _looks_like_article(first):
            return Claim(Why.LATER_PAGE, first, written)
    return Claim(Why.NOTHING_CLAIMED)


def _bare_forms(address: CanonicalUrl, source: SourceUrls) -> dict[str, tuple[Why, CanonicalUrl]]:
    """The articles of which this address may be another face, by key: a marker is taken away, or several."""
    forms: dict[str, tuple[Why, CanonicalUrl]] = {}
    targets = {_target(address): Why.VARIANT}
    for _ in range(MOST_MARKERS):
        bare = {
            form: Why.LATER_PAGE if Why.LATER_PAGE in (why, kind) else Why.VARIANT
            for target, why in targets.items()
            for form, kind in unmarked(target)
        }
        for form, why in bare.items():
            article = canonicalize(f"{address.mirror}{form}", source)
            if article.key is not None and article.key != address.key:
                forms.setdefault(article.key, (why, article))
        targets = bare
    return forms


def _target(address: CanonicalUrl) -> str:
    return (address.canonical_url or "").removeprefix(address.mirror or "")


def _looks_like_article(named: CanonicalUrl) -> bool:
    """Whether an address is more than a section's: the template says so, or its last part has more than letters.

    Without that, a system that gives "/story" as canonical link of "/story/7" would make all its articles one.
    """
    last = _target(named).rstrip("/").rpartition("/")[2]
    return named.is_article is True or (not last.isalpha() and not last.isdigit() and bool(last))
