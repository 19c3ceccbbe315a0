"""What a feed gives away about mirrors: the hosts that it calls its own."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.discovery.feed import is_feed, read_feed
from crawler.mirrors.evidence import Kind, MirrorEvidence, gathered
from crawler.mirrors.hosts.host_names import host_of
from crawler.mirrors.notices.linked_sentences import Own


def self_link_evidence(self_links: Iterable[str], url: str) -> tuple[MirrorEvidence, ...]:
    """The other hosts among a listing's own addresses.

    :param url: the address that answered

    >>> [one.host for one in self_link_evidence(["https://www.herald.example/rss"], "https://herald.test/rss")]
    ['www.herald.example']
    """
    own = Own(host_of(url) or "")
    if not own.host:
        return ()
    named = ((link, host) for link in self_links if (host := host_of(link)))
    return gathered(MirrorEvidence(host, Kind.FEED_SELF, link) for link, host in named if own.is_other(host))


def feed_evidence(body: bytes, url: str) -> tuple[MirrorEvidence, ...]:
    """What a body gives away if it is a feed."""
    if not is_feed(body):
        return ()
    return self_link_evidence(read_feed(body, url=url).self_links, url)
