"""An article that its page only stores is read out of JSON-LD, the state of frameworks, and ``<noscript>``."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.markup.tree import parse
from crawler.extraction.text.stored_state import article_texts, long_strings, read_states
from crawler.extraction.text.stored_text import find_stored
from tests.extraction.test_unseen import BODY, URL

TITLE = "Ferries sail again to the islands"
WHOLE = [*BODY, "The last boat of the day leaves at nine in the evening, an hour later than it used to."]
MARKED = "".join(f"<p>{line}</p>" for line in WHOLE)
OTHER = {
    "title": "A bridge for the south",
    "url": "/b",
    "body": "<p>The bridge will be built of stone and steel.</p>" * 9,
}
STORY = {"title": TITLE, "url": "/story", "body": MARKED, "summary": "A summary.", "related": [OTHER]}


def shell(script: str, *, shown: str = "") -> str:
    return f"""<html lang="en"><head><title>{TITLE} - The Gazette</title></head><body><div id="app"><h1>{TITLE}</h1>
{shown}</div>{script}</body></html>"""


def data(value: object, name: str = "__NEXT_DATA__") -> str:
    return f'<script id="{name}" type="application/json">{json.dumps(value)}</script>'


def nuxt(story: dict[str, Any]) -> list[object]:
    return [["Reactive", 1], {"data": 2}, {"story": 3}, {"title": 4, "body": 5}, story["title"], story["body"]]


STREAM = json.dumps([1, "2:" + json.dumps({"page": STORY}) + "\n"])
BLOCKS = [{"type": "paragraph", "text": line} for line in WHOLE]
STATES = {
    "next": data({"props": {"pageProps": {"others": [OTHER], "story": STORY}}}),
    "blocks": data({"props": {"story": {"headline": {"basic": TITLE}, "content_elements": BLOCKS}}}),
    "rendered": data({"post": {"title": {"rendered": TITLE}, "content": {"rendered": MARKED}}}, "state"),
    "next stream": f"<script>self.__next_f.push({STREAM})</script>",
    "nuxt": data(nuxt(STORY), "__NUXT_DATA__"),
    "apollo": "<script>window.__APOLLO_STATE__ = "
    + json.dumps({"Story:1": {"title": TITLE, "text": {"__ref": "Text:1"}}, "Text:1": {"html": MARKED}})
    + ";</script>",
    "state": f"<script>window.__INITIAL_STATE__={json.dumps({'a': None, 'story': STORY})};undefined;</script>",
    "undefined": f'<script>window.__DATA__={{"a":undefined,"story":{json.dumps(STORY)}}}</script>',
    "parsed": f"<script>window.__STATE__ = JSON.parse({json.dumps(json.dumps(STORY))})</script>",
    "json-ld": '<script type="application/ld+json">'
    + json.dumps({"@type": "NewsArticle", "headline": TITLE, "articleBody": "\n".join(WHOLE)})
    + "</script>",
    "json-ld, escaped markup": '<script type="application/ld+json">'
    + json.dumps({"@type": "NewsArticle", "headline": TITLE, "articleBody": MARKED.replace("<", "&lt;")})
    + "</script>",
    "noscript": f"<noscript><h1>{TITLE}</h1>{MARKED}</noscript>",
}


@pytest.mark.parametrize("shown", ["", f"<p>{BODY[0]}</p>"], ids=["nothing shown", "a teaser shown"])
@pytest.mark.parametrize("name", STATES)
def test_a_stored_article_is_read(name: str, shown: str, read: Any) -> None:
    said = read(shell(STATES[name], shown=shown), url=URL)
    assert said.title == TITLE
    assert said.text.splitlines() == WHOLE


def test_a_body_in_a_script_that_is_no_json_is_known_by_the_teaser(read: Any) -> None:
    script = f"<script>window.__NUXT__=(function(a){{return {{body:{json.dumps(MARKED)},b:a}}}}(1))</script>"
    assert read(shell(script, shown=f"<p>{BODY[0]}</p>"), url=URL).text.splitlines() == WHOLE


@pytest.mark.parametrize(
    "script",
    [
        data({"props": {"others": [OTHER]}}),
        '<script type="application/ld+json">'
        + json.dumps({"@type": "NewsArticle", "headline": OTHER["title"], "articleBody": OTHER["body"]})
        + "</script>",
        "<noscript><p>Please turn scripts on to read The Gazette.</p></noscript>",
        "<script>window.__STATE__ = {broken: [</script>",
    ],
)
def test_another_articles_body_is_never_taken(script: str, read: Any) -> None:
    said = read(shell(script, shown=f"<p>{BODY[0]} {BODY[1]}</p>"), url=URL)
    assert said.text == f"{BODY[0]} {BODY[1]}"


def test_a_page_that_shows_its_article_keeps_what_it_shows(read: Any) -> None:
    shown = "".join(f"<p>{line}</p>" for line in WHOLE[:5])
    assert read(shell(STATES["json-ld"], shown=shown), url=URL).text.splitlines() == WHOLE[:5]


def test_only_scripts_that_may_be_a_state_are_kept() -> None:
    page = shell(STATES["next"] + STATES["json-ld"] + f"<script>{'track();' * 200}</script>" + STATES["noscript"])
    stored = find_stored(parse(page))
    assert len(stored.scripts) == len(stored.fallbacks) == 1


def test_a_state_that_points_into_itself_is_read_to_its_end() -> None:
    circle: list[object] = [
        0,
        {"title": 2, "body": 3},
        "A circle",
        [1, 3, 4, 3, 4],
        {"text": 5, "more": 3},
        "Words of it.",
    ]
    assert article_texts(circle, "A circle") == ["Words of it."]
    named = {"A:1": {"title": "A circle", "body": {"__ref": "A:1"}, "text": "Words of it."}}
    assert article_texts(named, "A circle") == ["Words of it."]


@given(st.text(alphabet='{}[]":,\\ua1window.__STATE__=JSON.parse()', max_size=200))
def test_any_script_is_read_or_left(script: str) -> None:
    for state in read_states([script, f"window.__STATE__={script}", f"self.__next_f.push({script})"]):
        article_texts(state, "a")
    assert all(len(text) <= len(script) for text in long_strings(script))
