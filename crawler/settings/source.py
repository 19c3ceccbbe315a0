"""A source as the rest of the program sees it: validated, its settings filled in, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crawler.canonical.canonical_url import SourceUrls
from crawler.model.listing import ListingKind
from crawler.settings.mirror import Mirror
from crawler.settings.schedule import Cron, Every
from crawler.settings.sections import Politeness
from crawler.settings.sourcefile import Extract, OnRefusal, SourceFile


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher with its mirrors.

    :ivar id: the stem of its file's name
    :ivar path: its file
    :ivar language: lower-case ISO 639-1 code, None when it writes in several
    :ivar timezone: IANA name; cron expressions and dates without a zone are read in it
    :ivar mirrors: in order of preference; at least one
    :ivar listings: kind and path of each, feeds first; read on every mirror
    :ivar articles: URL template of its articles; a mirror may have its own (``Mirror.articles``)
    :ivar fresh: seconds it may go without a new article; None: it is not judged by that
    :ivar on_refusal: what a bare 403 or 451 of one mirror means
    :ivar auto_accept: a proposed host that is a mirror by its content and the source's word becomes one
    :ivar adopt: seconds for which a permanent move has to agree with the content before it is followed; None: never
    :ivar delay: seconds between two requests to one of its hosts
    :ivar concurrency: requests in flight to one of its hosts
    """

    id: str
    name: str
    path: Path
    language: str | None
    timezone: str
    mirrors: tuple[Mirror, ...]
    listings: tuple[tuple[ListingKind, str], ...]
    articles: str | None
    schedule: Every | Cron
    enabled: bool
    fresh: int | None
    query_keep: tuple[str, ...]
    query_drop: tuple[str, ...]
    variants: tuple[str, ...]
    extract: Extract
    on_refusal: OnRefusal
    auto_accept: bool
    adopt: int | None
    delay: float
    concurrency: int


def build_source(path: Path, file: SourceFile, politeness: Politeness) -> Source:
    """Make a source of its validated file; what it leaves out comes from the settings."""
    own = file.politeness
    return Source(
        id=path.stem,
        name=file.name,
        path=path,
        language=file.language,
        timezone=file.timezone,
        mirrors=tuple(
            Mirror.parse(mirror.url, mirror.articles or file.articles, mirror.grace) for mirror in file.mirrors
        ),
        listings=tuple((kind, path) for kind in ListingKind for path in getattr(file, kind.key)),
        articles=file.articles,
        schedule=Cron(file.cron) if file.cron else Every.parse(file.every),
        enabled=file.enabled,
        fresh=Every.parse(file.fresh).seconds if file.fresh else None,
        query_keep=file.rules.query_keep,
        query_drop=file.rules.query_drop,
        variants=file.rules.variants,
        extract=file.extract,
        on_refusal=file.on_refusal,
        auto_accept=file.auto_accept is not None,
        adopt=Every.parse(file.adopt).seconds if file.adopt else None,
        delay=politeness.delay if own.delay is None else own.delay,
        concurrency=politeness.concurrency if own.concurrency is None else own.concurrency,
    )


def source_urls(source: Source) -> SourceUrls:
    """A source's view of URLs: which host is a mirror, and what an article's URL looks like there."""
    return SourceUrls.of(
        mirrors=[(mirror.origin, mirror.articles) for mirror in source.mirrors],
        keep=source.query_keep,
        drop=source.query_drop,
        variants=source.variants,
    )
