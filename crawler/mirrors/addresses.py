"""Which of an article's addresses to ask and to show: chosen by what is known of them, without a request. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

HOUR = 3600


@dataclass(frozen=True, slots=True)
class SightedAddress:
    """An address at which a mirror showed or served an article. Times in seconds since 1970.

    :ivar mirror: origin
    :ivar first_run: the run that saw it first; None where only the hour is known
    :ivar last_seen: to the hour
    :ivar listed: whether a listing of the mirror showed it
    :ivar named_host: the host that the listing's link named; empty for the mirror's own
    :ivar fetched_at: None when it was listed only
    :ivar gone_at: when it answered that it is gone; None: not that we know
    :ivar alternate: whether it is that of an AMP, mobile, print or later page
    """

    mirror: str
    url: str
    first_seen: int
    last_seen: int
    first_run: int | None = None
    listed: bool = False
    named_host: str = ""
    fetched_at: int | None = None
    gone_at: int | None = None
    alternate: bool = False

    owner: str = ""
    """Origin of the mirror that is asked there, where it is not ``mirror``."""

    @property
    def origin(self) -> str:
        """The mirror that is asked there: another one's where a listing links to a path that its own mirror has not."""
        if self.owner or self.url.startswith(f"{self.mirror}/"):
            return self.owner or self.mirror
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def path(self) -> str:
        """The address without its mirror: alike on mirrors that are alike."""
        return self.url.removeprefix(self.origin)


def find_owner(url: str, mirror: str, origins: Iterable[str]) -> str | None:
    """Find the mirror that an address lies on: the one that showed it, unless it lies in the folder of another.

    :param mirror: origin of the one that showed it
    :param origins: of all mirrors

    >>> origins = ["https://archive.example", "https://archive.example/herald"]
    >>> find_owner("https://archive.example/herald/7", "https://herald.example", origins)
    'https://archive.example/herald'
    """
    holding = (origin for origin in (mirror, *origins) if url.startswith(f"{origin}/"))
    return max(holding, key=len, default=None)


def find_owners(addresses: Iterable[SightedAddress], origins: Sequence[str]) -> list[SightedAddress]:
    """Say of each address which mirror it lies on."""
    return [replace(each, owner=find_owner(each.url, each.mirror, origins) or "") for each in addresses]


def is_later(one: SightedAddress, other: SightedAddress) -> bool:
    """Whether an address was first seen after another one, by more than a run can blur.

    Two that one run saw first are as early as each other; where a run is not known, two of one hour are.

    >>> early, late = (SightedAddress("", "", first_seen=at, last_seen=0, first_run=7) for at in (60, 90))
    >>> is_later(late, early)
    False
    """
    if one.first_run is not None and other.first_run is not None:
        return one.first_run > other.first_run
    return one.first_seen // HOUR > other.first_seen // HOUR


def rank_addresses(
    addresses: Sequence[SightedAddress], mirrors: Sequence[str] = (), out_of_use: Collection[str] = ()
) -> list[SightedAddress]:
    """Put the addresses of an article into order, the one to be shown first.

    One that is not known to be gone, on a mirror in use, comes before others; then no page of another face, none that
    gave way to a newer address, the mirror preferred most, and there the newest that its listings show.

    :param addresses: in the order of their rows
    :param mirrors: origins, the one to be preferred first; others come last
    :param out_of_use: origins of mirrors that are not asked for articles now
    """
    place = {mirror: number for number, mirror in enumerate(mirrors)}
    origins = [address.origin for address in addresses]
    paths = [address.url.removeprefix(origin) for address, origin in zip(addresses, origins, strict=True)]
    alternate = {path for address, path in zip(addresses, paths, strict=True) if address.alternate}
    replaced = _find_replaced_paths(addresses, alternate)

    def troubles(number: int) -> tuple[object, ...]:
        address, origin, path = addresses[number], origins[number], paths[number]
        return (
            address.gone_at is not None,
            origin in out_of_use,
            path in alternate,
            path in replaced,
            place.get(origin, len(place)),
            not address.listed,
            *_age(address),
            address.fetched_at is None,
        )

    return [addresses[number] for number in sorted(range(len(addresses)), key=troubles)]


def choose_address_of_each(addresses: Sequence[SightedAddress]) -> dict[str, str]:
    """Choose where to ask each mirror for an article: mirror → URL, those that are most likely to answer first."""
    chosen: dict[str, str] = {}
    for address in rank_addresses(addresses):
        chosen.setdefault(address.origin, address.url)
    return chosen


def gone_since(addresses: Sequence[SightedAddress]) -> int | None:
    """When the last of an article's addresses was found gone; None when one of them may answer."""
    times = [address.gone_at for address in addresses]
    known = [at for at in times if at is not None]
    return max(known) if known and len(known) == len(times) else None


def _find_replaced_paths(addresses: Sequence[SightedAddress], alternate: Collection[str]) -> set[str]:
    """Paths of which a mirror's listings have shown another one since any mirror showed them last."""
    if len({address.mirror for address in addresses}) == len(addresses):
        return set()  # no mirror has shown two
    newest: dict[str, SightedAddress] = {}
    last: dict[str, int] = {}
    for address in addresses:
        last[address.path] = max(last.get(address.path, 0), address.last_seen)
        if address.listed and address.gone_at is None and address.path not in alternate:
            before = newest.get(address.mirror)
            if before is None or _age(address) < _age(before):
                newest[address.mirror] = address
    return {old.path for old in addresses if _gave_way(old, newest.get(old.mirror), last)}


def _gave_way(old: SightedAddress, new: SightedAddress | None, last: Mapping[str, int]) -> bool:
    if new is None or new.path == old.path:
        return False
    return is_later(new, old) and last[old.path] <= new.first_seen


def _age(address: SightedAddress) -> tuple[int, int, int]:
    """The smaller, the newer: seen last, by a later run, later."""
    return (-address.last_seen, -(address.first_run or 0), 0 if address.first_run else -address.first_seen)
