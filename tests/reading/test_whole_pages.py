"""A page is read with all its lines where they are wanted: furniture, and what its source leaves out, among them."""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.extraction.page_values import Hints, Overrides
from crawler.reading.page_lines import unpack_lines
from crawler.reading.tasks import Wanted, read_page_task

SENTENCE = "The council will meet in the old hall on {} to decide who pays for the tug that kept the last line open."
PAGE = f"""<html><head><title>Tug</title><script>var never = "shown";</script></head><body>
<div class="topline"><p>Kept by the <b>evening</b> school.</p></div><nav><a href="/">Home</a></nav>
<article><h1>Who pays for the tug</h1><p>{SENTENCE.format("Monday")}</p><p>{SENTENCE.format("Friday")}</p></article>
<div class="promo">Read us elsewhere</div></body></html>""".encode()


def read(wanted: Wanted, drop: str = "") -> bytes:
    hints = Hints(now=datetime(2026, 1, 1, tzinfo=UTC), overrides=Overrides(drop=drop))
    return read_page_task(PAGE, "https://m3.example/tug", "text/html", hints, wanted).lines


def test_the_lines_of_the_whole_page_come_in_their_order_as_they_are_compared() -> None:
    lines = unpack_lines(read(Wanted(lines=True)))
    assert lines[:3] == ("kept by the evening school", "home", "who pays for the tug")
    assert lines[-1] == "read us elsewhere"
    assert len(lines) == 6


def test_what_the_source_drops_from_its_articles_is_on_the_page_all_the_same() -> None:
    assert "read us elsewhere" in unpack_lines(read(Wanted(lines=True), drop=".promo"))


def test_nobody_pays_for_lines_that_are_not_wanted() -> None:
    assert read(Wanted()) == b""
