"""Headers that are kept beside a body: in order, bounded, and without what was made for us alone."""

from __future__ import annotations

from scrapy.http.headers import Headers

from crawler.fetching.answer_headers import CUT, LEFT_OUT, MOST_LETTERS, MOST_OF_A_VALUE, keep_headers
from tests.desk.desk import OpenRoom


def test_what_was_made_for_one_visitor_is_left_out_and_all_else_stays() -> None:
    answer = Headers({"Server": "nginx", "set-cookie": ["session=7; HttpOnly", "b=2"], "X-Client-Ip": "192.0.2.1"})
    assert keep_headers(answer) == (
        ("Server", "nginx"), ("Set-Cookie", LEFT_OUT), ("Set-Cookie", LEFT_OUT), ("X-Client-Ip", "192.0.2.1"),
    )  # fmt: skip


def test_a_flood_of_headers_is_cut_and_counted() -> None:
    flood = keep_headers({f"X-{number}".encode(): [b"v" * 90] for number in range(1000)})
    assert sum(len(name) + len(value) for name, value in flood[:-1]) <= MOST_LETTERS
    assert flood[-1] == (LEFT_OUT, f"{1000 - len(flood) + 1} more")
    ((_, long),) = keep_headers({b"X": [b"v" * 5000]})
    assert long == "v" * MOST_OF_A_VALUE + CUT


def test_a_crawl_keeps_the_headers_of_each_page_beside_its_body(open_room: OpenRoom) -> None:
    desk = open_room(articles=3, mirrors=1)
    desk.crawl()
    rows = desk.ask("select headers from raw_pages")
    assert len(rows) == 3
    assert all('"Content-Type"' in headers and '"Etag"' in headers for (headers,) in rows)


def test_where_no_bodies_are_kept_no_headers_are(open_room: OpenRoom) -> None:
    desk = open_room(articles=1, mirrors=1)
    desk.configure(settings="[archive]\nraw_days = 0\n")
    desk.crawl()
    assert desk.ask("select count(*) from raw_pages") == [(0,)]
