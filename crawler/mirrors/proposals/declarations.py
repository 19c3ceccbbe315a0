"""What a page declares for machines → the hosts that may be mirrors. Pure.

A canonical link to another host is mostly no mirror's: it names the paper that an article was taken from, or a sister
paper of one house. So it counts where both hosts bear one name; or where it names the same path, and the page does not
call itself by its own host.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crawler.canonical.url_parsing import Unusable, parse
from crawler.mirrors.evidence import EvidenceKind, MirrorEvidence
from crawler.mirrors.hosts.host_names import LANGUAGES, are_alike, host_of, is_same_site, named_in
from crawler.mirrors.hosts.own_site import Own

SHORTEST_PATH = 8
"""Characters of a path that two sites do not share by chance."""


@dataclass(frozen=True, slots=True)
class Declarations:
    """The addresses that a page gives as its own or as its twins', as written, empty where there is none.

    :ivar alternates: language and address of every ``hreflang``
    :ivar onion: of the meta element or header Onion-Location
    """

    canonical: str = ""
    og_url: str = ""
    alternates: tuple[tuple[str, str], ...] = ()
    onion: str = ""


def declared_evidence(declared: Declarations, url: str, own: Own) -> Iterator[MirrorEvidence]:
    """The hosts that a page declares.

    :param url: the page's own address; without it nothing can be compared
    """
    onion = host_of(declared.onion) if declared.onion else None
    if onion is not None and onion.partition(":")[0].endswith(".onion") and onion != own.host:
        yield MirrorEvidence(onion, EvidenceKind.ONION_LOCATION, declared.onion)
    if not own.host:
        return
    for kind, link in ((EvidenceKind.CANONICAL, declared.canonical), (EvidenceKind.OG_URL, declared.og_url)):
        host = host_of(link, url) if link else None
        if host is not None and own.is_other(host) and _is_twin(link, host, url, own):
            yield MirrorEvidence(host, kind, link)
    for language, link in declared.alternates:
        host = host_of(link, url)
        if host is not None and host != own.host and _is_edition(language, link, host, url, own):
            yield MirrorEvidence(host, EvidenceKind.HREFLANG, f"{language} {link}")


def _is_twin(link: str, host: str, url: str, own: Own) -> bool:
    """Whether another host's address stands for this very page."""
    here, there = _target(url), _target(link)
    if there.strip("/") == "" != here.strip("/"):  # a home page says nothing of this one
        return False
    if are_alike(host, own.host) or (own.name and named_in(host, own.name)):
        return True
    return here == there and len(here) >= SHORTEST_PATH and not named_in(own.host, own.name)


def _is_edition(language: str, link: str, host: str, url: str, own: Own) -> bool:
    """Whether an alternate is the page on a language's own host, or on another site of the same name."""
    if is_same_site(host, own.host):
        label = host.partition(".")[0]
        return label in LANGUAGES and (len(label) > len("en") or language.lower().startswith(label))
    return own.is_other(host) and _is_twin(link, host, url, own)


def _target(url: str) -> str:
    try:
        return parse(url).target
    except (Unusable, ValueError):
        return ""
