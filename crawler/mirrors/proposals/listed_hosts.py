"""Hosts to which a source's own listings lead: whoever lists them serves the same paper under another name. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from crawler.mirrors.evidence import EvidenceKind, MirrorEvidence
from crawler.mirrors.hosts.host_names import host_of, is_public_host, is_service_host

LEAST_LINKS, SHARE = 4, 0.5
"""Links on a listing, and the share of them that leads to one other host, from which it is worth a look."""

TIMES = 2
"""Readings of listings that have to show it: a day of guest articles is no mirror."""


def find_listed_hosts(
    listings: Iterable[tuple[str, Sequence[str]]], is_own: Callable[[str], bool]
) -> Iterator[tuple[MirrorEvidence, str]]:
    """Name the hosts that hold at least half of a listing's links.

    Where the source's own links stand beside them, those of a mirror lead into the same parts of a site: /news, not
    /browse of a tracker.

    :param listings: address of each with the addresses of its links
    :param is_own: whether an address is on a mirror of the source
    :returns: evidence, and the listing's address

    >>> links = [f"https://other.test/{number}" for number in range(4)]
    >>> [(one.host, one.words) for one, _ in find_listed_hosts([("https://a.test/rss", links)], lambda url: False)]
    [('other.test', '4 of 4 links on a listing of the source lead there')]
    """
    for address, links in listings:
        if len(links) < LEAST_LINKS:
            continue
        own = [link for link in links if is_own(link)]
        foreign = set(links).difference(own)
        others = [(host, link) for link in links if link in foreign and (host := host_of(link)) is not None]
        hosts = Counter(host for host, _ in others)
        for host, number in hosts.most_common(1):
            if number < SHARE * len(links) or is_public_host(host) or is_service_host(host):
                continue
            if len(own) < LEAST_LINKS or _share_parts(own, [link for other, link in others if other == host]):
                words = f"{number} of {len(links)} links on a listing of the source lead there"
                yield MirrorEvidence(host, EvidenceKind.CONTENT, words), address


def _share_parts(own: Sequence[str], others: Sequence[str]) -> bool:
    """Whether most links lead into parts of a site that the source's own links lead into, too."""
    parts = {_part(link) for link in own}
    return sum(_part(link) in parts for link in others) >= SHARE * len(others)


def _part(link: str) -> str:
    """The first part of an address's path, whatever number it has; empty for an article right under the host."""
    first, _, rest = link.partition("//")[2].partition("/")[2].partition("/")
    return re.sub(r"\d+", "0", first) if rest else ""
