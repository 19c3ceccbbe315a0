"""What a site's pages share is no part of its articles, and what is alike in that alone is not alike."""

from __future__ import annotations

import json
from typing import Any

from tests.desk.file_site import FileSite, Item, OpenSite
from tests.desk.papers import english

FOOT = "Written by volunteers of the harbour club " + " ".join(f"for reader number {n}" for n in range(17))
PATHS = [f"/news/{number}" for number in range(10)]


def title(number: int) -> str:
    """The first words of its paragraph: another one for each article."""
    return " ".join(english(number, seed=11).paragraphs[0].split()[:7]).rstrip(",.")


def write_page(site: FileSite, number: int, foot: str = FOOT) -> None:
    """A page of a short article above a long line that stands under all of them."""
    own = english(number, seed=11).paragraphs[0]
    site.write(
        PATHS[number],
        f"<html><head><title>{title(number)}</title></head><body><main><h1>{title(number)}</h1>"
        f"<p>{own}</p><p>{foot}</p></main></body></html>",
    )


def articles(site: FileSite) -> list[dict[str, Any]]:
    return [json.loads(line) for line in site.desk.run("export", "Room").stdout.splitlines()]


def test_a_line_under_every_article_leaves_the_texts_and_parts_the_stories(open_site: OpenSite) -> None:
    site = open_site()
    for number in range(10):
        write_page(site, number)
    site.list([Item(path, title(number)) for number, path in enumerate(PATHS)])
    site.reload()
    site.configure()
    run = site.desk.crawl()
    rows = articles(site)
    assert len(rows) == 10
    assert all(FOOT not in row["text"] and row["text"] for row in rows)
    assert len({row["story"] for row in rows}) == 10
    assert run["verdicts"] == {"new": 10}
    assert "boilerplate" in site.desk.run("explain", str(rows[-1]["id"])).stdout


def test_a_list_that_a_feed_names_is_asked_for_once_and_is_no_article(open_site: OpenSite) -> None:
    site = open_site()
    write_page(site, 0, foot="")
    links = "".join(f"<li><a href='{path}'>{title(number)}</a></li>" for number, path in enumerate(PATHS))
    site.write(
        "/tags/boats", f"<html><head><title>Boats</title></head><body><main><h1>Boats</h1><ul>{links}</ul></main>"
    )
    site.list([Item(PATHS[0], title(0)), Item("/tags/boats", "Boats")])
    site.reload()
    site.configure()
    assert site.desk.crawl()["quarantined"] == {"list_page": 1}
    assert site.fetched().count("/tags/boats") == 1
    assert site.desk.crawl()["requests"] <= 2
    assert "list_page: 10 lines that are links" in site.desk.run("quarantine", "list", "Room").stdout


def test_a_listings_title_decides_between_two_of_a_page(open_site: OpenSite) -> None:
    site = open_site()
    own = "".join(f"<p>{line}</p>" for line in english(1, seed=11).paragraphs)
    head = "<title>What a day</title><meta property='og:title' content='What a day it was'>"
    site.write("/news/1", f"<html><head>{head}</head><body><h1>The ferry is sold to the north</h1>{own}</body></html>")
    site.list([Item("/news/1", "The ferry is sold to the north")])
    site.reload()
    site.configure()
    site.desk.crawl()
    assert [row["title"] for row in articles(site)] == ["The ferry is sold to the north"]
