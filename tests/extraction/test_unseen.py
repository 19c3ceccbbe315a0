"""What no reader sees is in no text; what waits for a script to show it is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.markup.tree import flat, parse
from crawler.extraction.text.unseen import strip_hidden

URL = "https://www.gazette.example/story/675634"
BODY = [
    "The ferries to the northern islands sailed again on Monday after a storm of three days.",
    "Captain Ada Brook said that the harbour had never been closed for so long in her time.",
    "The company promised that every passenger would get the price of the ticket back by the summer.",
    "Fishermen brought bread and milk to the smallest island while the sea was still rough.",
    "The council wants a second pier, which would let two boats land at the same hour.",
]


def page(paragraphs: list[str], *, before: str = "", style: str = "") -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"""<html lang="en"><head><title>Ferries sail again</title></head><body><article {style}>
<h1>Ferries sail again</h1>{before}{text}</article></body></html>"""


@pytest.mark.parametrize(
    "unseen",
    [
        "<span hidden>zebra words</span>",
        "<span aria-hidden='true'>zebra words</span>",
        "<span style='color: red; display:none'>zebra words</span>",
        "<span style='visibility: HIDDEN'>zebra words</span>",
        "<span class='sr-only'>zebra words</span>",
        "<span class='link visually-hidden'>zebra words</span>",
        "<span class='screen-reader-text'>zebra words</span>",
        "<template>zebra words</template>",
        "<iframe src='/v'>zebra words</iframe>",
        "<video src='/v'><p>zebra words</p></video>",
        "<audio>zebra words</audio>",
        "<object data='/o'>zebra words</object>",
        "<canvas>zebra words</canvas>",
        "<select><option>zebra</option><option>words</option></select>",
        "<button>zebra words</button>",
        "<datalist id='d'><option>zebra words</option></datalist>",
        "<math><semantics><mi>d</mi><annotation>zebra words</annotation></semantics></math>",
        "<span class='social-share'><a href='#'>zebra words</a></span>",
        "<span class='term'>draught<span class='tooltip'>zebra words</span></span>",
        "<span role='tooltip'>zebra words</span>",
        "<span class='tooltiptext'>zebra words</span>",
    ],
)
def test_what_no_reader_sees_leaves_a_sentence_whole(unseen: str, read: Any) -> None:
    told = "The mayor said the depth {} of the mail ferry is small enough for the pier in winter."
    said = read(page([*BODY[:2], told.format(unseen), *BODY[2:]]), url=URL)
    assert "zebra" not in said.text
    assert said.text.count("of the mail ferry is small enough") == 1


@pytest.mark.parametrize(
    "seen",
    [
        "<span class='tooltip'>zebra words</span>",
        "<span class='not-sr-only'>zebra words</span>",
        "<span style='display: inline'>zebra words</span>",
        "<span hidden='until-found'>zebra words</span>",
        "<mark class='shared-view'>zebra words</mark>",
    ],
)
def test_what_only_looks_hidden_stays(seen: str, read: Any) -> None:
    told = "The mayor said the {} of the mail ferry are small enough for the pier in winter."
    assert "zebra words of the mail ferry" in read(page([*BODY[:2], told.format(seen), *BODY[2:]]), url=URL).text


@pytest.mark.parametrize(
    "style", ["style='display:none'", "style='opacity:0; visibility:hidden'", "hidden", "aria-hidden='true'"]
)
def test_an_article_that_waits_for_its_script_stays(style: str, read: Any) -> None:
    assert read(page(BODY, style=style), url=URL).text.splitlines() == BODY
    behind = "".join(f"<p>{paragraph}</p>" for paragraph in BODY[1:])
    walled = f"<p>{BODY[0]}</p><div class='paywall' {style}>{behind}</div>"
    assert read(page([], before=walled), url=URL).text.splitlines() == BODY
    each = "".join(f"<p {style}>{paragraph}</p>" for paragraph in BODY[1:])
    assert read(page([], before=f"<p>{BODY[0]}</p>{each}"), url=URL).text.splitlines() == BODY


def test_a_hidden_notice_is_no_article_however_long(read: Any) -> None:
    notice = "<p>We keep cookies on your device so that the pages load sooner and we know what you read.</p>" * 12
    said = read(page(BODY, before=f"<div class='cookie-consent' style='display:none'>{notice}</div>"), url=URL)
    assert "cookies" not in said.text


def test_the_first_letter_that_is_drawn_stays_in_its_word(read: Any) -> None:
    drawn = f"<span aria-hidden='true'>T</span>{BODY[0][1:]}"
    assert BODY[0] in read(page([drawn, *BODY[1:]]), url=URL).text


@given(
    st.lists(st.sampled_from(["<p hidden>x y</p>", "<p>a b</p>", "<b class='sr-only'>c</b>", "<i>d</i>"]), max_size=8)
)
def test_doing_it_twice_changes_nothing_more(parts: list[str]) -> None:
    tree = parse(f"<html><body><h1>t</h1>{''.join(parts)}</body></html>")
    strip_hidden(tree)
    once = flat(tree)
    strip_hidden(tree)
    assert flat(tree) == once
    assert "x y" not in once
