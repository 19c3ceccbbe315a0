"""A URL → its canonical form on one mirror, and the key of its article on every mirror.

The canonical URL is the mirror's configured origin with the path and the query in one spelling: scheme, "www.",
default port, fragment and tracking parameters make no difference. The key has no host at all. It is the source's
URL template that fits, filled in without the slug, or, where none fits, the canonical path and query. A mirror may
live under a path of its host: that is a part of its origin, and of no key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import zip_longest
from typing import NamedTuple, Self

from crawler.canonical.alternate_urls import Place, Variant, without_variants
from crawler.canonical.mirror_urls import MirrorUrls, check_origin
from crawler.canonical.url_parsing import Address, Unusable, parse
from crawler.canonical.url_path import drop_session, list_path_rules, path_key
from crawler.canonical.url_query import clean_query
from crawler.canonical.url_template import CONTEXT_NAMES, TemplateGroup, UrlTemplate, parse_templates

MAX_LENGTH = 2047
"""Characters of a canonical URL; the sitemap protocol (sitemaps.org) has none of 2,048 or more."""


@dataclass(frozen=True)
class SourceUrls:
    """A source's view of URLs.

    Where a source has several templates, the first of one mirror means the same as the first of another, and so on.

    :ivar keep: lower-case query parameters that tell its articles apart, whatever the tables say
    :ivar drop: lower-case query parameters that do not
    :ivar variants: what marks the AMP, mobile, print and later pages of its articles
    :ivar ambiguous: keys under which a template put several articles: their addresses are their keys
    :raises ValueError: an origin is none, two are one mirror, or the templates have no identity in common
    """

    mirrors: tuple[MirrorUrls, ...] = ()
    keep: frozenset[str] = frozenset()
    drop: frozenset[str] = frozenset()
    variants: tuple[Variant, ...] = ()
    ambiguous: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        mirrors: Iterable[tuple[str, str | Sequence[str] | None]],
        keep: Iterable[str] = (),
        drop: Iterable[str] = (),
        variants: Iterable[str] = (),
    ) -> Self:
        """Make it of plain strings: pairs of origin and template, or templates, and names of parameters in any case.

        >>> source = SourceUrls.of([("https://www.presstv.ir", "/Detail/{year}/{month}/{day}/{id}/{slug}")])
        >>> canonicalize("http://presstv.ir/Detail/2026/08/15/774416/calm-at-sea?fbclid=1", source).key
        '/Detail/2026/08/15/774416/'
        """
        return cls(
            tuple(MirrorUrls(origin, parse_templates(written)) for origin, written in mirrors),
            frozenset(map(str.lower, keep)),
            frozenset(map(str.lower, drop)),
            tuple(map(Variant.parse, variants)),
        )

    def __post_init__(self) -> None:
        for mirror in self.mirrors:
            check_origin(mirror.origin)
        if len({(site, mirror.folder) for site, each in self._by_site.items() for mirror in each}) < len(self.mirrors):
            raise ValueError("two mirrors are one: www., http and https make no other mirror")
        if not all(group.shared - CONTEXT_NAMES for group in self._groups):
            raise ValueError("the templates of the mirrors have no identifying name in common, such as {id}")

    def mirror_of(self, address: Address) -> MirrorUrls | None:
        """The mirror whose host this is, with or without "www."; another subdomain is another edition. Of several on
        one host it is the one in whose folder the address lies, the innermost.

        Feeds name their hosts without a port, also where a mirror is reached on another one: such a link belongs to
        the only server on that host.
        """
        mirrors = self._by_site.get(address.site)
        if mirrors is None and not address.port:
            mirrors = self._by_name.get(address.site)
        return next((mirror for mirror in mirrors or () if mirror.holds(address.path)), None)

    def key(self, place: int, values: Mapping[str, str]) -> str:
        """The identity of the article whose URL matched one of the source's templates with these values.

        It is the first mirror's template in this place, filled with what all mirrors' templates there tell of an
        article; for the rest stands "*", and the slug is left out. Literals stay, so no two templates share a key.

        >>> two = SourceUrls.of([("http://a.test", "/{year}/{id}/{slug}"), ("http://b.test", "/news/{id}.html")])
        >>> [canonicalize(url, two).key for url in ("http://a.test/2026/7/calm", "http://b.test/news/7.html")]
        ['/*/7/', '/*/7/']
        >>> several = SourceUrls.of([("http://a.test", ["/news/{number}", "/video/{number}"])])
        >>> [canonicalize(url, several).key for url in ("http://a.test/news/7", "http://a.test/video/7")]
        ['/news/7', '/video/7']
        """
        first, shared = self._groups[place]
        return first.render({name: values[name] if name in shared else "*" for name in first.identifying})

    @cached_property
    def kept(self) -> frozenset[str]:
        """Lower-case names of the parameters that are never dropped: ``keep``, and what the templates read."""
        return self.keep.union(*(each.parameters for mirror in self.mirrors for each in mirror.templates))

    @cached_property
    def templates(self) -> Mapping[str, tuple[UrlTemplate, ...]]:
        """How the URLs of each mirror are made, by its origin."""
        return {mirror.origin: mirror.templates for mirror in self.mirrors}

    @cached_property
    def _by_site(self) -> dict[str, list[MirrorUrls]]:
        """Host with its port → the mirrors there, the longest folder first."""
        sites: dict[str, list[MirrorUrls]] = {}
        for mirror in sorted(self.mirrors, key=lambda mirror: -len(mirror.folder)):
            sites.setdefault(parse(mirror.origin).site, []).append(mirror)
        return sites

    @cached_property
    def _by_name(self) -> dict[str, list[MirrorUrls]]:
        """Host name without port → the mirrors there, where there is but one server."""
        names: dict[str, list[list[MirrorUrls]]] = {}
        for site, mirrors in self._by_site.items():
            name = site.partition(":")[0]
            if name.rpartition(".")[2].isalpha():  # addresses of machines stand for themselves
                names.setdefault(name, []).append(mirrors)
        return {name: servers[0] for name, servers in names.items() if len(servers) == 1}

    @cached_property
    def _groups(self) -> tuple[TemplateGroup, ...]:
        """The templates that mean the same on all mirrors, by their place in the mirrors' lists."""
        places = zip_longest(*(mirror.templates for mirror in self.mirrors))
        return tuple(TemplateGroup.of([template for template in place if template is not None]) for place in places)


