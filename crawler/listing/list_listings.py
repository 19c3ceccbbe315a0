"""Which listings a run reads, and what they said before that still counts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crawler.index.listing_states import ListingState
from crawler.mirrors.health.mirror_health import MirrorHealth
from crawler.mirrors.health.state import PROBED
from crawler.model.listing import Listing, NamedListing


def list_listings(named: Iterable[NamedListing], mirrors: Sequence[str]) -> list[Listing]:
    """List what is read: each path on each mirror, then once each listing on another host.

    Where no mirror is to be asked, nothing is: nobody could serve what a listing elsewhere shows.

    :param mirrors: those to be asked, in their order
    """
    named = tuple(named)
    places = [(mirror, each) for mirror in mirrors for each in named if each.is_on_mirrors]
    places += [("", each) for each in named if mirrors and not each.is_on_mirrors]
    return [
        Listing(mirror=mirror, url=mirror + each.address, kind=each.kind, fields=each.fields) for mirror, each in places
    ]


def forget_outdated(health: MirrorHealth, state: ListingState) -> ListingState:
    """What a listing said before its mirror is rechecked counts no more: it is read in full once again."""
    outdated = health.state in PROBED or state.seen_at < health.recheck_since
    return ListingState() if outdated else state
