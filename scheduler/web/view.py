"""What a page is handed: the configuration, how the daemon is, and what was asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from crawler.model.errors import NotFound
from crawler.settings import Configuration, Source
from scheduler.reports.article.explanation import parse_article_id
from scheduler.service.control import Tell, keep_quiet

DAY = 86_400


class DaemonPort(Protocol):
    """What pages may ask of the daemon they are served by."""

    @property
    def configuration(self) -> Configuration:
        """The one in force."""

    def metrics(self) -> bytes:
        """What Prometheus is told."""

    async def answer(self, request: Mapping[str, Any], tell: Tell = keep_quiet) -> dict[str, Any]:
        """Do what the command line may ask as well; ``tell`` is told how far it is."""


@dataclass(frozen=True, slots=True)
class PageOfSources:
    """The sources of one page, which page that is, and how many there are; both count from 1."""

    rows: Sequence[Source]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class View:
    """One request.

    :ivar now: seconds since 1970
    :ivar status: of the daemon: what runs, what is due
    :ivar path: the parts of the address that have names, :ivar query: its parameters, each once
    """

    configuration: Configuration
    now: int
    status: Mapping[str, Any]
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def today(self) -> int:
        """Number of the day since 1970, UTC."""
        return self.now // DAY

    @property
    def mirrors(self) -> dict[str, list[str]]:
        """Id of a source → origins of its mirrors, in the order of preference."""
        return {source.id: [mirror.origin for mirror in source.mirrors] for source in self.configuration.sources}

    def source(self) -> Source:
        """The source that the address names.

        :raises NotFound: when it is not configured
        """
        return self.configuration.source(self.path["source"])

    def number(self, name: str) -> int:
        """A number in the address.

        :raises NotFound: when it is none that a row may have
        """
        number = parse_article_id(self.path[name])
        if number is None:
            raise NotFound(f"There is no such {name}", where=self.path[name][:40], cure="Look at the list")
        return number

    def optional_number(self, name: str) -> int | None:
        """A parameter that is a number; None where it is missing or none."""
        return parse_article_id(self.query.get(name, ""))

    def page_of(self, sources: Sequence[Source], most: int) -> PageOfSources:
        """The sources of the page that ``page`` asks for, at most so many; the first where it asks for none."""
        page = max(self.optional_number("page") or 1, 1)
        return PageOfSources(sources[(page - 1) * most : page * most], page, max(1, -(-len(sources) // most)))

    def optional(self, name: str) -> str | None:
        """A parameter; None where it is missing or empty."""
        return self.query.get(name, "").strip()[:200] or None
