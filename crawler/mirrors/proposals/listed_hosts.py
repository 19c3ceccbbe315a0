"""Hosts to which a source's own listings lead: whoever lists them serves the same paper under another name. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from crawler.mirrors.evidence import EvidenceKind, MirrorEvidence
from crawler.mirrors.hosts.host_names import host_of, is_public_host

LEAST_LINKS, SHARE = 4, 0.5
"""Links on a listing, and the share of them that leads to one other host, from which it is worth a look."""

TIMES = 2
"""Readings of listings that have to show it: a day of guest articles is no mirror."""


def find_listed_hosts(
    listings: Iterable[tuple[str, Sequence[str]]], is_own: Callable[[str], bool]
) -> Iterator[tuple[MirrorEvidence, str]]:
    """Name the hosts that hold at least half of a listing's links.

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
        hosts = Counter(host for link in links if not is_own(link) and (host := host_of(link)) is not None)
        for host, number in hosts.most_common(1):
            if number >= SHARE * len(links) and not is_public_host(host):
                words = f"{number} of {len(links)} links on a listing of the source lead there"
                yield MirrorEvidence(host, EvidenceKind.CONTENT, words), address
