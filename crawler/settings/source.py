"""A source: its file, with every key, its type and its default, and what the rest of the program sees of it.

What stands in several keys at once is in ``consistency``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from crawler.canonical.alternate_urls import Variant
from crawler.canonical.canonical_url import SourceUrls
from crawler.canonical.url_template import NothingIdentifies, UrlTemplate
from crawler.model.listing import ListingKind, NamedListing
from crawler.model.proxy import Proxy
from crawler.settings import checks
from crawler.settings.display import SecretUrl
from crawler.settings.listings import Addresses, JsonListings, name_json_listings, name_listings, split_url
from crawler.settings.mirror import Mirror
from crawler.settings.mistakes import Mistake
from crawler.settings.proxy import NONE, mirror_proxy_url, parse_proxy, proxy_file_name, read_proxy_file
from crawler.settings.schedule import Cron, Every
from crawler.settings.sections import Count, NotNegative, Settings
from crawler.settings.table import Table


class OnRefusal(StrEnum):
    """What a bare 403 or 451 of one mirror means: the source refuses, or this mirror does."""

    STOP = "stop"
    TRY_OTHERS = "try_others"


TEMPLATE = "/news/{year}/{id}/{slug}"


def template(pattern: str) -> str:
    """A URL template in which at least one placeholder tells one article from another."""
    try:
        UrlTemplate.parse(pattern)
    except NothingIdentifies as error:
        raise Mistake(str(error), error.cure) from None
    except ValueError as error:
        raise Mistake(str(error).rstrip("."), f'Write a template such as "{TEMPLATE}"') from None
    return pattern


def variant(written: str) -> str:
    """A mark of an article's other pages, as ``Variant`` reads it."""
    try:
        Variant.parse(written)
    except ValueError as error:
        cure = 'Write "/amp" for the end of a path, "/amp/" for its beginning, "?print=1", or "m." for a host'
        raise Mistake(str(error), cure) from None
    return written


def _mirror(url: str) -> str:
    Mirror.parse(url)
    return url


def _every(text: str) -> str:
    Every.parse(text)
    return text


def _auto_accept(written: str) -> str:
    if written != "mirror":
        raise Mistake("there is no such rule", 'Write "mirror", or leave the key out: then a person accepts')
    return written


def _as_table(mirror: object) -> object:
    if isinstance(mirror, str):
        return {"url": mirror}
    if not isinstance(mirror, dict):
        cure = 'Write "https://www.example.com", or { url = "https://www.example.com", articles = "/a/{id}" }'
        raise Mistake("this is neither a URL nor a table", cure)
    return mirror


def _as_list(templates: object) -> object:
    return [templates] if isinstance(templates, str) else templates


def _on_refusal(written: object) -> object:
    if isinstance(written, str) and written in list(OnRefusal):
        return OnRefusal(written)
    raise Mistake("there is no such way to take a refusal", 'Write "stop" or "try_others"')


def _at_least_one(mirrors: tuple[MirrorTable, ...]) -> tuple[MirrorTable, ...]:
    if not mirrors:
        raise Mistake("a source needs a mirror", 'Name at least one, such as ["https://www.example.com"]')
    return mirrors


Template = Annotated[str, AfterValidator(template), Field(examples=[TEMPLATE])]
Templates = Annotated[tuple[Template, ...], BeforeValidator(_as_list), Field(strict=False, examples=[TEMPLATE])]
"""One template, or a list of several."""
Selector = Annotated[str, AfterValidator(checks.selector)]
Parameters = Annotated[
    tuple[Annotated[str, AfterValidator(checks.parameter)], ...], Field(strict=False, examples=[["id"]])
]


Variants = Annotated[
    tuple[Annotated[str, AfterValidator(variant)], ...], Field(strict=False, examples=[["/amp", "?print=1", "m."]])
]


class MirrorTable(Table):
    url: Annotated[str, AfterValidator(_mirror), Field(examples=["https://www.example.com"])]
    """Scheme, host and port, and its folder where it lives under one: "https://archive.example/herald"."""
    articles: Templates = ()
    """What an article's URL looks like here, when it differs from the other mirrors."""
    grace: Annotated[NotNegative | None, Field(examples=[0.0])] = None
    """Seconds that it may tell a different text before that counts as divergent: 0 for a mirror under suspicion."""
    proxy: Annotated[
        Annotated[str, AfterValidator(mirror_proxy_url), AfterValidator(SecretUrl)] | None,
        Field(examples=["socks5h://127.0.0.1:9050"]),
    ] = None
    """The proxy that it is asked through, in place of network.proxy; "none" asks it directly."""
    proxy_file: Annotated[
        Annotated[str, AfterValidator(proxy_file_name)] | None, Field(examples=["/run/secrets/tor-proxy"])
    ] = None
    """A file that holds the URL of its proxy, where that has a password."""


class Rules(Table):
    query_keep: Parameters = ()
    """Parameters of a query that tell one article from another."""
    query_drop: Parameters = ()
    """Parameters of a query that do not."""
    variants: Variants = ()
    """What marks the AMP, mobile, print and later pages of an article."""


class Extract(Table):
    """CSS selectors that say where a part of an article stands, when it is not found without."""

    title: Annotated[Selector | None, Field(examples=["h1"])] = None
    text: Annotated[Selector | None, Field(examples=["article p"])] = None
    caption: Annotated[Selector | None, Field(examples=["figcaption"])] = None
    section: Annotated[Selector | None, Field(examples=[".breadcrumb a"])] = None
    author: Annotated[Selector | None, Field(examples=[".byline"])] = None
    published: Annotated[Selector | None, Field(examples=["time"])] = None
    drop: Annotated[tuple[Selector, ...], Field(strict=False, examples=[[".share"]])] = ()


