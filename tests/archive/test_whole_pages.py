"""Of each mirror the last whole pages are kept: its furniture is learned from them, disputes are settled by them."""

from __future__ import annotations

import pytest

from crawler.archive.database.store import Archive
from crawler.archive.disputes.settle_disputes import Terms, settle_disputes
from crawler.archive.removal.expire import drop_family
from crawler.archive.tables.alarms import alarms
from crawler.archive.tables.articles import boilerplate
from crawler.archive.tables.whole_pages import page_waits, whole_pages
from crawler.archive.texts.own_lines import MOST_OWN
from crawler.archive.texts.page_furniture import learn_page_furniture
from crawler.archive.texts.whole_pages import PageLines
from crawler.canonical.mirror_furniture import WINDOW
from crawler.model.errors import LeaseLost
from crawler.model.verdict import Kind, Verdict
from crawler.reading.page_lines import pack_lines
from tests.desk.fetched_pages import HOUR, M1, M2, NOW, begin, column, judge_alone, page, rows, words

MIRRORS = (M1, M2)
TERMS = Terms(HOUR, order=MIRRORS)
HEAD, BODY, BANNER = "Two more for the council", words("body"), "Kept by the evening school"


def show(archive: Archive, key: str, mirror: str, text: str, *lines: str, at: int = NOW) -> int:
    """A page in a run of its own, with the lines of the whole page; the article's number."""
    run = begin(archive, now=at)
    article = judge_alone(archive, page(run, key, text, mirror, at=at)).article
    learn(archive, run, PageLines(article=article, mirror=mirror, fetched_at=at, lines=pack_lines([text, *lines])))
    return article


def learn(archive: Archive, run: int, *pages: PageLines, mirrors: tuple[str, ...] = MIRRORS) -> list[str]:
    return [line.line for line in archive.call(learn_page_furniture, "herald", run, pages, mirrors, NOW).own]


def settled(archive: Archive, at: int) -> list[Verdict]:
    return archive.call(settle_disputes, "herald", at, TERMS)


def kept(archive: Archive) -> dict[str, int]:
    mirrors = column(archive, whole_pages, "mirror")
    return {mirror: mirrors.count(mirror) for mirror in set(mirrors)}


def test_the_last_fifty_pages_of_each_mirror_are_kept_and_of_an_article_the_last(archive: Archive) -> None:
    run = begin(archive)
    ids = [judge_alone(archive, page(run, f"/{n}", words(f"s{n}"))).article for n in range(WINDOW + 5)]
    made = [PageLines(article=n, mirror=M1, fetched_at=NOW + n, lines=pack_lines([f"line {n}"])) for n in ids]
    learn(archive, run, *made, PageLines(article=ids[0], mirror=M2, fetched_at=NOW, lines=pack_lines(["other"])))
    assert kept(archive) == {M1: WINDOW, M2: 1}
    assert min(row["article_id"] for row in rows(archive, whole_pages) if row["mirror"] == M1) == ids[5]
    learn(archive, run, PageLines(article=ids[-1], mirror=M1, fetched_at=NOW + 999, lines=pack_lines(["new"])))
    assert kept(archive) == {M1: WINDOW, M2: 1}


def test_the_pages_of_a_mirror_that_the_source_has_no_more_leave(archive: Archive) -> None:
    show(archive, "/1", M1, BODY)
    show(archive, "/1", M2, BODY)
    learn(archive, begin(archive), mirrors=(M1,))
    assert kept(archive) == {M1: 1}


def test_an_article_that_leaves_takes_its_pages_along(archive: Archive) -> None:
    number = show(archive, "/1", M1, BODY)
    archive.call(drop_family, [number])
    assert kept(archive) == {}


def test_a_run_that_was_replaced_writes_no_pages(archive: Archive) -> None:
    run = begin(archive)
    begin(archive)
    with pytest.raises(LeaseLost):
        learn(archive, run)


