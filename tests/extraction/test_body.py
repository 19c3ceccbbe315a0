"""The body: old markup, links to other articles, what the engine leaves behind, the head of the text."""

from __future__ import annotations

from typing import Any

import pytest

TITLE = "Ferries run again after the storm"
PARAGRAPHS = (
    "The boats will run every hour again, the council said on Friday, and the late boat stays for now.",
    "The larger company said it had counted the damage, and that it would ask the islands for money.",
    "It was the fourth storm since the start of the winter, and the quay was under water twice in it.",
    "“We have never seen so much water,” the keeper of the lighthouse told the council on Thursday.",
)


def p(*paragraphs: str) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def page(body: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body><h1>{TITLE}</h1><div class='story'>{body}</div></body></html>"


@pytest.mark.parametrize("separator", ["<br><br>", "<br/>\n&nbsp;<br />", "<br><br><br>", "<BR> <BR>"])
@pytest.mark.parametrize("wrapper", ["{}", "<p>{}</p>", "<font>{}</font>", "<div><span>{}</span></div>"])
def test_two_line_breaks_part_paragraphs(separator: str, wrapper: str, article: Any) -> None:
    said = article(page(wrapper.format(separator.join(PARAGRAPHS))))
    assert said.text.splitlines() == list(PARAGRAPHS)


def test_inline_markup_stays_inside_its_paragraph(article: Any) -> None:
    marked = PARAGRAPHS[0].replace("boats", '<a href="/b">boats</a>').replace("hour", "<strong>hour</strong>")
    assert article(page("<br><br>".join((marked, *PARAGRAPHS[1:])))).text.splitlines() == list(PARAGRAPHS)


def test_a_layout_table_is_no_table(article: Any) -> None:
    rows = f"<table><tr><td>{p(*PARAGRAPHS)}</td><td><a href='/x'>Weather</a></td></tr></table>"
    assert article(page(rows)).text.splitlines()[:4] == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "line",
    [
        '<p>Read more: <a href="/x">The islands want a bridge</a></p>',
        '<p><a href="/x">The islands want a bridge and a tunnel</a></p>',
        '<p><b>Lesen Sie auch:</b> <a href="/x">Die Inseln wollen eine Brücke</a></p>',
        '<ul><li><a href="/x">The islands want a bridge</a></li><li><a href="/y">The mayor resigns</a></li></ul>',
    ],
)
def test_links_to_other_articles_are_no_text(line: str, article: Any) -> None:
    said = article(page(p(*PARAGRAPHS[:2]) + line + p(*PARAGRAPHS[2:])))
    assert said.text.splitlines() == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "line",
    [
        '<p><a href="/x">The council published its figures on Friday.</a></p>',
        "<ul><li>One boat an hour on the northern route.</li><li>A late boat on Fridays in winter.</li></ul>",
    ],
)
def test_statements_and_lists_of_the_article_stay(line: str, article: Any) -> None:
    said = article(page(p(*PARAGRAPHS[:2]) + line + p(*PARAGRAPHS[2:])))
    assert len(said.text.splitlines()) > 4


def test_a_body_cut_in_two_is_put_together(article: Any) -> None:
    halves = (p(*PARAGRAPHS * 2), p(*(paragraph.replace("the", "this") for paragraph in PARAGRAPHS * 2)))
    html = "".join(
        f"<div class='chunk'><div class='copy'>{half}</div></div><div class='ad'>Ad</div>" for half in halves
    )
    text = article(page(html)).text
    assert PARAGRAPHS[3] in text
    assert PARAGRAPHS[3].replace("the", "this") in text


def test_title_date_and_byline_leave_the_head_of_the_text(article: Any) -> None:
    head = '<meta name="author" content="Ann Quill">'
    lines = f"<h1>{TITLE}</h1><p>27 January 2022, 16:06</p><p>By Ann Quill</p>"
    assert article(page(lines + p(*PARAGRAPHS), head)).text.splitlines() == list(PARAGRAPHS)


