"""A page that has a refresh instead of content is followed once within the source, and told as a redirect elsewhere."""

from __future__ import annotations

import pytest

from tests.desk.papers import english, feed, page
from tests.desk.sites import OpenSites, articles, open_sites

__all__ = ["open_sites"]

SOURCE = 'feeds = ["/rss.xml"]\n'


def refresh(target: str) -> str:
    return f'<html><head><meta http-equiv="refresh" content="0; url={target}"></head><body>Moved.</body></html>'


@pytest.mark.parametrize("count", [1, 2])
def test_an_article_behind_a_refresh_is_read_from_the_mirror_it_leads_to(open_sites: OpenSites, count: int) -> None:
    sites = open_sites({}, {})
    first, second = sites.origins
    target = "/read/0" if count == 1 else f"{second}/read/0"
    sites.pages[0] |= {"/rss.xml": feed(["/news/0"]), "/news/0": refresh(target)}
    sites.pages[count - 1] |= {"/read/0": page(english(0))}
    sites.configure(SOURCE)
    assert sites.crawl()["verdicts"] == {"new": 1}
    assert sites.ask("select mirror from pages") == [((first, second)[count - 1],)]


def test_a_section_page_behind_a_refresh_is_read(open_sites: OpenSites) -> None:
    sites = open_sites(articles(range(2)))
    links = "".join(f'<h2><a href="/news/{n}">Calm over the lake {n}</a></h2>' for n in range(2))
    sites.pages[0] |= {"/": refresh("/start"), "/start": f"<html><body><article>{links}</article></body></html>"}
    sites.configure('sections = ["/"]\narticles = "/news/{id}"\n')
    assert sites.crawl()["verdicts"] == {"new": 2}


def test_a_second_refresh_is_not_followed(open_sites: OpenSites) -> None:
    sites = open_sites({"/rss.xml": feed(["/news/0"]), "/news/0": refresh("/a"), "/a": refresh("/b")})
    sites.pages[0]["/b"] = page(english(0))
    sites.configure(SOURCE)
    assert sites.crawl()["verdicts"] == {}
    assert sites.take_asked() == ["/rss.xml", "/news/0", "/a"]


def test_a_refresh_to_a_host_that_is_no_mirror_is_told_and_the_next_mirror_is_asked(open_sites: OpenSites) -> None:
    sites = open_sites(
        {"/rss.xml": feed(["/news/0"]), "/news/0": refresh("https://elsewhere.example/1")}, articles(range(1))
    )
    sites.configure(SOURCE)
    report = sites.crawl()
    told = f"{sites.origins[0]} redirects to https://elsewhere.example/1, no mirror of the source: not followed"
    assert told in report["warnings"]
    assert report["verdicts"] == {"new": 1}
    assert report["mirrors"][sites.origins[0]]["failures"] == 1


def test_an_article_that_reloads_itself_is_an_article(open_sites: OpenSites) -> None:
    text = page(english(0)).replace("<head>", '<head><meta http-equiv="refresh" content="0; url=/">')
    sites = open_sites({"/rss.xml": feed(["/news/0"]), "/news/0": text})
    sites.configure(SOURCE)
    assert sites.crawl()["verdicts"] == {"new": 1}
