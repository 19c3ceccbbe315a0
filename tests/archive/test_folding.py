"""Two keys, one article; and one key, two articles."""

from __future__ import annotations

from dataclasses import replace

from crawler.archive.database.integrity import check_archive
from crawler.archive.database.store import Archive
from crawler.archive.pages.record_pages import load_known_revisions, load_open_pages, load_unjudged
from crawler.archive.pages.sightings import record_sightings
from crawler.archive.removal.expire import drop_family
from crawler.archive.runs.due_articles import load_due_articles
from crawler.archive.tables.articles import articles, pages, revisions, showings, story_links
from crawler.archive.tables.sightings import sightings
from crawler.archive.texts.revision_texts import load_texts
from crawler.model.article import Sighting
from crawler.model.verdict import LinkKind, StoryLink
from tests.desk.fetched_pages import (
    HOUR,
    M1,
    M2,
    M3,
    NOW,
    begin,
    by,
    column,
    conflicting,
    decide,
    folded,
    folded_pair_of,
    judge_alone,
    judge_opened,
    new,
    page,
    record,
    rows,
    seen,
    words,
)  # fmt: skip

TEXT = words("a")


def test_a_folded_article_hands_its_page_and_sightings_to_its_home(archive: Archive) -> None:
    home, other = folded_pair_of(archive)
    assert column(archive, pages, "article_id") == [home, home]
    assert {(row["article_id"], row["url"]) for row in rows(archive, sightings)} == {
        (home, f"{M1}/1"), (home, f"{M2}/2")
    }  # fmt: skip
    assert by(rows(archive, articles), id=other)["folded_into"] == home


def test_the_homes_text_is_shown_by_the_folded_articles_mirror(archive: Archive) -> None:
    home, _ = folded_pair_of(archive)
    standing = by(rows(archive, articles), id=home)["revision_id"]
    assert {(row["revision_id"], row["mirror"]) for row in rows(archive, showings)} == {(standing, M1), (standing, M2)}
    assert column(archive, pages, "revision_id") == [standing, standing]


def test_later_sightings_and_pages_of_a_folded_key_are_its_homes(archive: Archive) -> None:
    home, other = folded_pair_of(archive)
    archive.call(record_sightings, [seen(other, f"{M3}/2", M3, at=NOW + HOUR)])
    assert by(rows(archive, sightings), url=f"{M3}/2")["article_id"] == home
    (again,) = record(archive, page(begin(archive), "/2", TEXT, M2))
    assert (again.article, len(again.shown)) == (home, 1)


def test_the_address_of_a_folded_article_is_fetched_again_like_any_other(archive: Archive) -> None:
    folded_pair_of(archive)
    due = archive.read(load_due_articles, "herald", NOW + HOUR, 10)
    assert [(article.key, article.urls) for article in due] == [
        ("/1", {M1: f"{M1}/1", M2: f"{M2}/2"}),
        ("/2", {M2: f"{M2}/2"}),
    ]


def test_an_address_parts_with_a_copy_of_its_text_where_another_page_of_its_home_shows_it_too(archive: Archive) -> None:
    home, other = folded_pair_of(archive)
    run = begin(archive)
    fetched = [page(run, "/2", words("b"), M2), page(run, "/1", words("b"), M1)]
    parting, staying = record(archive, *fetched)
    parted = judge_opened(archive, replace(parting, article=other, shown=()))
    (staying,) = archive.read(load_open_pages, [staying.id])
    judge_opened(archive, staying)
    standing = {row["id"]: row["revision_id"] for row in rows(archive, articles)}
    assert (parted.article, standing[other], standing[home]) == (other, parted.revision, staying.revision)
    owners = {row["id"]: row["article_id"] for row in rows(archive, revisions)}
    assert {owners[number]: number for number in standing.values()} == standing
    texts = archive.read(load_texts, list(standing.values()))
    assert set(texts.values()) == {words("b")}
    assert not archive.read(check_archive).findings
    archive.call(drop_family, [home])
    assert column(archive, pages, "revision_id") == [parted.revision]


def test_texts_of_a_folded_article_lead_to_its_home(archive: Archive) -> None:
    home, _ = folded_pair_of(archive)
    found = archive.read(load_known_revisions, column(archive, revisions, "id"))
    assert {text.article for text in found.values()} == {home}


