"""Every decision, made by clicking as a person would, and then looked up in the archive with who and why."""

from __future__ import annotations

import tomllib

from tests.desk.desk import wait_until
from tests.web.browser.scene import ALSO_NAMED, NAMED, Scene
from tests.web.browser.visits import Visitor

ADA = ("Ada", "seen in a browser")


def test_a_crawl_is_begun(visitor: Visitor, scene: Scene) -> None:
    ended = "select count(*) from runs where source = 'qalam' and ended is not null"
    before = scene.desk.ask(ended)[0][0]
    visitor.open("/sources/qalam")
    visitor.page.get_by_role("button", name="Crawl now").click()
    assert visitor.page.url.endswith("/sources/qalam")
    wait_until(lambda: scene.desk.ask(ended)[0][0] == before + 1, "the crawl has ended")


def test_a_source_is_paused_and_resumed(visitor: Visitor, scene: Scene) -> None:
    visitor.open("/sources/courier")
    for button, paused in (("Pause", 1), ("Resume", 0)):
        visitor.page.get_by_role("button", name=button).click()
        visitor.page.get_by_role("button", name="Resume" if paused else "Pause").wait_for()
        assert scene.desk.ask("select paused from sources where source = 'courier'") == [(paused,)]


def test_an_alarm_is_answered(visitor: Visitor, scene: Scene) -> None:
    answered = "select acked_by, acked_reason from alarms where acked_at is not null"
    visitor.open("/alarms")
    cards = visitor.page.locator("article.card")
    said, count = cards.last.locator("h2").inner_text(), cards.count()
    visitor.decide("Answer", f"article.card:nth-of-type({count})")
    assert scene.desk.ask(answered) == [ADA]
    assert cards.count() == count - 1
    visitor.page.get_by_role("link", name="Answered").click()
    assert visitor.page.locator("article.card h2").inner_text() == said
    assert "answered by Ada" in visitor.page.locator("article.card").inner_text()


def test_an_article_is_split_off_its_story_and_the_decision_taken_back(visitor: Visitor, scene: Scene) -> None:
    first = scene.article(number=1)
    copy = scene.article(source="courier", number=1)
    same = f"select count(distinct story) from articles where id in ({first}, {copy})"
    visitor.open(f"/stories/{first}")
    visitor.decide("Split off", f"tr:has(a[href='/articles/{copy}'])")
    assert scene.desk.ask("select kind, who, reason from overrides where kind = 'split'") == [("split", *ADA)]
    assert scene.desk.ask(same) == [(2,)]
    assert visitor.page.url.endswith(f"/articles/{copy}")

    visitor.open(f"/stories/{copy}")
    visitor.decide("Undo", why="it is one report")
    assert scene.desk.ask("select undone_by, undone_reason from overrides where kind = 'split'") == [
        ("Ada", "it is one report")
    ]
    assert scene.desk.ask(same) == [(1,)]


def test_two_articles_are_merged_into_one_story(visitor: Visitor, scene: Scene) -> None:
    one, other = scene.article(number=10), scene.article(number=11)
    visitor.open(f"/articles/{one}")
    visitor.page.locator("summary", has_text="Merge with another article").click()
    visitor.page.get_by_label("Id of the other article").fill(str(other))
    form = visitor.page.locator("details[open] form").first
    form.get_by_label("Your name").fill("Ada")
    form.get_by_label("Why").fill("one flood")
    form.get_by_role("button").click()
    visitor.page.get_by_text("by a decision").first.wait_for()
    told = scene.desk.ask("select who, reason from overrides where kind = 'merge'")
    assert told == [("Ada", "one flood")]
    assert scene.desk.ask(f"select count(distinct story) from articles where id in ({one}, {other})") == [(1,)]


def test_a_mirror_is_put_out_of_use_and_back(visitor: Visitor, scene: Scene) -> None:
    third = scene.desk.room.origins[2]
    row = f"tr:has(th:has-text('{third.removeprefix('http://')}'))"
    visitor.open("/sources/lantern")
    visitor.decide("Put out of use", row, why="it is moved")
    assert visitor.page.locator(row).get_by_text("retired", exact=True).first.is_visible()
    visitor.decide("Use again", row, why="it has moved")
    events = f"select state, who, cause from mirror_events where mirror = '{third}' and who is not null order by id"
    told = scene.desk.ask(events)
    assert [(state, who) for state, who, _ in told] == [("retired", "Ada"), ("active", "Ada")]
    assert ["it is moved" in told[0][2], "it has moved" in told[1][2]] == [True, True]


def test_a_proposed_mirror_is_accepted_and_another_rejected(visitor: Visitor, scene: Scene) -> None:
    visitor.open("/proposals")
    visitor.decide("Accept", f"article.card:has-text('{ALSO_NAMED}')")
    visitor.open("/proposals")
    visitor.decide("Reject", f"article.card:has-text('{NAMED}')", why="a clone")
    told = scene.desk.ask("select standing, who, reason from proposals where who is not null order by standing")
    assert told == [("accepted", *ADA), ("rejected", "Ada", "a clone")]
    file = tomllib.loads((scene.desk.config / "sources" / "lantern.toml").read_text())
    assert any(ALSO_NAMED in str(mirror) for mirror in file["mirrors"])


def test_a_page_in_quarantine_is_tried_again(visitor: Visitor, scene: Scene) -> None:
    visitor.open("/quarantine?reason=error_page")
    row = visitor.page.locator("tbody tr")
    row.get_by_role("button", name="Try again").click()
    visitor.page.wait_for_url("**/quarantine")
    assert scene.desk.ask("select tries from quarantine where reason = 'error_page'") == [(0,)]


def test_a_source_is_tested_and_nothing_is_written(visitor: Visitor, scene: Scene) -> None:
    pages = scene.desk.ask("select count(*) from pages")
    visitor.open("/sources/courier")
    visitor.page.get_by_role("button", name="Test it").click()
    visitor.page.get_by_role("heading", name="Mirrors and listings").wait_for()
    assert "nothing was written" in visitor.page.locator("main").inner_text()
    assert scene.desk.ask("select count(*) from pages") == pages


def test_a_source_is_added_from_its_address_to_save(visitor: Visitor, scene: Scene) -> None:
    visitor.open("/")
    visitor.page.get_by_role("link", name="Add a source").click()
    visitor.page.get_by_label("Address of a site").fill(scene.herald)
    visitor.page.get_by_role("button", name="Look at it").click()
    visitor.page.get_by_role("heading", name="The file").wait_for()
    assert visitor.page.locator("#samples ~ article").count() == 5
    visitor.page.get_by_label("Id", exact=True).fill("herald")
    text = visitor.page.get_by_label("Text")
    text.fill(text.input_value().replace("The Lantern", "The Herald"))  # the newsrooms are of one name
    visitor.page.get_by_label("crawl it only once it is resumed").check()
    visitor.page.get_by_role("button", name="Save").click()
    assert visitor.page.get_by_role("status").inner_text().startswith("Saved as")
    written = tomllib.loads((scene.desk.config / "sources" / "herald.toml").read_text())
    assert written["mirrors"] == [scene.herald]
    assert scene.desk.ask("select paused from sources where source = 'herald'") == [(1,)]
    wait_until(lambda: visitor.open("/sources/herald").status == 200, "the daemon has taken the file up")
    assert "paused" in visitor.page.locator("main").inner_text()
    visitor.take_troubles()  # until then the page was not found
