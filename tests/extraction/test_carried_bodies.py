"""A page that shows a teaser and carries its article as data: the article is its text, and never another's."""

from __future__ import annotations

import html
import json
from typing import Any

import pytest

from crawler.extraction.text.block_lines import lines_of_body
from crawler.extraction.text.carried import Carried, with_carried_body
from crawler.extraction.text.page_state import bodies_in_state

TITLE = "The lighthouse keeps its keeper after all"
URL = "https://www.gazette.example/coast/2024/lighthouse-keeps-its-keeper"
PARAGRAPHS = (
    "The lighthouse on the northern rock keeps its keeper for three more years, the coast office said on Tuesday.",
    "It had planned to send the last of them home in spring and to watch the lamp from a desk on the mainland.",
    "Fishermen wrote letters, a school painted the tower, and a petition gathered four thousand names in a week.",
    "The keeper, who is sixty-one, said that he had packed his books already and would now unpack them again.",
    "A machine can turn a lamp, he added, but it cannot row out to a boat that has run aground in the fog.",
)
OTHER = tuple(
    f"Another story of the day, number {number}, tells of markets and of prices that rise." for number in range(9)
)
MARKUP = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
OTHER_MARKUP = "".join(f"<p>{text}</p>" for text in OTHER)
TEASER = f"<p>{PARAGRAPHS[0]}</p>"


def page(scripts: str, shown: str = TEASER, head: str = "") -> str:
    return (
        f"<html><head><title>{TITLE} - The Gazette</title>{head}</head><body><main><h1>{TITLE}</h1>{shown}</main>"
        f"{scripts}</body></html>"
    )


def data(value: object, attributes: str = 'type="application/json"') -> str:
    return f"<script {attributes}>{json.dumps(value)}</script>"


def linked(body: object, headline: str = TITLE, **more: object) -> str:
    node = {"@type": "NewsArticle", "headline": headline, "articleBody": body, **more}
    return data({"@context": "https://schema.org", **node}, 'type="application/ld+json"')


def slate(text: str) -> dict[str, object]:
    return {"type": "paragraph", "children": [{"text": text[:20]}, {"text": text[20:], "bold": True}]}


def prose_mirror(text: str) -> dict[str, object]:
    marked = {"type": "text", "text": text[20:], "marks": [{"type": "bold"}]}
    return {"type": "paragraph", "content": [{"type": "text", "text": text[:20]}, marked]}


def contentful(text: str) -> dict[str, object]:
    link = {"nodeType": "hyperlink", "content": [{"nodeType": "text", "value": text[9:20]}]}
    inner = [{"nodeType": "text", "value": text[:9]}, link, {"nodeType": "text", "value": text[20:]}]
    return {"nodeType": "paragraph", "content": inner}


def portable(text: str) -> dict[str, object]:
    return {"_type": "block", "children": [{"_type": "span", "text": text[:20]}, {"_type": "span", "text": text[20:]}]}


BODIES = {
    "html": MARKUP,
    "escaped html": html.escape(MARKUP),
    "lines": "\n\n".join(PARAGRAPHS),
    "strings": list(PARAGRAPHS),
    "wordpress": {"rendered": MARKUP, "protected": False},
    "slate": [slate(text) for text in PARAGRAPHS],
    "prosemirror": {"type": "doc", "content": [prose_mirror(text) for text in PARAGRAPHS]},
    "contentful": {"json": {"nodeType": "document", "content": [contentful(text) for text in PARAGRAPHS]}},
    "portable text": [portable(text) for text in PARAGRAPHS],
    "draft": {"blocks": [{"key": "a", "text": text, "type": "unstyled"} for text in PARAGRAPHS]},
    "newsroom": [
        *({"_id": "X", "type": "text", "content": text} for text in PARAGRAPHS),
        {"type": "image", "caption": "A picture of the tower", "content": "A picture of the tower"},
        {"type": "interstitial_link", "content": "Read also what the mayor said about it"},
    ],
    "editor": {"blocks": [{"type": "paragraph", "data": {"text": text}} for text in PARAGRAPHS]},
}