def test_the_standfirst_is_the_first_line(article: Any) -> None:
    standfirst = "After three days without a single boat the islands have ferries again, but not all is well."
    head = f'<meta property="og:description" content="{standfirst}">'
    html = f"<header><h1>{TITLE}</h1><p class='lead'>{standfirst}</p></header><article>{p(*PARAGRAPHS)}</article>"
    assert article(f"<html><head>{head}</head><body>{html}</body></html>").text.splitlines() == [
        standfirst,
        *PARAGRAPHS,
    ]


def test_a_description_that_is_not_shown_is_no_text(article: Any) -> None:
    head = '<meta property="og:description" content="A summary for search engines, and for nobody else to read it.">'
    assert article(page(p(*PARAGRAPHS), head)).text.splitlines() == list(PARAGRAPHS)


def test_the_source_can_say_where_the_text_stands_and_what_to_drop(article: Any) -> None:
    html = page(p(*PARAGRAPHS) + "<section class='real'><div>Only this line,</div> and<br>this one.</section>")
    assert article(html, overrides={"text": ".real"}).text == "Only this line,\nand\nthis one."
    assert "Only this" not in article(html, overrides={"drop": ".real"}).text


AROUND = (
    "<div class='ad'><a href='/r'>Roulette</a></div>"
    "<article><h1>{title}</h1><time datetime='2015-09-01'>1.09 2015</time>"
    "<div {body}>{inside}</div></article><p>Written by: Skyer<br>Views: 615</p><h3>Worth your while</h3>"
    "<div>103 / 0,172 / 17.71mb</div>"
)


@pytest.mark.parametrize(
    "body", ["class='entry-content'", "itemprop='articleBody'", "class='td Post-Content'", "id='post-content'"]
)
@pytest.mark.parametrize(
    "inside", ["", "The boat's own camera", "<p>The boat's own camera</p>", "<p>Live: <b>now</b></p>"]
)
def test_where_a_page_says_next_to_nothing_what_stands_outside_of_its_body_is_no_text(
    body: str, inside: str, article: Any
) -> None:
    said = article(f"<html><body>{AROUND.format(title=TITLE, body=body, inside=inside)}</body></html>").text
    assert said == inside.replace("<p>", "").replace("</p>", "").replace("<b>", "").replace("</b>", "")


def test_two_bodies_on_a_page_declare_nothing(article: Any) -> None:
    two = "<div class='entry-content'>One boat</div><div class='entry-content'>Two boats</div>"
    assert "Views: 615" in article(f"<html><body>{AROUND.format(title=TITLE, body='', inside=two)}</body></html>").text


@pytest.mark.parametrize("first", [True, False])
def test_bare_text_beside_paragraphs_is_one_of_them(first: bool, article: Any) -> None:
    bare = "The council adds that <b>nobody</b> has to pay for the boat of Friday night."
    inside = (
        f"{bare}<h2>Why</h2>{p(*PARAGRAPHS)}" if first else f"{p(*PARAGRAPHS)}<h2>Why</h2>{bare}{p(*PARAGRAPHS[:1])}"
    )
    lines = article(page(inside)).text.splitlines()
    assert bare.replace("<b>", "").replace("</b>", "") in lines


def test_an_emphasised_sentence_beside_paragraphs_is_one_of_them(article: Any) -> None:
    said = "There is a timetable of the boats on the page of the council."
    lines = article(page(f"{p(*PARAGRAPHS)}\n<i>{said}</i>\n")).text.splitlines()
    assert lines[-1] == said


def test_a_sentence_about_a_newsletter_is_text(article: Any) -> None:
    said = "There are three kinds of people, and none of them was any good at writing a newsletter today."
    assert said in article(page(p(PARAGRAPHS[0], said, *PARAGRAPHS[1:]))).text
