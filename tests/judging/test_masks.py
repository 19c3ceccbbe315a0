"""Boilerplate on the whole way of a page: learned at the end of a run, and laid over texts that are judged after it."""

from __future__ import annotations

from crawler.archive.disputes.settle_disputes import Terms, settle_disputes
from crawler.archive.tables.articles import articles, pages, revisions
from crawler.archive.texts.boilerplate import learn_lines, load_known_lines, override_line
from crawler.canonical.mask import LineStanding
from crawler.model.verdict import Kind, Verdict
from tests.desk.fetched_pages import DAY, M1, M2, by, column, rows, words
from tests.desk.judging_rooms import AT, Play, Room, identities, kind, of, partition

SHARE = "Share this article"
NOTICE = "The Herald can also be read at these addresses"
OTHER = "Read us on our other site when this one is away"


def body(seed: str, *lines: str, number: int = 60) -> str:
    return "\n".join([words(seed, number), words(f"{seed}more", number), *lines])


async def print_some(room: Room, *lines: str, mirror: str = M1, source: str = "herald", name: str = "p") -> None:
    """Eight articles with some lines under their text."""
    for n in range(8):
        await room.submit(f"/{name}{n}", body(f"{name}{n}x", *lines), mirror, source, title=f"{name}{n}")


async def learn(room: Room, source: str = "herald") -> list[str]:
    run = await room.begin(source)
    return [one.line for one in await room.archive.run(learn_lines, source, run, AT)]


async def say(room: Room, line: str, standing: LineStanding, source: str = "herald") -> None:
    said = {"who": "editor", "reason": "seen", "now": AT}
    await room.archive.run(override_line, source, line, standing, **said)


def evidence(judged: object) -> dict[str, object]:
    outcome = judged.judgement.outcome  # type: ignore[attr-defined]
    assert isinstance(outcome, Verdict)
    return outcome.evidence


def test_a_run_learns_what_its_articles_carry_and_only_once(play: Play) -> None:
    async def scene(room: Room) -> None:
        await print_some(room, SHARE, NOTICE)
        assert sorted(await learn(room)) == ["share this article", "the herald can also be read at these addresses"]
        assert await learn(room) == []
        lines = await room.archive.run(load_known_lines, "herald")
        assert {(one.standing, one.version, one.who) for one in lines} == {(LineStanding.BOILERPLATE, 1, None)}
        assert lines[0].reason == "in 8 of 8 articles since it began, outside their paragraphs in 100 %"

    play(scene)


def test_an_article_fetched_before_and_after_learning_is_unchanged(play: Play) -> None:
    async def scene(room: Room) -> None:
        before = await room.submit("/old", body("old"), title="old")
        await print_some(room, SHARE)
        await learn(room)
        after = await room.submit("/old", body("old", SHARE), title="old")
        assert (kind(after), of(after)) == ("unchanged", before.page.article)
        assert (evidence(after)["mask_version"], evidence(after)["equal"]) == (1, "but for boilerplate")
        with_it = await room.submit("/p0", body("p0x", SHARE), title="p0")
        assert (kind(with_it), evidence(with_it)["equal"]) == ("unchanged", "word for word")
        without = await room.submit("/p1", body("p1x"), title="p1")
        assert kind(without) == "unchanged"

    play(scene)


def test_a_text_that_differs_in_boilerplate_alone_is_kept_and_is_no_revision(play: Play) -> None:
    async def scene(room: Room) -> None:
        first = await room.submit("/old", body("old"))
        await print_some(room, SHARE)
        await learn(room)
        again = await room.submit("/old", body("old", SHARE))
        texts = [row for row in rows(room.archive, revisions) if row["article_id"] == first.page.article]
        assert [row["same_as"] for row in texts] == [None, first.page.revision]
        assert texts[1]["id"] == again.page.revision
        stands = by(rows(room.archive, articles), id=first.page.article)
        assert stands["revision_id"] == first.page.revision

    play(scene)


def test_an_edit_beside_the_boilerplate_is_still_a_revision(play: Play) -> None:
    async def scene(room: Room) -> None:
        await room.submit("/old", body("old", SHARE))
        await print_some(room, SHARE)
        await learn(room)
        assert kind(await room.submit("/old", body("old", "The harbour is closed.", SHARE))) == "revision"

    play(scene)


def test_two_mirrors_with_promotions_of_their_own_show_one_text(play: Play) -> None:
    async def scene(room: Room) -> None:
        await print_some(room, NOTICE, mirror=M1)
        await print_some(room, OTHER, mirror=M2, name="q")
        assert len(await learn(room)) == 2
        assert kind(await room.submit("/both", body("both", NOTICE), M1)) == "new"
        assert kind(await room.submit("/both", body("both", OTHER), M2)) == "mirror"
        assert kind(await room.submit("/both", body("both", OTHER), M2)) == "unchanged"
        assert kind(await room.submit("/both", body("both", NOTICE), M1)) == "unchanged"

    play(scene)


