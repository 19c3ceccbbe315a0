"""Step one: a page and its article are committed, once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, Table, insert
from sqlalchemy.exc import IntegrityError

from crawler.archive.database.store import Archive
from crawler.archive.pages.record_pages import load_open_pages, load_unjudged, record_pages
from crawler.archive.runs.record_runs import begin_run, check_fence, end_run
from crawler.archive.tables.articles import (
    articles,
    metadata,
    pages,
    quarantine,
    revisions,
    run_mirrors,
    runs,
)  # fmt: skip
from crawler.archive.tables.raw_pages import raw_pages
from crawler.archive.tables.sightings import sightings
from crawler.canonical.text import digest, tokens
from crawler.model.article import Sighting
from crawler.model.errors import ArchiveUnavailable, LeaseLost
from tests.desk.fetched_pages import M1, M2, NOW, begin, by, column, decide, judge_alone, new, page, record, rows, words


def everything(archive: Archive) -> dict[str, list[dict[str, object]]]:
    return {table.name: rows(archive, table) for table in metadata.sorted_tables}


def test_a_page_starts_an_article_with_its_text_and_where_it_was_seen(archive: Archive) -> None:
    run = begin(archive)
    published = datetime(2026, 8, 15, 9, 30, tzinfo=UTC)
    fetched = page(run, "/1", words("a"), title="A title", published=published, authors=("N. N.",), raw=b"zstd",
                   sightings=(Sighting(M2, f"{M2}/1", listed=True),))  # fmt: skip
    (opened,) = record(archive, fetched)
    assert (opened.title, opened.published, opened.shown) == ("A title", "2026-08-15T09:30:00+00:00", ())
    assert by(rows(archive, articles), id=opened.article)["story"] == opened.article
    seen = {(row["mirror"], row["fetched_at"], row["listed"]) for row in rows(archive, sightings)}
    assert seen == {(M1, NOW, False), (M2, None, True)}
    assert set(column(archive, sightings, "first_run")) == {run}
    assert column(archive, raw_pages, "body") == [b"zstd"]


def test_recording_twice_is_recording_once(archive: Archive) -> None:
    run = begin(archive)
    fetched = [
        page(run, f"/{n}", words(f"w{n}"), raw=b"x", sightings=(Sighting(M2, f"{M2}/{n}", listed=True),))
        for n in (1, 2)
    ]
    ids = archive.call(record_pages, fetched)
    before = everything(archive)
    assert archive.call(record_pages, fetched) == ids
    assert everything(archive) == before


def test_a_text_seen_again_is_no_second_revision(archive: Archive) -> None:
    first, second = begin(archive), begin(archive)
    with pytest.raises(LeaseLost):
        record(archive, page(first, "/1", words("a")))
    record(archive, page(second, "/1", words("a"), M1), page(second, "/1", words("a").upper(), M2))
    assert len(rows(archive, articles)) == len(rows(archive, revisions)) == 1
    assert len(rows(archive, pages)) == 2


def test_a_run_that_was_replaced_writes_nothing(archive: Archive) -> None:
    first = begin(archive)
    record(archive, page(first, "/1", words("a")))
    second = begin(archive)
    before = everything(archive)
    with pytest.raises(LeaseLost, match=f"Run {first} was replaced by run {second}"):
        record(archive, page(first, "/2", words("b")))
    assert everything(archive) == before


def test_a_batch_with_one_replaced_run_writes_nothing_of_any(archive: Archive) -> None:
    old, other = begin(archive), begin(archive, "gazette")
    begin(archive)
    with pytest.raises(LeaseLost):
        record(archive, page(other, "/1", words("a"), source="gazette"), page(old, "/2", words("b")))
    assert rows(archive, pages) == []


def test_a_run_left_open_is_closed_as_interrupted_by_the_next(archive: Archive) -> None:
    first = begin(archive)
    second = begin(archive, now=NOW + 60)
    assert by(rows(archive, runs), id=first)["outcome"] == "interrupted"
    assert by(rows(archive, runs), id=second)["ended"] is None
    assert second > first


def test_a_closed_run_stays_as_it_is(archive: Archive) -> None:
    run = begin(archive)
    costs = {"requests": 3, "bytes": 9, "bodies": 1, "revisits": 0, "failures": 0}
    for outcome, mirror in (("done", M1), ("failed", M2)):
        archive.call(end_run, run, now=NOW, outcome=outcome, problem=None, report={}, mirrors={mirror: costs})
    assert column(archive, runs, "outcome") == ["done"]
    assert column(archive, run_mirrors, "mirror") == [M1]


def test_the_fence_lets_only_the_last_run_through(archive: Archive) -> None:
    first, other, last = begin(archive), begin(archive, "gazette"), begin(archive)
    archive.call(check_fence, "herald", last)
    archive.call(check_fence, "gazette", other)
    for source, run in (("herald", first), ("gazette", last), ("unheard of", last)):
        with pytest.raises(LeaseLost):
            archive.call(check_fence, source, run)


@pytest.mark.parametrize(
    ("table", "row"),
    [
        (articles, {"source": "herald", "key": "/1", "part": 0, "first_seen": NOW, "story": 1}),
        (revisions, {"article_id": 1, "digest": b"d", "text": "", "authors": [], "thin": False, "first_seen": NOW}),
        (sightings, {"article_id": 1, "mirror": M1, "url": f"{M1}/1", "first_seen": NOW, "last_seen": NOW}),
        (pages, {"run_id": 1, "source": "herald", "mirror": M1, "url": f"{M1}/1", "key": "/1", "fetched_at": NOW,
                 "status": 200, "size": 1}),
        (quarantine, {"source": "herald", "key": "/1", "mirror": M1, "url": f"{M1}/1", "reason": "empty",
                      "evidence": "", "tries": 1, "first_seen": NOW, "last_seen": NOW}),
    ],
    ids=lambda value: getattr(value, "name", ""),
)  # fmt: skip
def test_the_database_itself_refuses_a_double_row(archive: Archive, table: Table, row: dict[str, object]) -> None:
    archive.call(begin_run, "herald", NOW)
    if table is not articles:
        archive.call(_insert, articles, {"source": "x", "key": "/", "part": 0, "first_seen": NOW, "story": 1})
    archive.call(_insert, table, row)
    with pytest.raises(ArchiveUnavailable, match=r"(?i)unique") as failure:
        archive.call(_insert, table, row)
    assert isinstance(failure.value.__cause__, IntegrityError)


def _insert(connection: Connection, table: Table, row: dict[str, object]) -> None:
    connection.execute(insert(table), [row])


def test_what_no_database_takes_is_replaced_and_the_digest_stays(archive: Archive) -> None:
    text = f"{words('a')} nul\x00byte \ud800surrogate \udcff"
    (opened,) = record(archive, page(begin(archive), "/1", text, title="\ud83d half a smile\x00", authors=("\udc00",)))
    assert (opened.text, opened.title) == (
        f"{words('a')} nul\ufffdbyte \ufffdsurrogate \ufffd", "\ufffd half a smile\ufffd"
    )  # fmt: skip
    assert digest(tokens(opened.text)) == digest(tokens(text)) == opened.digest


def test_pages_wait_until_they_are_judged(archive: Archive) -> None:
    run = begin(archive)
    first, second = record(archive, page(run, "/1", words("a")), page(run, "/2", words("b")))
    assert archive.read(load_unjudged, "herald") == [first.id, second.id]
    decide(archive, (first, new()))
    assert archive.read(load_unjudged, "herald") == [second.id]
    assert archive.read(load_open_pages, [first.id, second.id]) == [second]


def test_a_page_that_waits_for_its_mirrors_is_not_judged_again(archive: Archive) -> None:
    run = begin(archive)
    judge_alone(archive, page(run, "/1", words("a"), M1))
    decided = judge_alone(archive, page(run, "/1", words("b"), M2))
    assert by(rows(archive, pages), id=decided.id)["pending_since"] == NOW
    assert archive.read(load_unjudged, "herald") == []
    assert record(archive, page(run, "/1", words("b"), M2)) == []


def test_what_an_article_showed_is_told_oldest_first(archive: Archive) -> None:
    run = begin(archive)
    judge_alone(archive, page(run, "/1", words("a"), M1, at=NOW))
    judge_alone(archive, page(run, "/1", words("a"), M2, at=NOW + 1))
    run = begin(archive)
    judge_alone(archive, page(run, "/1", words("b"), M1, at=NOW + 2))
    (opened,) = record(archive, page(run, "/1", words("c"), M2, at=NOW + 3))
    assert [sorted(text.mirrors) for text in opened.shown] == [[M1, M2], [M1]]
