"""A mirror as it is configured: scheme, host and port, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass

import ada_url

from crawler.settings.mistakes import Mistake

DEFAULT_PORTS = {"http": 80, "https": 443}
HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]")
"""A host as WHATWG's parser hands it back: a name in ASCII, an IPv4 or a bracketed IPv6 address."""
PARTS = {"/": "path", "?": "query", "#": "fragment"}


@dataclass(frozen=True, slots=True)
class Mirror:
    """One host that serves a source.

    :ivar host: in ASCII and lower case; an IPv6 address in brackets
    :ivar port: the port that is dialled, also when the URL leaves it out
    :ivar articles: URL templates of articles on this mirror; none when any path may be an article
    :ivar grace: seconds that it may tell a different text; None: as all mirrors may
    """

    scheme: str
    host: str
    port: int
    articles: tuple[str, ...] = ()
    grace: float | None = None

    @classmethod
    def parse(cls, text: str, articles: tuple[str, ...] = (), grace: float | None = None) -> Mirror:
        """Read a mirror's URL as a browser would, and refuse what is more than scheme, host and port.

        :raises Mistake: with the cure, mostly the URL that was probably meant

        >>> Mirror.parse("HTTPS://WWW.PressTV.ir:443/").origin
        'https://www.presstv.ir'
        """
        scheme, authority = _split(text)
        try:
            url = ada_url.URL(text)
        except ValueError:
            raise Mistake("there can be no such host", "Check the spelling of host and port") from None
        host, port = url.hostname, int(url.port) if url.port else DEFAULT_PORTS[scheme]
        if not HOST.fullmatch(host) or port == 0:
            raise Mistake("there can be no such host", "Check the spelling of host and port")
        mirror = cls(scheme, host, port, articles, grace)
        if "@" in authority:
            raise Mistake("a mirror has no user name and no password", f'Write "{mirror.origin}"')
        rest = text[len(scheme) + len("://") + len(authority) :]
        if rest not in ("", "/"):
            what = f"a mirror is scheme, host and port, without a {_first_part(rest)}"
            raise Mistake(what, f'Write "{mirror.origin}"; paths belong to what is read, such as feeds')
        return mirror

    @property
    def name(self) -> str:
        """The host, with the port when it is not the scheme's own."""
        return self.host if self.port == DEFAULT_PORTS[self.scheme] else f"{self.host}:{self.port}"

    @property
    def origin(self) -> str:
        """What stands before the path of every URL on this mirror."""
        return f"{self.scheme}://{self.name}"

    @property
    def identity(self) -> tuple[str, int | None]:
        """Equal for two spellings of one mirror: with and without ``www.``, with http and https.

        >>> Mirror.parse("http://presstv.ir").identity == Mirror.parse("https://www.presstv.ir").identity
        True
        """
        bare = self.host.removeprefix("www.")
        return bare if "." in bare else self.host, None if self.port == DEFAULT_PORTS[self.scheme] else self.port


def _split(text: str) -> tuple[str, str]:
    """Scheme and authority of a URL, before a lenient parser makes something else of it."""
    if not text.isprintable() or set(text) & set(" \\"):
        raise Mistake("a URL has no white space and no backslash", 'Write it such as "https://www.example.com"')
    scheme, separator, rest = text.partition("://")
    if not separator:
        raise Mistake("this is no URL", f'Write it with the scheme, such as "https://{text.lstrip("/:") or "host"}"')
    if scheme.lower() not in DEFAULT_PORTS:
        raise Mistake("a mirror is reached by http or https alone", 'Begin with "https://" or "http://"')
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if not authority:
        raise Mistake("there is no host in this URL", 'Write it such as "https://www.example.com"')
    return scheme.lower(), authority


def _first_part(rest: str) -> str:
    """
    >>> _first_part("/?page=2")
    'query'
    """
    return PARTS[rest.lstrip("/")[:1]] if rest.lstrip("/")[:1] in ("?", "#") else "path"
