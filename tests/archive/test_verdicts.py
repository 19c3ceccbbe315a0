"""Step five: the verdict is committed, once, with what follows from it for the article."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from crawler.archive.database.store import Archive
from crawler.archive.pages.quarantine import record_quarantine
from crawler.archive.raw_pages import BATCH, drop_raw_pages
from crawler.archive.runs.due_articles import load_due_articles, postpone_articles
from crawler.archive.tables.articles import articles, pages, quarantine, revisions, showings
from crawler.archive.tables.raw_pages import raw_pages
from crawler.model.article import Reason, Rejection
from crawler.model.verdict import Judgement, Kind, Verdict
from tests.desk.fetched_pages import (
    DAY,
    HOUR,
    M1,
    M2,
    NOW,
    begin,
    by,
    column,
    decide,
    judge_alone,
    new,
    page,
    record,
    rows,
    words,
)  # fmt: skip


def test_a_verdict_is_written_with_its_evidence(archive: Archive) -> None:
    (opened,) = record(archive, page(begin(archive), "/1", words("a")))
    verdict = Verdict(Kind.NEAR_DUPLICATE, of=7, jaccard=0.625, containment=1.0, evidence={"rule": "jaccard", "n": 3})
    decide(archive, (opened, Judgement(verdict)))
    (row,) = rows(archive, pages)
    assert (row["verdict"], row["of_article"]) == ("near_duplicate", 7)
    assert (row["jaccard"], row["containment"], row["evidence"]) == (0.625, 1.0, {"rule": "jaccard", "n": 3})


def test_a_page_that_has_its_verdict_keeps_it(archive: Archive) -> None:
    (opened,) = record(archive, page(begin(archive), "/1", words("a")))
    assert decide(archive, (opened, new())) == [opened]
    before = [rows(archive, table) for table in (articles, pages, revisions, showings)]
    assert decide(archive, (opened, Judgement(Verdict(Kind.COPY, 9)))) == []
    assert [rows(archive, table) for table in (articles, pages, revisions, showings)] == before


def test_the_text_that_stands_is_the_last_revision_and_never_a_disputed_one(archive: Archive) -> None:
    run = begin(archive)
    first = judge_alone(archive, page(run, "/1", words("a"), M1))
    assert column(archive, articles, "revision_id") == [first.revision]
    run = begin(archive)
    disputed = judge_alone(archive, page(run, "/1", words("b"), M2))
    assert column(archive, articles, "revision_id") == [first.revision] != [disputed.revision]
    revised = judge_alone(archive, page(run, "/1", words("c"), M1))
    assert column(archive, articles, "revision_id") == [revised.revision]


def test_the_same_text_on_another_mirror_changes_nothing_that_stands(archive: Archive) -> None:
    run = begin(archive)
    first = judge_alone(archive, page(run, "/1", words("a"), M1))
    judge_alone(archive, page(run, "/1", words("a"), M2))
    assert column(archive, articles, "revision_id") == [first.revision]
    assert {(row["mirror"], row["revision_id"]) for row in rows(archive, showings)} == {
        (M1, first.revision), (M2, first.revision)
    }  # fmt: skip


def revisit(archive: Archive, key: str, published: datetime | None, at: int) -> int | None:
    judge_alone(archive, page(begin(archive, now=at), key, words(key), published=published, at=at))
    again: int | None = by(rows(archive, articles), key=key)["revisit_at"]
    return again


def test_a_young_article_is_fetched_again_soon_and_an_old_one_never(archive: Archive) -> None:
    now = datetime.fromtimestamp(NOW, UTC)
    assert revisit(archive, "/fresh", now - timedelta(minutes=5), NOW) == NOW + 15 * 60
    assert revisit(archive, "/today", now - timedelta(hours=5), NOW) == NOW + HOUR
    assert revisit(archive, "/week", now - timedelta(days=5), NOW) == NOW + 3 * HOUR
    assert revisit(archive, "/old", now - timedelta(days=8), NOW) is None
    assert revisit(archive, "/undated", None, NOW) == NOW + 15 * 60


def test_a_date_in_the_future_does_not_keep_an_article_young_for_ever(archive: Archive) -> None:
    future = datetime.fromtimestamp(NOW, UTC) + timedelta(days=365)
    assert revisit(archive, "/1", future, NOW) == NOW + 15 * 60
    assert revisit(archive, "/1", future, NOW + 8 * DAY) is None


def test_articles_come_due_the_longest_overdue_first(archive: Archive) -> None:
    run = begin(archive)
    for number, at in ((1, NOW + 60), (2, NOW), (3, NOW + DAY)):
        judge_alone(archive, page(run, f"/{number}", words(f"w{number}"), at=at))
    due = archive.read(load_due_articles, "herald", NOW + HOUR, 10)
    assert [(one.key, one.shown_on, one.disputed_by) for one in due] == [("/2", (M1,), None), ("/1", (M1,), None)]
    assert due[0].urls == {M1: f"{M1}/2"}
    assert [one.key for one in archive.read(load_due_articles, "herald", NOW + HOUR, 1)] == ["/2"]
    assert archive.read(load_due_articles, "gazette", NOW + HOUR, 10) == []


def test_an_article_that_no_mirror_gave_waits_behind_the_others(archive: Archive) -> None:
    run = begin(archive)
    for number in (1, 2):
        judge_alone(archive, page(run, f"/{number}", words(f"w{number}"), at=NOW + number))
    archive.call(postpone_articles, "herald", ["/1"], NOW + 2 * HOUR)
    archive.call(postpone_articles, "gazette", ["/2"], NOW + 2 * HOUR)
    assert [one.key for one in archive.read(load_due_articles, "herald", NOW + HOUR, 10)] == ["/2"]
    archive.call(postpone_articles, "herald", ["/1"], NOW)
    assert [one.key for one in archive.read(load_due_articles, "herald", NOW + 2 * HOUR, 10)] == ["/2", "/1"]


def test_a_disputed_article_is_due_at_once_on_every_mirror(archive: Archive) -> None:
    run = begin(archive)
    judge_alone(archive, page(run, "/1", words("a"), M1, at=NOW - DAY))
    judge_alone(archive, page(run, "/1", words("b"), M2, at=NOW))
    (due,) = archive.read(load_due_articles, "herald", NOW, 10)
    assert (due.disputed_by, set(due.urls)) == (M2, {M1, M2})


def test_a_page_in_quarantine_counts_its_tries(archive: Archive) -> None:
    for number, (reason, at) in enumerate([(Reason.EMPTY, NOW), (Reason.ERROR_PAGE, NOW + 9)], start=1):
        rejection = Rejection(reason, "nul \x00 and \udcff")
        assert archive.call(record_quarantine, "herald", "/1", M1, f"{M1}/1", rejection, at).tries == number
    assert archive.call(record_quarantine, "herald", "/1", M2, f"{M2}/1", rejection, NOW).tries == 1
    row = by(rows(archive, quarantine), mirror=M1)
    assert (row["reason"], row["tries"], row["first_seen"], row["last_seen"]) == ("error_page", 2, NOW, NOW + 9)
    assert row["evidence"] == "nul \ufffd and \ufffd"


def test_raw_pages_leave_in_batches_when_their_time_is_over(archive: Archive) -> None:
    run = begin(archive)
    record(archive, *(page(run, f"/{n}", words("a"), raw=b"x", at=NOW + n % 2) for n in range(BATCH + 10)))
    assert [archive.call(drop_raw_pages, NOW + 1) for _ in range(2)] == [(BATCH + 10) // 2, 0]
    assert set(column(archive, raw_pages, "fetched_at")) == {NOW + 1}
    assert len(rows(archive, pages)) == BATCH + 10
