"""Texts of a source are compressed with a dictionary of what they share, and read back exactly."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive.database.integrity import check_archive
from crawler.archive.database.store import Archive
from crawler.archive.removal.forget_source import drop_rows
from crawler.archive.tables.articles import revisions
from crawler.archive.tables.text_dictionaries import text_dictionaries
from crawler.archive.texts.revision_texts import load_texts, pack_text, rewrite_text, unpack_text
from crawler.archive.texts.text_dictionaries import (
    FEWEST,
    load_samples,
    pack_texts,
    store_dictionary,
    train_dictionary,
)
from tests.desk.fetched_pages import begin, column, decide, judge_alone, new, page, record, rows

SOURCE = "herald"
LEAD = "The harbour office says that ships may enter and leave as before, and that nobody was hurt. "


def news(number: int) -> str:
    """A text that shares its phrases with others of its source, and has words of its own."""
    chance = Random(number)
    own = " ".join(
        f"{chance.choice('bdfgklmnprst')}{chance.choice('aeiou')}{chance.randrange(9999)}" for _ in range(60)
    )
    return f"{LEAD}{own}. Read more about storms, ships and piers in our weekly letter, which is free. {LEAD}{number}"


def fill(archive: Archive, first: int, last: int) -> dict[int, str]:
    """Fetch articles with such numbers; revision → text of all that there are."""
    run = begin(archive)
    opened = record(archive, *(page(run, f"/{number}", news(number)) for number in range(first, last + 1)))
    decide(archive, *((each, new()) for each in opened))
    return archive.read(load_texts, column(archive, revisions, "id"))


def make_dictionary(archive: Archive) -> bytes:
    samples = archive.read(load_samples, SOURCE)
    assert samples is not None
    dictionary = train_dictionary(samples)
    archive.call(store_dictionary, SOURCE, dictionary, 1)
    return dictionary


def taken(archive: Archive) -> int:
    """Bytes that all texts take."""
    return sum(len(row["text"].encode()) + len(row["delta"] or b"") for row in rows(archive, revisions))


def test_texts_take_a_fraction_of_their_room_and_read_back_exactly(archive: Archive) -> None:
    texts = fill(archive, 1, FEWEST)
    assert make_dictionary(archive)
    before = taken(archive)
    assert archive.call(pack_texts, SOURCE) == FEWEST
    assert taken(archive) < 0.65 * before
    assert archive.read(load_texts, list(texts)) == texts
    assert archive.read(check_archive).findings == ()
    assert archive.call(pack_texts, SOURCE) == 0, "each article is looked at once"


def test_a_source_has_none_while_it_is_small_and_another_when_it_has_grown_a_lot(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(archive, 1, FEWEST - 1)
    assert archive.read(load_samples, SOURCE) is None
    fill(archive, FEWEST, FEWEST)
    make_dictionary(archive)
    assert archive.read(load_samples, SOURCE) is None
    archive.call(pack_texts, SOURCE)
    monkeypatch.setattr("crawler.archive.texts.text_dictionaries.GROWTH", 1)
    texts = fill(archive, FEWEST + 1, FEWEST + 3)
    make_dictionary(archive)
    assert archive.call(pack_texts, SOURCE) == 3, "what is compressed already stays as it is"
    assert len({row["dictionary_id"] for row in rows(archive, revisions)}) == 2
    assert archive.read(load_texts, list(texts)) == texts


def test_texts_that_share_nothing_give_no_dictionary_and_stay_as_they_are(archive: Archive) -> None:
    assert train_dictionary([]) == b""
    texts = fill(archive, 1, FEWEST)
    archive.call(store_dictionary, SOURCE, b"", 1)
    assert archive.call(pack_texts, SOURCE) == 0
    assert archive.read(load_samples, SOURCE) is None, "it is not tried again with each run"
    assert column(archive, revisions, "text") == list(texts.values())


def test_a_revision_of_a_compressed_text_is_a_difference_to_it_and_a_text_made_anew_is_plain(archive: Archive) -> None:
    fill(archive, 1, FEWEST)
    make_dictionary(archive)
    archive.call(pack_texts, SOURCE)
    longer = news(1) + " " + news(1).replace("ships", "boats")
    judge_alone(archive, page(begin(archive), "/1", longer))
    last = column(archive, revisions, "id")[-1]
    assert archive.read(load_texts, [last])[last] == longer
    first = column(archive, revisions, "id")[0]
    assert archive.call(rewrite_text, first, "Other words altogether.")["dictionary_id"] is None
    assert archive.read(check_archive).findings == ()


def test_a_dictionary_that_is_gone_is_found(archive: Archive) -> None:
    fill(archive, 1, FEWEST)
    make_dictionary(archive)
    archive.call(pack_texts, SOURCE)
    archive.call(lambda connection: connection.execute(text_dictionaries.delete()))
    says = [finding.says for finding in archive.read(check_archive).findings]
    assert f"{FEWEST} rows are compressed with a dictionary that is gone" in says
    with pytest.raises(ValueError, match="dictionary"):
        archive.read(load_texts, column(archive, revisions, "id"))


def test_a_source_that_is_forgotten_leaves_no_dictionary_and_loses_it_after_its_texts(archive: Archive) -> None:
    fill(archive, 1, FEWEST)
    make_dictionary(archive)
    archive.call(pack_texts, SOURCE)
    while archive.call(drop_rows, SOURCE):
        compressed = any(row["delta"] for row in rows(archive, revisions))
        assert rows(archive, text_dictionaries) or not compressed
    assert rows(archive, text_dictionaries) == []


def test_many_articles_are_compressed_batch_by_batch(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.archive.texts.text_dictionaries.BATCH", 50)
    texts = fill(archive, 1, FEWEST)
    make_dictionary(archive)
    assert [archive.call(pack_texts, SOURCE) for _ in range(3)] == [50, FEWEST - 50, 0]
    assert archive.read(load_texts, list(texts)) == texts


DICTIONARY = train_dictionary([news(number) for number in range(200)])


@given(st.text(max_size=400), st.integers(0, 300))
def test_any_text_reads_back_exactly(words: str, number: int) -> None:
    text = words + news(number) + words
    packed = pack_text(text, DICTIONARY)
    assert packed is None or unpack_text(packed, DICTIONARY) == text


def test_a_text_read_with_another_dictionary_is_an_error_and_not_another_text() -> None:
    packed = pack_text(news(7), DICTIONARY)
    assert packed is not None
    other = train_dictionary([news(number).upper() for number in range(200)])
    with pytest.raises(ValueError, match="dictionary"):
        unpack_text(packed, other)
    with pytest.raises(ValueError, match="cut off"):
        unpack_text(packed[:-8], DICTIONARY)
