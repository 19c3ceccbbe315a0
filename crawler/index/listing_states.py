"""What each listing said last: its validators, the hash of its body, its words about articles, and the sightings that
stand on it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import xxhash

from crawler.canonical.listing_signs import ListingSigns, Sign
from crawler.index import keys
from crawler.index.client import Index
from crawler.model.listing import NestedSitemap


@dataclass(frozen=True, slots=True)
class ListingState:
    """The last good answer of a listing's URL.

    :ivar etag: its ETag, :ivar modified: its Last-Modified, both as sent
    :ivar digest: hash of the body: a listing is unchanged when its body is, whatever its ETag says
    :ivar seen_at: when its sightings were last written, seconds since 1970
    :ivar sightings: ids of its mirror's sightings that stand on it
    :ivar nested: further sitemaps that it names: they may change while it does not
    :ivar signs: what it said of its articles
    :ivar lastmod: when it had changed, as the index that names it said, seconds since 1970; 0 where none did
    :ivar asked_at: when a run asked for it because an index names it, seconds since 1970
    """

    etag: bytes = b""
    modified: bytes = b""
    digest: bytes = b""
    seen_at: int = 0
    sightings: tuple[int, ...] = ()
    nested: tuple[NestedSitemap, ...] = ()
    lastmod: int = 0
    asked_at: int = 0
    signs: ListingSigns = field(default_factory=ListingSigns)


_SIGN = np.dtype([("key", "<u8"), ("words", "<u4"), ("ignored_until", "<u4"), ("empty", "u1")])
"""One article's sign; the first of a listing's has no key, and stands for the listing."""
_FIELDS = ("etag", "modified", "digest", "seen_at", "shown", "nested", "lastmod", "asked_at", "signs")
"""Earlier versions wrote "sightings", which were those of the mirrors that links named: without the field "shown" a
listing was never read."""


def digest_body(body: bytes) -> bytes:
    """Return 16 bytes that tell one body from another (XXH3-128)."""
    return xxhash.xxh3_128_digest(body)


async def load_listing_states(index: Index, source: str, urls: list[str]) -> dict[str, ListingState]:
    """Read the states of some listings; a listing never read has an empty one.

    :raises IndexUnavailable: when the index cannot tell
    """
    commands = [("HMGET", _name(source, url), *_FIELDS) for url in urls]
    answers = await index.execute(commands, [keys.source_partition(source)])
    return {url: _state(values) for url, values in zip(urls, answers, strict=True)}


def _state(values: list[bytes | None]) -> ListingState:
    if values[_FIELDS.index("shown")] is None:
        return ListingState()
    etag, modified, digest, seen_at, shown, nested, lastmod, asked_at, signs = (value or b"" for value in values)
    ids = tuple(np.frombuffer(shown, dtype="<u8").tolist())
    return ListingState(
        etag=etag,
        modified=modified,
        digest=digest,
        seen_at=int(seen_at or 0),
        sightings=ids,
        nested=tuple(map(_parse_nested, nested.decode().split())),
        lastmod=int(lastmod or 0),
        asked_at=int(asked_at or 0),
        signs=_unpack_signs(signs),
    )


def _unpack_signs(packed: bytes) -> ListingSigns:
    (_, _, ignored_until, empty), *rows = np.frombuffer(packed, _SIGN).tolist() or [(0, 0, 0, 0)]
    articles = {key: Sign(words, tries, until) for key, words, until, tries in rows}
    return ListingSigns(articles, empty, ignored_until)


def _pack_signs(signs: ListingSigns) -> bytes:
    rows = [(0, 0, signs.ignored_until, min(signs.empty, 255))]
    rows += [(key, sign.words, sign.ignored_until, min(sign.empty, 255)) for key, sign in signs.articles.items()]
    return np.array(rows, _SIGN).tobytes()


def _parse_nested(word: str) -> NestedSitemap:
    """Read a sitemap as ``_format_nested`` writes it: no URL of a listing has a fragment."""
    url, _, modified = word.partition("#")
    return NestedSitemap(url, int(modified or 0))


def _format_nested(nested: NestedSitemap) -> str:
    return f"{nested.url}#{nested.modified}" if nested.modified else nested.url


async def save_listing_states(index: Index, source: str, states: dict[str, ListingState]) -> None:
    """Write the states of some listings.

    :raises IndexUnavailable: when it may not all stand there
    """
    commands: list[tuple[object, ...]] = []
    for url, state in states.items():
        name = _name(source, url)
        ids = np.array(state.sightings, dtype="<u8").tobytes()
        nested = " ".join(map(_format_nested, state.nested))
        validators = (state.etag, state.modified, state.digest)
        times = (state.lastmod, state.asked_at)
        values = (*validators, state.seen_at, ids, nested, *times, _pack_signs(state.signs))
        commands.append(("HSET", keys.listing_names(source), _hash_url(url), ""))
        commands.append(("HSET", name, *(part for pair in zip(_FIELDS, values, strict=True) for part in pair)))
        commands.append(("EXPIRE", name, keys.FOREVER))
    commands.append(("EXPIRE", keys.listing_names(source), keys.FOREVER))
    await index.execute(commands, [keys.source_partition(source)])


async def forget_listings(index: Index, source: str) -> None:
    """Let all listings of a source be as if never read: the next run reads them in full.

    :raises IndexUnavailable: when some may still stand there
    """
    await index.execute(await _build_unlink_commands(index, source), [])


async def build_forget_commands(index: Index, source: str) -> list[tuple[object, ...]]:
    """Commands after which nothing of a source stands in the index but its lease and its mark.

    :raises IndexUnavailable: when its listings cannot be told
    """
    rest = [keys.known(source), keys.listing_names(source), keys.upkeep(source)]
    return [*await _build_unlink_commands(index, source), *(("UNLINK", name) for name in rest)]


async def _build_unlink_commands(index: Index, source: str) -> list[tuple[object, ...]]:
    found = await index.ask("HGETALL", keys.listing_names(source))
    return [("UNLINK", keys.listing(source, name.decode())) for name in found]


def _name(source: str, url: str) -> keys.Key:
    return keys.listing(source, _hash_url(url))


def _hash_url(url: str) -> str:
    return xxhash.xxh3_64_hexdigest(url.encode())
