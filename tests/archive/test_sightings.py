"""Sightings are told to the hour and never lost."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.archive.database.store import Archive
from crawler.archive.pages.sightings import load_article_ids, load_sighting_ids, record_sightings, renew_sightings
from crawler.archive.tables.articles import sighting_listings, sightings
from tests.desk.fetched_pages import (
    DAY,
    HOUR,
    M1,
    M2,
    M3,
    NOW,
    begin,
    by,
    open_archive,
    page,
    record,
    rows,
    seen,
    words,
)  # fmt: skip


def start(archive: Archive) -> tuple[int, int]:
    run = begin(archive)
    one, other = record(archive, page(run, "/1", words("a")), page(run, "/2", words("b")))
    return one.article, other.article


def test_times_are_told_to_the_hour(archive: Archive) -> None:
    article, _ = start(archive)
    archive.call(record_sightings, [seen(article, f"{M2}/1", M2)], NOW + 1799)
    archive.call(record_sightings, [seen(article, f"{M2}/1", M2)], NOW + 3 * HOUR + 59)
    row = by(rows(archive, sightings), url=f"{M2}/1")
    assert (row["first_seen"], row["last_seen"]) == (NOW, NOW + 3 * HOUR)


def test_a_late_report_moves_no_time_backwards(archive: Archive) -> None:
    article, _ = start(archive)
    for at in (NOW + DAY, NOW + HOUR):
        archive.call(record_sightings, [seen(article, f"{M1}/1")], at)
    assert by(rows(archive, sightings), url=f"{M1}/1")["last_seen"] == NOW + DAY


def test_every_listing_that_showed_it_is_kept(archive: Archive) -> None:
    article, _ = start(archive)
    archive.call(record_sightings, [seen(article, f"{M2}/1", M2, on) for on in (M1, M2, M1, None)], NOW)
    archive.call(record_sightings, [seen(article, f"{M2}/1", M2, M3)], NOW)
    assert {row["listed_on"] for row in rows(archive, sighting_listings)} == {M1, M2, M3}
    assert len(rows(archive, sightings)) == 3


def test_no_sightings_are_no_work(archive: Archive) -> None:
    assert archive.call(record_sightings, [], NOW) == set()


def test_sightings_of_an_article_that_is_gone_are_left_out_and_told(archive: Archive) -> None:
    article, _ = start(archive)
    gone = article + 1000
    before = len(rows(archive, sightings))
    assert archive.call(record_sightings, [seen(gone, f"{M2}/9", M2), seen(article, f"{M2}/1", M2)], NOW) == {gone}
    assert len(rows(archive, sightings)) == before + 1


def test_an_unchanged_listing_moves_its_sightings_to_this_hour(archive: Archive) -> None:
    start(archive)
    ids = archive.read(load_sighting_ids, "herald", [f"{M1}/1", f"{M1}/2", f"{M1}/unknown"])
    assert ids.keys() == {f"{M1}/1", f"{M1}/2"}
    archive.call(renew_sightings, [ids[f"{M1}/1"]], NOW + HOUR + 5)
    assert by(rows(archive, sightings), url=f"{M1}/1")["last_seen"] == NOW + HOUR
    assert by(rows(archive, sightings), url=f"{M1}/2")["last_seen"] == NOW


def test_sightings_lead_to_their_articles_however_many_they_are(archive: Archive) -> None:
    one, other = start(archive)
    urls = [f"{M2}/{n}" for n in range(1201)]
    archive.call(record_sightings, [seen(one, url, M2) for url in urls], NOW)
    ids = list(archive.read(load_sighting_ids, "herald", urls).values())
    assert archive.read(load_article_ids, ids) == {one}
    assert len(ids) == 1201
    archive.call(renew_sightings, ids, NOW + HOUR)
    moved = [row for row in rows(archive, sightings) if row["last_seen"] == NOW + HOUR]
    assert {row["article_id"] for row in moved} == {one} != {other}
    assert len(moved) == 1201


SEEN = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from("xyz"), st.sampled_from([M1, M2, None]), st.integers(0, 5 * HOUR)),
    max_size=15,
)


@settings(max_examples=25, deadline=None)
@given(told=SEEN)
def test_none_is_lost_whatever_comes_in_whatever_order(told, tmp_path_factory) -> None:  # type: ignore[no-untyped-def]
    archive = open_archive(tmp_path_factory.mktemp("sightings"))
    articles = start(archive)
    for which, path, on, later in told:
        archive.call(record_sightings, [seen(articles[which], f"{M2}/{path}", M2, on)], NOW + later)
    kept = {row["url"] + str(row["article_id"]): row for row in rows(archive, sightings)}
    listed = {(row["sighting_id"], row["listed_on"]) for row in rows(archive, sighting_listings)}
    archive.close()
    for which, path, on, later in told:
        row = kept[f"{M2}/{path}{articles[which]}"]
        assert row["last_seen"] >= (NOW + later) // HOUR * HOUR
        assert on is None or (row["id"], on) in listed
