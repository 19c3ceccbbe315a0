"""What leaves the archive with time, and what must not."""

from __future__ import annotations

import pytest

from crawler.archive.database.store import Archive
from crawler.archive.pages.quarantine import record_quarantine
from crawler.archive.removal.expire import (
    drop_articles,
    drop_mirror_events,
    drop_quarantine,
    drop_runs,
    drop_unchanged_pages,
    load_old_articles,
    load_old_quarantine,
)
from crawler.archive.runs.record_runs import end_run
from crawler.archive.stories.overrides import MERGE, load_overrides_about
from crawler.archive.stories.overrides import record_override as decide_story
from crawler.archive.stories.story_links import update_stories
from crawler.archive.tables.articles import (
    articles,
    overrides,
    pages,
    quarantine,
    revisions,
    run_mirrors,
    runs,
    showings,
    story_links,
)
from crawler.archive.tables.mirrors import mirror_events
from crawler.archive.tables.raw_pages import raw_pages
from crawler.archive.tables.sightings import sightings
from crawler.archive.texts.revision_texts import load_texts
from crawler.model.article import Reason, Rejection
from crawler.model.errors import LeaseLost
from crawler.model.verdict import LinkKind, StoryLink
from tests.desk.fetched_pages import (
    DAY,
    M1,
    M2,
    NOW,
    begin,
    column,
    conflicting,
    decide,
    folded,
    judge_alone,
    new,
    page,
    record,
    rows,
    words,
)

LATER = NOW + 10 * DAY


def let_go(archive: Archive, run: int, before: int) -> list[str]:
    """Drop what no mirror has shown since; return the keys that lead nowhere any more."""
    leaving = archive.call(load_old_articles, "herald", before)
    archive.call(drop_articles, "herald", run, leaving.ids)
    return list(leaving.keys)


def test_an_article_that_nobody_shows_any_more_leaves_with_all_that_is_its_own(archive: Archive) -> None:
    run = begin(archive)
    judge_alone(archive, page(run, "/old", words("a"), raw=b"x"))
    judge_alone(archive, page(run, "/old", words("b"), at=NOW + 1, url=f"{M1}/old?second"))
    judge_alone(archive, page(run, "/fresh", words("c"), at=LATER))
    assert let_go(archive, run, LATER) == ["/old"]
    assert column(archive, articles, "key") == ["/fresh"]
    for table in (revisions, pages, sightings, showings):
        assert len(rows(archive, table)) == 1, table.name
    assert rows(archive, raw_pages) == []
    assert let_go(archive, run, LATER) == []


def test_an_article_that_still_stands_on_a_listing_stays(archive: Archive) -> None:
    run = begin(archive)
    judge_alone(archive, page(run, "/old", words("a")))
    judge_alone(archive, page(run, "/old", words("a"), M2, at=LATER))
    judge_alone(archive, page(run, "/fresh", words("c"), at=LATER))
    assert let_go(archive, run, LATER) == []
    assert len(rows(archive, articles)) == 2


def test_an_article_leaves_with_those_that_were_folded_into_it(archive: Archive) -> None:
    run = begin(archive)
    first, twin = record(archive, page(run, "/a", words("a")), page(run, "/b", words("a")))
    decide(archive, (first, new()))
    decide(archive, (twin, folded(first.article)))
    judge_alone(archive, page(run, "/fresh", words("c"), at=LATER))
    assert let_go(archive, run, LATER) == ["/a", "/b"]
    assert column(archive, articles, "key") == ["/fresh"]


def test_the_ids_of_the_last_rows_are_not_given_out_again(archive: Archive) -> None:
    run = begin(archive)
    gone = judge_alone(archive, page(run, "/a", words("a")))
    before = [max(column(archive, table, "id")) for table in (articles, revisions, sightings, pages)]
    assert let_go(archive, run, LATER) == ["/a"]
    fresh = judge_alone(archive, page(run, "/b", words("b"), at=LATER))
    assert fresh.article > gone.article
    after = [column(archive, table, "id") for table in (articles, revisions, sightings, pages)]
    assert [len(ids) for ids in after] == [1, 1, 1, 1]
    assert all(ids[0] > last for ids, last in zip(after, before, strict=True))


def test_a_story_goes_on_without_the_article_that_founded_it(archive: Archive) -> None:
    run = begin(archive)
    opened = record(archive, page(run, "/a", words("a")))
    opened += record(archive, *(page(run, key, words(key), at=LATER) for key in ("/b", "/c")))
    alike = [StoryLink(opened[0].article, LinkKind.JACCARD, 0.9, 0.9, None)]
    decide(archive, (opened[0], new()))
    decide(archive, (opened[1], new(*alike)))
    decide(archive, (opened[2], new(*alike)))
    assert len(set(column(archive, articles, "story"))) == 1
    let_go(archive, run, LATER)
    assert column(archive, articles, "story") == [opened[1].article, opened[2].article]
    assert rows(archive, story_links) == []


