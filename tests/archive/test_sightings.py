"""A sighting is of the mirror that showed an article, told from its first second to its last hour, and never lost."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.archive.database.store import Archive
from crawler.archive.pages.sightings import (
    load_article_ids,
    load_sighting_ids,
    record_gone,
    record_sightings,
    renew_sightings,
)
from crawler.archive.tables.sightings import sightings
from crawler.model.article import Sighting
from tests.desk.fetched_pages import (
    DAY,
    HOUR,
    M1,
    M2,
    M3,
    NOW,
    begin,
    by,
    judge_alone,
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


def test_the_first_time_is_told_to_the_second_and_the_last_to_the_hour(archive: Archive) -> None:
    article, _ = start(archive)
    archive.call(record_sightings, [seen(article, f"{M2}/1", M2, at=NOW + 1799, run=4)])
    archive.call(record_sightings, [seen(article, f"{M2}/1", M2, at=NOW + 3 * HOUR + 59, run=5)])
    row = by(rows(archive, sightings), mirror=M2)
    assert (row["first_seen"], row["first_run"], row["last_seen"]) == (NOW + 1799, 4, NOW + 3 * HOUR)


def test_no_sighting_lies_before_the_run_that_saw_it(archive: Archive) -> None:
    run = begin(archive, now=NOW + 1000)
    listed = (Sighting(M2, f"{M2}/1", listed=True),)
    early = page(run, "/1", words("a"), at=NOW + 1001, sightings=listed)
    record(archive, early, page(run, "/2", words("b"), at=NOW + 1700))
    first = [row["first_seen"] - NOW for row in rows(archive, sightings)]
    assert first == [1001, 1001, 1700]


def test_a_late_report_moves_no_time_backwards(archive: Archive) -> None:
    article, _ = start(archive)
    for at in (NOW + DAY, NOW + HOUR):
        archive.call(record_sightings, [seen(article, f"{M1}/1", at=at)])
    assert by(rows(archive, sightings), url=f"{M1}/1")["last_seen"] == NOW + DAY


def test_each_mirror_that_lists_an_article_has_a_sighting_with_its_address(archive: Archive) -> None:
    article, _ = start(archive)
    lazy = seen(article, f"{M2}/1", M2, listed=True, named_host="m1.example")
    elsewhere = seen(article, f"{M1}/1", M3, listed=True, named_host="m1.example")
    archive.call(record_sightings, [lazy, elsewhere])
    told = [(row["mirror"], row["url"], row["named_host"]) for row in rows(archive, sightings)]
    assert told[2:] == [(M2, f"{M2}/1", "m1.example"), (M3, f"{M1}/1", "m1.example")]


def test_a_mirror_s_own_link_counts_before_one_that_names_another_host(archive: Archive) -> None:
    article, _ = start(archive)
    lazy = seen(article, f"{M2}/1", M2, listed=True, named_host="m1.example")
    archive.call(record_sightings, [lazy, seen(article, f"{M2}/1", M2, listed=True), seen(article, f"{M2}/1", M2)])
    row = by(rows(archive, sightings), mirror=M2)
    assert (row["named_host"], row["listed"]) == ("", True)


def test_what_was_listed_stays_listed_when_it_is_fetched(archive: Archive) -> None:
    article, _ = start(archive)
    archive.call(record_sightings, [seen(article, f"{M1}/1", listed=True, named_host="m2.example")])
    record(archive, page(begin(archive), "/1", words("c"), at=NOW + HOUR))
    row = by(rows(archive, sightings), url=f"{M1}/1")
    assert (row["listed"], row["named_host"], row["fetched_at"]) == (True, "m2.example", NOW + HOUR)


def test_a_gone_address_is_gone_since_its_first_such_answer_until_a_page_is_there(archive: Archive) -> None:
    start(archive)
    other = judge_alone(archive, page(begin(archive, "gazette"), "/1", words("a"), source="gazette"))

    def gone() -> dict[int, int | None]:
        return {row["article_id"]: row["gone_at"] for row in rows(archive, sightings) if row["url"] == f"{M1}/1"}

    for at in (NOW + 5, NOW + 9):
        archive.call(record_gone, "herald", [f"{M1}/1"], at)
    assert gone() == {1: NOW + 5, other.article: None}
    archive.call(record_sightings, [seen(1, f"{M1}/1", at=NOW + 10, listed=True)])
    assert gone()[1] == NOW + 5
    record(archive, page(begin(archive), "/1", words("c"), at=NOW + 11))
    assert gone() == {1: None, other.article: None}


def test_no_sightings_are_no_work(archive: Archive) -> None:
    assert archive.call(record_sightings, []) == set()


def test_sightings_of_an_article_that_is_gone_are_left_out_and_told(archive: Archive) -> None:
    article, _ = start(archive)
    gone = article + 1000
    before = len(rows(archive, sightings))
    assert archive.call(record_sightings, [seen(gone, f"{M2}/9", M2), seen(article, f"{M2}/1", M2)]) == {gone}
    assert len(rows(archive, sightings)) == before + 1


def test_an_unchanged_listing_moves_its_sightings_to_this_hour(archive: Archive) -> None:
    start(archive)
    places = [(M1, f"{M1}/1"), (M1, f"{M1}/2"), (M1, f"{M1}/unknown"), (M2, f"{M1}/1")]
    ids = archive.read(load_sighting_ids, "herald", places)
    assert list(ids) == places[:2]
    archive.call(renew_sightings, [ids[M1, f"{M1}/1"]], NOW + HOUR + 5)
    assert by(rows(archive, sightings), url=f"{M1}/1")["last_seen"] == NOW + HOUR
    assert by(rows(archive, sightings), url=f"{M1}/2")["last_seen"] == NOW


def test_sightings_lead_to_their_articles_however_many_they_are(archive: Archive) -> None:
    one, other = start(archive)
    urls = [f"{M2}/{n}" for n in range(1201)]
    archive.call(record_sightings, [seen(one, url, M2) for url in urls])
    ids = list(archive.read(load_sighting_ids, "herald", [(M2, url) for url in urls]).values())
    assert archive.read(load_article_ids, ids) == {one}
    assert len(ids) == 1201
    archive.call(renew_sightings, ids, NOW + HOUR)
    moved = [row for row in rows(archive, sightings) if row["last_seen"] == NOW + HOUR]
    assert {row["article_id"] for row in moved} == {one} != {other}
    assert len(moved) == 1201


SEEN = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from("xyz"), st.sampled_from([M1, M2]), st.booleans(),
              st.integers(0, 5 * HOUR)),
    max_size=15,
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(told=SEEN)
def test_none_is_lost_whatever_comes_in_whatever_order(told, tmp_path_factory) -> None:  # type: ignore[no-untyped-def]
    archive = open_archive(tmp_path_factory.mktemp("sightings"))
    articles = start(archive)
    for which, path, on, listed, later in told:
        archive.call(record_sightings, [seen(articles[which], f"{on}/{path}", on, at=NOW + later, listed=listed)])
    kept = {(row["article_id"], row["mirror"], row["url"]): row for row in rows(archive, sightings)}
    archive.close()
    for which, path, on, listed, later in told:
        row = kept[articles[which], on, f"{on}/{path}"]
        assert row["last_seen"] >= (NOW + later) // HOUR * HOUR
        assert row["listed"] or not listed
