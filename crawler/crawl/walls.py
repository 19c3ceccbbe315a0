"""Keeps walls out of the archive: pages that their mirror shows at many addresses."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import Connection

from crawler.archive.mirrors.control_pages import ControlAnswer, load_control_answers
from crawler.archive.pages.quarantine import Quarantined, load_walls, rename_reason
from crawler.archive.pages.walls import load_same_pages, load_standing
from crawler.archive.stored_page import FetchedPage
from crawler.archive.texts.revision_texts import load_texts
from crawler.canonical.face import Face
from crawler.canonical.text import Shingles, shingles, tokens
from crawler.context.run_context import Run
from crawler.listing.fetch_plan import Fetch
from crawler.mirrors.trust.walls import MOST_SAME, Appearance, ControlPage, has_own_title, is_wall, throws_away
from crawler.model.article import Reason, Rejection

MOST_HELD = 64
"""Pages that wait in memory until more is known; a kill makes us fetch them again."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A page that may be a wall.

    :ivar name: what its listing, or its article's earlier text, calls it
    :ivar replaced: it throws away an earlier text of its article
    """

    page: FetchedPage
    fetch: Fetch
    name: str
    replaced: bool = False


@dataclass(slots=True)
class _Group:
    """Pages of one mirror that look the same, in this run and before."""

    held: dict[str, Suspect] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    replaced: bool = False
    is_wall: bool = False


class Walls:
    """Tells the walls of a run from its articles.

    A page whose title is its listing's is its article's. Another one waits until the crawl is over, or until its mirror
    has shown the same at two further addresses: then they are no articles.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._groups: dict[tuple[str, Appearance], _Group] = {}
        self._controls: dict[str, ControlPage] = {}
        self._rejected: dict[str, list[str]] = {}
        self._known: set[tuple[str, bytes]] = set()
        self._loading: asyncio.Future[None] | None = None
        self.quarantined: list[Quarantined] = []
        self.answers: dict[str, ControlAnswer] = {}

    async def load(self) -> None:
        """Load what is known of the walls of the source's mirrors, once: a run that reads no page needs none of it.

        :raises ArchiveUnavailable: when the archive fails
        """
        if self._loading is None:
            self._loading = asyncio.ensure_future(self._load())
        await self._loading

    async def _load(self) -> None:
        self.quarantined, self.answers = await self._run.services.archive.load(_load_known, self._run.source.id)
        self._known = {(page.mirror, page.digest) for page in self.quarantined if page.digest is not None}
        for answer in self.answers.values():
            self.keep_control(answer)

    def keep_control(self, answer: ControlAnswer) -> None:
        """Know a mirror's answer to an address that cannot exist from now on."""
        self._controls.pop(answer.mirror, None)
        if answer.digest is not None and answer.text:
            self._controls[answer.mirror] = ControlPage(answer.digest, shingles(tokens(answer.text)))

    async def examine(self, page: FetchedPage, fetch: Fetch) -> tuple[Suspect, ...] | None:
        """Examine a page.

        :returns: no suspect: it is its article's; the page itself, held until more is known, is not among the suspects;
            otherwise all that turned out to be a wall now. None: it is held
        :raises ArchiveUnavailable: when the archive fails
        """
        await self.load()
        face = Face(title=page.article.title, listed=fetch.title, day=_day_of(page), picture=page.article.image)
        suspect = await self._suspect(page, fetch, face)
        if suspect is None:
            return ()
        if self.is_known(page.mirror, page.digest, page.shingles):
            return (suspect,)
        group = await self._group_of(page, face)
        group.held[page.key], group.names[page.key] = suspect, suspect.name
        group.replaced |= suspect.replaced
        if group.is_wall or is_wall(list(group.names.values()), replaced=group.replaced):
            group.is_wall = True
            suspects, group.held = tuple(group.held.values()), {}
            return suspects
        return None

    def is_known(self, mirror: str, digest: bytes, text: Shingles | None) -> bool:
        """Say whether a page is one that its mirror answers anything with, or that is in quarantine for that."""
        control = self._controls.get(mirror)
        if control is not None and text is not None and control.is_like(digest, text):
            return True
        return (mirror, digest) in self._known

    def forget(self, mirror: str) -> None:
        """Know nothing of a mirror's walls any more: they are gone."""
        self._known = {known for known in self._known if known[0] != mirror}

    async def _suspect(self, page: FetchedPage, fetch: Fetch, face: Face) -> Suspect | None:
        """The page as a suspect; None where it is plainly its article's."""
        if not fetch.revisit:
            if has_own_title(face) or (
                fetch.title is None and not self.is_known(page.mirror, page.digest, page.shingles)
            ):
                return None
            return Suspect(page, fetch, fetch.title or page.key)
        standing = await self._run.services.archive.load(load_standing, self._run.source.id, page.key)
        if standing is None or standing.digest == page.digest or has_own_title(face, standing.title):
            return None
        texts = await self._run.services.archive.load(load_texts, [standing.revision])
        earlier = shingles(tokens(texts[standing.revision]))
        if page.shingles is None or not throws_away(earlier, page.shingles):
            return None
        return Suspect(page, fetch, standing.title or page.key, replaced=True)

    async def _group_of(self, page: FetchedPage, face: Face) -> _Group:
        identity = page.mirror, Appearance(page.digest, face.own)
        if identity not in self._groups:
            group = self._groups[identity] = _Group()
            query = (self._run.source.id, page.mirror, page.digest, page.key)
            for other in await self._run.services.archive.load(load_same_pages, *query):
                if other.listed is not None and Face(title=other.title).own[0] == face.own[0]:
                    group.names[other.key] = other.listed
        return self._groups[identity]

    async def reject(self, suspect: Suspect) -> Rejection:
        """Count a wall against its mirror, and return why its page is no article.

        A single page may be an error that is told in HTTP 200; the third says what they all are.

        :raises ArchiveUnavailable: when the archive fails
        """
        run, page = self._run, suspect.page
        run.count_wall(page.mirror, page.url)
        shown = self._rejected.setdefault(page.mirror, [])
        shown.append(page.key)
        named = f'"{page.article.title}"' if page.article.title else "this page"
        wall = Rejection(Reason.REPEATED_TEXT, f"its mirror shows {named} at other addresses too")
        if len(shown) >= MOST_SAME or self._is_group_wall(suspect):
            if len(shown) == MOST_SAME and not self._is_group_wall(suspect):
                run.tally.rename_quarantined(Reason.ERROR_PAGE, Reason.REPEATED_TEXT, MOST_SAME - 1)
                await run.services.archive.run_for(
                    run.source.id, rename_reason, run.source.id, shown[:-1], page.mirror, wall
                )
            return wall
        return Rejection(Reason.ERROR_PAGE, f"its mirror answers an address that cannot exist with {named}")

    def _is_group_wall(self, suspect: Suspect) -> bool:
        known = (suspect.page.mirror, suspect.page.digest) in self._known
        return known or any(
            group.is_wall and suspect.page.key in group.names
            for (mirror, seen), group in self._groups.items()
            if mirror == suspect.page.mirror and seen.digest == suspect.page.digest
        )

    def take_surplus(self) -> list[Suspect]:
        """Give up the pages that have waited longest, where more wait than memory is given to."""
        held = Counter(mirror for (mirror, _), group in self._groups.items() for _ in group.held)
        surplus = held.total() - MOST_HELD
        return self._take(surplus) if surplus > 0 else []

    def take_held(self) -> list[Suspect]:
        """Give up all pages that wait: nothing more will be known of them."""
        return self._take(-1)

    def _take(self, most: int) -> list[Suspect]:
        taken: list[Suspect] = []
        for group in self._groups.values():
            for key in list(group.held):
                if len(taken) == most:
                    return taken
                taken.append(group.held.pop(key))
        return taken


def _load_known(connection: Connection, source: str) -> tuple[list[Quarantined], dict[str, ControlAnswer]]:
    return load_walls(connection, source), load_control_answers(connection, source)


def _day_of(page: FetchedPage) -> str | None:
    return page.article.published.date().isoformat() if page.article.published else None
