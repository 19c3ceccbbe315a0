"""What the extraction pool is asked to do for a probe: read a page of a proposed host, hold it against an article."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from crawler.archive.mirrors.probe_samples import KnownArticle
from crawler.canonical.mask import read_masked
from crawler.canonical.matching import Rule
from crawler.canonical.sketch import likeness
from crawler.canonical.text import Shingles, digest, tokens
from crawler.extraction.page_values import Hints
from crawler.mirrors.health.state import counts_against_mirror
from crawler.mirrors.proposals.probe_findings import SAME_FROM, PageOutcome
from crawler.mirrors.trust.tampering import find_tampering
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
    :ivar said: traits inside the text; ``traits``: of the whole page
    """

    text: str
    language: str
    digest: bytes
    shingles: Shingles
    said: Traits
    traits: Traits
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
    said = refused or read_page(body, url=url, content_type=content_type, hints=hints)
    if isinstance(said, Rejection) and counts_against_mirror(said):
        return HomePage(notice=said)
    back = not {_bare(host) for host in read_traits(body).links}.isdisjoint(map(_bare, hosts))
    return HomePage(read_section(body, url=url, content_type=content_type).links, back)


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

    said = read_page(body, url=url, content_type=content_type, hints=hints)
    if isinstance(said, Rejection):
        return said
    traits = read_traits(body)
    back = {_bare(host) for host in traits.links} | {_bare(host_of(said.canonical_link or "") or "")}
    return ProbedPage(
        said.text,
        detect_language(said.text) or said.language or "",
        digest(tokens(said.text)),
        read_masked(said.text, lines).shingles,
        _inside(said.text),
        traits,
        not back.isdisjoint(map(_bare, hosts)),
        said.thin,
    )


def compare_task(ours: KnownArticle, theirs: ProbedPage, lines: frozenset[str], rule: Rule) -> tuple[PageOutcome, str]:
    """Hold a page against an article: what it is, and what is altered in it."""
    from crawler.extraction.fields.language import detect_language

    mine = read_masked(ours.text, lines)
    alike = likeness(mine.shingles, theirs.shingles)
    same = theirs.digest in ours.digests or alike.jaccard >= SAME_FROM
    if not same and alike.jaccard < rule.jaccard:
        language = detect_language(ours.text)
        other = bool(language and theirs.language) and language != theirs.language
        return (PageOutcome.OTHER_LANGUAGE if other else PageOutcome.OTHER), ""
    page = Traits.of_line(ours.traits) if ours.traits else None
    text = theirs.text if theirs.digest in ours.digests else ours.text  # a text of ours is no forgery, however old
    if words := find_tampering(text, theirs.text, (_inside(text), theirs.said), (page, theirs.traits)):
        return PageOutcome.ALTERED, words
    return (PageOutcome.SAME if same else PageOutcome.SIMILAR), ""


def detect_language_task(text: str) -> str:
    """The language of a text; empty where it cannot be told."""
    from crawler.extraction.fields.language import detect_language

    return detect_language(text) or ""


def _inside(text: str) -> Traits:
    """The contacts and donation addresses that a text names."""
    from crawler.extraction.mirror_evidence.page_traits import read_traits

    return read_traits(text.replace("\n", " \n ").encode("utf-8", "replace"))


def _bare(host: str) -> str:
    return host.partition(":")[0].removeprefix("www.")
