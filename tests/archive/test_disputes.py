"""Mirrors that disagree: a lag when they agree again in time, an alarm when they do not."""

from __future__ import annotations

import pytest

from crawler.archive.database.store import Archive
from crawler.archive.disputes.settle_disputes import Terms, settle_disputes
from crawler.archive.tables.alarms import alarms
from crawler.archive.tables.articles import articles, pages, revisions, runs
from crawler.mirrors.trust.traits import Traits
from crawler.model.verdict import Kind
from tests.desk.fetched_pages import HOUR, M1, M2, M3, NOW, begin, by, column, judge_alone, page, rows, words

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


def give_to(archive: Archive, account: str, mirror: str, at: int, key: str = "/1", text: str = OLD) -> None:
    """A page that asks for donations to an account."""
    line = Traits(links=("patreon.com",), money=(account,)).line()
    judge_alone(archive, page(begin(archive, now=at), key, text, mirror, at=at, traits=line))


def weighed(archive: Archive, now: int) -> list[Kind]:
    run = max(column(archive, runs, "id"))
    return [verdict.kind for verdict in archive.call(settle_disputes, "herald", now, TERMS, run)]


def test_another_donation_address_beside_the_same_text_is_an_alarm_after_the_grace(archive: Archive) -> None:
    for at in (NOW, NOW + GRACE):
        give_to(archive, "bitcoin:true", M1, at)
        give_to(archive, "bitcoin:false", M2, at)
        weighed(archive, at)
        assert len(rows(archive, alarms)) == (at != NOW)
    (alarm,) = rows(archive, alarms)
    assert (alarm["kind"], alarm["mirror"], alarm["evidence"]["same_text"]) == ("traits", M2, True)
    assert alarm["evidence"]["beside_added"] == {"money": ["bitcoin:false"]}
    assert alarm["evidence"]["beside_removed"] == {"money": ["bitcoin:true"]}


def test_the_same_difference_beside_another_article_is_no_news(archive: Archive) -> None:
    for key, text in (("/1", OLD), ("/2", NEW)):
        for at in (NOW, NOW + GRACE):
            give_to(archive, "bitcoin:true", M1, at, key, text)
            give_to(archive, "bitcoin:false", M2, at, key, text)
            weighed(archive, at)
    assert len(rows(archive, alarms)) == 1


def test_a_third_mirror_that_agrees_does_not_hide_the_one_that_does_not(archive: Archive) -> None:
    for at in (NOW, NOW + GRACE):
        for text, mirror in ((NEW, M2), (OLD, M1), (OLD, M3)):
            show(archive, text, mirror, at)
        weighed(archive, at)
    assert standing_text(archive) == OLD
    assert [(alarm["mirror"], alarm["evidence"]["outvoted"]) for alarm in rows(archive, alarms)] == [(M2, True)]


def test_an_old_article_under_dispute_is_asked_for_until_it_is_decided(disputed: Archive) -> None:
    for hours in (1, 5, 12):
        look_again(disputed, NOW + hours * HOUR)
        assert settled(disputed, NOW + hours * HOUR) == []
        (due,) = column(disputed, articles, "revisit_at")
        assert NOW + hours * HOUR < due <= NOW + GRACE
