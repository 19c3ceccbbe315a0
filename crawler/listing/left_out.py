"""Links of listings that were left out, and what they lack: a few examples of each kind, for people. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, zip_longest
from urllib.parse import urlsplit

from crawler.canonical.canonical_url import CanonicalUrl

MOST_EXAMPLES = 3
"""Links that are named in a warning."""

MOST_CHARACTERS = 200
"""Characters of a link that are shown."""


class Lack(StrEnum):
    """Why a link was left out."""

    UNMATCHED = "unmatched"
    """It leads to a mirror of the source, and looks like no article."""
    FOREIGN = "foreign"
    """It leads to another host."""
    UNUSABLE = "unusable"
    """It is no URL."""


@dataclass(frozen=True, slots=True)
class Example:
    """A link that was left out.

    :ivar lacks: what it lacks, to follow the link in a sentence
    """

    url: str
    lacks: str

    def __str__(self) -> str:
        return f"{self.url} {self.lacks}"


Examples = Mapping[Lack, Sequence[Example]]
"""The first few links of each kind that was left out."""


def keep_example(
    examples: dict[Lack, list[Example]], canonical: CanonicalUrl, templates: Sequence[str], *, is_listing: bool = False
) -> None:
    """Keep a link that was left out as an example, where there are few of its kind.

    :param templates: what articles' URLs look like where it leads; none: any path may be an article's
    :param is_listing: it leads to a listing of the source
    """
    lack, phrase = _explain_lack(canonical, templates, is_listing)
    kept = examples.setdefault(lack, [])
    example = Example(canonical.url[:MOST_CHARACTERS] or "a link without an address", phrase)
    if len(kept) < MOST_EXAMPLES and example not in kept:
        kept.append(example)


def _explain_lack(canonical: CanonicalUrl, templates: Sequence[str], is_listing: bool) -> tuple[Lack, str]:
    """Say what a link lacks to be an article of the source."""
    if canonical.canonical_url is None:
        return Lack.UNUSABLE, f"is no usable URL: {canonical.reason}"
    if canonical.mirror is None:
        return Lack.FOREIGN, f"leads to another host: {urlsplit(canonical.canonical_url).hostname or '?'} is no mirror"
    if is_listing:
        return Lack.UNMATCHED, "is a listing"
    if canonical.is_article is False and templates:
        fits = "fits no template" if len(templates) == 1 else f"fits none of {len(templates)} templates"
        return Lack.UNMATCHED, f"{fits}: {', '.join(templates)}"
    return Lack.UNMATCHED, (
        "looks like no article: its path is one word without a digit or a hyphen, a file's, or that of a category, tag"
        " or author"
    )


def describe_left_out(unmatched: int, unusable: int, examples: Examples) -> Iterator[str]:
    """Describe the links that were left out, a sentence a kind; of other hosts the report has lines of its own."""
    if unmatched:
        noun = "link looks" if unmatched == 1 else "links look"
        was = "was" if unmatched == 1 else "were"
        yield f"{unmatched} {noun} like no article of this source and {was} left out" + _such_as(
            examples.get(Lack.UNMATCHED, ()), unmatched
        )
    if unusable:
        noun = "link is no usable URL" if unusable == 1 else "links are no usable URLs"
        yield f"{unusable} {noun}" + _such_as(examples.get(Lack.UNUSABLE, ()), unusable)


def describe_untemplated(keys: Sequence[str]) -> str:
    """Say that listings of news show articles that no template fits.

    :param keys: of these articles: their paths

    >>> describe_untemplated(["/live/storm"])
    '1 article that listings of news show fits no template and is known by its path: /live/storm'
    """
    shown = ", ".join(keys[:MOST_EXAMPLES]) + (", …" if len(keys) > MOST_EXAMPLES else "")
    if len(keys) == 1:
        return f"1 article that listings of news show fits no template and is known by its path: {shown}"
    return f"{len(keys)} articles that listings of news show fit no template and are known by their paths: {shown}"


def describe_nothing_found(listings: int, links: int, examples: Examples) -> str:
    """Say that not one article was found, and what the first links of each kind lack.

    :param listings: how many were read in full; ``links``: how many were on them
    """
    on = "on the listing" if listings == 1 else f"on {listings} listings"
    if not links:
        return f"not one article was found {on}: no link at all"
    taken = list(filter(None, chain.from_iterable(zip_longest(*(examples.get(lack, ()) for lack in Lack)))))
    counted = "1 link that was" if links == 1 else f"{links} links that were"
    return f"not one article was found {on}, among {counted} left out" + _such_as(taken[:MOST_EXAMPLES], links)


def _such_as(examples: Sequence[Example], links: int) -> str:
    if not examples:
        return ""
    more = "; …" if links > len(examples) else ""
    return f": {'; '.join(map(str, examples))}{more}"
