"""A paper of 200 articles on three mirrors, and the account of what a crawler made of it.

What was published is the newsroom's word, what was stored the archive's; the crawler is asked nothing.
"""

from __future__ import annotations

import re
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from tests.desk.desk import Desk

ARTICLES = 200
MIRRORS = 3
FIRST = 10


@dataclass(frozen=True)
class Account:
    """What came of a paper.

    :ivar lost: articles that were published and do not stand in the archive, judged
    :ivar doubled: rows of the archive that are one too many: articles, pages, revisions
    """

    published: int
    stored: int
    lost: int
    doubled: int
    unjudged: int

    @property
    def whole(self) -> bool:
        return self.lost == self.doubled == self.unjudged == 0


class Paper:
    """Publishes little by little, so that there is always something to lose."""

    def __init__(self, desk: Desk, published: int = FIRST) -> None:
        self.desk, self.published = desk, published

    def publish(self, number: int) -> None:
        """Publish so many articles, up to ``ARTICLES`` in all."""
        number = min(number, ARTICLES - self.published)
        if number > 0:
            self.desk.room.post({"do": "publish", "number": number})
            self.published += number

    def comes_home(self, seconds: float = 120.0) -> Account:
        """Wait until every article is there once, judged, or the time is over; how it stands then."""
        end = time.monotonic() + seconds
        while not (account := self.account()).whole and time.monotonic() < end:
            time.sleep(0.1)
        return account

    def account(self) -> Account:
        """Compare what was published with what stands in the archive."""
        ask = self.desk.ask
        try:
            ask("select count(*) from pages")
        except sqlite3.OperationalError:  # the first daemon has not come that far
            return Account(self.published, 0, self.published, 0, 0)
        keys = [key for (key,) in ask("select key from articles")]
        judged = {key for (key,) in ask("select distinct key from pages where verdict = 'new'")}
        served = {str(row["article"]) for row in self.desk.room.log_rows() if row["kind"] == "article"}
        known = {_number(key) for key in judged}
        twice = len(keys) - len(set(keys))
        twice += ask("select count(*) from articles where folded_into is not null")[0][0]
        twice += ask("select count(*) - count(distinct article_id) from revisions")[0][0]
        news = ask("select count(*) - count(distinct key) from pages where verdict = 'new'")
        twice += news[0][0]
        unjudged = ask("select count(*) from pages where verdict is null")[0][0]
        lost = max(self.published - len(known), 0) + len(known - served)
        return Account(self.published, len(keys), lost, twice, unjudged)


def _number(key: str) -> str:
    found = re.search(r"/Detail/\d+/\d+/\d+/(\d+)", key)
    assert found, key
    return found[1]


def configure(desk: Desk, settings: str = "", every: str = "1s", requests: int = 32) -> None:
    """One source on all mirrors, due every second; so many requests at once that slots of the dead block nobody."""
    politeness = f"[politeness]\ndelay = 0.0\nconcurrency = {requests}\n"
    desk.configure(settings=politeness + settings)
    file: Path = desk.config / "sources" / "room.toml"
    file.write_text(file.read_text() + f'every = "{every}"\n')
