"""What the extraction pool is asked to do: read a page, read a listing. Runs in the pool's processes.

The heavy libraries are imported inside the tasks, so that the main process, which only names them, stays small.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from crawler.canonical.text import Shingles, digest, shingles, tokens
from crawler.extraction.page_values import Hints, Overrides, PageContent
from crawler.mirrors.evidence import MirrorEvidence
from crawler.mirrors.health.state import counts_against_mirror
from crawler.model.article import Article, Link, Reason, Rejection
from crawler.model.listing import JsonFields, ListingKind, NestedSitemap

if TYPE_CHECKING:
    from crawler.settings import Source

_MOST_OF_A_NOTICE = 5 * 2**20
"""Bytes of a listing that are looked at for a notice in its place: those of the largest page."""


@dataclass(frozen=True, slots=True)
class PageReading:
    """A page as the pool read it.

    :ivar digest: of the comparable text; empty for a rejection
    :ivar shingles: of the comparable text
    :ivar raw: the body compressed with Zstandard, or None
    :ivar traits: a line of ``crawler.mirrors.trust.traits``; empty where they were not asked for
    :ivar lines: of the whole page, as ``pack_lines`` gives them; empty where they were not asked for
    """

    outcome: Article | Rejection
    digest: bytes = b""
    shingles: Shingles | None = None
    raw: bytes | None = None
    evidence: tuple[MirrorEvidence, ...] = ()
    traits: str = ""
    lines: bytes = b""


@dataclass(frozen=True, slots=True)
class ListingContent:
    """A listing as the pool read it: its links, further sitemaps, and the seconds it asks to be left alone.

    :ivar cut: what was left out for a bound, a clause to follow a colon
    :ivar unfinished: whether that was for want of time
    """

    links: tuple[Link, ...]
    nested: tuple[NestedSitemap, ...] = ()
    ttl: int | None = None
    evidence: tuple[MirrorEvidence, ...] = ()
    cut: str | None = None
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class ListingBody:
    """The body of a listing as it came: in memory, or in a file.

    :ivar codings: of the answer, the first one first, where it is still packed
    :ivar most: bytes that it may have, unpacked
    """

    content: bytes | Path
    codings: tuple[str, ...] = ()
    most: int = 0


def make_hints(source: Source, now: datetime, day: date | None, title: str | None = None) -> Hints:
    """Make the hints that a source gives for reading its pages.

    :param day: the day that the article's URL names; ``title``: what a listing calls the article
    """
    extract = source.extract
    selectors = Overrides(
        title=extract.title or "",
        text=extract.text or "",
        caption=extract.caption or "",
        section=extract.section or "",
        author=extract.author or "",
        published=extract.published or "",
        drop=", ".join(extract.drop),
    )
    return Hints(
        now=now,
        language=source.language or "",
        timezone=source.timezone,
        overrides=selectors,
        url_date=day,
        site_name=source.name,
        listed_title=title or "",
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of a page beside its article: see ``PageReading``."""

    raw: bool = False
    traits: bool = False
    lines: bool = False


def read_page_task(body: bytes, url: str, content_type: str, hints: Hints, wanted: Wanted) -> PageReading:
    """Read a page: article or rejection, with what the main process needs of it."""
    from crawler.extraction.mirror_evidence.page_traits import read_traits
    from crawler.extraction.page import read_whole_page
    from crawler.reading.compress_raw import compress
    from crawler.reading.page_lines import pack_lines

    page = read_whole_page(body, url=url, content_type=content_type, hints=hints)
    raw = compress(body) if wanted.raw else None
    if isinstance(page.outcome, Rejection):
        return PageReading(page.outcome, raw=raw, evidence=page.evidence)
    article = _make_storable(page.outcome)
    text_tokens = tokens(article.text)
    return PageReading(
        article,
        digest=digest(text_tokens),
        shingles=shingles(text_tokens),
        raw=raw,
        evidence=page.evidence,
        traits=read_traits(body).line() if wanted.traits else "",
        lines=pack_lines(page.lines) if wanted.lines else b"",
    )


def _make_storable(article: Article) -> Article:
    """Replace what no database takes, NUL and lone surrogates, in every text of an article."""
    texts = {name: _replace_unstorable(value) for name in _TEXTS if isinstance(value := getattr(article, name), str)}
    return replace(article, **texts, authors=tuple(map(_replace_unstorable, article.authors)))  # type: ignore[arg-type]  # all are texts


