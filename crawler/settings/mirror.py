"""A mirror as it is configured: scheme, host and port, and the folder that it lives under where it shares its host."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

import ada_url

from crawler.canonical.percent_encoding import normalize_path
from crawler.model.proxy import Proxy
from crawler.settings.mistakes import Mistake

DEFAULT_PORTS = {"http": 80, "https": 443}
HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]")
"""A host as WHATWG's parser hands it back: a name in ASCII, an IPv4 or a bracketed IPv6 address."""
_PARTS = {"?": "query", "#": "fragment"}
_FILE = re.compile(r"[^/]*\.[A-Za-z0-9]{1,5}\Z")
"""The end of a path that looks like a file's, such as a feed that was taken for a mirror."""


@dataclass(frozen=True, slots=True)
class Mirror:
    """One host that serves a source, or a folder of one.

    :ivar host: in ASCII and lower case; an IPv6 address in brackets
    :ivar port: the port that is dialled, also when the URL leaves it out
    :ivar articles: URL templates of articles on this mirror; none when any path may be an article
    :ivar grace: seconds that it may tell a different text; None: as all mirrors may
    :ivar proxy: that it is asked through; None: it is asked directly
    :ivar folder: what the paths of all its URLs begin with, without a slash at its end; empty for a whole host
    """

    scheme: str
    host: str
    port: int
    articles: tuple[str, ...] = ()
    grace: float | None = None
    proxy: Proxy | None = None
    folder: str = ""

    @classmethod
    def parse(
        cls,
        text: str,
        articles: tuple[str, ...] = (),
        grace: float | None = None,
        proxy: Proxy | None = None,
    ) -> Mirror:
        """Read a mirror's URL as a browser would, and refuse what is more than scheme, host, port and a folder.

        :raises Mistake: with the cure, mostly the URL that was probably meant

        >>> Mirror.parse("HTTPS://WWW.PressTV.ir:443/").origin, Mirror.parse("https://archive.example/presstv/").origin
        ('https://www.presstv.ir', 'https://archive.example/presstv')
        """
        return replace(_parse(text), articles=articles, grace=grace, proxy=proxy)

    @property
    def is_onion(self) -> bool:
        """Whether it is an onion service, which is reached through a proxy alone."""
        return self.host.endswith(".onion")

    @property
    def name(self) -> str:
        """The host, with the port when it is not the scheme's own."""
        return self.host if self.port == DEFAULT_PORTS[self.scheme] else f"{self.host}:{self.port}"

    @property
    def site(self) -> str:
        """Scheme, host and port: whose robots.txt counts."""
        return f"{self.scheme}://{self.name}"

    @property
    def origin(self) -> str:
        """What stands before the path of every article on this mirror: its site, and its folder."""
        return f"{self.site}{self.folder}"

    def holds(self, place: Mirror, path: str) -> bool:
        """Whether a path of a place lies on this mirror.

        >>> archive = Mirror.parse("https://archive.example/presstv")
        >>> site = Mirror.parse("http://www.archive.example")
        >>> archive.holds(site, "/presstv/rss.xml"), archive.holds(site, "/presstv2/rss.xml")
        (True, False)
        """
        return self.identity[:2] == place.identity[:2] and f"{path.partition('?')[0]}/".startswith(f"{self.folder}/")

    @property
    def identity(self) -> tuple[str, int | None, str]:
        """Equal for two spellings of one mirror: with and without ``www.``, with http and https.

        >>> Mirror.parse("http://presstv.ir").identity == Mirror.parse("https://www.presstv.ir").identity
        True
        """
        bare = self.host.removeprefix("www.")
        port = None if self.port == DEFAULT_PORTS[self.scheme] else self.port
        return bare if "." in bare else self.host, port, self.folder


@lru_cache(maxsize=1 << 16)
def _parse(text: str) -> Mirror:
    """Read a URL once, however many checks look at it: that is a good part of what thousands of sources take."""
    scheme, authority = _split(text)
    try:
        url = ada_url.URL(text)
    except ValueError:
        raise Mistake("there can be no such host", "Check the spelling of host and port") from None
    host, port = url.hostname, int(url.port) if url.port else DEFAULT_PORTS[scheme]
    if not HOST.fullmatch(host) or port == 0:
        raise Mistake("there can be no such host", "Check the spelling of host and port")
    mirror = Mirror(scheme, host, port)
    if "@" in authority:
        raise Mistake("a mirror has no user name and no password", f'Write "{mirror.origin}"')
    folder = _read_folder(text[len(scheme) + len("://") + len(authority) :], url.pathname, mirror)
    return replace(mirror, folder=folder)


def _read_folder(written: str, path: str, site: Mirror) -> str:
    """The folder that a URL names behind its authority."""
    folder = normalize_path(path).rstrip("/")
    extra = re.search(r"[?#]", written)
    if extra is not None:
        what = f"a mirror is scheme, host, port and perhaps a folder, without a {_PARTS[extra[0]]}"
        raise Mistake(what, f'Write "{site.origin}{folder}"; queries belong to what is read, such as feeds')
    if _FILE.search(written):
        what = "a mirror is a host or a folder of one, and this looks like a file"
        cure = f'Write "{site.origin}" and name the file under feeds, or "{site.origin}{folder}/" if it is a folder'
        raise Mistake(what, cure)
    if "//" in folder:
        raise Mistake("a folder has no empty part", f'Write "{site.origin}{re.sub("/+", "/", folder)}"')
    return folder


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
