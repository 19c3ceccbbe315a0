"""What each page shows of an archive in which everything has happened."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from scheduler.web.routes import PAGES
from tests.desk.desk import Desk
from tests.desk.page_reader import PageReader

Crowded = tuple[Desk, PageReader]


def addresses(desk: Desk) -> list[str]:
    """An address of every page, with rows that are there."""
    altered = desk.ask("select min(article_id) from alarms")[0][0]
    named = {"source": "room", "article": str(altered), "story": "1", "run": "1"}
    return [page.path.format(**named) for page in PAGES] + ["/help", "/settings", "/sources/new"]


def test_every_page_is_there_and_leads_to_pages_that_are(crowded: Crowded) -> None:
    desk, reader = crowded
    links: set[str] = set()
    for path in addresses(desk):
        page = reader.get(path)
        assert page.status == 200, (path, page.body[:2000])
        links |= set(re.findall(r'href="(/[^"#]*)', page.body))
    broken = {
        link: status for link in sorted(links) if (status := reader.get(link.replace("&amp;", "&")).status) != 200
    }
    assert broken == {}


class _Quoted(HTMLParser):
    """Attributes and elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.styles: list[str] = []
        self.handlers: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "style" or tag == "style":
                self.styles.append(f"{tag} {name}")
            if name.startswith("on"):
                self.handlers.append(f"{tag} {name}")
            if name == "id":
                self.ids.append(value or "")


def test_no_page_has_a_style_a_handler_or_an_id_of_two_elements(crowded: Crowded) -> None:
    desk, reader = crowded
    for path in addresses(desk):
        parsed = _Quoted()
        parsed.feed(reader.get(path).body)
        assert (parsed.styles, parsed.handlers) == ([], []), path
        assert len(parsed.ids) == len(set(parsed.ids)), (path, parsed.ids)


def test_the_overview_says_what_is_new_what_is_wrong_and_what_folding_saved(crowded: Crowded) -> None:
    desk, reader = crowded
    facts = reader.api("/overview")
    (articles,) = desk.ask("select count(*) from articles where folded_into is null and revision_id is not null")[0]
    (seen,) = desk.ask("select count(*) from sightings")[0]
    assert (facts["today"]["articles"], facts["today"]["sightings"]) == (articles, seen)
    assert facts["today"]["stories"] == desk.ask("select count(distinct story) from articles")[0][0]
    assert facts["alarms"] == desk.ask("select count(*) from alarms where acked_at is null")[0][0] > 0
    assert facts["mirrors"] == {"all": 4, "in_use": 3}
    shown = reader.get("/").body
    assert f"<strong>{facts['alarms']}</strong> alarms to answer" in shown
    assert "<strong>3</strong> of 4 mirrors answer" in shown


def test_a_sources_page_tells_each_mirrors_state_with_its_cause(crowded: Crowded) -> None:
    _, reader = crowded
    body = reader.get("/sources/room").body
    assert "seized</span>" in body
    assert "this domain has been seized" in body
    states = {each["facts"]["mirror"]: each["facts"]["state"] for each in reader.api("/sources/room")["mirrors"]}
    assert sorted(states.values()) == ["active", "seized", "suspect"]


def test_an_article_shows_its_texts_side_by_side_with_the_words_that_differ(crowded: Crowded) -> None:
    _, reader = crowded
    alarm = reader.api("/alarms")["alarms"][0]
    left, right = alarm["evidence"]["other_text"], alarm["evidence"]["text"]
    before, after = alarm["evidence"]["numbers"]["removed"][0], alarm["evidence"]["numbers"]["added"][0]
    body = reader.get(f"/articles/{alarm['article']}?left={left}&right={right}").body
    assert f"<del>{before}</del>" in body
    assert f"<ins>{after}</ins>" in body
    assert "paragraphs the same" in body


def test_an_article_tells_why_it_was_judged_so_with_a_meter_against_the_threshold(crowded: Crowded) -> None:
    desk, reader = crowded
    ((article,),) = desk.ask("select article_id from pages where verdict = 'copy' order by id limit 1")
    body = reader.get(f"/articles/{article}").body
    assert "same text in another source" in body
    assert 'aria-label="jaccard 1.00, the rule asks for 0.5"' in body


def test_a_story_names_who_was_first_and_marks_what_both_have(crowded: Crowded) -> None:
    desk, reader = crowded
    ((story,),) = desk.ask("select story from articles group by story having count(*) > 1 limit 1")
    facts = reader.api(f"/stories/{story}")
    assert {member["source"] for member in facts["members"]} == {"room", "courier"}
    body = reader.get(f"/stories/{story}").body
    assert 'first: <a href="/sources/courier"><bdi>The Courier</bdi></a>' in body
    assert "<mark>" in body


def test_alarms_show_the_diff_in_place(crowded: Crowded) -> None:
    _, reader = crowded
    body = reader.get("/alarms").body
    assert "shows another text than" in body
    assert "<del>" in body
    assert "<ins>" in body


def test_articles_are_listed_page_by_page_each_once(crowded: Crowded) -> None:
    desk, reader = crowded
    everything = [row[0] for row in desk.ask("select id from articles where folded_into is null order by id desc")]
    assert [row["id"] for row in reader.api("/articles")["rows"]] == everything
    revised = [row["id"] for row in reader.api("/articles?verdict=revision")["rows"]]
    assert revised == [row[0] for row in desk.ask("select distinct article_id from pages where verdict = 'revision'")]
    room = reader.api("/articles?source=room")["rows"]
    assert {row["source"] for row in room} == {"room"}


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/articles/999999", "There is no such article"),
        ("/articles/x", "There is no such article"),
        ("/articles/99999999999999999999999", "There is no such article"),
        ("/sources/nobody", "there is no source"),
        ("/runs/999999", "There is no such run"),
        ("/trials/0", "There is no such trial"),
        ("/nothing", "There is no such page"),
        ("/articles/1?left=1&right=999999", "The article has no such text"),
        ("/stories/1?left=1&right=999999", "The story has no such article"),
    ],
)
def test_what_is_not_there_is_told_in_words(crowded: Crowded, path: str, says: str) -> None:
    _, reader = crowded
    page = reader.get(path)
    assert page.status == 404
    assert says in page.body


def test_numbers_over_time_are_a_table_and_a_file_as_well(crowded: Crowded) -> None:
    desk, reader = crowded
    facts = reader.api("/numbers?span=7")
    (requests,) = desk.ask("select sum(requests) from run_mirrors")[0]
    assert sum(facts["figures"]["requests"]) == requests
    page = reader.get("/numbers.csv?span=7")
    rows = page.body.splitlines()
    assert page.headers["content-type"].startswith("text/csv")
    assert len(rows) == 8
    assert rows[0].startswith("day,sightings,articles,stories")
    assert rows[-1].split(",")[1] == str(facts["figures"]["sightings"][-1])


def test_settings_show_where_each_value_comes_from_and_hide_secrets(crowded: Crowded) -> None:
    _, reader = crowded
    rows = {row["key"]: row for section in reader.api("/settings")["sections"].values() for row in section}
    assert rows["web.port"]["from"] == "file"
    assert rows["web.token"]["value"] in ("", "***")
    assert "divergence_grace" in reader.get("/settings").body
