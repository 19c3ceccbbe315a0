"""What of a URL's path says nothing about the article: a reader's session, the name of a folder's index page. Pure."""

from __future__ import annotations

import re

_SESSION = re.compile(
    r";(?:jsessionid|phpsessid|sessionid|session_id|aspsessionid\w*)=[^/;]*"  # Java servlets and others
    r"|/\((?:[A-Z]\([\w-]+\))+\)(?=/|$)",  # ASP.NET without cookies: /(S(lit3py55t21z5v55vlm25s55))/
    re.IGNORECASE,
)
_INDEX_PAGE = re.compile(r"/(?:index\.(?:s?html?|xhtml|php|aspx?|jsp)|default\.(?:aspx?|html?))$", re.IGNORECASE)
"""What web servers give for a folder: the defaults of Apache's DirectoryIndex, nginx's index and IIS."""


def drop_session(path: str) -> str:
    """Drop the ids of sessions from a path.

    >>> drop_session("/news/7;jsessionid=1A2B"), drop_session("/(S(lit3py55t21z5v55vlm25s55))/news/7")
    ('/news/7', '/news/7')
    """
    return _SESSION.sub("", path) or "/"


def drop_index_page(path: str) -> str:
    """Drop the name of a folder's index page from a path.

    >>> drop_index_page("/news/index.html"), drop_index_page("/Default.aspx"), drop_index_page("/news/my-index.html")
    ('/news/', '/', '/news/my-index.html')
    """
    return _INDEX_PAGE.sub("/", path)


def path_key(target: str) -> str:
    """The key of an article that no template tells from others: its path and query, whichever way a folder is written.

    :param target: path and query of a canonical URL

    >>> [path_key(target) for target in ("/news/7/", "/news/7/index.html", "/index.php?id=7", "/")]
    ['/news/7', '/news/7', '/?id=7', '/']
    """
    path, mark, query = target.partition("?")
    return (drop_index_page(path).rstrip("/") or "/") + mark + query


def list_path_rules(target: str) -> tuple[str, ...]:
    """Return what ``path_key`` leaves out of a target, by the names of the rules."""
    path = target.partition("?")[0]
    changed = {"index_page": drop_index_page(path) != path, "trailing_slash": path.endswith("/") and path != "/"}
    return tuple(name for name, holds in changed.items() if holds)
