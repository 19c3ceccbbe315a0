"""The marks that a page without words has in its source, and how long a page may be for a sign to count."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extraction.markup.tree import parse
from crawler.extraction.notices.marks import MOST, Marks, read_marks
from crawler.extraction.notices.sign_tables import ERROR_SIGNS, SIGNS
from crawler.extraction.notices.signs import ALONE, LINE_WORDS, NEWS_WORDS, Outline, find_heading, find_sign
from crawler.model.article import Reason

URL = "https://gazette.test/news/1"
HEADLINE = next((signs.reason, text) for signs in SIGNS for texts in signs.headlines.values() for text in texts)
PHRASES = [(signs.reason, text) for signs in SIGNS for texts in signs.phrases.values() for text in texts]


def marks(body: str, head: str = "") -> Marks:
    return read_marks(parse(f"<html><head>{head}</head><body>{body}</body></html>"))


def outline(*shown: str, title: str = "", **more: object) -> Outline:
    return Outline(URL, (title,) if title else (), (), shown, 0, **more)  # type: ignore[arg-type]


def test_a_page_s_marks_are_what_it_loads_runs_and_leads_to():
    read = marks(
        "<img src='/Logo.PNG?v=1'><iframe src='https://Park.test/x'></iframe>"
        "<div id='challenge' style=\"background:url('/bg/Seized.jpg')\"></div>"
        "<script>window . location = 'https://WWW.lander.test/';</script>",
        "<meta http-equiv=Refresh content=\"5; URL='https://next.test/'\">"
        "<meta name=description content=' For  sale '>",
    )
    assert set(read.leads) == {"https://park.test/x", "https://next.test/", "https://www.lander.test/"}
    assert set(read.pictures) == {"logo.png", "seized.jpg"}
    assert "challenge" in read.ids
    assert (read.descriptions, read.runs) == (("For sale",), True)
    assert read.scripts == ('window.location="https://www.lander.test/";',)


def test_a_page_that_loads_thousands_of_things_is_read_as_far_as_a_notice_goes():
    assert len(marks("<img src='/a.png'>" * (2 * MOST)).addresses) == MOST


@settings(deadline=None)
@given(body=st.text(max_size=60), attribute=st.text(st.characters(exclude_characters="'\0"), max_size=30))
def test_no_markup_raises_and_marks_are_lower_case(body, attribute):
    read = marks(
        f"{body}<img src='{attribute}'><script>{body}</script>", f"<meta http-equiv=refresh content='{attribute}'>"
    )
    assert all(address == address.lower() for address in (*read.addresses, *read.leads, *read.scripts))


@pytest.mark.parametrize(("reason", "wording"), PHRASES[:: max(1, len(PHRASES) // 40)])
def test_an_unmistakable_wording_counts_in_a_title_of_any_page_and_in_a_line_of_a_small_one(reason, wording):
    long = tuple(["The council said on Friday that the boats run again."] * 50)
    for page in (outline(*long, title=wording), outline(wording)):
        rejection = find_sign(page, words=500)
        assert rejection is not None
        assert rejection.reason is reason
    assert find_sign(outline(*long, wording), words=500) is None


@pytest.mark.parametrize("words", [0, NEWS_WORDS - 1, NEWS_WORDS, LINE_WORDS])
def test_a_wording_of_headlines_counts_only_on_a_page_with_hardly_any_text(words):
    reason, wording = HEADLINE
    rejection = find_sign(outline(wording, title=wording), words)
    assert (rejection is not None and rejection.reason is reason) == (words < NEWS_WORDS)


def test_a_wording_in_quotes_with_more_around_it_speaks_of_a_notice():
    _, wording = PHRASES[0]
    assert find_sign(outline(f'“The page said "{wording}", he wrote', "word " * 30), words=300) is None
    assert find_sign(outline(f'"{wording}"'), words=0) is not None


def test_a_page_that_does_nothing_but_lead_to_a_known_place_shows_where():
    leads = Marks(leads=("https://www.hugedomains.com/domain_profile.cfm?d=gazette",))
    rejection = find_sign(outline("Please wait", marks=leads), words=0)
    assert rejection is not None
    assert rejection.reason is Reason.PARKED
    assert find_sign(outline("word " * (ALONE + 1), marks=leads), words=0) is None


def test_a_heading_that_is_hardly_more_than_a_wording_counts_on_a_longer_page():
    reason, wording = PHRASES[0]
    rejection = find_heading(outline(title=f"{wording} Gazette"))
    assert rejection is not None
    assert rejection.reason is reason
    assert find_heading(outline(title=f"{wording} and what the minister had to say of it on Monday")) is None


def test_an_error_is_what_is_left_when_no_notice_is_shown():
    error = next(text for texts in ERROR_SIGNS.phrases.values() for text in texts)
    rejection = find_sign(outline(error, title=error), words=0)
    assert rejection is not None
    assert rejection.reason is Reason.ERROR_PAGE
    assert find_sign(outline("The boats run again."), words=6) is None
