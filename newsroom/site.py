"""One mirror's pages: an address becomes an answer. No sockets, no clock; rendered when asked for, then kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import unquote

from newsroom import faults, feeds
from newsroom.address import FEED, SITEMAP, SITEMAP_INDEX, Address
from newsroom.chrome import dress_page
from newsroom.faults import Fault, Kind
from newsroom.layouts import LAYOUTS, teasers
from newsroom.mirror_style import PAPER, Mirror
from newsroom.paper_articles import Desk, Story, alter_story
from newsroom.wire import HTML, Answer, date_answer

FRONT_LENGTH = 30
"""Articles on the front page."""

SECTION_LENGTH = 100
"""Articles on a section page."""

GIF = bytes.fromhex("47494638396101000100800000cccccc0000002c00000000010001000002024401003b")
"""One grey pixel: every picture of the newsroom."""

RELATED = 4
KEPT = 4_096
"""Pages kept rendered per mirror: about 40 MB at 10 kB a page."""

Extra = Mapping[str, tuple[str, bytes]]
"""Path (percent-encoded or decoded) → content type and bytes, served in place of our own."""


class Site:
    """What one mirror answers, faults of content included.

    :param feed_items: how many of the newest articles the feed lists, None for all
    """

    def __init__(self, mirror: Mirror, desk: Desk, *, feed_items: int | None, extra: Extra) -> None:
        self.mirror = mirror
        self._desk = desk
        self._feed_items = feed_items
        self._extra = extra
        self._layout = LAYOUTS[mirror.style % len(LAYOUTS)]
        self._kept: OrderedDict[Hashable, Answer] = OrderedDict()
        self._last_marks: dict[str, tuple[str, datetime | None]] = {}

    def answer(self, address: Address, faults_now: Mapping[Kind, Fault]) -> Answer:
        """The answer to a GET, before any condition is looked at.

        :param faults_now: the mirror's faults by kind
        """
        for kind, fault in faults_now.items():
            if kind in faults.ANSWERS and address.kind in fault.scope and address.path != faults.NOTICE_PATH:
                return faults.ANSWERS[kind](fault)
            if kind in faults.REDIRECTS and address.kind in fault.scope:
                return faults.redirect(fault, address.path)
        answer = self._page(address, faults_now)
        if address.kind in faults.SCOPES[Kind.SAME_ETAG]:
            answer = self._marked(address.path, answer, stuck=Kind.SAME_ETAG in faults_now)
        return answer

    def _marked(self, path: str, answer: Answer, *, stuck: bool) -> Answer:
        """Remember a listing's marks, or put the remembered ones on it."""
        marks = (answer.etag, answer.modified)
        if not stuck:
            self._last_marks[path] = marks
            return answer
        etag, modified = self._last_marks.setdefault(path, marks)
        return replace(answer, etag=etag, modified=modified)

    def _page(self, address: Address, faults_now: Mapping[Kind, Fault]) -> Answer:
        extra = self._extra.get(address.path) or self._extra.get(unquote(address.path))
        if extra is not None:
            return date_answer(*extra)
        lag = faults_now[Kind.LAG].number if Kind.LAG in faults_now else 0
        if address.kind == "article":
            return self._article(address, lag, faults_now.get(Kind.EDITED))
        if address.path == faults.NOTICE_PATH:
            return date_answer(HTML, faults.show_notice(200, "seized").body)
        if address.kind == "other":
            is_image = address.path.startswith("/images/")
            return date_answer("image/gif", GIF) if is_image else faults.show_notice(404, "not_found")
        key = (address.path, self._desk.version, lag)
        if key not in self._kept:
            self._keep(key, self._listing(address, self._desk.stories(self.mirror.name, lag)))
        return self._kept[key]

    def _article(self, address: Address, lag: int, edited: Fault | None) -> Answer:
        story = self._desk.story(address.article or 0, self.mirror.name, lag)
        # a small number names an article by its rank in orders, never in a path
        if story is None or story.id != address.article:
            return faults.show_notice(404, "not_found")
        lies = edited is not None and edited.number in (story.id, story.number)
        key = (story.id, story.revision, lies)
        if key not in self._kept:
            self._keep(key, self._render(alter_story(story) if lies else story))
        return self._kept[key]

    def _render(self, story: Story) -> Answer:
        older = (self._desk.story(number, self.mirror.name) for number in range(story.number - 1, 0, -1))
        related: list[Story] = []
        for other in older:
            if other is not None and other.section == story.section:
                related.append(other)
            if len(related) == RELATED:
                break
        page = dress_page(self._layout.dress_article(self.mirror, story, related))
        return date_answer(HTML, page.encode(), story.modified)

    def _listing(self, address: Address, stories: Sequence[Story]) -> Answer:
        """:param stories: oldest first"""
        modified = max((story.modified for story in stories), default=None)
        if address.path == FEED:
            listed = stories if self._feed_items is None else stories[max(0, len(stories) - self._feed_items) :]
            return date_answer(*feeds.feed(self.mirror, listed), modified)
        if address.path == SITEMAP:
            return date_answer(*feeds.sitemap(self.mirror, stories), modified)
        if address.path == SITEMAP_INDEX:
            return date_answer(*feeds.sitemap_index(self.mirror))
        if address.kind == "robots":
            text = f"User-agent: *\nAllow: /\nSitemap: {self.mirror.origin}{SITEMAP_INDEX}\n"
            return date_answer("text/plain; charset=utf-8", text.encode())
        if address.kind == "front":
            return self._teasers("News", stories[::-1][:FRONT_LENGTH], modified)
        wanted = [story for story in reversed(stories) if story.section.lower() == address.section]
        if not wanted:
            return faults.show_notice(404, "not_found")
        return self._teasers(wanted[0].section, wanted[:SECTION_LENGTH], modified)

    def _teasers(self, title: str, stories: Sequence[Story], modified: datetime | None) -> Answer:
        body = f"<h1>{title}</h1>\n{teasers(self.mirror, stories)}"
        return date_answer(HTML, self._layout.dress(f"{title} from {PAPER}", body).encode(), modified)

    def _keep(self, key: Hashable, answer: Answer) -> None:
        self._kept[key] = answer
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