def test_sightings_at_one_address_keep_what_either_knew(archive: Archive) -> None:
    run = begin(archive)
    home = judge_alone(archive, page(run, "/1", TEXT, M1, at=NOW))
    (other,) = record(archive, page(run, "/2", TEXT, M2, at=NOW))
    both = f"{M3}/both"
    for article, at, listed in ((home.article, NOW + 60, False), (other.article, NOW, False)):
        archive.call(record_sightings, [seen(article, both, M3, at=at, listed=listed)])
    archive.call(record_sightings, [seen(other.article, both, M3, at=NOW + 5 * HOUR, listed=True)])
    decide(archive, (other, folded(home.article)))
    kept = by(rows(archive, sightings), url=both)
    assert (kept["article_id"], kept["listed"]) == (home.article, True)
    assert (kept["first_seen"], kept["last_seen"]) == (NOW, NOW + 5 * HOUR)


def test_nobody_is_folded_into_an_article_that_was_folded_itself(archive: Archive) -> None:
    home, other = folded_pair_of(archive)
    (third,) = record(archive, page(begin(archive), "/3", TEXT, M1))
    (decided,) = decide(archive, (third, folded(other)))
    assert decided.article == home
    assert {row["folded_into"] for row in rows(archive, articles)} == {None, home}


def test_what_was_folded_into_an_article_follows_it_when_it_is_folded(archive: Archive) -> None:
    run = begin(archive)
    first, second, third = record(archive, *(page(run, f"/{n}", TEXT) for n in (1, 2, 3)))
    decide(archive, (second, new()))
    decide(archive, (third, folded(second.article)))
    archive.call(lambda c: c.execute(pages.update().where(pages.c.id == second.id).values(verdict=None)))
    decide(archive, (first, new()), (second, folded(first.article)))
    assert column(archive, articles, "folded_into") == [None, first.article, first.article]
    assert set(column(archive, pages, "article_id")) == {first.article}


def test_a_waiting_page_of_a_folded_article_waits_as_its_homes(archive: Archive) -> None:
    run = begin(archive)
    home = judge_alone(archive, page(run, "/1", TEXT))
    same, edited = record(archive, page(run, "/2", TEXT, M1), page(run, "/2", words("b"), M2))
    assert same.article == edited.article
    decide(archive, (same, folded(home.article)))
    assert archive.read(load_unjudged, "herald") == [edited.id]
    decided = judge_alone(archive, page(run, "/2", words("b"), M2))
    assert decided.article == home.article
    assert by(rows(archive, revisions), id=decided.revision)["article_id"] == home.article


def test_links_to_a_folded_article_become_links_to_its_home(archive: Archive) -> None:
    run = begin(archive)
    home, copy, near = record(archive, page(run, "/1", TEXT), page(run, "/2", TEXT), page(run, "/3", words("b")))
    to_copy = StoryLink(copy.article, LinkKind.CONTAINMENT, 0.4, 0.9, longer=True)
    decide(archive, (home, new()), (near, new(to_copy)))
    decide(archive, (copy, folded(home.article)))
    (link,) = rows(archive, story_links)
    assert (link["earlier"], link["later"], link["container"]) == (home.article, near.article, home.article)
    assert set(column(archive, articles, "story")) == {home.article}


def test_a_reused_key_starts_a_second_article(archive: Archive) -> None:
    run = begin(archive)
    first = judge_alone(archive, page(run, "/1", TEXT, title="Storm"))
    (opened,) = record(archive, page(begin(archive), "/1", words("b"), title="Budget", url=f"{M1}/1?again"))
    (second,) = decide(archive, (opened, conflicting()))
    assert second.article != first.article
    assert [(row["key"], row["part"]) for row in rows(archive, articles)] == [("/1", 0), ("/1", 1)]
    assert by(rows(archive, revisions), id=second.revision)["article_id"] == second.article
    assert by(rows(archive, sightings), url=f"{M1}/1?again")["article_id"] == second.article
    assert by(rows(archive, articles), id=second.article)["revision_id"] == second.revision


def test_the_reused_key_belongs_to_the_second_article_from_then_on(archive: Archive) -> None:
    run = begin(archive)
    judge_alone(archive, page(run, "/1", TEXT))
    (opened,) = record(archive, page(begin(archive), "/1", words("b")))
    (second,) = decide(archive, (opened, conflicting()))
    (again,) = record(archive, page(begin(archive), "/1", words("b"), sightings=(Sighting(M2, f"{M2}/1"),)))
    assert (again.article, [sorted(text.mirrors) for text in again.shown]) == (second.article, [[M1]])