_TEXTS = ("title", "text", "caption", "section", "image", "language", "canonical_link", "previous_link")


def _replace_unstorable(text: str) -> str:
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def reread_page_task(raw: bytes, url: str, content_type: str, hints: Hints) -> PageReading:
    """Read a page that was kept compressed."""
    from crawler.reading.compress_raw import decompress

    return read_page_task(decompress(raw), url, content_type, hints, Wanted())


def read_listing_task(
    kind: ListingKind,
    body: bytes | ListingBody,
    url: str,
    content_type: str,
    timezone: str,
    fields: JsonFields | None = None,
) -> ListingContent | Rejection:
    """Read a listing; a page that shows a notice instead says which."""
    from crawler.discovery.listing_kinds import read_listing, self_link_evidence
    from crawler.network.bounded_unpack import UNPACK_FAILURES, TooLarge

    try:
        with _open_body(body) as stream:
            start = stream.read(_MOST_OF_A_NOTICE)
            stream.seek(0)
            listing = read_listing(kind, stream, url=url, content_type=content_type, timezone=timezone, fields=fields)
    except TooLarge as refusal:
        return Rejection(Reason.UNREADABLE, f"answer too large when unpacked: {refusal}")
    except UNPACK_FAILURES as error:
        return Rejection(Reason.UNREADABLE, f"broken compression: {error}"[:200])
    if listing.problem is None and (listing.links or listing.nested):
        evidence = self_link_evidence(listing.self_links, url)
        return ListingContent(
            links=listing.links,
            nested=listing.nested,
            ttl=listing.ttl,
            evidence=evidence,
            cut=listing.cut,
            unfinished=listing.unfinished,
        )
    notice = _find_notice(start, url, content_type)
    if notice is not None:
        return notice
    if listing.problem is not None:
        return Rejection(Reason.UNREADABLE, listing.problem)
    return ListingContent((), ())


def _open_body(body: bytes | ListingBody) -> BinaryIO:
    """Open the body of a listing, unpacked.

    :raises TooLarge: more would come out than it may have
    """
    from crawler.network.bounded_unpack import GZIP_HEAD, TooLarge, gunzip, unpack_coding

    if isinstance(body, bytes):
        return BytesIO(body)
    if isinstance(body.content, Path):
        file = body.content.open("rb")
        if not body.codings and file.read(2) != GZIP_HEAD:
            file.seek(0)
            return file
        file.close()
    content = body.content.read_bytes() if isinstance(body.content, Path) else body.content
    for coding in reversed(body.codings):
        content, _ = unpack_coding(content, coding.encode("latin-1"), body.most + 1)
        if len(content) > body.most:
            raise TooLarge(f"more than {body.most:,} bytes come out of it")
    return BytesIO(gunzip(content, body.most))


def _find_notice(body: bytes, url: str, content_type: str) -> Rejection | None:
    """The notice that stands in place of a listing, in an answer that is well by its status."""
    from crawler.extraction.page import read_page

    hints = Hints(now=datetime(1970, 1, 1, tzinfo=UTC), home=True)  # dates of a notice do not matter
    outcome = read_page(body, url=url, content_type=content_type, hints=hints)
    return outcome if isinstance(outcome, Rejection) and counts_against_mirror(outcome) else None


def find_notice_task(body: bytes, url: str, status: int, headers: Mapping[str, str]) -> Rejection | None:
    """The notice in an answer that is no article: a refusal, an error; see ``notice_in``."""
    from crawler.extraction.answer_notice import notice_in

    return notice_in(body, headers=headers, status=status, url=url)


def find_refresh_task(body: bytes, url: str, status: int, headers: Mapping[str, str]) -> str | None:
    """The address, as it is written, to which a page without content sends its readers; a notice sends nobody."""
    from crawler.extraction.answer_notice import notice_in
    from crawler.extraction.refresh import find_refresh

    target = find_refresh(body, headers.get("content-type", ""))
    return target if target and notice_in(body, headers=headers, status=status, url=url) is None else None


def show_page_task(body: bytes, url: str, hints: Hints) -> PageContent:
    """Read a page for showing it; a feed is no article, and yet may give mirrors away."""
    from crawler.discovery.listing_kinds import feed_evidence
    from crawler.extraction.page import read_whole_page

    page = read_whole_page(body, url=url, hints=hints)
    return page if page.evidence else PageContent(page.outcome, feed_evidence(body, url))