@pytest.mark.parametrize("kind", BODIES)
def test_a_body_is_read_in_whatever_form_it_is_kept(kind: str) -> None:
    assert lines_of_body(BODIES[kind]) == list(PARAGRAPHS)


@pytest.mark.parametrize("kind", BODIES)
def test_the_article_is_found_in_the_state_of_a_page(kind: str, article: Any) -> None:
    others = [{"title": f"Another story {number}", "body": OTHER_MARKUP} for number in range(3)]
    state = {"props": {"pageProps": {"latest": others, "article": {"title": TITLE, "body": BODIES[kind]}}}}
    said = article(page(data(state, 'id="__NEXT_DATA__" type="application/json"')), url=URL)
    assert said.text.splitlines() == list(PARAGRAPHS)


STATES = {
    "variable": "window.__INITIAL_STATE__ = {};",
    "spaced": "  window['__PRELOADED_STATE__']={};(function(){{}})();",
    "parsed": "window.__DATA__ = JSON.parse({!s});",
    "call": "App.start({}, document.body);",
    "assigned twice": 'var a = {{"x": 1}};\nvar Fusion=Fusion||{{}};Fusion.globalContent={};Fusion.lastModified=1',
}


@pytest.mark.parametrize("form", STATES)
def test_the_state_may_be_given_to_a_variable(form: str, article: Any) -> None:
    state = json.dumps({"story": {"headline": TITLE, "content": MARKUP, "tags": [{"name": "Coast"}]}})
    written = json.dumps(state) if form == "parsed" else state
    script = "<script>" + STATES[form].format(written).replace("</", "<\\/") + "</script>"
    assert article(page(script), url=URL).text.splitlines() == list(PARAGRAPHS)


def test_values_that_are_no_json_do_not_hide_the_others(article: Any) -> None:
    script = '<script>window.__STATE__={"user":undefined,"post":{"title":%s,"body":%s,"ad":void 0}}</script>'
    assert (
        article(page(script % (json.dumps(TITLE), json.dumps(MARKUP))), url=URL).text.splitlines()[-1] == PARAGRAPHS[-1]
    )


def test_a_cache_of_queries_is_followed(article: Any) -> None:
    state = {
        "ROOT_QUERY": {'article({"slug":"x"})': {"__ref": "Article:7"}},
        "Article:7": {"headline": TITLE, 'body({"format":"HTML"})': {"__ref": "Body:7"}},
        "Body:7": {"__typename": "Body", "html": MARKUP},
        "Article:8": {"headline": "Another story of the day", "body": OTHER_MARKUP},
    }
    script = f"<script>window.__APOLLO_STATE__={json.dumps(state)};</script>"
    assert article(page(script), url=URL).text.splitlines() == list(PARAGRAPHS)


def test_a_state_whose_parts_name_each_other_by_numbers_is_put_together(article: Any) -> None:
    parts = [
        ["Reactive", 1],
        {"data": 2},
        {"article": 3},
        {"title": 4, "blocks": 5},
        TITLE,
        [6, 7, 8, 9, 10],
        *PARAGRAPHS,
    ]
    said = article(page(data(parts, 'id="__NUXT_DATA__" type="application/json"')), url=URL)
    assert said.text.splitlines() == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "script",
    [
        "window.__NUXT__=(function(a,b){{return {{data:[{{post:{{id:a,title:b,body:{},tags:[]}}}}]}}}}(7,{}));",
        'self.__next_f.push([1,{}]);self.__next_f.push([1,"b:x {}"])',
    ],
    ids=["nuxt", "next"],
)
def test_a_program_that_writes_the_state_is_read_for_the_text_that_begins_as_the_page_does(
    script: str, article: Any
) -> None:
    body = json.dumps(MARKUP).replace("</", "\\u003c/").replace("<", "\\u003c")
    chunk = json.dumps(f'a:{{"title":"x","body":{json.dumps(MARKUP)}}}').replace("<", "\\u003c")
    filled = script.format(body if "NUXT" in script else chunk, json.dumps(TITLE))
    assert article(page(f"<script>{filled}</script>"), url=URL).text.splitlines() == list(PARAGRAPHS)


