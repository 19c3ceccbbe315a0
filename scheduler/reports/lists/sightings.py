"""Where articles stand: their sightings, and which of these to show first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from crawler.archive.mirrors.mirror_health import load_all_health
from crawler.mirrors.addresses import SightedAddress, gone_since, rank_addresses
from crawler.mirrors.health.state import IN_USE, State
from scheduler.reports.formats.text_format import parse_moment, parse_optional_moment

_RANK = {state: place for place, state in enumerate(State)}


@dataclass(frozen=True, slots=True)
class ArticleSighting:
    """One sighting.

    :ivar mirror: origin of the mirror whose listing showed it, or that served it
    :ivar url: its address there
    :ivar last_seen: to the hour
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
            last_seen=parse_moment(address.last_seen),
            fetched_at=parse_optional_moment(address.fetched_at),
            listed_on=(address.mirror,) if address.listed else (),
            named_host=address.named_host,
            gone_at=parse_optional_moment(address.gone_at),
            alternate=address.alternate,
        )


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

    def choose(self, source: str, addresses: Sequence[SightedAddress]) -> ShownAddress:
        """Choose the address to show of an article of a source."""
        mirrors = self._mirrors.get(source, ())
        state = {origin: self._states.get((source, origin), State.ACTIVE) for origin in _origins(addresses)}
        known = set(mirrors) or set(state)  # of a source that is no longer configured all are alike
        order = sorted(
            [*mirrors, *(origin for origin in state if origin not in mirrors)],
            key=lambda origin: (origin not in known, _RANK[state.get(origin, State.ACTIVE)]),
        )
        out_of_use = {origin for origin in state if state[origin] not in IN_USE or origin not in known}
        ranked = rank_addresses(addresses, order, out_of_use)
        gone = gone_since(addresses)
        return ShownAddress(ranked[0].url if ranked else None, parse_optional_moment(gone))


def _origins(addresses: Iterable[SightedAddress]) -> list[str]:
    return list(dict.fromkeys(address.origin for address in addresses))
