"""What stands around the part of a page with the long texts leaves it, and nothing of the article does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.furniture.surroundings import drop_surroundings
from crawler.extraction.markup.tree import lines_of, parse

LONG = "The ferries between the two islands sail again since Monday morning, the harbour office told this paper, {}."
MENU = "".join(f"<li><a href='/{word}'>{word}</a></li>" for word in ("World", "Sports", "Culture", "Weather"))


def page(inside: str, around: str = f"<ul>{MENU}</ul>") -> str:
    return (
        f"<html><head><title>Ferries</title></head><body><header>{around}</header><div class='w'><div class='side'>"
        f"{around}</div><div class='story'>{inside}</div></div><footer>{around}</footer></body></html>"
    )


def text(number: int) -> str:
    return "".join(f"<p>{LONG.format(n)}</p>" for n in range(number))


def kept(markup: str) -> list[str]:
    tree = parse(markup)
    drop_surroundings(tree)
    return lines_of(tree)


def test_menus_columns_and_feet_of_short_links_leave() -> None:
    assert kept(page(text(4))) == [LONG.format(n) for n in range(4)]


def test_short_lines_between_the_paragraphs_stay() -> None:
    assert "Yes." in kept(page(text(2) + "<p>Yes.</p>" + text(2)))


def test_a_heading_stays_wherever_it_stands() -> None:
    assert "Ferries sail" in kept(page(text(4), around="<div><h1>Ferries sail</h1><p>News</p></div>"))


def test_a_long_text_stays_wherever_it_stands() -> None:
    aside = "<div><p>" + LONG.format("in short") + "</p></div>"
    assert LONG.format("in short") in kept(page(text(20), around=aside))


@pytest.mark.parametrize("more", ["<p>In short: {}</p>", "<blockquote>{}</blockquote>", "<pre>{}</pre>", "<h2>{}</h2>"])
def test_what_an_article_is_made_of_stays_beside_its_long_list(more: str) -> None:
    items = "".join(f"<li>{LONG.format(n)}</li>" for n in range(6))
    inside = more.format("Most <a href='/1'>of it</a> in <a href='/2'>few</a> words") + f"<div><ul>{items}</ul></div>"
    assert any("in few words" in line for line in kept(page(inside)))


def test_a_page_of_few_long_texts_is_left_whole() -> None:
    assert "World" in kept(page(text(2)))


@given(st.lists(st.integers(0, 6), min_size=1, max_size=6))
def test_no_long_text_is_ever_lost(parts: list[int]) -> None:
    markup = page("".join(f"<div><ul>{MENU}</ul><div>{text(number)}</div></div>" for number in parts))
    before = lines_of(parse(markup))
    after = kept(markup)
    assert [line for line in before if len(line) > 80] == [line for line in after if len(line) > 80]
