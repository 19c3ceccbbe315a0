"""The part of a host name that somebody registered, by the Public Suffix List that tldextract carries with it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tldextract import TLDExtract


def registered_domain(host: str) -> str | None:
    """The registered domain of a host, lower-case; None for an address or a bare suffix.

    Suffixes that companies let others register under count as well: every blogspot.com blog is its own domain.

    >>> registered_domain("www.presstv.co.uk"), registered_domain("somebody.blogspot.com")
    ('presstv.co.uk', 'somebody.blogspot.com')
    >>> registered_domain("127.0.0.1") is registered_domain("co.uk") is None
    True
    """
    return _extract().extract_str(host.lower().removesuffix(".")).top_domain_under_public_suffix or None


@cache
def _extract() -> TLDExtract:
    from tldextract import TLDExtract  # loads requests, for a list that is never asked for; most commands ask no domain

    # no URL to update the list from and no folder to keep it in: the network is never asked
    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