def test_a_dispute_that_a_line_learned_since_explains_is_a_mirror_and_no_alarm(play: Play) -> None:
    async def scene(room: Room) -> None:
        await room.submit("/both", body("both", NOTICE), M1)
        disputed = await room.submit("/both", body("both", OTHER), M2)
        assert kind(disputed) == "pending"
        await print_some(room, NOTICE, mirror=M1)
        await print_some(room, OTHER, mirror=M2, name="q")
        await learn(room)
        (verdict,) = await room.archive.run(settle_disputes, "herald", AT + DAY, Terms(DAY))
        assert (verdict.kind, verdict.evidence["rule"]) == (Kind.MIRROR, "same_text_under_a_newer_mask")
        assert by(rows(room.archive, pages), id=disputed.page.id)["verdict"] == "mirror"
        assert kind(await room.submit("/both", body("both", OTHER), M2)) == "unchanged"

    play(scene)


def test_mirrors_that_disagree_beside_the_boilerplate_still_raise_the_alarm(play: Play) -> None:
    async def scene(room: Room) -> None:
        await print_some(room, NOTICE)
        await learn(room)
        await room.submit("/both", body("both", NOTICE), M1)
        await room.submit("/both", body("both", "The minister resigned.", NOTICE), M2)
        for mirror, lines in ((M1, (NOTICE,)), (M2, ("The minister resigned.", NOTICE))):
            await room.submit("/both", body("both", *lines), mirror, at=AT + 2 * DAY)
        (verdict,) = await room.archive.run(settle_disputes, "herald", AT + 2 * DAY, Terms(DAY))
        assert verdict.kind is Kind.DIVERGENT

    play(scene)


def test_a_text_under_another_key_folds_whatever_promotion_it_carries(play: Play) -> None:
    async def scene(room: Room) -> None:
        await print_some(room, SHARE, NOTICE)
        await learn(room)
        first = await room.submit("/one", body("one", SHARE))
        second = await room.submit("/two", body("one", NOTICE))
        assert (kind(second), of(second), evidence(second)["equal"]) == (
            "mirror", first.page.article, "but for boilerplate",
        )  # fmt: skip
        assert frozenset({"herald/one", "herald/two"}) in identities(room.archive)

    play(scene)


def test_another_sources_copy_is_compared_under_the_masks_of_both(play: Play) -> None:
    async def scene(room: Room) -> None:
        await print_some(room, SHARE)
        await learn(room)
        first = await room.submit("/one", body("one", SHARE))
        copied = await room.submit("/x", body("one"), source="gazette")
        assert (kind(copied), of(copied)) == ("copy", first.page.article)
        assert evidence(copied)["mask_version_there"] == 1
        lifted = await room.submit("/y", body("one", SHARE, "Gazette own line"), source="gazette")
        assert kind(lifted) == "near_duplicate"

    play(scene)


def test_texts_of_nothing_but_boilerplate_are_not_equal_to_each_other(play: Play) -> None:
    async def scene(room: Room) -> None:
        await say(room, "share this article", LineStanding.BOILERPLATE)
        await say(room, "the herald can also be read at these addresses", LineStanding.BOILERPLATE)
        await room.submit("/1", SHARE)
        changed = await room.submit("/1", NOTICE)
        assert kind(changed) == "revision"
        assert kind(await room.submit("/2", SHARE)) == "new"

    play(scene)


def test_articles_of_little_text_are_not_linked_by_what_stands_around_it(play: Play) -> None:
    long_notice = words("notice", 70)

    async def scene(room: Room) -> None:
        await say(room, long_notice, LineStanding.BOILERPLATE)
        for key in ("/1", "/2"):
            await room.submit(key, f"{words(key[1:] + 'z', 50)}\n{long_notice}")
        assert frozenset({"herald/1", "herald/2"}) not in partition(room.archive)

    play(scene)


def test_a_line_that_a_person_declared_to_be_text_counts_and_is_not_learned_again(play: Play) -> None:
    async def scene(room: Room) -> None:
        await print_some(room, SHARE)
        await learn(room)
        await room.submit("/old", body("old"))
        await say(room, "share this article", LineStanding.TEXT)
        changed = await room.submit("/old", body("old", SHARE))
        assert (kind(changed), evidence(changed)["mask_version"]) == ("revision", 2)
        assert await learn(room) == []
        await say(room, "share this article", LineStanding.OPEN)
        assert await learn(room) == ["share this article"]

    play(scene)


def test_a_rebuilt_index_holds_as_much_as_before_and_judges_as_before(play: Play) -> None:
    async def scene(room: Room) -> None:
        await print_some(room, SHARE, NOTICE)
        await learn(room)
        await room.submit("/one", body("one", SHARE))
        await room.submit("/one", body("one", NOTICE))
        sketched = [row["id"] for row in rows(room.archive, revisions) if row["mask_version"] is not None]
        assert (await room.rebuild()).sketches == len(sketched) == 9
        assert kind(await room.submit("/one", body("one", NOTICE))) == "unchanged"
        assert kind(await room.submit("/two", body("one", SHARE, NOTICE))) == "mirror"
        assert kind(await room.submit("/x", body("one") + " and more", source="gazette")) == "near_duplicate"

    play(scene)


def test_learning_writes_no_text_anew(play: Play) -> None:
    async def scene(room: Room) -> None:
        await print_some(room, SHARE)
        before = column(room.archive, revisions, "text"), column(room.archive, revisions, "digest")
        await learn(room)
        assert (column(room.archive, revisions, "text"), column(room.archive, revisions, "digest")) == before

    play(scene)
