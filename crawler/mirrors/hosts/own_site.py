"""Whose page it is that names other hosts. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from crawler.canonical.writing_systems import letters
from crawler.mirrors.hosts.host_names import GENERIC, LANGUAGES, SHORTEST_BRAND, is_public_host, is_same_site


@dataclass(frozen=True, slots=True)
class Own:
    """The site that a page belongs to.

    :ivar host: the page's own, empty when it is not known
    :ivar name: what the site calls itself, empty when it does not
    """

    host: str
    name: str = ""

    def is_other(self, host: str) -> bool:
        """Whether a host can be a mirror: neither one of this site nor one that serves everybody."""
        return not is_public_host(host) and not (self.host and is_same_site(host, self.host))


@lru_cache(maxsize=256)
def names_of(name: str) -> tuple[str, ...]:
    """What a site with a name is called, in letters: the name, and what of it is no word that any site may bear.

    >>> names_of("ReactOS news and blogs"), names_of("Press TV"), names_of("BBC")
    (('reactosnewsandblogs', 'reactos'), ('presstv',), ())
    """
    own = "".join(word for word in re.findall(r"\w+", name.lower()) if not _is_anybodys(word))
    both = (letters(name), letters(own))
    return tuple(dict.fromkeys(each for each in both if len(each) >= SHORTEST_BRAND))


_JOINING = frozenset({"the", "and", "of"})


def _is_anybodys(word: str) -> bool:
    return not {word, word.removesuffix("s")}.isdisjoint(GENERIC) or word in LANGUAGES | _JOINING
