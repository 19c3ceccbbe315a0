"""Equal text folds two addresses only with a proof; without one it links, and a fold is undone by another text."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from crawler.archive.tables.articles import articles, revisions
from crawler.index.known_keys import look_up_keys
from crawler.model.article import Article
from tests.desk.fetched_pages import HOUR, M2, PUBLISHED, rows, words
from tests.desk.judging_rooms import AT, Play, Room, kind, of, partition

TEXT = words("biography", 80)
DAY_LATER = PUBLISHED.replace(day=PUBLISHED.day + 1)


def cartoon(number: int) -> Article:
    return Article("XKCD", TEXT, image=f"https://m1.example/comics/{number}.png")


def test_twenty_cartoons_with_one_biography_are_twenty_articles(play: Play) -> None:
    async def scene(room: Room) -> None:
        kinds = [kind(await room.submit(f"/{n}", TEXT, article=cartoon(n))) for n in range(20)]
        assert kinds == ["new", *["near_duplicate"] * 19]
        assert len(partition(room.archive)) == 1, "they are linked"
        assert not any(row["folded_into"] for row in rows(room.archive, articles))

    play(scene)


def test_one_cartoon_at_two_addresses_is_one_article_whichever_it_is_of_twenty(play: Play) -> None:
    async def scene(room: Room) -> None:
        for number in range(20):
            await room.submit(f"/{number}", TEXT, article=cartoon(number))
        again = await room.submit("/seven", TEXT, article=cartoon(7))
        assert (kind(again), of(again)) == ("mirror", 8)

    play(scene)


def test_a_picture_beside_every_article_is_no_proof(play: Play) -> None:
    async def scene(room: Room) -> None:
        logo = "https://m1.example/logo.png"
        for number in range(3):
            await room.submit(
                f"/{number}", words(f"w{number}"), article=Article(f"T{number}", words(f"w{number}"), image=logo)
            )
        kinds = [
            kind(await room.submit(f"/x{n}", TEXT, article=Article("Cartoon", TEXT, image=logo))) for n in range(2)
        ]
        assert kinds == ["new", "near_duplicate"]

    play(scene)


@pytest.mark.parametrize(
    ("title", "published", "listed", "verdict"),
    [
        ("Storm over the coast", PUBLISHED, None, "mirror"),
        ("STORM over  the coast!", PUBLISHED, None, "mirror"),
        ("Storm over the coast", PUBLISHED, "Storm", "mirror"),
        ("Storm over the coast", PUBLISHED, "Calm at sea", "near_duplicate"),
        ("Another headline", PUBLISHED, None, "near_duplicate"),
        ("Storm over the coast", DAY_LATER, None, "near_duplicate"),
        ("Storm over the coast", None, None, "near_duplicate"),
    ],
)
def test_titles_and_the_day_prove_it(
    play: Play, title: str, published: datetime | None, listed: str | None, verdict: str
) -> None:
    async def scene(room: Room) -> None:
        await room.submit("/1", TEXT, listed_title="Storm")
        other = await room.submit(
            "/2", TEXT, M2, article=Article(title, TEXT, published=published), listed_title=listed
        )
        assert kind(other) == verdict

    play(scene)


def test_an_address_that_shows_another_text_is_an_article_of_its_own_again(play: Play) -> None:
    async def scene(room: Room) -> None:
        await room.submit("/1", TEXT)
        folded = await room.submit("/2", TEXT, M2)
        assert (kind(folded), of(folded)) == ("mirror", 1)
        apart = await room.submit("/2", words("other"), M2, at=AT + HOUR)
        assert (kind(apart), apart.page.article) == ("new", 2), apart
        first, second = rows(room.archive, articles)
        assert (second["folded_into"], first["story"], second["story"]) == (None, 1, 2)
        assert rows(room.archive, revisions)[second["revision_id"] - 1]["article_id"] == 2
        assert [known and known.article for known in await look_up_keys(room.index, "herald", ["/1", "/2"])] == [1, 2]
        again = await room.submit("/2", words("other"), M2, at=AT + 2 * HOUR)
        assert kind(again) == "unchanged"
        assert json.dumps(apart.judgement.outcome.evidence)

    play(scene)


def test_an_edit_under_a_folded_address_is_one_of_its_article(play: Play) -> None:
    async def scene(room: Room) -> None:
        await room.submit("/1", TEXT)
        await room.submit("/2", TEXT)
        edited = await room.submit("/2", TEXT + " and more", at=AT + HOUR)
        assert (kind(edited), of(edited)) == ("revision", 1)

    play(scene)
