"""In which order a crawl asks for articles: the newest of each listing first, for it may be cut off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.listing.newest_first import order_listing
from tests.desk.desk import TEMPLATE, Desk, OpenRoom
from tests.desk.papers import english, paper, put

NOON = datetime(2026, 8, 15, 12, tzinfo=UTC)


def _asked(desk: Desk) -> list[int]:
    """Articles in the order in which their requests came to the server, by its own log."""
    rows = sorted((row for row in desk.room.log_rows() if row["kind"] == "article"), key=lambda row: row["t"])
    return [row["article"] for row in rows]


def _dated_feed(numbers: Sequence[int]) -> str:
    """A feed of articles in the given order; the higher the number, the newer the article."""
    items = "".join(
        f"<item><link>{english(number).path}</link><title>{english(number).title}</title>"
        f"<pubDate>{NOON + timedelta(minutes=number):%a, %d %b %Y %H:%M:%S +0000}</pubDate></item>"
        for number in numbers
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'


@pytest.mark.parametrize(
    ("delay", "concurrency"), [(0.0, 1), (0.02, 1), (0.02, 4)], ids=["one by one", "with a delay", "several at once"]
)
def test_a_feed_of_20_is_asked_for_from_its_top_to_its_end(open_room: OpenRoom, delay: float, concurrency: int) -> None:
    desk = open_room(articles=20, mirrors=1)
    desk.configure(settings=f"[politeness]\ndelay = {delay}\nconcurrency = {concurrency}\n")
    desk.crawl()
    asked = _asked(desk)
    assert len(asked) == 20
    assert asked == sorted(asked, reverse=True), "the newsroom lists the newest first, and numbers them as they come"


def test_a_feed_in_another_order_is_asked_for_by_its_dates(open_room: OpenRoom, tmp_path: Path) -> None:
    """A pinned article stands on top of a feed, or a site lists the oldest first."""
    folder = paper(tmp_path / "paper", [english(number) for number in range(10)])
    put(folder, "/rss.xml", _dated_feed([3, *range(10)]))
    desk = open_room(mirrors=1, articles=0, serve_dir=str(folder))
    desk.configure(settings="[politeness]\ndelay = 0.0\nconcurrency = 1\n")
    desk.crawl()
    assert _asked(desk) == [774400 + number for number in range(9, -1, -1)]


def test_of_several_feeds_each_one_s_newest_come_first(open_room: OpenRoom, tmp_path: Path) -> None:
    folder = paper(tmp_path / "paper", [english(number) for number in range(12)])
    put(folder, "/world.xml", _dated_feed(range(11, 2, -1)))
    put(folder, "/local.xml", _dated_feed([2, 1, 0]))
    desk = open_room(mirrors=1, articles=0, serve_dir=str(folder))
    source = (
        f'name = "Room"\nlanguage = "en"\nmirrors = ["{desk.room.origins[0]}"]\n'
        f'feeds = ["/world.xml", "/local.xml"]\narticles = "{TEMPLATE}"\n'
    )
    desk.configure(settings="[politeness]\ndelay = 0.0\nconcurrency = 1\n", source=source)
    desk.crawl()
    assert [number - 774400 for number in _asked(desk)] == [11, 2, 10, 1, 9, 0, 8, 7, 6, 5, 4, 3]


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=12))
def test_every_article_of_a_listing_keeps_its_turn(made: list[tuple[int, bool]]) -> None:
    """Of dated articles none comes after an older one; of equally old ones the upper comes first."""
    moments = {f"/{place}": NOON + timedelta(hours=hour) if dated else None for place, (hour, dated) in enumerate(made)}
    ordered = order_listing(moments)
    assert sorted(ordered) == sorted(moments)
    dated = [(moments[key], -int(key[1:])) for key in ordered if moments[key] is not None]
    assert dated == sorted(dated, reverse=True)
    if not dated:
        assert ordered == list(moments)