def test_an_object_is_known_by_the_pages_address_where_its_title_differs(article: Any) -> None:
    state = {"a": {"title": "Keeper stays", "slug": "lighthouse-keeps-its-keeper", "body": MARKUP}}
    assert article(page(data(state)), url=URL).text.splitlines() == list(PARAGRAPHS)


@pytest.mark.parametrize("kind", ["html", "escaped html", "lines"])
def test_the_body_in_json_ld_is_the_text_where_the_page_shows_a_teaser(kind: str, article: Any) -> None:
    assert article(page("", head=linked(BODIES[kind])), url=URL).text.splitlines() == list(PARAGRAPHS)


def test_the_body_in_json_ld_is_the_text_where_the_page_shows_none(article: Any) -> None:
    shown = "<div id='app'></div><noscript>Please enable JavaScript to read The Gazette.</noscript>"
    assert article(page("", shown, linked(" ".join(PARAGRAPHS))), url=URL).text == " ".join(PARAGRAPHS)


def test_a_text_that_is_shown_where_scripts_are_off_counts(article: Any) -> None:
    assert article(page(f"<noscript><div>{MARKUP}</div></noscript>"), url=URL).text.splitlines() == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "foreign",
    [
        data({"latest": [{"title": "Another story of the day", "body": OTHER_MARKUP}]}),
        data({"title": "The Gazette", "description": "News", "body": OTHER_MARKUP}),
        linked(" ".join(OTHER), headline="Another story of the day"),
        f"<script>window.__NUXT__=(function(a){{return {{body:{json.dumps(OTHER_MARKUP)}}}}}(1))</script>",
    ],
    ids=["state", "site", "json-ld", "program"],
)
def test_another_articles_body_is_never_the_text(foreign: str, article: Any) -> None:
    assert article(page(foreign), url=URL).text.splitlines() == [PARAGRAPHS[0]]


def test_json_ld_that_names_the_pages_address_is_its_own_under_another_headline(article: Any) -> None:
    head = linked("\n".join(PARAGRAPHS), headline="Keeper stays", mainEntityOfPage={"@id": URL})
    assert article(page("", head=head), url=URL).text.splitlines() == list(PARAGRAPHS)


def test_a_page_that_shows_its_article_keeps_what_it_shows(article: Any) -> None:
    head = linked(" ".join((*PARAGRAPHS, "And a line of credits that only machines read.")))
    assert article(page("", MARKUP, head), url=URL).text.splitlines() == list(PARAGRAPHS)


def test_the_sources_own_selector_goes_before_what_is_carried(article: Any) -> None:
    said = article(page("", TEASER, linked(MARKUP)), url=URL, overrides={"text": "main p"})
    assert said.text.splitlines() == [PARAGRAPHS[0]]


@pytest.mark.parametrize(
    "script", ["{" * 5000, "[" * 90_000, '{"a":' * 9000, "x=[{" + '"title"' * 900, '="' + "\\" * 999]
)
def test_no_script_raises(script: str) -> None:
    assert not [body for body, _ in bodies_in_state([script], TITLE, URL) if body]


def test_a_value_that_stands_in_itself_without_end_is_given_up(article: Any) -> None:
    parts: list[object] = [["Reactive", 1], {"data": 2}, {"title": 3, "body": 2, "blocks": 4}, 3, [4, 4, 4]]
    assert article(page(data([*parts, "x" * 400])), url=URL).text.splitlines() == [PARAGRAPHS[0]]


def test_without_anything_carried_the_lines_stay() -> None:
    from crawler.extraction.fields.declared import read_declared
    from crawler.extraction.markup.tree import parse

    declared = read_declared(parse("<p>x</p>"), URL)
    assert with_carried_body(["A line."], Carried(), declared, title=TITLE, shown=[TITLE], url=URL) == ["A line."]
