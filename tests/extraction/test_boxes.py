"""Boxes of other articles, of authors and of names: no text, wherever they stand and whatever is in them."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.extraction.furniture.boxes import RELATED, take_boxes
from crawler.extraction.markup.tree import flat, parse

TITLE = "The harbour cranes turn again after the strike"
PARAGRAPHS = (
    "The cranes of the harbour turn again, and the first ship was unloaded on Monday before sunrise, the port said.",
    "For nine days nobody had worked there, because the port and the union could not agree on night hours.",
    "Both sides now speak of a good result, although neither of them got more than half of what it had asked for.",
    "Lorries wait on the road to the south gate, and it takes a week until the last is loaded, drivers say.",
)
TEASERS = (
    (
        "A bridge for the northern islands",
        "The one that the council wants would be nine kilometres long and cost too much.",
    ),
    (
        "The mayor resigns over a boat",
        "He had bought it with the money of the fire brigade, two newspapers wrote last week.",
    ),
    (
        "Whales come back to the bay",
        "Forty of them were counted from a plane, more than in any year since counting began.",
    ),
)


def page(box: str) -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    main = f"<main><h1>{TITLE}</h1><div class='c'>{text}</div>{box}</main>"
    return f"<html><head><title>{TITLE}</title></head><body>{main}</body></html>"


def cards(card: str) -> str:
    return "".join(card.format(title=title, text=text) for title, text in TEASERS)


ARTICLE = "<article><h4>{title}</h4><p>{text}</p></article>"
CARD = "<div><h3><a href='/a'>{title}</a></h3><p>{text}</p></div>"
ITEM = "<li><a href='/a'><h4>{title}</h4></a><p>{text}</p></li>"
LINE = "<p><a href='/a'>{title}</a></p>"
BOXES = {
    "articles": f"<section><h3>{{}}</h3>{cards(ARTICLE)}<a href='/'>All</a></section>",
    "cards": f"<div><h2>{{}}</h2><div class='g'>{cards(CARD)}</div></div>",
    "deep": f"<div><div><div><span>{{}}</span></div></div><ul>{cards(ITEM)}</ul></div>",
    "lines": f"<div><p>{{}}</p>{cards(LINE)}</div>",
}


@pytest.mark.parametrize("kind", BOXES)
@pytest.mark.parametrize(
    "label", ["You may also like", "Você pode gostar...", "Читайте также:", "関連記事", "RELATED ARTICLES"]
)
def test_a_box_that_begins_as_boxes_of_other_articles_do_is_no_text(kind: str, label: str, article: Any) -> None:
    assert article(page(BOXES[kind].format(label))).text.splitlines() == list(PARAGRAPHS)


@pytest.mark.parametrize("label", sorted(RELATED))
def test_every_heading_of_boxes_is_known(label: str) -> None:
    tree = parse(page(BOXES["cards"].format(label)))
    take_boxes(tree)
    assert TEASERS[0][1] not in flat(tree)
    assert PARAGRAPHS[-1] in flat(tree)


def test_headings_that_are_links_beside_each_other_are_a_box_without_any_words(article: Any) -> None:
    box = "<div id='m'>" + cards("<a href='/a'><img src='/i.jpg'><h3>{title} {text}</h3></a>") + "</div>"
    assert article(page(box)).text.splitlines() == list(PARAGRAPHS)


THUMBNAIL = (
    "<li><a href='/{title}'><img src='/i.jpg'></a><small>22.03.2015</small> <a href='/{title}'>{title}</a>"
    " <small>{text}</small></li>"
)


def test_pictures_and_headlines_that_lead_to_one_page_each_are_a_box_without_any_words(article: Any) -> None:
    box = f"<div><h3>Worth your while</h3><ul>{cards(THUMBNAIL)}</ul></div>"
    assert article(page(box)).text.splitlines() == list(PARAGRAPHS)


def test_of_a_page_that_says_next_to_nothing_they_are_no_text_either(article: Any) -> None:
    short = page(f"<ul>{cards(THUMBNAIL)}</ul>").replace("".join(f"<p>{each}</p>" for each in PARAGRAPHS[1:]), "")
    assert article(short).text.splitlines() == [PARAGRAPHS[0]]


def test_a_list_in_which_something_else_is_said_too_is_kept(article: Any) -> None:
    said = "The list of all who wait stands in the hall of the harbour office, and everybody may read it there."
    assert said in article(page(f"<ul>{cards(THUMBNAIL)}<li>{said}</li></ul>")).text


@pytest.mark.parametrize(
    "names", ["author-bio", "author__bio-wrapper", "about-the-author", "post-author-box", "autor-bio"]
)
def test_what_is_told_of_the_author_is_no_text(names: str, article: Any) -> None:
    bio = (
        "Ann Quill has written about ports and ships for nineteen years, and lives on a boat with two cats of her own."
    )
    said = article(page(f"<div class='{names}'><p>{bio}</p></div>"))
    assert said.text.splitlines() == list(PARAGRAPHS)


def test_a_card_that_opens_over_a_name_is_no_part_of_the_sentence(article: Any) -> None:
    name = (
        "<span class='rollover-person'><a href='/q'>Marta Quill</a>"
        "<span class='rollover-person-block'><img src='/q.jpg'>"
        "<a href='/q'>Marta Quill</a><a href='/b'>The mayor resigns over a boat</a></span></span>"
    )
    sentence = "The head of the union, {}, told reporters on Monday that the night belongs to those who sleep in it."
    said = article(page("").replace(PARAGRAPHS[3], sentence.format(name)))
    assert said.text.splitlines()[3] == sentence.format("Marta Quill")


@pytest.mark.parametrize(
    "list_",
    [
        "<ul><li><b>Ships:</b> <a href='/a'>How many there are</a></li>"
        "<li><b>Ports:</b> <a href='/b'>Who owns them</a></li></ul>",
        "<p><a href='/a'>Who will own the northern port then</a> [INSIGHT]<br>"
        "<a href='/b'>Why the old cranes have to go now</a> [VIDEO]</p>",
    ],
    ids=["labels", "brackets"],
)
def test_links_with_a_word_beside_them_are_links_all_the_same(list_: str, article: Any) -> None:
    said = article(page("").replace(f"<p>{PARAGRAPHS[2]}</p>", f"<p>{PARAGRAPHS[2]}</p>{list_}"))
    assert said.text.splitlines() == list(PARAGRAPHS)


def test_an_article_whose_first_words_are_such_a_heading_stays(article: Any) -> None:
    said = article(page("").replace("<div class='c'>", "<div class='c'><span>Trending</span><a href='/t'>All</a>"))
    assert said.text.splitlines()[-4:] == list(PARAGRAPHS)


def test_an_article_in_an_element_named_after_authors_stays(article: Any) -> None:
    said = article(page("").replace("class='c'", "class='author-box'"))
    assert said.text.splitlines() == list(PARAGRAPHS)
