"""What the extraction pool is asked to do for a probe: read a page of a proposed host, hold it against an article."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from crawler.archive.mirrors.probe_samples import KnownArticle
from crawler.canonical.mask import read_masked
from crawler.canonical.matching import Rule
from crawler.canonical.sketch import likeness
from crawler.canonical.text import Shingles, digest, tokens
from crawler.extraction.page_values import Hints
from crawler.mirrors.health.state import counts_against_mirror
from crawler.mirrors.proposals.probe_findings import SAME_FROM, PageOutcome
from crawler.mirrors.trust.alterations import find_tampering
from crawler.mirrors.trust.traits import Traits
from crawler.model.article import Link, Rejection


@dataclass(frozen=True, slots=True)
class HomePage:
    """A home page.

    :ivar notice: what it shows in place of a paper
    """

    links: tuple[Link, ...] = ()
    links_back: bool = False
    notice: Rejection | None = None


@dataclass(frozen=True, slots=True)
class ProbedPage:
    """An article's page.

    :ivar digest: of the whole text; ``shingles``: under the source's mask
    :ivar text_traits: of the text alone; ``page_traits``: of the whole page
    """

    text: str
    language: str
    digest: bytes
    shingles: Shingles
    text_traits: Traits
    page_traits: Traits
    links_back: bool
    thin: bool


def read_home_task(
    body: bytes, url: str, status: int, headers: Mapping[str, str], hints: Hints, hosts: Collection[str]
) -> HomePage:
    """Read a home page.

    :param hosts: of the source's mirrors
    """
    from crawler.discovery.section import read_section
    from crawler.extraction.answer_notice import notice_in
    from crawler.extraction.mirror_evidence.page_traits import read_traits
    from crawler.extraction.page import read_page

    content_type = headers.get("content-type", "")
    refused = notice_in(body, headers=headers, status=status, url=url) if not 200 <= status < 300 else None
    outcome = refused or read_page(body, url=url, content_type=content_type, hints=hints)
    if isinstance(outcome, Rejection) and counts_against_mirror(outcome):
        return HomePage(notice=outcome)
    links = read_section(body, url=url, content_type=content_type).links
    return HomePage(links, links_back=_share_host(read_traits(body).links, hosts))


def read_probed_task(
    body: bytes, url: str, content_type: str, hints: Hints, lines: frozenset[str], hosts: Collection[str]
) -> ProbedPage | Rejection:
    """Read a page that may be an article of the source.

    :param lines: that do not count; ``hosts``: of the source's mirrors
    """
    from crawler.extraction.fields.language import detect_language
    from crawler.extraction.mirror_evidence.page_traits import read_traits
    from crawler.extraction.page import read_page
    from crawler.mirrors.hosts.host_names import host_of

    outcome = read_page(body, url=url, content_type=content_type, hints=hints)
    if isinstance(outcome, Rejection):
        return outcome
    page_traits = read_traits(body)
    named = {*page_traits.links, host_of(outcome.canonical_link or "") or ""}
    return ProbedPage(
        text=outcome.text,
        language=detect_language(outcome.text) or outcome.language or "",
        digest=digest(tokens(outcome.text)),
        shingles=read_masked(outcome.text, lines).shingles,
        text_traits=_read_text_traits(outcome.text),
        page_traits=page_traits,
        links_back=_share_host(named, hosts),
        thin=outcome.thin,
    )


def compare_task(
    article: KnownArticle, probed: ProbedPage, lines: frozenset[str], rule: Rule
) -> tuple[PageOutcome, str]:
    """Hold a page against an article: what it is, and what is altered in it."""
    from crawler.extraction.fields.language import detect_language

    masked = read_masked(article.text, lines)
    alike = likeness(masked.shingles, probed.shingles)
    same = probed.digest in article.digests or alike.jaccard >= SAME_FROM
    if not same and alike.jaccard < rule.jaccard:
        language = detect_language(article.text)
        other = bool(language and probed.language) and language != probed.language
        return (PageOutcome.OTHER_LANGUAGE if other else PageOutcome.OTHER), ""
    page_traits = Traits.of_line(article.traits) if article.traits else None
    text = (
        probed.text if probed.digest in article.digests else article.text
    )  # a text of ours is no forgery, however old
    text_pair = (_read_text_traits(text), probed.text_traits)
    if alteration := find_tampering(text, probed.text, text_pair, (page_traits, probed.page_traits)):
        return PageOutcome.ALTERED, alteration
    return (PageOutcome.SAME if same else PageOutcome.SIMILAR), ""


def detect_language_task(text: str) -> str:
    """The language of a text; empty where it cannot be detected."""
    from crawler.extraction.fields.language import detect_language

    return detect_language(text) or ""


def _read_text_traits(text: str) -> Traits:
    """The contacts and donation addresses that a text names."""
    from crawler.extraction.mirror_evidence.page_traits import read_traits

    return read_traits(text.replace("\n", " \n ").encode("utf-8", "replace"))


def _share_host(named: Iterable[str], hosts: Iterable[str]) -> bool:
    return not {_strip_host(host) for host in named}.isdisjoint(map(_strip_host, hosts))


def _strip_host(host: str) -> str:
    return host.partition(":")[0].removeprefix("www.")
