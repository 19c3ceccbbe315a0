"""What an article shows beside its text: its titles, its day, its picture; and what they prove of two. Pure.

Equal text alone proves nothing: a wall, a notice, a biography under each cartoon stand at many addresses. Two addresses
are one article by their text only where their faces say so, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.canonical.writing_systems import words_of


@dataclass(frozen=True, slots=True)
class Face:
    """What stands beside a text. None is what is not known.

    :ivar title: as the page gives it; ``listed``: as its listing does
    :ivar day: when it was published, an ISO date
    :ivar picture: URL of its picture
    """

    title: str | None = None
    listed: str | None = None
    day: str | None = None
    picture: str | None = None

    @property
    def own(self) -> tuple[str, str, str]:
        """Title, day and picture of the page itself, in the form in which they are compared; empty for none."""
        return _words(self.title), self.day or "", identify_picture(self.picture)


UNKNOWN_FACE = Face()
"""Nothing is known beside the text."""


def prove_same_article(here: Face, there: Face) -> tuple[str, ...]:
    """Return what proves that two pages with one text are one article; empty where nothing does.

    Their titles agree, and those that their listings gave; at least one of day and picture is known of both and the
    same, and none of these differs.

    >>> storm = Face(title="Storm hits the coast", day="2026-10-12")
    >>> prove_same_article(storm, Face(title="Storm hits the  coast!", day="2026-10-12"))
    ('title', 'day')
    >>> prove_same_article(storm, Face(title="Storm hits the coast"))
    ()
    >>> cartoons = [Face(title="XKCD", picture=f"https://a.example/{number}.png") for number in (1, 2)]
    >>> prove_same_article(*cartoons)
    ()
    """
    titles = _compare(_words(here.title), _words(there.title))
    listed = _compare(_words(here.listed), _words(there.listed))
    day = _compare(here.day or "", there.day or "")
    picture = _compare(identify_picture(here.picture), identify_picture(there.picture))
    named = titles or (listed if not here.title and not there.title else None)
    if named is not True or False in (titles, listed, day, picture) or True not in (day, picture):
        return ()
    facts = {"title": titles, "listed title": listed, "day": day, "picture": picture}
    return tuple(name for name, same in facts.items() if same)


def identify_picture(url: str | None) -> str:
    """Return what tells a picture from others: its path and query, for each mirror serves it from its own host.

    >>> identify_picture("https://m1.example/img/7.jpg") == identify_picture("//m2.example/img/7.jpg")
    True
    """
    if not url:
        return ""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def share_title(title: str | None, listed: str | None) -> bool:
    """Return whether a page's title is that of its listing, or a piece of it, or holds it.

    >>> share_title("Storm hits coast | The Herald", "Storm hits coast"), share_title("Before you continue", "Storm")
    (True, False)
    """
    here, there = set(words_of(title or "")), set(words_of(listed or ""))
    return 3 * len(here & there) >= 2 * min(len(here), len(there)) > 0


def _words(title: str | None) -> str:
    return " ".join(words_of(title or ""))


def _compare(here: str, there: str) -> bool | None:
    """Whether two values are the same; None where one is not known."""
    return here == there if here and there else None
