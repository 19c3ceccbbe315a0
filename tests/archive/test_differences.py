"""Texts that are kept as differences to earlier ones read back exactly, and cost little."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, update

from crawler.archive.database.store import Archive
from crawler.archive.pages.record_pages import load_known_texts, load_open_pages
from crawler.archive.tables.articles import revisions
from crawler.archive.texts.revision_texts import DEEPEST, apply_delta, load_texts, make_delta, rewrite_text
from scheduler.reports.counts.selection import Selection
from scheduler.reports.lists.export import export_articles
from tests.desk.fetched_pages import (
    begin,
    column,
    decide,
    folded,
    judge_alone,
    new,
    open_archive,
    page,
    record,
    rows,
    words,
)

RNG = Random(7)
VOCABULARY = [f"{RNG.choice('bdfgklmnprst')}{RNG.choice('aeiou')}{number:x}" for number in range(4000)]


def entry() -> str:
    return " ".join(RNG.choice(VOCABULARY) for _ in range(40)) + "."


def live_blog(revisions_: int = 200, length: int = 125) -> list[str]:
    """Texts of a live blog of 5,000 words that gains an entry each time, at the top."""
    entries = [entry() for _ in range(length)]
    texts = []
    for _ in range(revisions_):
        entries.insert(0, entry())
        texts.append("\n".join(entries))
    return texts


BLOG = live_blog()


def size(archive: Archive) -> int:
    """Bytes that all texts take."""
    found = rows(archive, revisions)
    return sum(len(row["text"].encode()) + len(row["delta"] or b"") for row in found)


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """An archive that has fetched the live blog two hundred times."""
    archive = open_archive(tmp_path_factory.mktemp("blog"))
    run = begin(archive)
    for number, text in enumerate(BLOG):
        judge_alone(archive, page(run, "/live", text, url=f"https://m1.example/live?{number}"))
    return archive


def test_two_hundred_revisions_of_a_live_blog_cost_a_small_fraction_of_their_texts(blog: Archive) -> None:
    whole = sum(len(text.encode()) for text in BLOG)
    assert len(rows(blog, revisions)) == 200
    assert whole > 5_000_000
    assert size(blog) < 0.03 * whole


def test_every_revision_reads_back_exactly(blog: Archive) -> None:
    numbers = column(blog, revisions, "id")
    assert [blog.read(load_texts, [number])[number] for number in numbers] == BLOG
    assert [text.text for text in blog.read(load_known_texts, numbers).values()] == BLOG


def test_no_text_is_far_from_a_whole_one(blog: Archive) -> None:
    assert max(column(blog, revisions, "depth")) <= 8


def test_the_text_that_stands_is_handed_out_whole(blog: Archive) -> None:
    ((article,),) = export_articles(blog, Selection(), {})
    assert (article["text"], article["revisions"]) == (BLOG[-1], 200)


def test_a_revision_that_waits_for_its_verdict_is_read_whole(archive: Archive) -> None:
    run = begin(archive)
    for number, text in enumerate(BLOG[:3]):
        (opened,) = record(archive, page(run, "/live", text, url=f"https://m1.example/{number}"))
        assert opened.text == text
    assert column(archive, revisions, "text")[1:] == ["", ""]
    assert len(archive.read(load_open_pages, [1, 2, 3])) == 3


def test_an_edit_without_anything_in_common_is_kept_whole(archive: Archive) -> None:
    run = begin(archive)
    record(archive, page(run, "/1", BLOG[0]))
    other = " ".join(f"{RNG.randrange(16**12):x}" for _ in range(3000))
    record(archive, page(run, "/1", other, url="https://m1.example/2"))
    assert column(archive, revisions, "text") == [BLOG[0], other]


def test_a_short_text_is_kept_whole(archive: Archive) -> None:
    run = begin(archive)
    for n in range(2):
        record(archive, page(run, "/1", words("a", 60) + f" {n}", url=f"https://m1.example/{n}"))
    assert all(column(archive, revisions, "text"))


def test_what_no_database_takes_reads_back_as_it_was_stored(archive: Archive) -> None:
    run = begin(archive)
    for n, text in enumerate([BLOG[0], BLOG[0] + "\nnul \x00 and \ud800"]):
        record(archive, page(run, "/1", text, url=f"https://m1.example/{n}"))
    assert archive.read(load_texts, [2])[2] == BLOG[0] + "\nnul \ufffd and \ufffd"
    assert column(archive, revisions, "text")[1] == ""


def test_to_write_a_text_anew_changes_none_that_is_a_difference_to_it(archive: Archive) -> None:
    run = begin(archive)
    for number, text in enumerate(BLOG[:9]):
        record(archive, page(run, "/live", text, url=f"https://m1.example/{number}"))

    def again(connection: Connection) -> None:
        values = rewrite_text(connection, 1, "another text altogether")
        connection.execute(update(revisions).where(revisions.c.id == 1).values(values))

    archive.call(again)
    assert archive.read(load_texts, range(1, 10)) == {1: "another text altogether"} | dict(enumerate(BLOG[1:9], 2))


def test_to_write_the_same_text_again_leaves_every_difference_as_it_is(archive: Archive) -> None:
    run = begin(archive)
    for number, text in enumerate(BLOG[:3]):
        record(archive, page(run, "/live", text, url=f"https://m1.example/{number}"))
    before = rows(archive, revisions)
    assert [archive.call(rewrite_text, number, BLOG[number - 1]) for number in (1, 2, 3)] == [{}, {}, {}]
    assert rows(archive, revisions) == before


def test_articles_folded_together_keep_all_their_texts(archive: Archive) -> None:
    run = begin(archive)
    for key, some in (("/a", BLOG[:6]), ("/b", BLOG[3:9])):
        for number, text in enumerate(some):
            (opened,) = record(archive, page(run, key, text, url=f"https://m1.example{key}{number}"))
            decide(archive, (opened, new()))
    (opened,) = record(archive, page(run, "/b", BLOG[5], url="https://m1.example/b"))
    decide(archive, (opened, folded(1)))
    (later,) = record(archive, page(run, "/b", BLOG[40], url="https://m1.example/later"))
    assert later.text == BLOG[40]
    numbers = column(archive, revisions, "id")
    assert [archive.read(load_texts, [n])[n] for n in numbers] == [*BLOG[:6], *BLOG[3:9], BLOG[40]]
    assert max(column(archive, revisions, "depth")) <= DEEPEST


@given(base=st.text(min_size=200), text=st.text(), cut=st.integers(0, 200))
def test_a_difference_gives_the_text_back(base: str, text: str, cut: int) -> None:
    base = base.replace("\0", " ") * 6
    edited = base[:cut] + text + base[cut:]
    delta = make_delta(edited, base)
    assert delta is None or apply_delta(delta, base) == edited


def test_a_difference_to_another_text_is_refused() -> None:
    delta = make_delta(BLOG[1], BLOG[0])
    assert delta is not None
    with pytest.raises(ValueError):
        apply_delta(delta, BLOG[0][::-1])
