"""What a reader does with the pages: follows links and keys, and watches a crawl."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.desk.desk import wait_until
from tests.web.browser.scene import ALTERED, ARABIC_TITLE, CORRECTED, LONG_TITLE, PERSIAN_TITLE, Scene
from tests.web.browser.visits import Visitor, visit


def path_of(visitor: Visitor) -> str:
    return visitor.page.url.removeprefix(visitor.origin)


def test_keys_lead_to_the_search_through_a_list_to_another_page_and_to_what_they_are(visitor: Visitor) -> None:
    visitor.open("/articles")
    keyboard = visitor.page.keyboard
    keyboard.press("/")
    assert visitor.page.evaluate("document.activeElement.id") == "q"
    keyboard.press("j")
    assert visitor.page.locator("#q").input_value() == "j", "in a field a letter is a letter"

    visitor.open("/articles")
    rows = visitor.page.locator("[data-list] > li")
    for _ in range(3):
        keyboard.press("j")
    keyboard.press("k")
    assert visitor.page.locator(".at").inner_text() == rows.nth(1).inner_text()
    link = str(rows.nth(1).locator("a").first.get_attribute("href"))
    keyboard.press("Enter")
    visitor.page.wait_for_url(f"**{link}")

    keyboard.press("g")
    keyboard.press("o")
    visitor.page.wait_for_url(f"{visitor.origin}/")
    keyboard.press("?")
    visitor.page.wait_for_url("**/help")
    assert visitor.page.get_by_role("heading", name="Keys").is_visible()


def test_a_crawl_is_told_of_while_it_runs_without_loading_the_page_again(visitor: Visitor, scene: Scene) -> None:
    visitor.page.clock.install()
    visitor.open("/runs")
    line, told = visitor.page.locator("#now"), visitor.page.locator("[data-live]").first
    latest = visitor.page.get_by_role("region", name="Past").locator("tbody th").first
    before = latest.inner_text()

    def says(words: str) -> bool:
        visitor.page.clock.fast_forward(3000)  # the page asks every three seconds
        return words in line.inner_text() if words else not line.inner_text()

    assert says("")
    scene.courier.post({"do": "fault", "mirror": "m2", "kind": "slow:2@feed"})
    with visitor.page.context.expect_page():
        visitor.page.evaluate("void window.open('/sources/courier')")
    other = visitor.page.context.pages[-1]
    other.get_by_role("button", name="Crawl now").click()
    wait_until(lambda: says("courier"), "the line tells of the crawl")
    told.get_by_role("link", name="The Courier").wait_for()
    scene.courier.post({"do": "clear", "mirror": "m2"})
    wait_until(lambda: says("") and latest.inner_text() != before, "the line is empty again, and the run is a past one")


def test_words_are_found_from_every_page_and_marked(visitor: Visitor, scene: Scene) -> None:
    visitor.open("/numbers")
    visitor.page.keyboard.press("/")
    visitor.page.keyboard.type("المرسى")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/articles?q=*")
    hits = visitor.page.locator("[data-list] > li")
    assert hits.locator(".title").all_inner_texts() == [ARABIC_TITLE]
    assert "المرسى" in hits.locator("mark").all_inner_texts()


def _direction(page: Page, text: str) -> str:
    return str(page.get_by_text(text).first.evaluate("(each) => getComputedStyle(each).direction"))


@pytest.mark.parametrize("title", [ARABIC_TITLE, PERSIAN_TITLE])
def test_what_is_written_from_right_to_left_stands_so(title: str, visitor: Visitor, scene: Scene) -> None:
    for path in ("/", "/articles?source=qalam", "/sources/qalam"):
        visitor.open(path)
        assert _direction(visitor.page, title) == "rtl"
        assert visitor.page.locator("html").evaluate("(each) => getComputedStyle(each).direction") == "ltr"
    visitor.open(f"/articles/{scene.article(title, source='qalam')}")
    assert _direction(visitor.page.locator("h1").page, title) == "rtl"
    text = visitor.page.locator(".text p").first
    assert text.evaluate("(each) => getComputedStyle(each).direction") == "rtl"


def test_a_long_title_is_shown_whole(visitor: Visitor, scene: Scene) -> None:
    visitor.open(f"/articles/{scene.article(LONG_TITLE[:20], source='qalam')}")
    assert visitor.page.get_by_role("heading", level=1).inner_text() == LONG_TITLE


def test_every_tile_and_every_number_of_the_overview_leads_to_a_page(visitor: Visitor) -> None:
    visitor.open("/")
    page = visitor.page
    assert page.locator(".tiles li").count() == page.locator(".tiles li > a").count() >= 4
    assert page.locator(".fold strong").count() == page.locator(".fold a strong").count() == 3
    links = {str(link.get_attribute("href")) for link in page.locator("main a").all()}
    own = sorted(link for link in links if link.startswith("/"))
    assert own
    answered = {link: page.request.get(visitor.origin + link).status for link in own}
    assert {link: status for link, status in answered.items() if status != 200} == {}
    fragments = [link for link in own if "#" in link]
    for link in fragments[:4]:
        page.goto(visitor.origin + link)
        assert page.locator(f"[id='{link.partition('#')[2]}']").count() == 1


@pytest.mark.parametrize("path", ["/numbers", "/sources/lantern"])
def test_every_chart_has_a_table_behind_it_with_the_same_figures(path: str, visitor: Visitor) -> None:
    visitor.open(path)
    figures = visitor.page.locator("figure")
    assert figures.count() >= 2
    for figure in figures.all():
        drawn = figure.locator(".plot rect").count()
        figure.locator("summary").click()
        cells = [cell.inner_text() for cell in figure.locator("tbody td.n").all()]
        assert drawn == sum(cell != "0" for cell in cells)
    charts = visitor.page.locator("svg:not([aria-hidden])")
    unnamed = charts.evaluate_all("(all) => all.filter((e) => e.getAttribute('role') !== 'img' || !e.ariaLabel)")
    assert unnamed == []


def test_an_article_shows_what_changed_word_by_word(visitor: Visitor, scene: Scene) -> None:
    visitor.open(f"/articles/{scene.article(number=CORRECTED)}")
    compare = visitor.page.locator("#compare")
    before, after = compare.locator("del").first.inner_text(), compare.locator("ins").first.inner_text()
    assert (before.isdigit(), after.isdigit()) == (True, True)
    assert before != after
    assert "An earlier version had it wrong." in compare.locator("ins").last.inner_text()


def test_the_alarm_is_told_with_the_number_where_the_reader_needs_it(visitor: Visitor, scene: Scene) -> None:
    visitor.open(f"/articles/{scene.article(number=ALTERED)}")
    said = visitor.page.locator("#alarms")
    assert scene.desk.room.origins[1].removeprefix("http://") in said.inner_text()
    said.get_by_role("link", name="the two texts side by side").click()
    assert visitor.page.locator("#compare del").count() == visitor.page.locator("#compare ins").count() == 1


def test_without_javascript_a_reader_finds_pages_filters_and_decisions(browser: Browser, scene: Scene) -> None:
    with visit(browser, scene.origin, "without JavaScript") as visitor:
        visitor.open("/articles")
        visitor.page.get_by_label("Source").select_option("qalam")
        visitor.page.get_by_role("button", name="Show").click()
        visitor.page.get_by_role("link", name="القلم").nth(2).wait_for()
        assert visitor.page.locator("[data-list] > li").count() == 3
        visitor.page.get_by_role("link", name="Numbers", exact=True).click()
        assert path_of(visitor) == "/numbers"
        visitor.open("/sources/qalam")
        visitor.page.get_by_role("button", name="Pause").click()
        visitor.page.get_by_role("button", name="Resume").click()
        visitor.page.get_by_role("button", name="Pause").wait_for()
        assert visitor.take_troubles() == []


# Five questions, each answered by what a reader who has never seen the pages would click.


def test_which_mirror_is_late(visitor: Visitor, scene: Scene) -> None:
    visitor.open("/")
    late = visitor.page.locator(".mirror", has=visitor.page.locator(".late"))
    third = scene.desk.room.origins[2].removeprefix("http://")
    assert [row.locator(".host").inner_text() for row in late.all()] == [third]
    late.locator(".late").click()
    row = visitor.page.get_by_role("row", name=third).first
    assert "2–6 h 12" in row.inner_text()


def test_what_the_seized_mirror_showed_last(visitor: Visitor, scene: Scene) -> None:
    visitor.open("/")
    visitor.page.get_by_role("link", name="Mirrors", exact=True).click()
    row = visitor.page.get_by_role("row", name="seized").first
    row.get_by_role("link", name="what it showed last").click()
    shown = visitor.page.locator("[data-list] > li .title")
    on_it = scene.desk.ask(
        f"select count(distinct article_id) from sightings where mirror = '{scene.desk.room.origins[0]}'"
    )
    assert shown.count() == on_it[0][0]


def test_which_texts_differ_in_a_number(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.page.get_by_role("link", name="alarm").first.click()
    assert path_of(visitor) == "/alarms"
    headings = visitor.page.locator("main h2")
    assert all("number" in heading and "→" in heading for heading in headings.all_inner_texts())


def test_why_two_articles_are_one_story(visitor: Visitor, scene: Scene) -> None:
    visitor.open("/articles?source=courier")
    visitor.page.get_by_role("link", name="story of 2").first.click()
    section = visitor.page.get_by_role("region", name="Why they are one story")
    assert re.search(r"jaccard (1\.00|0\.[5-9]\d) of 0\.5", " ".join(section.inner_text().split()))
    assert visitor.page.locator("#shared mark").count() > 0


def test_what_folding_saved_this_week(visitor: Visitor, scene: Scene) -> None:
    visitor.open("/")
    saved = scene.desk.ask("select count(*) from sightings where fetched_at is null")[0][0]
    line = visitor.page.get_by_text("In the last 7 days").locator("..")
    assert f"{saved:,} request" in line.inner_text()
    line.get_by_role("link").click()
    assert f"{saved:,} requests saved" in visitor.page.locator(".fold").inner_text()
