"""After an upgrade days are counted and texts indexed beside the crawls; until then answers are right, if slower."""

from __future__ import annotations

import asyncio
from contextlib import closing, suppress
from pathlib import Path

from crawler.archive.database.store import Archive
from crawler.archive.pages.sightings import record_sightings
from crawler.archive.rollup.recount_days import recount_stale_days
from crawler.archive.runs.record_runs import end_run
from crawler.archive.search.find_texts import find_articles, is_searchable
from crawler.archive.tables.days import stale_days
from crawler.archive.tables.searched_texts import stale_texts
from crawler.canonical.search_words import parse_search
from scheduler.service.catch_up import catch_up
from tests.archive.filled import FOLDED, ROWS, fill
from tests.desk.counted_days import find_wrong_days
from tests.desk.fetched_pages import HOUR, M1, NOW, begin, judge_alone, page, rows, seen, words


def test_an_older_archive_answers_at_once_and_is_counted_and_indexed_by_and_by(tmp_path: Path) -> None:
    fill(tmp_path / "archive.db")
    with closing(Archive.in_folder(tmp_path)) as archive:
        assert rows(archive, stale_days)
        assert not archive.read(is_searchable)
        assert find_wrong_days(archive) == []
        assert asyncio.run(catch_up(archive))
        assert rows(archive, stale_days) == rows(archive, stale_texts) == []
        assert find_wrong_days(archive) == []
        found = archive.read(find_articles, parse_search("shared1"))
        assert [row.id for row in found] == [number for number in range(ROWS, 0, -1) if number != FOLDED]


def test_the_end_of_a_run_counts_its_days(archive: Archive) -> None:
    run = begin(archive)
    judge_alone(archive, page(run, "/1", words("a")))
    assert rows(archive, stale_days)
    costs = {M1: {"requests": 2, "bytes": 9, "bodies": 1, "revisits": 0, "failures": 0}}
    archive.call(end_run, run, now=NOW + 60, outcome="done", problem=None, report={}, mirrors=costs)
    assert rows(archive, stale_days) == []
    assert find_wrong_days(archive) == []


def test_a_sighting_that_is_fetched_later_is_no_request_saved_any_more(archive: Archive) -> None:
    judged = judge_alone(archive, page(begin(archive), "/1", words("a")))
    archive.call(record_sightings, [seen(judged.article, "https://m2.example/1", "https://m2.example", at=NOW + HOUR)])
    while archive.call(recount_stale_days):
        pass
    later = page(begin(archive), "/1", words("a"), "https://m2.example", at=NOW + 3 * 24 * HOUR)
    judge_alone(archive, later)
    assert find_wrong_days(archive) == []


def test_a_kill_within_a_judgement_leaves_days_and_texts_as_they_were(archive: Archive) -> None:
    run = begin(archive)
    judge_alone(archive, page(run, "/1", words("a")))

    def cut_off(_: object) -> None:
        raise KeyboardInterrupt

    with suppress(KeyboardInterrupt):
        archive.call(lambda connection: (recount_stale_days(connection), cut_off(connection)))
    assert find_wrong_days(archive) == []
    assert [row.id for row in archive.read(find_articles, parse_search("a7"))] == [1]
