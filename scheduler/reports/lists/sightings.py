"""Where articles stand: their sightings, and which of these to show first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from crawler.archive.mirrors.mirror_health import load_all_health
from crawler.mirrors.addresses import SightedAddress, gone_since, rank_addresses
from crawler.mirrors.health.state import IN_USE, State
from scheduler.reports.formats.text_format import format_iso, parse_moment, parse_optional_moment

_RANK = {state: place for place, state in enumerate(State)}


@dataclass(frozen=True, slots=True)
class ArticleSighting:
    """One sighting.

    :ivar mirror: origin of the mirror whose listing showed it, or that served it
    :ivar url: its address there
    :ivar last_seen: to the hour, or the first time where that is later
    :ivar fetched_at: None when it was listed only
    :ivar listed_on: the mirror, when a listing of it had the article; otherwise nothing
    :ivar named_host: the host that the listing's link named; empty for the mirror's own
    :ivar gone_at: when the address answered that it is gone; None: not that we know
    :ivar alternate: whether it is the address of an AMP, mobile, print or later page
    """

    mirror: str
    url: str
    first_seen: datetime
    last_seen: datetime
    fetched_at: datetime | None
    listed_on: tuple[str, ...]
    named_host: str
    gone_at: datetime | None
    alternate: bool

    @classmethod
    def of(cls, address: SightedAddress) -> ArticleSighting:
        """Make it of an address in the archive."""
        return cls(
            mirror=address.mirror,
            url=address.url,
            first_seen=parse_moment(address.first_seen),
            last_seen=parse_moment(max(address.first_seen, address.last_seen)),
            fetched_at=parse_optional_moment(address.fetched_at),
            listed_on=(address.mirror,) if address.listed else (),
            named_host=address.named_host,
            gone_at=parse_optional_moment(address.gone_at),
            alternate=address.alternate,
        )


def describe_sighting(address: SightedAddress) -> dict[str, Any]:
    """The fields of an ``ArticleSighting`` as plain values, moments in ISO 8601: an export has millions of them."""
    return {
        "mirror": address.mirror,
        "url": address.url,
        "first_seen": format_iso(address.first_seen),
        "last_seen": format_iso(max(address.first_seen, address.last_seen)),
        "fetched_at": None if address.fetched_at is None else format_iso(address.fetched_at),
        "listed_on": (address.mirror,) if address.listed else (),
        "named_host": address.named_host,
        "gone_at": None if address.gone_at is None else format_iso(address.gone_at),
        "alternate": address.alternate,
    }


@dataclass(frozen=True, slots=True)
class ShownAddress:
    """The address to show of an article.

    :ivar url: one that answers, by what is known; None for an article without any
    :ivar gone_since: when the last of its addresses was found gone; None when one of them may answer
    """

    url: str | None = None
    gone_since: datetime | None = None


class MirrorPreference:
    """Which mirrors' addresses are shown first: those that are configured, by their state, in the operator's order."""

    def __init__(self, connection: Connection, mirrors: Mapping[str, Sequence[str]]) -> None:
        """
        :param mirrors: id of a source → origins of its mirrors in the operator's order
        """
        self._mirrors = mirrors
        self._states = {place: health.state for place, health in load_all_health(connection).items()}
        self._orders: dict[tuple[str, tuple[str, ...]], tuple[list[str], set[str]]] = {}

    def choose(self, source: str, addresses: Sequence[SightedAddress]) -> ShownAddress:
        """Choose the address to show of an article of a source."""
        origins = tuple(dict.fromkeys(address.origin for address in addresses))
        if (source, origins) not in self._orders:
            self._orders[source, origins] = self._order(source, origins)
        ranked = rank_addresses(addresses, *self._orders[source, origins])
        gone = gone_since(addresses)
        return ShownAddress(ranked[0].url if ranked else None, parse_optional_moment(gone))

    def _order(self, source: str, origins: Sequence[str]) -> tuple[list[str], set[str]]:
        """Mirrors of a source, the one to be shown first; and which of some are out of use."""
        mirrors = self._mirrors.get(source, ())
        state = {origin: self._states.get((source, origin), State.ACTIVE) for origin in origins}
        known = set(mirrors) or set(state)  # of a source that is no longer configured all are alike
        order = sorted(
            [*mirrors, *(origin for origin in state if origin not in mirrors)],
            key=lambda origin: (origin not in known, _RANK[state.get(origin, State.ACTIVE)]),
        )
        return order, {origin for origin in state if state[origin] not in IN_USE or origin not in known}
