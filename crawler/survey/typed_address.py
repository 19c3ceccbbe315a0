"""What somebody typed or pasted → the address that is asked first."""

from __future__ import annotations

import re

from ada_url import URL

from crawler.canonical.url_parsing import Unusable, parse
from crawler.model.errors import Refused
from crawler.settings.mirror import HOST

LONGEST = 2000
"""Characters of an address."""

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_PORT = re.compile(r"[^/?#:]+:\d{1,5}(?:[/?#]|$)")
_FEED = re.compile(r"^feed:(?://)?(?=https?://|[^/])", re.IGNORECASE)
_CURE = 'Give the address of a site, such as "www.example.com"'


def read_typed(text: str) -> str:
    """The address that was meant: with a scheme, a host as it is dialled, without a fragment.

    :raises Refused: no site can be asked there

    >>> read_typed(" www.PressTV.ir "), read_typed("feed://example.com/rss"), read_typed("http://a.example/news/#top")
    ('https://www.presstv.ir/', 'https://example.com/rss', 'http://a.example/news/')
    """
    text = _FEED.sub("", text.strip())
    if text.startswith("//"):
        text = f"https:{text}"
    if not _SCHEME.match(text) or _PORT.match(text):
        text = f"https://{text}"
    shown = text[:200]
    if len(text) > LONGEST or not text.isprintable() or set(text) & set(" \\"):
        raise Refused("This is no address", where=shown, cure=_CURE)
    if not text.lower().startswith(("http://", "https://")):
        raise Refused("A site is reached by http or https alone", where=shown, cure=_CURE)
    if "@" in re.split(r"[/?#]", text.partition("://")[2], maxsplit=1)[0]:
        raise Refused("The address has a user name or a password in it", where="before the @", cure="Leave them out")
    try:
        parse(text)
        url = URL(text)
    except (Unusable, ValueError):
        raise Refused("There can be no such address", where=shown, cure=_CURE) from None
    if not HOST.fullmatch(url.hostname):
        raise Refused("There can be no such host", where=shown, cure=_CURE)
    return str(url.href).partition("#")[0]
