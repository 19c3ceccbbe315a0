"""How one mirror behaved in one run. Pure; times in seconds."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crawler.mirrors.health.state import State

MOST_FAILURES_IN_A_RUN = 3
"""Failures in a row after which a mirror is not asked again in a run."""

MOST_WALLS_IN_A_ROW = 5
"""Walls in a row after which it is not asked again in a run."""

WALLED_FROM = 3
"""Walls in a run from which on a mirror that shows no more articles than walls is walled."""


@dataclass(frozen=True, slots=True)
class Conduct:
    """What a run saw of a mirror so far.

    :ivar good: answers that were of use: a listing that could be read, an article, "not modified"
    :ivar articles: those of them that were articles
    :ivar walls: pages that it shows at other addresses, too; ``walls_in_row``: since its last article
    :ivar bad: answers, and missing ones, that count against it
    :ivar heard: answers of any kind: a mirror that was asked and never heard of is out of reach
    :ivar seconds: how long all answers took
    :ivar streak: bad ones in a row, those of single pages left out
    :ivar cause: what the last bad one was
    :ivar url: where that was
    :ivar notice: the state that a known sign puts it in, whatever else it says
    :ivar newest: when the newest article on its listings was first seen on any mirror, seconds since 1970
    """

    good: int = 0
    articles: int = 0
    walls: int = 0
    walls_in_row: int = 0
    bad: int = 0
    heard: int = 0
    seconds: float = 0.0
    streak: int = 0
    cause: str = ""
    url: str = ""
    notice: State | None = None
    newest: int = 0

    @property
    def asked(self) -> bool:
        """Whether there is anything to judge it by."""
        return self.good > 0 or self.bad > 0

    @property
    def given_up(self) -> bool:
        """Whether it failed too often in this run to be asked again."""
        return (
            self.notice is not None or self.streak >= MOST_FAILURES_IN_A_RUN or self.walls_in_row >= MOST_WALLS_IN_A_ROW
        )

    @property
    def walled(self) -> bool:
        """Whether it shows one page in place of its articles."""
        return self.walls >= WALLED_FROM and self.walls >= self.articles

    def after_page(self) -> Conduct:
        """A page came, whatever is on it: the mirror has not failed in a row."""
        return replace(self, streak=0)

    def after_good(self, *, article: bool = False) -> Conduct:
        """One more good answer; after a notice nothing a mirror says is good, in this run."""
        if self.notice is not None:
            return self
        return replace(self, good=self.good + 1, articles=self.articles + article, streak=0, walls_in_row=0)

    def after_wall(self, cause: str, url: str) -> Conduct:
        """One more page that it shows at other addresses, too."""
        in_row = self.walls_in_row + 1
        return replace(self, bad=self.bad + 1, walls=self.walls + 1, walls_in_row=in_row, cause=cause, url=url)

    def after_bad(self, cause: str, url: str, notice: State | None = None, *, of_page: bool = False) -> Conduct:
        """One more bad answer.

        :param of_page: it may be this page's fault alone: the mirror is not given up for it

        >>> Conduct().after_bad("HTTP 500", "https://a.example/").streak
        1
        """
        if self.notice is not None:
            return replace(self, bad=self.bad + 1)
        return replace(self, bad=self.bad + 1, streak=self.streak + (not of_page), cause=cause, url=url, notice=notice)

    def after_answer(self, seconds: float) -> Conduct:
        """It answered, whatever it said."""
        return replace(self, heard=self.heard + 1, seconds=self.seconds + seconds)
