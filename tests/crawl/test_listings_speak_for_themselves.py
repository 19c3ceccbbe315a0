"""Words of listings that change without the articles cost a few requests at first, and then none."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.desk.file_site import FileSite, Item, OpenSite, write_article_page

NUMBERS = range(5)
NOON = datetime(2026, 8, 15, 12, tzinfo=UTC)
PATHS = [f"/news/{number}/calm" for number in NUMBERS]


def write_pages(site: FileSite) -> None:
    for number, path in zip(NUMBERS, PATHS, strict=True):
        site.write(path, write_article_page(number, date="2026-08-01T09:00:00+00:00"))


def always_now(site: FileSite, run: int) -> None:
    date = format_datetime(NOON + timedelta(minutes=run))
    site.list([Item(path, f"Calm {path}", date) for path in PATHS])


def counted(site: FileSite, run: int) -> None:
    site.list([Item(path, f"Calm {path}" + (f" ({run} comments)" if path == PATHS[0] else "")) for path in PATHS])


def minutes_ago(site: FileSite, run: int) -> None:
    links = "".join(
        f'<p><a href="{path}">The calm of {path} <span>{run + 3} minutes ago</span></a></p>' for path in PATHS
    )
    site.write("/world.html", f"<html><body>{links}</body></html>")
    site.write("/rss.xml", "<rss><channel><title>x</title></channel></rss>")


def two_headlines(site: FileSite, run: int) -> None:
    site.list([Item(path, f"Calm {path}") for path in PATHS])
    links = "".join(f'<p><a href="{path}">Another headline of {path}</a></p>' for path in PATHS)
    site.write("/world.html", f"<html><body>{links}<i>{run}</i></body></html>")


@pytest.mark.parametrize("scene", [always_now, counted, minutes_ago, two_headlines])
def test_after_three_runs_no_article_is_fetched_for_words_alone(
    open_site: OpenSite, scene: Callable[[FileSite, int], None]
) -> None:
    site = open_site()
    write_pages(site)
    site.configure('feeds = ["/rss.xml"]\nsections = ["/world.html"]\narticles = "/news/{id}/{slug}"')
    site.write("/world.html", "<html><body>nothing <a href='/about'>about</a></body></html>")
    revisits = []
    for run in range(6):
        scene(site, run)
        site.reload()
        revisits.append(site.desk.crawl()["revisits"])
    assert revisits[3:] == [0, 0, 0]
    assert site.desk.ask("select count(*) from articles") == [(len(PATHS),)]


@pytest.mark.parametrize(
    "listing",
    [
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><title>Calm</title>'
        '<link href="{origin}{path}"/><id>a</id><published>2026-08-01T09:00:00Z</published>'
        "<updated>2026-08-0{run}T09:00:00Z</updated></entry></feed>",
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{origin}{path}</loc>'
        "<lastmod>2026-08-0{run}</lastmod></url></urlset>",
    ],
    ids=["updated", "lastmod"],
)
def test_an_edit_with_a_new_date_in_its_listing_is_seen(open_site: OpenSite, listing: str) -> None:
    site = open_site()
    site.configure('sitemaps = ["/list.xml"]\narticles = "/news/{id}/{slug}"')
    counts = []
    for run in (1, 2):
        site.write("/news/1/calm", write_article_page(1, "Calm", "2026-08-01T09:00:00+00:00", edition=run))
        site.write("/list.xml", listing.format(origin=site.origin, path="/news/1/calm", run=run))
        site.reload()
        site.desk.crawl()
        counts += site.desk.ask("select count(*) from revisions")
    assert counts == [(1,), (2,)]


def test_a_link_that_is_gone_is_listed_waits_and_keeps_no_listing_from_being_unchanged(open_site: OpenSite) -> None:
    site = open_site()
    write_pages(site)
    site.remove(PATHS[0])
    site.list([Item(path, f"Calm {path}") for path in PATHS])
    site.reload()
    site.configure('feeds = ["/rss.xml"]\narticles = "/news/{id}/{slug}"')
    first, second = site.desk.crawl(), site.desk.crawl()
    assert (first["lost"], second["listings"]["unchanged"], second["requests"]) == ([], 1, 1)
    assert site.desk.ask("select outcome from runs order by id") == [("done",), ("done",)]
    told = site.desk.run("quarantine", "list", "--reason", "gone").stdout
    assert PATHS[0] in told
    assert "404" in told
    site.desk.change(["update quarantine set retry_at = 1"])  # its next try has come
    site.write(PATHS[0], write_article_page(0))
    site.reload()
    third = site.desk.crawl()
    assert (third["listings"]["unchanged"], third["verdicts"]) == (1, {"new": 1})


def test_the_first_date_of_a_listing_is_the_article_s_where_its_page_has_none(open_site: OpenSite) -> None:
    site = open_site()
    site.configure('feeds = ["/rss.xml"]\narticles = "/news/{id}/{slug}"')
    for number, path in zip(NUMBERS, PATHS, strict=True):
        site.write(path, write_article_page(number, date="2026-08-09T09:00:00+00:00" if number == 1 else ""))
    for day in (1, 2):
        dates = [format_datetime(datetime(2026, 8, day, tzinfo=UTC))] * 4 + [
            format_datetime(datetime(2099, 1, 1, tzinfo=UTC))
        ]
        site.list([Item(path, f"Calm {path}", date) for path, date in zip(PATHS, dates, strict=True)])
        site.reload()
        site.desk.crawl()
    rows = [json.loads(line) for line in site.desk.run("export").stdout.splitlines()]
    published = {row["url"].removeprefix(site.origin): (row["published"] or "")[:10] for row in rows}
    assert [published[path] for path in PATHS] == ["2026-08-01", "2026-08-09", "2026-08-01", "2026-08-01", ""]
    assert "as a listing said first" in site.desk.run("explain", site.origin + PATHS[0]).stdout
