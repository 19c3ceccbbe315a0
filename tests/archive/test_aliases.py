"""A further key of an article leads to it, and has no text of its own."""

from __future__ import annotations

import pytest

from crawler.archive.database.store import Archive
from crawler.archive.pages.sightings import record_alias
from crawler.archive.stored_page import FetchedPage
from crawler.archive.tables.articles import articles, pages
from crawler.archive.tables.sightings import sightings
from crawler.model.article import Sighting
from crawler.model.errors import LeaseLost
from tests.desk.fetched_pages import HOUR, M1, NOW, begin, by, column, folded_pair_of, judge_alone, page, rows, words

AMP = f"{M1}/amp/1"


def alternate(run: int = 1) -> FetchedPage:
    return page(run, "/amp/1", words("a"), sightings=(Sighting(M1, AMP, listed=True),))


def test_a_further_key_leads_to_the_article_and_its_page_is_a_sighting(archive: Archive) -> None:
    home = judge_alone(archive, page(begin(archive), "/1", words("a"))).article
    archive.call(record_alias, alternate(), home, NOW)
    told = by(rows(archive, articles), key="/amp/1")
    assert (told["folded_into"], told["story"]) == (home, by(rows(archive, articles), id=home)["story"])
    assert by(rows(archive, sightings), url=AMP)["article_id"] == home
    assert by(rows(archive, sightings), url=AMP)["fetched_at"] == NOW
    assert [row["alternate"] for row in rows(archive, sightings)] == [False, True]
    assert len(rows(archive, pages)) == 1


def test_doing_it_twice_is_doing_it_once(archive: Archive) -> None:
    home = judge_alone(archive, page(begin(archive), "/1", words("a"))).article
    archive.call(record_alias, alternate(), home, NOW)
    archive.call(record_alias, alternate(), home, NOW + HOUR)
    assert column(archive, articles, "key") == ["/1", "/amp/1"]
    assert by(rows(archive, sightings), url=AMP)["last_seen"] > by(rows(archive, sightings), url=AMP)["first_seen"]


def test_an_alias_of_a_folded_article_leads_to_its_home(archive: Archive) -> None:
    home, other = folded_pair_of(archive)
    archive.call(record_alias, alternate(), other, NOW)
    assert by(rows(archive, articles), key="/amp/1")["folded_into"] == home


def test_a_key_that_is_an_articles_stays_its_own(archive: Archive) -> None:
    run = begin(archive)
    home = judge_alone(archive, page(run, "/1", words("a"))).article
    own = judge_alone(archive, page(run, "/amp/1", words("b"))).article
    archive.call(record_alias, alternate(), home, NOW)
    assert by(rows(archive, articles), id=own)["folded_into"] is None


def test_a_run_that_was_replaced_writes_none(archive: Archive) -> None:
    run = begin(archive)
    home = judge_alone(archive, page(run, "/1", words("a"))).article
    begin(archive)
    with pytest.raises(LeaseLost):
        archive.call(record_alias, alternate(run), home, NOW)
    assert column(archive, articles, "key") == ["/1"]
