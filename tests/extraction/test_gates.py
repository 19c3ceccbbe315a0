"""Pages that are no articles are known by their signs; articles about such pages are articles."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from crawler.canonical.word_tables import plain
from crawler.extraction.notices.gates import MAGIC
from crawler.extraction.notices.sign_tables import ERROR_SIGNS, LOGIN_PHRASES, SIGNS
from crawler.model.article import Article, Reason, Rejection

ROWS = [(signs.reason, wording) for signs in (*SIGNS, ERROR_SIGNS) for wording in signs.wordings()]

REPORT = (
    "The justice department said on Tuesday that it had seized 33 websites of foreign broadcasters. Readers met a"
    " notice that said “this website has been seized” by the government in accordance with a seizure warrant.",
    "The sites moved to other domains within hours. “We will be back,” the director of the largest one told reporters.",
)


def notice(title: str, body: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"


@pytest.mark.parametrize("reason", sorted({reason for reason, _ in ROWS}))
def test_every_sign_in_a_heading_gives_the_page_away(reason: Reason, read: Any) -> None:
    unseen = {}
    for wording in (wording for its, wording in ROWS if its is reason):
        heading = wording.title() if wording.isascii() else wording
        said = read(notice("gazette.example", f"<h1>{heading}</h1><p>Contact us.</p>"))
        if not isinstance(said, Rejection) or said.reason is not reason or not said.evidence:
            unseen[wording] = said
    assert unseen == {}


def test_every_login_phrase_gives_a_page_without_a_body_away(read: Any) -> None:
    pages = {
        wording: notice("Ferries run again", f"<h1>Ferries run again</h1><p>{wording} — it takes a minute.</p>")
        for wording in LOGIN_PHRASES
    }
    said = {wording: read(page) for wording, page in pages.items()}
    assert {
        wording for wording, each in said.items() if getattr(each, "reason", None) is not Reason.LOGIN_WALL
    } == set()


def test_every_wording_is_written_as_lines_are_compared() -> None:
    assert [wording for wording in [*(row[1] for row in ROWS), *LOGIN_PHRASES] if plain(wording) != wording] == []


@pytest.mark.parametrize(
    ("reason", "html"),
    [
        (Reason.SEIZED, notice("This website has been seized", '<img src="banner.jpg">')),
        (Reason.SEIZED, notice("gazette.example", '<img alt="This domain has been seized by the FBI" src="b.png">')),
        (Reason.SEIZED, notice("Seized", "<p>gazette.example has been seized by the United States Government.</p>")),
        (Reason.CHALLENGE, notice("Just a moment...", "<noscript>Enable JavaScript and cookies</noscript>")),
        (
            Reason.PARKED,
            notice("gazette.example", "<p>This domain may be for sale.</p>" + '<a href="/?q">News</a>' * 40),
        ),
        (Reason.BLOCKED, notice("Access", "<p>Access to this website has been blocked by order of the court.</p>")),
        (Reason.ERROR_PAGE, notice("502 Bad Gateway", "<center><h1>502 Bad Gateway</h1></center><hr>nginx")),
        (Reason.ERROR_PAGE, notice("Welcome to nginx!", "<h1>Welcome to nginx!</h1><p>If you see this page…</p>")),
        (Reason.ERROR_PAGE, notice("The Gazette", "<h1>Oops!</h1><p>The page you are looking for is gone.</p>")),
        (Reason.EMPTY, notice("The Gazette", '<div id="root"></div><script src="app.js"></script>')),
    ],
)
def test_a_notice_is_rejected_with_its_reason(reason: Reason, html: str, read: Any) -> None:
    said = read(html)
    assert isinstance(said, Rejection)
    assert said.reason is reason


@pytest.mark.parametrize(
    "title", ["US seizes 33 websites of broadcasters", "“This website has been seized”: 33 sites go dark"]
)
@pytest.mark.parametrize("date", ['<p class="date">22 June 2021 4:00 PM</p>', ""])
def test_an_article_about_a_seizure_is_an_article(title: str, date: str, read: Any) -> None:
    more = "" if date else "<p>" + "The largest of the sites had three million readers a month. " * 10 + "</p>"
    text = "".join(f"<p>{paragraph}</p>" for paragraph in REPORT)
    said = read(notice(title, f"<h1>{title}</h1>{date}{text}{more}"))
    assert isinstance(said, Article)
    assert said.text.startswith(REPORT[0])


def test_a_tanker_that_was_seized_is_news(read: Any) -> None:
    said = read(notice("Tanker", "<h1>Tanker seized</h1><p>A tanker has been seized by the navy, the agency said.</p>"))
    assert isinstance(said, Article)


def test_a_short_item_is_thin_and_no_reject(read: Any) -> None:
    meta = '<meta property="og:type" content="video"><meta name="date" content="2022-01-27">'
    html = (
        f"<html><head><title>Fire at the port</title>{meta}</head><body><h1>Fire at the port</h1><video></video></body>"
    )
    said = read(html)
    assert isinstance(said, Article)
    assert said.thin
    assert isinstance(read(notice("Flash", "<h1>Flash</h1><p>More to follow.</p>")), Article)


def test_a_login_link_above_a_short_article_is_no_wall(read: Any) -> None:
    header = "<div class='header'><a href='/l'>Already a subscriber? Log in</a></div>"
    said = read(notice("Fire at the port", f"{header}<h1>Fire at the port</h1><p>A fire broke out at the port.</p>"))
    assert isinstance(said, Article)


@pytest.mark.parametrize("url", ["https://gazette.example/", "https://gazette.example", "https://gazette.example/en/"])
def test_an_article_whose_address_led_to_the_front_page_is_rejected(url: str, read: Any, own_article: Any) -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in own_article.paragraphs)
    said = read(notice("The Gazette", text), url=url)
    assert isinstance(said, Rejection)
    assert said.reason is Reason.HOME_PAGE
    assert isinstance(read(notice("The Gazette", text), url=url, home=True), Article)


def test_a_page_that_calls_itself_the_front_page_is_rejected(read: Any) -> None:
    teasers = "".join(
        f"<div><h2><a href='/{n}'>Headline number {n}</a></h2><p>A short teaser.</p></div>" for n in range(30)
    )
    said = read(
        f'<html><head><link rel="canonical" href="https://gazette.example/"></head><body>{teasers}</body></html>'
    )
    assert isinstance(said, Rejection)
    assert said.reason is Reason.HOME_PAGE


def test_a_list_of_articles_in_an_articles_place_is_rejected(read: Any, own_article: Any) -> None:
    teasers = "".join(f"<h3><a href='/{n}'>Headline number {n}</a></h3><p>A short teaser.</p>" for n in range(20))
    said = read(notice("Coast", f"<h1>Coast</h1>{teasers}"))
    assert isinstance(said, Rejection)
    assert said.reason is Reason.HOME_PAGE
    text = "".join(f"<p>{paragraph}</p>" for paragraph in own_article.paragraphs)
    assert isinstance(read(notice("Coast", f"<h1>Ferries</h1>{text}{teasers}")), Article)


def test_a_headline_about_a_seizure_beside_a_short_article_is_no_notice(read: Any) -> None:
    words = "".join(f"<li>Line {n} of a long menu of the paper</li>" for n in range(40))
    aside = f"<h2>This website has been seized, says a competitor</h2><ul>{words}</ul>"
    said = read(notice("Ferries", f"<h1>Ferries</h1><p>The ferries run again, the council said.</p>{aside}"))
    assert isinstance(said, Article)


def test_an_article_with_a_careless_canonical_link_is_an_article(read: Any, own_article: Any) -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in own_article.paragraphs)
    head = '<link rel="canonical" href="https://gazette.example/">'
    assert isinstance(read(f"<html><head>{head}</head><body><h1>Ferries</h1>{text}</body></html>"), Article)


def test_a_short_article_beside_many_headlines_has_one_of_its_own(read: Any) -> None:
    others = "".join(f"<h3><a href='/{n}'>Headline number {n} of the day</a></h3>" for n in range(30))
    title = "Boats to the islands run again"
    text = f"<h1>{title}</h1><p>The boats run again, the council said.</p>{others}"
    assert isinstance(read(notice(f"{title} - The Gazette", text)), Article)
    assert isinstance(read(notice("The Gazette", text)), Rejection)


def test_a_short_article_with_a_careless_canonical_link_is_an_article(read: Any) -> None:
    sentences = ("The boats run again.", *["The council said on Friday that the late boat would stay this winter."] * 4)
    text = "".join(f"<p>{number}. {sentence}</p>" for number, sentence in enumerate(sentences))
    head = '<link rel="canonical" href="https://gazette.example/">'
    assert isinstance(read(f"<html><head>{head}</head><body><h1>Ferries</h1>{text}</body></html>"), Article)
    assert isinstance(read(f"<html><head>{head}</head><body><h1>Ferries</h1><p>Gone.</p></body></html>"), Rejection)


@pytest.mark.parametrize(("magic", "name"), MAGIC)
def test_other_formats_are_known_by_their_first_bytes(magic: bytes, name: str, read: Any) -> None:
    said = read(magic + b"<html><p>text</p></html>")
    assert isinstance(said, Rejection)
    assert said.reason is Reason.NOT_HTML
    assert name in said.evidence


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b"", "text/html", Reason.EMPTY),
        (b" \n\t\x00", "", Reason.EMPTY),
        (b'{"error": 404}', "application/json", Reason.NOT_HTML),
        (b'{"error": 404}', "", Reason.NOT_HTML),
        (b"plain words", "image/png", Reason.NOT_HTML),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "text/html", Reason.NOT_HTML),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><text>x</text></svg>", "text/html", Reason.NOT_HTML),
    ],
)
def test_what_is_no_page_is_rejected(body: bytes, content_type: str, reason: Reason, read: Any) -> None:
    said = read(body, content_type=content_type)
    assert isinstance(said, Rejection)
    assert said.reason is reason


def test_reasons_that_speak_of_the_mirror_come_from_the_tables_of_the_mirror() -> None:
    from crawler.model.article import MIRROR_REASONS

    assert {signs.reason for signs in SIGNS if not signs.of_host} == MIRROR_REASONS


@pytest.mark.slow
def test_no_real_article_is_rejected(shared: Any, read: Any) -> None:
    cases = [json.loads(line) for line in (shared / "extraction" / "cases.jsonl").read_text().splitlines()]
    for case in cases:
        body = gzip.decompress((shared / "extraction" / "html" / f"{case['id']}.html.gz").read_bytes())
        assert isinstance(read(body, url=case["url"]), Article), case["id"]
