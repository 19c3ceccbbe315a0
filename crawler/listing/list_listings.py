"""Which listings a run reads. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