class OwnPoliteness(Table):
    delay: Annotated[NotNegative | None, Field(examples=[2.0])] = None
    """Seconds between two requests to one host of this source."""
    concurrency: Annotated[Count | None, Field(examples=[1])] = None
    """Requests in flight to one host of this source."""


class SourceFile(Table):
    name: Annotated[str, AfterValidator(checks.line), Field(examples=["Press TV"])]
    """The publisher as its readers know it."""
    language: Annotated[str | None, AfterValidator(lambda code: code and checks.language(code))] = Field(
        None, examples=["en"]
    )
    """ISO 639-1 code of the language it writes in."""
    timezone: Annotated[str, AfterValidator(checks.timezone)] = "UTC"
    """IANA name of the zone its clock times are in."""
    mirrors: Annotated[
        tuple[Annotated[MirrorTable, BeforeValidator(_as_table)], ...],
        AfterValidator(_at_least_one),
        Field(strict=False, examples=[["https://www.example.com"]]),
    ]
    """Where it is served; the first is the one to prefer and to show."""
    feeds: Addresses = ()
    sitemaps: Addresses = ()
    sections: Addresses = ()
    listings: JsonListings = ()
    """Listings of other forms, each a table."""
    articles: Templates = ()
    """What an article's URL looks like: the first template that fits counts."""
    every: Annotated[str, AfterValidator(_every)] = "15m"
    cron: Annotated[str, AfterValidator(checks.cron), Field(examples=["*/15 6-23 * * *"])] | None = None
    enabled: bool = True
    fresh: Annotated[str, AfterValidator(_every), Field(examples=["12h"])] | None = None
    """How long it may go without a new article before a health check says so."""
    on_refusal: Annotated[OnRefusal, BeforeValidator(_on_refusal)] = OnRefusal.STOP
    """What follows when a mirror answers 403 or 451 without a known sign."""
    auto_accept: Annotated[str, AfterValidator(_auto_accept), Field(examples=["mirror"])] | None = None
    """Which proposed hosts become mirrors without a person: only "mirror"."""
    adopt: Annotated[str, AfterValidator(_every), Field(examples=["7d"])] | None = None
    """How long a permanent move has to agree with the content before the new host becomes a mirror without a person."""
    rules: Rules = Rules()
    extract: Extract = Extract()
    politeness: OwnPoliteness = OwnPoliteness()


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher with its mirrors.

    :ivar id: the stem of its file's name
    :ivar path: its file
    :ivar language: lower-case ISO 639-1 code, None when it writes in several
    :ivar timezone: IANA name; cron expressions and dates without a zone are read in it
    :ivar mirrors: in order of preference; at least one
    :ivar listings: feeds first; one that is named by a path is read on every mirror
    :ivar articles: URL templates of its articles; a mirror may have its own (``Mirror.articles``)
    :ivar fresh: seconds it may go without a new article; None: it is not judged by that
    :ivar on_refusal: what a bare 403 or 451 of one mirror means
    :ivar auto_accept: a proposed host that is a mirror by its content and the source's word becomes one
    :ivar adopt: seconds for which a permanent move has to agree with the content before it is followed; None: never
    :ivar delay: seconds between two requests to one of its hosts
    :ivar concurrency: requests in flight to one of its hosts
    :ivar proxy_elsewhere: that hosts are asked through which are no mirrors; None: they are asked directly
    """

    id: str
    name: str
    path: Path
    language: str | None
    timezone: str
    mirrors: tuple[Mirror, ...]
    listings: tuple[NamedListing, ...]
    articles: tuple[str, ...]
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
    proxy_elsewhere: Proxy | None = None

    @property
    def listing_places(self) -> frozenset[Mirror]:
        """The hosts, with scheme and port, of its listings on hosts that are no mirrors."""
        return frozenset(split_url(each.address)[0] for each in self.listings if not each.is_on_mirrors)


def build_source(path: Path, file: SourceFile, settings: Settings) -> Source:
    """Make a source of its validated file; what it leaves out comes from the settings."""
    own, politeness = file.politeness, settings.politeness
    of_all = parse_proxy(settings.network.proxy) if settings.network.proxy else None
    mirrors = tuple(_build_mirror(mirror, file, of_all) for mirror in file.mirrors)
    return Source(
        id=path.stem,
        name=file.name,
        path=path,
        language=file.language,
        timezone=file.timezone,
        mirrors=mirrors,
        listings=(
            *name_listings(ListingKind.FEED, file.feeds),
            *name_listings(ListingKind.SITEMAP, file.sitemaps),
            *name_listings(ListingKind.SECTION, file.sections),
            *name_json_listings(file.listings),
        ),
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
        proxy_elsewhere=of_all or (mirrors[0].proxy if all(mirror.proxy for mirror in mirrors) else None),
    )


def _build_mirror(table: MirrorTable, file: SourceFile, of_all: Proxy | None) -> Mirror:
    written = read_proxy_file(table.proxy_file) if table.proxy_file else table.proxy
    own = parse_proxy(written) if written and written != NONE else None
    return Mirror.parse(
        table.url, articles=table.articles or file.articles, grace=table.grace, proxy=own if written else of_all
    )


def source_urls(source: Source) -> SourceUrls:
    """A source's view of URLs: which host is a mirror, and what an article's URL looks like there."""
    return SourceUrls.of(
        mirrors=[(mirror.origin, mirror.articles) for mirror in source.mirrors],
        keep=source.query_keep,
        drop=source.query_drop,
        variants=source.variants,
    )