def test_an_article_leaves_with_what_was_decided_about_it_and_the_others_stay_told(archive: Archive) -> None:
    run = begin(archive)
    judge_alone(archive, page(run, "/a", words("a")))
    for key in ("/b", "/c"):
        judge_alone(archive, page(run, key, words(key), at=LATER))
    archive.call(decide_story, MERGE, [(1, 2)], who="editor", reason="x", now=NOW)
    archive.call(decide_story, MERGE, [(2, 3)], who="editor", reason="y", now=NOW)
    archive.call(update_stories, [1, 2, 3])
    assert column(archive, articles, "story") == [1, 1, 1]
    assert let_go(archive, run, LATER) == ["/a"]
    assert column(archive, articles, "story") == [2, 2]
    assert [one.reason for one in archive.read(load_overrides_about, [2])] == ["y"]
    assert column(archive, overrides, "reason") == ["x", "y"], "the decision itself is kept"


def test_a_text_outlives_the_article_whose_key_it_reused(archive: Archive) -> None:
    run = begin(archive)
    text = " ".join(f"w{number}" for number in range(400))
    judge_alone(archive, page(run, "/a", text))
    (opened,) = record(archive, page(run, "/a", f"{text} more", url=f"{M1}/a?again", at=LATER))
    (apart,) = decide(archive, (opened, conflicting()))
    judge_alone(archive, page(run, "/fresh", words("c"), at=LATER))
    let_go(archive, run, LATER)
    assert archive.read(load_texts, [apart.revision]) == {apart.revision: f"{text} more"}


def test_a_link_to_an_article_that_left_meanwhile_is_not_written(archive: Archive) -> None:
    run = begin(archive)
    gone = judge_alone(archive, page(run, "/a", words("a")))
    (late,) = record(archive, page(run, "/b", words("b"), at=LATER))
    let_go(archive, run, LATER)
    decide(archive, (late, new(StoryLink(gone.article, LinkKind.JACCARD, 0.9, 0.9, None))))
    assert rows(archive, story_links) == []
    assert column(archive, pages, "verdict") == ["new"]


def test_a_run_that_was_replaced_drops_nothing(archive: Archive) -> None:
    run = begin(archive)
    judge_alone(archive, page(run, "/a", words("a")))
    judge_alone(archive, page(run, "/b", words("b")))
    begin(archive)
    with pytest.raises(LeaseLost):
        let_go(archive, run, LATER)
    assert len(rows(archive, articles)) == 2


def test_visits_without_news_and_runs_without_pages_leave(archive: Archive) -> None:
    run = begin(archive)
    judge_alone(archive, page(run, "/a", words("a")))
    archive.call(end_run, run, now=NOW, outcome="done", problem=None, report={}, mirrors={M1: _COST})
    again = begin(archive, now=NOW + 60)
    judge_alone(archive, page(again, "/a", words("a"), at=NOW + 60))
    archive.call(end_run, again, now=NOW, outcome="done", problem=None, report={}, mirrors={M1: _COST})
    last = begin(archive, now=LATER)
    judge_alone(archive, page(last, "/b", words("b"), at=LATER))
    assert archive.call(drop_unchanged_pages, "herald", LATER) == 1
    assert archive.call(drop_runs, "herald", LATER) == 1
    assert column(archive, pages, "verdict") == ["new", "new"]
    assert (column(archive, runs, "id"), column(archive, run_mirrors, "run_id")) == ([run, last], [run])


_COST = {"requests": 1, "bytes": 1, "bodies": 1, "revisits": 0, "failures": 0}


def test_a_run_outlives_no_other_and_its_id_fences_the_next(archive: Archive) -> None:
    for _ in range(3):
        last = begin(archive)
        archive.call(end_run, last, now=NOW, outcome="done", problem=None, report={}, mirrors={})
    assert archive.call(drop_runs, "herald", LATER) == 3
    assert begin(archive) > last


def test_quarantine_leaves_and_only_keys_without_an_article_are_to_be_forgotten(archive: Archive) -> None:
    run = begin(archive)
    judge_alone(archive, page(run, "/a", words("a")))
    for key in ("/a", "/none"):
        archive.call(record_quarantine, "herald", key, M1, f"{M1}{key}", Rejection(Reason.EMPTY, "nothing"), NOW)
    leaving = archive.call(load_old_quarantine, "herald", LATER)
    assert leaving.keys == ["/none"]
    archive.call(drop_quarantine, leaving.ids)
    assert rows(archive, quarantine) == []


def test_changes_of_a_mirrors_state_leave(archive: Archive) -> None:
    values = {"source": "herald", "mirror": M1, "state": "down", "cause": "no answer"}
    archive.call(
        lambda connection: connection.execute(mirror_events.insert(), [values | {"at": NOW + n} for n in range(3)])
    )
    assert archive.call(drop_mirror_events, "herald", LATER) == 3
