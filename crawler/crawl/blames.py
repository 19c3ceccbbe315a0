"""Bad answers that may be a page's fault alone: they count against a mirror when its siblings did better."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.context.run_context import Run

MISSING = "missing"
"""The way of failing of a mirror that has no article there: nothing is found, or a page without an article."""


@dataclass(frozen=True, slots=True)
class _Blame:
    """A bad answer to the request for one article."""

    mirror: str
    cause: str
    url: str


class Blames:
    """The bad answers to the requests for one article, kept until all mirrors were asked that are asked for it."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._blames: list[_Blame] = []
        self._ways: dict[str, str] = {}
        """Mirror → how it failed."""
        self._article_came = False

    def count_bad(self, mirror: str, cause: str, url: str, way: str = "") -> None:
        """Keep a bad answer.

        :param way: what else fails in the same way; empty: what has the same cause
        """
        self._blames.append(_Blame(mirror, cause, url))
        self._ways[mirror] = way or cause

    def count_missing(self, mirror: str) -> None:
        """Keep that a mirror said that it has no such page, which is no bad answer."""
        self._ways[mirror] = MISSING

    def count_article(self) -> None:
        """Keep that a mirror gave the article."""
        self._article_came = True

    def put_down(self) -> None:
        """Count them against their mirrors, unless all that were asked failed in one way: then the page is at fault."""
        alike = len(self._ways) > 1 and len(set(self._ways.values())) == 1
        if self._article_came or not alike:
            for blame in self._blames:
                self._run.count_bad(blame.mirror, blame.cause, blame.url, of_page=True)