def test_a_line_in_what_a_sibling_showed_of_the_same_articles_is_no_mirrors_own(archive: Archive) -> None:
    """The pages on which the sibling had it are on record no more; its texts are."""
    for key in "abc":
        run = begin(archive)
        judge_alone(archive, page(run, f"/{key}", f"{words(key)}\n{BANNER}", M1))
    for key in "abc":
        show(archive, f"/{key}", M2, f"{words(key)}\n{BANNER}", BANNER)
    show(archive, "/d", M1, words("d"))
    assert rows(archive, boilerplate) == []
    for key in "efg":
        show(archive, f"/{key}", M2, words(key), BANNER, "Another line")
    show(archive, "/h", M1, words("h"))
    assert rows(archive, boilerplate) == []


def test_texts_that_were_read_differently_of_pages_that_say_the_same_are_the_same(archive: Archive) -> None:
    for at in (NOW, NOW + 2 * HOUR):
        show(archive, "/1", M1, f"{HEAD}\n{BODY}", at=at)
        show(archive, "/1", M2, BODY, HEAD, at=at)
    (verdict,) = settled(archive, NOW + 2 * HOUR)
    assert (verdict.kind, verdict.evidence["rule"]) == (Kind.MIRROR, "same_on_the_whole_pages")
    assert rows(archive, alarms) == []
    assert settled(archive, NOW + 3 * HOUR) == []


def test_a_line_that_the_other_page_has_nowhere_is_still_an_alarm(archive: Archive) -> None:
    for at in (NOW, NOW + 2 * HOUR):
        show(archive, "/1", M1, f"{HEAD}\n{BODY}", at=at)
        show(archive, "/1", M2, BODY, at=at)
    (verdict,) = settled(archive, NOW + 2 * HOUR)
    assert verdict.kind is Kind.DIVERGENT
    assert len(rows(archive, alarms)) == 1


def test_what_a_page_said_earlier_does_not_speak_for_what_it_shows_now(archive: Archive) -> None:
    for at in (NOW, NOW + 2 * HOUR):
        show(archive, "/1", M1, f"{HEAD}\n{BODY}", at=at)
    show(archive, "/1", M2, BODY, HEAD, at=NOW)
    judge_alone(archive, page(begin(archive, now=NOW + 2 * HOUR), "/1", BODY, M2, at=NOW + 2 * HOUR))
    (verdict,) = settled(archive, NOW + 2 * HOUR)
    assert verdict.kind is Kind.DIVERGENT


def test_the_wait_for_further_pages_is_bounded(archive: Archive) -> None:
    for key in "abcd":
        show(archive, f"/{key}", M1, words(key))
        judge_alone(archive, page(begin(archive), f"/{key}", words(key), M2))
    for at in (NOW, NOW + 2 * HOUR):
        show(archive, "/1", M1, BODY, at=at)
        show(archive, "/1", M2, f"{BODY} {words('more')}", at=at)
    for tries in (1, 2):
        assert settled(archive, NOW + 2 * HOUR) == []
        assert [(row["mirror"], row["tries"]) for row in rows(archive, page_waits)] == [(M2, tries)]
    assert [verdict.kind for verdict in settled(archive, NOW + 2 * HOUR)] == [Kind.DIVERGENT]
    show(archive, "/2", M1, words("two"))
    show(archive, "/2", M2, words("three"))
    for mirror, text in ((M1, "two"), (M2, "three")):
        show(archive, "/2", mirror, words(text), at=NOW + 2 * HOUR)
    assert [verdict.kind for verdict in settled(archive, NOW + 2 * HOUR)] == [Kind.DIVERGENT], "asked in vain before"


def test_of_a_mirror_with_another_template_the_longest_lines_are_learned_to_a_bound(archive: Archive) -> None:
    template = [f"label {n}" for n in range(MOST_OWN)]
    show(archive, "/h", M1, words("h"))
    for key in "efg":
        show(archive, f"/{key}", M2, words(key), BANNER, *template)
    show(archive, "/i", M1, words("i"))
    learned = column(archive, boilerplate, "line")
    assert (len(learned), learned[0]) == (MOST_OWN, BANNER.lower())
    show(archive, "/j", M2, words("j"), BANNER, *template)
    assert len(rows(archive, boilerplate)) == MOST_OWN, "and not the others in the next run"