_NO_SOURCE = SourceUrls()


@dataclass(frozen=True, slots=True)
class CanonicalUrl:
    """What canonicalization made of a URL.

    :ivar url: as it was given
    :ivar canonical_url: ASCII; None when the URL is unusable, and then ``reason`` says why, to follow "because"
    :ivar key: host-free identity within the source; None when the host is no mirror of it
    :ivar mirror: origin of the mirror that the host belongs to
    :ivar rules: what changed the URL on its way to canonical URL and key, by name, in order
    :ivar date: the day that the template found in the URL
    :ivar is_article: whether the URL fits a template of its mirror; None when there is none to fit
    """

    url: str
    canonical_url: str | None = None
    key: str | None = None
    mirror: str | None = None
    rules: tuple[str, ...] = ()
    reason: str | None = None
    date: date | None = None
    is_article: bool | None = None


def canonicalize(url: str, source: SourceUrls | None = None, *, base: str | None = None) -> CanonicalUrl:
    """Fold the ways to write one URL into one. Takes any text, never raises; doing it twice changes nothing more.

    Without a source, or on a host that is none of its mirrors, scheme and "www." stay as they are.

    :param base: the page that the URL was found on, for a relative one

    >>> canonicalize("HTTP://Example.org:80/a?b=%7e&utm_source=rss#top").canonical_url
    'http://example.org/a?b=~'
    >>> canonicalize("mailto:desk@example.org").reason
    'it is neither http nor https'
    """
    source = source or _NO_SOURCE
    try:
        address = parse(url, base)
    except Unusable as refusal:
        return CanonicalUrl(url, reason=str(refusal))
    address = _without_session(address)
    mirror = source.mirror_of(address)
    address = _below(address, mirror)
    if source.variants:
        address, mirror = _of_article(address, mirror, source)
    query, query_rules = clean_query(address.query, source.kept, source.drop)
    address = replace(address, query=query)
    target = address.target
    origin = mirror.origin if mirror else address.origin
    if len(origin) + len(target) > MAX_LENGTH:
        return CanonicalUrl(url, reason=f"it is longer than {MAX_LENGTH:,} characters")
    rules = [*address.rules, *_origin_rules(address, origin), *query_rules]
    identity = _identity(source, mirror, target) if mirror else _Identity()
    return CanonicalUrl(
        url,
        canonical_url=origin + target,
        key=identity.key,
        mirror=mirror.origin if mirror else None,
        rules=tuple(dict.fromkeys([*rules, *identity.rules])),
        date=identity.date,
        is_article=identity.is_article,
    )


