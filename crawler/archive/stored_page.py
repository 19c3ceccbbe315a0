"""What goes into the archive and comes out of it while a page is judged. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crawler.canonical.face import Face
from crawler.canonical.judge import Shown
from crawler.canonical.text import Shingles
from crawler.model.article import Article, Sighting


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page that is an article, as it came from a mirror.

    :ivar mirror: origin of the mirror
    :ivar url: canonical URL on that mirror
    :ivar fetched_at: seconds since 1970
    :ivar size: bytes of the body as it was parsed
    :ivar digest: of the comparable text (``crawler.canonical.text.digest``)
    :ivar shingles: of the comparable text, where they were made already
    :ivar raw: the body compressed with Zstandard; None keeps nothing
    :ivar headers: of the answer, by name and value; kept beside the body
    :ivar sightings: where listings showed the article in this run
    :ivar listed_title: what they called it; ``listed_published``: when it came out, as they say
    :ivar traits: what it has beside its text, a line of ``crawler.mirrors.trust.traits``; empty: not looked at
    :ivar lines: of the whole page, as ``crawler.reading.page_lines`` packs them; empty: not looked at
    :ivar recheck: its mirror was being rechecked: what it showed before does not vouch for the text
    """

    run: int
    source: str
    key: str
    mirror: str
    url: str
    fetched_at: int
    status: int
    size: int
    article: Article
    digest: bytes
    shingles: Shingles | None = None
    raw: bytes | None = None
    content_type: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    sightings: tuple[Sighting, ...] = ()
    traits: str = ""
    listed_title: str | None = None
    listed_published: datetime | None = None
    lines: bytes = b""
    recheck: bool = False

    @property
    def seen(self) -> tuple[Sighting, ...]:
        """Where its article was seen: where it was fetched, and where listings showed it."""
        return (Sighting(self.mirror, self.url), *self.sightings)


@dataclass(frozen=True, slots=True)
class OpenPage:
    """A page in the archive that waits for its verdict.

    :ivar first_seen: when its text was first seen in its article, seconds since 1970
    :ivar folded: the article of its key, where that lives on in ``article`` for an equal text; None where it does not
    :ivar recheck: its mirror was being rechecked
    """

    id: int
    article: int
    revision: int
    source: str
    key: str
    mirror: str
    url: str
    fetched_at: int
    digest: bytes
    text: str
    title: str | None
    published: str | None
    image: str | None
    listed_title: str | None
    listed_published: str | None
    first_seen: int
    recheck: bool
    mask_version: int | None
    """The mask that its text is sketched under for the index; None: it needs no sketch there."""
    shown: tuple[Shown, ...]
    """What its article showed before, oldest first."""
    folded: int | None = None

    @property
    def detached(self) -> bool:
        """Whether it is to be an article of its own again."""
        return self.folded is not None and self.folded == self.article

    @property
    def face(self) -> Face:
        """What it shows beside its text."""
        return make_face(self.title, self.listed_title, self.published, self.image)


def make_face(title: str | None, listed: str | None, published: str | None, image: str | None) -> Face:
    """Make a face from the columns of a revision and its article."""
    return Face(title=title, listed=listed, day=(published or "")[:10] or None, picture=image)


@dataclass(frozen=True, slots=True)
class KnownRevision:
    """A revision of some article, as a candidate for comparison; its text is loaded where it is needed."""

    revision: int
    article: int
    source: str
    digest: bytes
    face: Face


@dataclass(frozen=True, slots=True)
class KnownText(KnownRevision):
    """The same with its text."""

    text: str
