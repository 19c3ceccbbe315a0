"""One spelling for every percent-encoded character (RFC 3986, sections 2.1, 2.3 and 6.2.2)."""

from __future__ import annotations

import re
import string
from urllib.parse import quote

_UNRESERVED = string.ascii_letters + string.digits + "-._~"
"""RFC 3986, 2.3: these mean the same with and without encoding, wherever they stand."""

_HARMLESS_IN_PATHS = "!'()*,:@$"
"""Reserved in general, but they delimit nothing inside a path: publishers write them either way in slugs.
Not among them are / ? # (they end a segment or the path), % (it would be read again), and & + ; = (some
servers give them a meaning inside a segment)."""


def _spellings(decoded: str) -> dict[str, str]:
    """Every spelling of every %XX, and the one it becomes: the character when in ``decoded``, else upper case.

    A percent sign that begins no escape is data, and becomes %25.
    """
    spellings = {"%": "%25"}
    for first in string.hexdigits:
        for second in string.hexdigits:
            character = chr(int(first + second, 16))
            escape = f"%{first}{second}"
            spellings[escape] = character if character in decoded else escape.upper()
    return spellings


_IN_PATH = _spellings(_UNRESERVED + _HARMLESS_IN_PATHS)
_IN_QUERY = _spellings(_UNRESERVED)

_PATH_SUSPECT = re.compile(r"%(?:[0-9A-Fa-f]{2})?|[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]+")
_QUERY_SUSPECT = re.compile(r"%(?:[0-9A-Fa-f]{2})?|[^A-Za-z0-9\-._~!$&()*+,;=:@/?%]+")
"""An escape, or a run of what may not stand there bare. The apostrophe is left out of the second, because the URL
standard encodes it in the query of an http URL."""


def normalize_path(path: str) -> str:
    """The path in its one spelling: bare where that is safe, else percent-encoded UTF-8 in upper case.

    Takes any text and never raises. Normalizing twice changes nothing more.

    >>> normalize_path("/a%7eb%2c/%e2%80%98c/d%2Fe")
    '/a~b,/%E2%80%98c/d%2Fe'
    >>> normalize_path("/50%/тест")
    '/50%25/%D1%82%D0%B5%D1%81%D1%82'
    """
    return _PATH_SUSPECT.sub(lambda suspect: _IN_PATH.get(suspect[0]) or _encode(suspect[0]), path)


def normalize_query(query: str) -> str:
    """The same for a query or a piece of one, where only unreserved characters are decoded.

    >>> normalize_query("a%5f[]=x%3ay")
    'a_%5B%5D=x%3Ay'
    """
    return _QUERY_SUSPECT.sub(lambda suspect: _IN_QUERY.get(suspect[0]) or _encode(suspect[0]), query)


def _encode(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")  # a lone surrogate is nonsense, but no reason to fail
