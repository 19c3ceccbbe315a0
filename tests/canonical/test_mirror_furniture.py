"""A line is one mirror's own when it stands on four in five of its last whole pages, and on none of its siblings'."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.canonical.mirror_furniture import WINDOW, OwnLine, WholePage, find_own_lines

BANNER = "kept by the evening school"


def pages(
    mirror: str, numbers: Iterable[int], *lines: str, story: int | None = None, run: int | None = None
) -> list[WholePage]:
    """Pages of articles, each of a story of its own and in a run of its own unless told otherwise."""
    return [
        WholePage(
            mirror=mirror,
            article=n,
            story=n if story is None else story,
            run=n if run is None else run,
            lines=("home", f"article {n}", *lines),
        )
        for n in numbers
    ]


def own(*groups: list[WholePage], settled: Iterable[str] = ()) -> list[OwnLine]:
    return find_own_lines([page for group in groups for page in group], frozenset(settled))


def test_three_pages_of_different_stories_are_enough_to_begin() -> None:
    assert own(pages("m1", range(9)), pages("m3", range(3), BANNER)) == [OwnLine(BANNER, "m3", pages=3, of=3)]
    assert own(pages("m1", range(9)), pages("m3", range(2), BANNER)) == []


def test_four_in_five_are_enough_and_three_in_four_are_not() -> None:
    assert own(pages("m1", range(9)), pages("m3", range(4), BANNER), pages("m3", [4])) == [OwnLine(BANNER, "m3", 4, 5)]
    assert own(pages("m1", range(9)), pages("m3", range(3), BANNER), pages("m3", [4])) == []


def test_pages_of_one_story_count_once() -> None:
    assert own(pages("m1", range(9)), pages("m3", range(5), BANNER, story=7)) == []
    assert own(pages("m1", range(9)), pages("m3", range(5), BANNER, story=7), pages("m3", [8, 9], BANNER)) == [
        OwnLine(BANNER, "m3", pages=3, of=3)
    ]


def test_the_last_fifty_pages_count() -> None:
    began_late = [*pages("m3", range(60)), *pages("m3", range(60, 60 + 40), BANNER)]
    assert own(pages("m1", range(100)), began_late) == [OwnLine(BANNER, "m3", pages=40, of=WINDOW)]
    assert own(pages("m1", range(100)), began_late[:-1]) == []


def test_what_a_sibling_has_too_is_no_mirrors_own() -> None:
    assert own(pages("m1", range(9)), pages("m2", [3], BANNER), pages("m3", range(5), BANNER)) == []


def test_a_mirror_without_siblings_has_nothing_of_its_own() -> None:
    assert own(pages("m3", range(5), BANNER)) == []


def test_a_line_that_began_since_any_sibling_was_seen_may_be_on_every_mirror() -> None:
    """A site has a new call to subscribe; only one mirror was asked since."""
    before = pages("m1", range(5), run=1)
    after = pages("m3", range(5), BANNER, run=2)
    assert own(before, after) == []
    assert own(before, after, pages("m1", [5], run=2)) == [OwnLine(BANNER, "m3", pages=5, of=5)]


def test_each_mirror_may_have_lines_of_its_own() -> None:
    lines = own(pages("m1", range(5), "welcome at m1"), pages("m3", range(5), BANNER, "welcome at m3"))
    assert [(line.mirror, line.line) for line in lines] == [
        ("m1", "welcome at m1"),
        ("m3", BANNER),
        ("m3", "welcome at m3"),
    ]


def test_what_is_known_or_decided_is_not_learned_again() -> None:
    assert own(pages("m1", range(9)), pages("m3", range(5), BANNER), settled=[BANNER]) == []


def test_neither_a_line_without_a_word_nor_a_long_paragraph_is_learned() -> None:
    assert own(pages("m1", range(9)), pages("m3", range(5), "∞", "word " * 90)) == []
