"""The sitemaps that a robots.txt names (sitemaps.org, "Specifying the Sitemap location")."""

from __future__ import annotations

import re

from crawler.discovery.parsed_listing import absolute

MOST = 50
"""Lines that are taken: one real file has 1,293."""

_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)


def list_sitemaps(body: bytes, origin: str) -> list[str]:
    """The addresses, in full, each once; a relative one, which the protocol forbids, lies on the origin.

    >>> list_sitemaps(b"User-agent: *\\nSitemap: sitemap.xml\\nSITEMAP: https://a.example/news.xml", "https://a.example")
    ['https://a.example/sitemap.xml', 'https://a.example/news.xml']
    """
    written = _LINE.findall(body.decode("utf-8-sig", "replace"))[:MOST]
    return list(dict.fromkeys(filter(None, (absolute(each, f"{origin}/") for each in written))))
