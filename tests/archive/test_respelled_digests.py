"""An archive of 0.1.0 told more spellings apart: after an upgrade its texts are compared as those of today."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, insert

from crawler.archive.database.integrity import check_archive
from crawler.archive.database.respell_digests import respell_digests
from crawler.archive.database.store import Archive
from crawler.archive.disputes.settle_disputes import Terms, settle_disputes
from crawler.archive.pages.record_pages import load_open_pages, load_unjudged, record_pages
from crawler.archive.removal.tombstones import Decision, RemovedArticle, record_tombstones
from crawler.archive.tables.alarms import alarms
from crawler.archive.tables.articles import articles, pages, revisions, showings
from crawler.canonical.text import digest, former_digest, tokens
from tests.archive.first_schema import make_first_schema, schema
from tests.desk.fetched_pages import DAY, HOUR, M1, M2, NOW, begin, column, judge_alone, judge_opened, page, rows, words

STORM = f"Ещё одна буря. {words('шторм')} أفاد المسؤول"
OTHERWISE = STORM.replace("ё", "е").replace("أ", "ا").replace("ؤ", "و")
PLAIN = words("calm")


@pytest.fixture
def former(archive: Archive) -> Archive:
    """One text on two mirrors in two spellings, which 0.1.0 took for two; and one that nobody spells otherwise."""
    run = begin(archive)
    judge_alone(archive, page(run, "/1", STORM, M1, digest=former_digest(STORM)))
    judge_alone(archive, page(run, "/1", OTHERWISE, M2, digest=former_digest(OTHERWISE), at=NOW + HOUR))
    judge_alone(archive, page(run, "/2", PLAIN, M1))
    return archive


def test_texts_that_differ_in_spelling_alone_are_one_afterwards_with_all_that_belongs_to_them(former: Archive) -> None:
    assert column(former, pages, "verdict") == ["new", None, "new"], "0.1.0 waited for the mirrors to agree"
    former.call(respell_digests)
    first, second, plain = rows(former, revisions)
    kept = {row["revision_id"] for row in rows(former, pages) if row["article_id"] == 1}
    assert kept == {row["revision_id"] for row in rows(former, showings)} - {plain["id"]}
    (stands,) = kept
    assert {row["revision_id"] for row in rows(former, articles)} == {stands, plain["id"]}
    assert {row["digest"] for row in (first, second) if row["id"] == stands} == {digest(tokens(STORM))}
    assert plain["digest"] == digest(tokens(PLAIN)) == former_digest(PLAIN)
    assert {row["mirror"] for row in rows(former, showings) if row["revision_id"] == stands} == {M1, M2}
    assert former.read(check_archive).findings == ()


def test_what_waited_for_the_mirrors_to_agree_is_judged_anew_and_is_no_edit_and_no_alarm(former: Archive) -> None:
    former.call(respell_digests)
    run = begin(former)
    (waiting,) = former.read(load_unjudged, "herald")
    (opened,) = former.read(load_open_pages, [waiting])
    judge_opened(former, opened)
    for hours, (text, mirror) in enumerate([(STORM, M1), (OTHERWISE, M2), (STORM, M1), (OTHERWISE, M2)], 1):
        at = NOW + DAY * hours
        assert judge_alone(former, page(run, "/1", text, mirror, at=at, url=f"{mirror}/1?{hours}")).article == 1
    former.call(settle_disputes, "herald", NOW + 6 * DAY, Terms(0, order=(M1, M2)), run)
    assert rows(former, alarms) == []
    assert column(former, pages, "verdict") == ["new", "unchanged", "new", *["unchanged"] * 4]


def test_doing_it_twice_changes_nothing_more(former: Archive) -> None:
    former.call(respell_digests)
    before = [rows(former, table) for table in (revisions, pages, showings, articles)]
    former.call(respell_digests)
    assert [rows(former, table) for table in (revisions, pages, showings, articles)] == before


def test_a_text_that_was_removed_in_0_1_0_stays_away_under_another_key(archive: Archive) -> None:
    decision = Decision("a person", "a court said so", NOW)
    removed = RemovedArticle(article=9, keys={"/9"}, urls=(), digests={former_digest(STORM)})
    archive.call(record_tombstones, "herald", [removed], decision)
    run = begin(archive)
    assert archive.call(record_pages, [page(run, "/elsewhere", STORM), page(run, "/2", PLAIN)]) == [0, 1]


def test_an_archive_of_0_1_0_is_respelled_when_it_is_opened(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'archive.db'}")
    article = {"id": 1, "source": "herald", "key": "/1", "first_seen": NOW, "revision_id": 1, "story": 1}
    text = {
        "id": 1, "article_id": 1, "digest": former_digest(STORM), "text": STORM, "authors": [], "thin": False,
        "first_seen": NOW,
    }  # fmt: skip
    with engine.begin() as connection:
        make_first_schema(connection)
        connection.execute(insert(schema.tables["articles"]).values(article))
        connection.execute(insert(schema.tables["revisions"]).values(text))
    engine.dispose()
    with closing(Archive.in_folder(tmp_path)) as archive:
        assert column(archive, revisions, "digest") == [digest(tokens(OTHERWISE))]
        assert archive.read(check_archive).findings == ()