def _below(address: Address, mirror: MirrorUrls | None) -> Address:
    """An address as it is below its mirror's folder."""
    if mirror is None or not mirror.folder:
        return address
    return replace(address, path=address.path[len(mirror.folder) :] or "/")


def _of_article(address: Address, mirror: MirrorUrls | None, source: SourceUrls) -> tuple[Address, MirrorUrls | None]:
    """The address and mirror of the article itself, where the source's rules say that this is another face of it.

    Both addresses are those below the folder of their mirrors. The number of a later page is only looked for where the
    address is none of an article as it stands, or the source has no template: the last number of an address may be the
    article's.
    """
    plain = [v for v in source.variants if not (v.numbered or (mirror and v.of_host))]
    place, rules = without_variants(Place(address.host, address.path, address.query), plain)
    moved = _moved(address, place)
    owner = _owner_of(moved, mirror, source)
    templates = owner.templates if owner else ()
    if not any(template.match(moved.target) for template in templates):
        numbered = [v for v in source.variants if v.numbered]
        place, more = without_variants(place, [*plain, *numbered])
        moved, rules = _moved(address, place), rules + more
    owner = _owner_of(moved, mirror, source)
    if owner is None or (moved.path == "/" != address.path):
        return address, mirror
    moved = replace(moved, rules=(*address.rules, *rules))
    return (moved if mirror else _below(moved, owner)), owner


def _owner_of(address: Address, mirror: MirrorUrls | None, source: SourceUrls) -> MirrorUrls | None:
    """The mirror of an address, which may be below the folder of one."""
    return source.mirror_of(replace(address, path=mirror.folder + address.path) if mirror else address)


def _moved(address: Address, place: Place) -> Address:
    return replace(address, host=place.host, path=place.path, query=place.query)


class _Identity(NamedTuple):
    key: str | None = None
    rules: tuple[str, ...] = ()
    date: date | None = None
    is_article: bool | None = None


def _identity(source: SourceUrls, mirror: MirrorUrls, target: str) -> _Identity:
    for place, template in enumerate(mirror.templates):
        values = template.match(target)
        if values is None:
            continue
        key = source.key(place, values)
        if key in source.ambiguous:
            return _Identity(path_key(target), ("ambiguous_key",), template.date(values), is_article=True)
        rules = ("slug",) if values.get("slug") else ()
        return _Identity(key, rules, template.date(values), is_article=True)
    return _Identity(path_key(target), list_path_rules(target), is_article=False if mirror.templates else None)


def _without_session(address: Address) -> Address:
    path = drop_session(address.path)
    return address if path == address.path else replace(address, path=path, rules=(*address.rules, "session_id"))


def _origin_rules(address: Address, origin: str) -> list[str]:
    """What turned the origin as it was read into the mirror's own; a folder has been left out of the path."""
    if address.origin == origin:
        return []
    scheme, _, place = origin.partition("://")
    site, _, folder = place.partition("/")
    host, _, port = site.partition(":")
    changed = {
        "scheme": scheme != address.scheme,
        "www": host != address.host,
        "mirror_port": port != address.port.removeprefix(":"),
    }
    rules = [] if address.origin == f"{scheme}://{site}" else [name for name, holds in changed.items() if holds]
    return [*rules, "folder"] if folder else rules
