"""Mirrors that disagree: a lag when they agree again in time, an alarm when they do not."""

from __future__ import annotations

import pytest

from crawler.archive.alarmtables import alarms
from crawler.archive.disputes import Terms, settle_disputes
from crawler.archive.schema import articles, pages, revisions
from crawler.archive.store import Archive
from crawler.verdict import Kind
from tests.archive.fetched import HOUR, M1, M2, M3, NOW, begin, by, column, judge_alone, page, rows, words

GRACE = 24 * HOUR
TERMS = Terms(GRACE, order=(M1, M2, M3))
OLD, NEW = words("old"), words("new")


@pytest.fixture
def disputed(archive: Archive) -> Archive:
    """M1 showed the old text; then M2 shows a new one."""
    show(archive, OLD, M1, NOW - HOUR)
    show(archive, NEW, M2, NOW)
    return archive


def show(archive: Archive, text: str, mirror: str, at: int) -> None:
    judge_alone(archive, page(begin(archive, now=at), "/1", text, mirror, at=at))


def look_again(archive: Archive, at: int) -> None:
    """Neither mirror has changed its text."""
    show(archive, OLD, M1, at)
    show(archive, NEW, M2, at)


def settled(archive: Archive, now: int) -> list[Kind]:
    return [verdict.kind for verdict in archive.call(settle_disputes, "herald", now, TERMS)]


def standing_text(archive: Archive) -> str:
    (article,) = rows(archive, articles)
    text: str = by(rows(archive, revisions), id=article["revision_id"])["text"]
    return text


def test_mirrors_that_disagree_are_waited_for(disputed: Archive) -> None:
    assert settled(disputed, NOW + GRACE - 1) == []
    assert standing_text(disputed) == OLD


def test_mirrors_that_agree_again_were_only_late(disputed: Archive) -> None:
    show(disputed, NEW, M1, NOW + HOUR)
    show(disputed, NEW, M2, NOW + HOUR)
    assert settled(disputed, NOW + HOUR) == [Kind.REVISION]
    assert standing_text(disputed) == NEW
    row = by(rows(disputed, pages), mirror=M2, fetched_at=NOW)
    assert (row["verdict"], row["pending_since"], row["evidence"]["waited"]) == ("revision", None, HOUR)


def test_a_mirror_that_takes_its_text_back_leaves_the_earlier_one_standing(disputed: Archive) -> None:
    show(disputed, OLD, M2, NOW + HOUR)
    assert settled(disputed, NOW + HOUR) == [Kind.REVISION]
    assert standing_text(disputed) == OLD


def test_mirrors_that_still_disagree_after_the_grace_are_divergent(disputed: Archive) -> None:
    look_again(disputed, NOW + GRACE)
    assert settled(disputed, NOW + GRACE) == [Kind.DIVERGENT]
    assert standing_text(disputed) == OLD
    assert column(disputed, pages, "verdict").count("divergent") == 1


def test_one_mirror_that_agrees_is_enough_though_a_third_still_lags(disputed: Archive) -> None:
    show(disputed, NEW, M1, NOW + HOUR)
    show(disputed, OLD, M3, NOW + 2 * HOUR)
    assert settled(disputed, NOW + 2 * HOUR) == [Kind.REVISION]


def test_a_settled_dispute_is_not_settled_again(disputed: Archive) -> None:
    look_again(disputed, NOW + GRACE)
    assert settled(disputed, NOW + GRACE) == [Kind.DIVERGENT]
    look_again(disputed, NOW + 2 * GRACE)
    assert settled(disputed, NOW + 2 * GRACE) == []
    assert len(rows(disputed, alarms)) == 1


def test_the_disputes_of_another_source_are_left_alone(disputed: Archive) -> None:
    assert disputed.call(settle_disputes, "gazette", NOW + GRACE, TERMS) == []
    assert by(rows(disputed, pages), mirror=M2)["verdict"] is None
