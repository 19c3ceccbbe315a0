"""JSON-LD and meta elements are read whatever shape they are in, and broken ones are as if absent."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.extraction.fields.declared import MAX_NODES, read_declared, string
from crawler.extraction.markup.tree import parse


def declared(script: str) -> Any:
    html = f'<html><head><script type="application/ld+json">{script}</script></head><body><p>x</p></body></html>'
    return read_declared(parse(html), "https://gazette.example/1")


@pytest.mark.parametrize(
    "script",
    [
        '{"@type":"NewsArticle","headline":"H"}',
        '[{"@type":"WebSite"},{"@type":"NewsArticle","headline":"H"}]',
        '{"@graph":[{"@type":"WebPage"},{"@type":["Article","X"],"headline":"H"}]}',
        '{"@type":"WebPage","mainEntity":{"@type":"http://schema.org/NewsArticle","headline":"H"}}',
        '<!-- {"@type":"NewsArticle","headline":"H"} -->',
        '//<![CDATA[\n{"@type":"NewsArticle","headline":"H"}\n//]]>',
        '{"@type":"NewsArticle","headline":"H"};',
        '{"@type":"NewsArticle",\n"description":"line\nbreak","headline":"H"}',
    ],
)
def test_the_article_is_found_in_any_shape(script: str) -> None:
    assert declared(script).article["headline"] == "H"


@pytest.mark.parametrize("name", ["url", "@id", "mainEntityOfPage"])
def test_of_several_articles_the_one_that_names_the_page_is_its_own(name: str) -> None:
    other = '{"@type":"NewsArticle","headline":"Other","url":"https://gazette.example/2"}'
    own = f'{{"@type":"NewsArticle","headline":"Own","{name}":"http://www.gazette.example/1/#article"}}'
    assert declared(f"[{other},{own}]").article["headline"] == "Own"
    assert declared(f"[{other}]").article["headline"] == "Other"


@pytest.mark.parametrize(
    "script",
    [
        '{"@type":"NewsArticle","headline":"H",}',
        '{"@type":"NewsArticle","authors":["a","b",],"headline":"H"}',
        "{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;headline&quot;:&quot;H&quot;}",
        '<![CDATA[{"@type":"NewsArticle","headline":"H"}]]>',
    ],
)
def test_usual_mistakes_are_forgiven(script: str) -> None:
    assert declared(script).article["headline"] == "H"


@pytest.mark.parametrize(
    "script",
    [
        "",
        "{",
        "null",
        "[]",
        '"text"',
        "{'single': 1}",
        '{"@type": 5}',
        "[" * 100_000,
        '{"a":' * 50_000,
        '{"@type": null}',
    ],
)
def test_a_broken_block_is_as_if_absent(script: str) -> None:
    found = declared(script)
    assert not found.article
    assert not found.is_article


def test_no_more_objects_are_looked_at_than_a_page_can_have() -> None:
    many = ",".join('{"@type":"Thing"}' for _ in range(MAX_NODES + 10))
    assert len(declared(f"[{many}]").nodes) == MAX_NODES


def test_an_article_goes_before_a_medium_and_a_medium_before_nothing() -> None:
    video = '{"@type":"VideoObject","name":"V","datePublished":"2022-01-01"}'
    assert declared(f'[{video},{{"@type":"NewsArticle","headline":"H"}}]').article["headline"] == "H"
    assert declared(f"[{video}]").article["name"] == "V"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a  b", "a b"),
        (["a", "b"], "a"),
        ({"name": "a"}, "a"),
        ([{"@value": "a"}], "a"),
        ({"name": ["a"]}, "a"),
        (5, ""),
        (None, ""),
        ([], ""),
        ("&quot;a&quot;", '"a"'),
    ],
)
def test_a_value_of_any_shape_is_a_line_or_nothing(value: object, text: str) -> None:
    assert string(value) == text


def test_a_meta_is_read_under_each_of_its_names() -> None:
    html = '<html><head><meta property="og:title" NAME="Title" content=" A  b "></head></html>'
    found = read_declared(parse(html), "https://gazette.example/1")
    assert found.meta["og:title"] == found.meta["title"] == ("A b",)
    assert found.first("missing", "title") == "A b"
