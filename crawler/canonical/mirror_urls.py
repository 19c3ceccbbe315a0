"""One mirror's view of URLs: what all of them begin with, and what those of its articles look like."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.canonical.url_parsing import Unusable, parse
from crawler.canonical.url_template import UrlTemplate


@dataclass(frozen=True, slots=True)
class MirrorUrls:
    """One mirror.

    :ivar origin: scheme, host and port as in front of a path, such as "https://www.presstv.ir", and the folder that it
        lives under, such as "https://archive.example/presstv"
    :ivar templates: what its articles' URLs look like, the first that fits counts; none: any path may be an article
    """

    origin: str
    templates: tuple[UrlTemplate, ...] = ()

    @property
    def folder(self) -> str:
        """What its paths begin with, without a slash at its end; empty where it has a host to itself.

        >>> MirrorUrls("https://archive.example/presstv").folder, MirrorUrls("https://www.presstv.ir").folder
        ('/presstv', '')
        """
        _, slash, folder = self.origin.partition("://")[2].partition("/")
        return slash + folder

    def holds(self, path: str) -> bool:
        """Whether a path of its host lies under it."""
        return not self.folder or path == self.folder or path.startswith(f"{self.folder}/")


def check_origin(origin: str) -> None:
    """Check that an origin is written in its one way.

    :raises ValueError: with that way
    """
    try:
        address = parse(origin)
    except Unusable as refusal:
        raise ValueError(f'"{origin}" cannot be a mirror: {refusal}') from None
    right = address.origin + address.path.rstrip("/")
    if right != origin or address.query:
        raise ValueError(f'"{origin}" is not the origin of a mirror: write "{right}"')
