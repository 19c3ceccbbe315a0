"""Large feeds and sitemaps: from the wire to a file, from there to the pool, and away."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from crawler.fetching.spooled_body import IN_MEMORY, SpooledBody, empty_folder
from crawler.index.listing_states import digest_body
from crawler.settings.sections import Network
from tests.desk.sites import OpenSites, articles, open_sites, urlset
from tests.scorecard.servers import answer

__all__ = ["open_sites"]

XML = "Content-Type: application/xml"
SOURCE = 'sitemaps = ["/map.xml"]\narticles = "/news/{id}"\n'


def large(bytes_: int) -> bytes:
    """A sitemap with two articles, of so many bytes: entries that are no articles, with long addresses."""
    others = [f"/about/{number}/{'x' * 1900}" for number in range(bytes_ // 1900)]
    return urlset(["/news/0", *others, "/news/1"]).encode()


@pytest.mark.parametrize("packed", ["", "file", "answer"])
def test_a_sitemap_larger_than_any_page_is_read(open_sites: OpenSites, tmp_path: Path, packed: str) -> None:
    body = large(6_000_000)
    assert len(body) > Network().max_body
    sites = open_sites(articles(range(2)))
    said = {
        "": body,
        "file": gzip.compress(body, 1),
        "answer": answer(gzip.compress(body, 1), "200 OK", XML, "Content-Encoding: gzip"),
    }
    sites.pages[0]["/map.xml"] = said[packed]
    sites.configure(SOURCE)
    report = sites.crawl()
    assert report["verdicts"] == {"new": 2}
    assert list((tmp_path / "state" / "spool").iterdir()) == []
    again = sites.crawl()
    assert (again["listings"]["unchanged"], again["known"]) == (1, 2)


def test_a_sitemap_that_is_too_large_is_told_with_the_bound(open_sites: OpenSites) -> None:
    sites = open_sites(articles(range(2)))
    sites.pages[0] |= {
        "/map.xml": large(54_000_000),
        "/rss.xml": "<rss><channel><item><link>/news/0</link></item></channel></rss>",
    }
    sites.configure('feeds = ["/rss.xml"]\n' + SOURCE)
    report = sites.crawl()
    told = f"{sites.origins[0]}/map.xml could not be read: answer too large (more than 52,428,800 bytes)"
    assert told in report["warnings"]
    assert report["verdicts"] == {"new": 1}


@pytest.mark.parametrize("coding", ["file", "answer"])
def test_what_unpacks_to_more_than_a_sitemap_may_have_is_given_up(open_sites: OpenSites, coding: str) -> None:
    bomb = gzip.compress(b"<urlset>" + bytes(60_000_000))
    sites = open_sites(
        {"/map.xml": bomb if coding == "file" else answer(bomb, "200 OK", XML, "Content-Encoding: gzip")}
    )
    sites.configure(SOURCE)
    sites.crawl(code=6)
    ((cause,),) = sites.ask("select problem from runs")
    assert "too large when unpacked: more than 52,428,800 bytes" in cause


def test_a_redirect_s_body_is_no_part_of_the_answer_it_leads_to(open_sites: OpenSites) -> None:
    sites = open_sites(articles(range(2)))
    sites.pages[0] |= {
        "/map.xml": answer(b"<html>moved</html>", "302 Found", "Location: /real.xml"),
        "/real.xml": large(2_000_000),
    }
    sites.configure(SOURCE)
    assert sites.crawl()["verdicts"] == {"new": 2}


def test_a_body_goes_to_a_file_when_it_is_large_and_leaves_with_it(tmp_path: Path) -> None:
    folder = empty_folder(tmp_path / "spool")
    body = SpooledBody(folder, 10 * IN_MEMORY)
    body.write(b"a" * IN_MEMORY)
    assert (body.path, body.getvalue()) == (None, b"a" * IN_MEMORY)
    body.write(b"b")
    assert body.getvalue() == b""
    assert body.path is not None
    assert body.path.read_bytes() == b"a" * IN_MEMORY + b"b"
    assert body.digest == digest_body(b"a" * IN_MEMORY + b"b")
    body.close()
    assert (list(folder.iterdir()), body.size, body.path) == ([], 0, None)


def test_what_a_killed_process_left_is_removed(tmp_path: Path) -> None:
    folder = empty_folder(tmp_path / "spool")
    (folder / "body-1").write_bytes(b"left")
    assert list(empty_folder(folder).iterdir()) == []
