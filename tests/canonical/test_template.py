"""URL templates: what fits, what each name takes, what cannot be a template."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.url_template import NothingIdentifies, UrlTemplate, carry_path

PRESSTV = "/Detail/{year}/{month}/{day}/{id}/{slug}"
PATTERNS = [
    PRESSTV,
    "/news/{id}-{slug}.html",
    "/{slug}-{id}.html",
    "/{section}/{year}{month}{day}/{id}",
    "/{section}-{slug}-{id}/{year}/",
    "/story.php?id={id}&title={slug}",
    "/{lang}/{slug}/{id}",
    "/خبر/{id}",
    "/{path}/{slug}-{id}.html",
    "/{lang}/{path*}/{number}/{slug}",
    "/{section}/{_}/{key}",
]


def matched(pattern: str, url: str) -> dict[str, str] | None:
    return UrlTemplate.parse(pattern).match(url)


@pytest.mark.parametrize(
    ("pattern", "url", "values"),
    [
        ("/news/{id}", "/news/7", {"id": "7"}),
        ("/news/{id}", "/news/7/", {"id": "7"}),
        ("/news/{id}/", "/news/7", {"id": "7"}),
        ("/news/{id}", "/news/7?page=2", {"id": "7"}),
        ("/news/{key}", "/news/a%2Fb", {"key": "a%2Fb"}),
        ("/news/{key}", "/news/7/index.html", {"key": "7"}),
        ("/{year}/{key}/index.html", "/2026/calm/", {"year": "2026", "key": "calm"}),
        ("/{year}/{key}/index.html", "/2026/calm/index.html", {"year": "2026", "key": "calm"}),
        ("/news/{id}/{slug}", "/news/7/index.php", {"id": "7", "slug": ""}),
        ("/news/{id}", "/news/%37", {"id": "7"}),
        ("/خبر/{id}", "/%d8%ae%d8%a8%d8%b1/7", {"id": "7"}),
        ("/a,b/{id}", "/a%2cb/7", {"id": "7"}),
        ("/{section}/{id}", "/World/7", {"section": "World", "id": "7"}),
        ("/{section}/{key}.html", "/world/a.html.html", {"section": "world", "key": "a.html"}),
        ("/{section}/{id}", "/world/covid-19-deaths", {"id": "covid-19-deaths"}),
        ("/{slug}-{id}", "/covid-19-deaths-a1b2", {"slug": "covid-19-deaths", "id": "a1b2"}),
        ("/{slug}_{id}", "/what-covid-19_19x", {"slug": "what-covid-19", "id": "19x"}),
        ("/{id}-{key}", "/a-7-b", {"id": "a-7", "key": "b"}),
        ("/{number}-{slug}", "/7-11-opens", {"number": "7", "slug": "11-opens"}),
        ("/{slug}-{number}", "/covid-19-774416", {"slug": "covid-19", "number": "774416"}),
        ("/{path}/{id}", "/7", {"path": "", "id": "7"}),
        ("/{path}/{id}", "/world/7", {"path": "world", "id": "7"}),
        ("/{path}/{id}", "/world/asia/7", {"path": "world/asia", "id": "7"}),
        ("/{path}/{id}/{slug}", "/world/asia/7/calm", {"path": "world/asia", "id": "7", "slug": "calm"}),
        ("/{path}/{id}/{slug}", "/world/asia/7/", {"path": "world/asia", "id": "7", "slug": ""}),
        ("/{path*}/{slug}-{id}.html", "/world/asia/calm-7.html", {"path": "world/asia", "slug": "calm", "id": "7"}),
        ("/en/{path}/{section}/{key}", "/en/a/b/c", {"path": "a", "section": "b", "key": "c"}),
        ("/{_}/{number}", "/world/7", {"number": "7"}),
        ("/{_}/{number}/{_}", "/world/7/calm", {"number": "7"}),
        ("/{id}-{slug}", "/7-a-b", {"id": "7", "slug": "a-b"}),
        ("/{id}-{slug}", "/7-", {"id": "7", "slug": ""}),
        ("/{slug}-{id}", "/a-b-7", {"id": "7", "slug": "a-b"}),
        ("/{slug}-{id}", "/-7", {"id": "7", "slug": ""}),
        ("/{slug}-{id}.html", "/a-b-7.html", {"id": "7", "slug": "a-b"}),
        ("/{slug}/{id}", "/a-b/7", {"id": "7", "slug": "a-b"}),
        ("/{slug}/{id}", "//7", {"id": "7", "slug": ""}),
        ("/{section}-{slug}-{id}", "/w-a-b-7", {"section": "w", "slug": "a-b", "id": "7"}),
        ("/{section}-{year}-{id}", "/us-news-2026-7", {"section": "us-news", "year": "2026", "id": "7"}),
        ("/{year}{month}{day}/{id}", "/20260815/7", {"year": "2026", "month": "08", "day": "15", "id": "7"}),
        ("/{id}/{month}{day}", "/7/0815", {"month": "08", "day": "15", "id": "7"}),
        ("/{year}/{month}/{id}", "/2026/8/7", {"year": "2026", "month": "08", "id": "7"}),
        ("/story.php?id={id}", "/story.php?lang=en&id=7", {"id": "7"}),
        ("/story.php?id={id}", "/story.php?id=7&id=8", {"id": "7"}),
        ("/?p={id}", "/?p=7", {"id": "7"}),
        ("/s?cat=news&id=n{id}", "/s?id=n7&cat=news", {"id": "7"}),
        ("/s?id={id}&title={slug}", "/s?id=7", {"id": "7", "slug": ""}),
        ("/{section}/s?id={id}", "/world/s?id=7", {"section": "world", "id": "7"}),
        (PRESSTV, "/Detail/2026/08/15/774416/", {"slug": ""}),
        (PRESSTV, "/Detail/2026/08/15/774416", {"slug": ""}),
        (PRESSTV, "/Detail/2026/8/5/774416/calm-at-sea/", {"month": "08", "day": "05", "slug": "calm-at-sea"}),
    ],
)
def test_each_name_takes_its_part(pattern: str, url: str, values: dict[str, str]):
    found = matched(pattern, url)
    assert found is not None
    assert found | values == found


@pytest.mark.parametrize(
    ("pattern", "url"),
    [
        ("/news/{id}", "/news/"),
        ("/news/{id}", "/News/7"),
        ("/news/{id}", "/news/7/8"),
        ("/news/{id}", "news/7"),
        ("/news/{id}", ""),
        ("/news/{id}.html", "/news/7"),
        ("/{slug}-{id}.html", "/a-.html"),
        ("/{year}/{id}", "/26/7"),
        ("/{year}/{id}", "/٢٠٢٦/7"),
        ("/{month}/{id}", "/123/7"),
        ("/{year}{month}{day}/{id}", "/2026815/7"),
        ("/{slug}-{id}", "/about-us"),
        ("/{slug}-{id}", "/covid-19-deaths"),
        ("/{slug}-{id}.html", "/contact_7_us-page.html"),
        ("/{section}/{id}", "/world/calm"),
        ("/news/{number}", "/news/7a"),
        ("/news/{number}", "/news/٧"),
        ("/{path}/{id}", "/world/asia"),
        ("/{path}/{id}", "/world//7"),
        ("/en/{path}/{id}", "/fr/world/7"),
        ("/{_}/{number}", "/world/asia/7"),
        ("/{_}/{number}", "/7"),
        ("/story.php?id={id}", "/story.php"),
        ("/story.php?id={id}", "/story.php?id="),
        ("/story.php?id={id}", "/story.php?ID=7"),
        ("/s?cat=news&id={id}", "/s?cat=sport&id=7"),
        (PRESSTV, "/Section/10101"),
        (PRESSTV, "/Detail/2026/08/15/774416/a/b"),
    ],
)
def test_what_does_not_fit_is_none(pattern: str, url: str):
    assert matched(pattern, url) is None


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("news/{id}", "does not begin with"),
        ("", "does not begin with"),
        ("https://www.presstv.ir/{id}", "without the host"),
        ("/news/{id}#{slug}", "contains '#'"),
        ("/news /{id}", "contains ' '"),
        ("/news/{id", "brace without its partner"),
        ("/news/id}", "brace without its partner"),
        ("/news/{ID}", '"{ID}" is no name'),
        ("/news/{}", '"{}" is no name'),
        ("/{id}/{id}", "{id} more than once"),
        ("/{path}{id}", "alone between two slashes"),
        ("/{path}/{path*}/{id}", "alone between two slashes"),
        ("/{id}/{path}", "alone between two slashes"),
        ("/story?from={path}&id={id}", "a query has none"),
        ("/{path*}/{_}/{slug}", "tells one article from another"),
        ("/{section}/{slug}", "tells one article from another"),
        ("/{section}/{year}/{month}/{day}/{slug}", "tells one article from another"),
        ("/news/{slug}", "tells one article from another"),
        ("/{year}/{month}/{day}", "tells one article from another"),
        ("/news", "tells one article from another"),
        ("/{section}{id}", "nothing stands between {section} and {id}"),
        ("/{slug}{year}/{id}", "nothing stands between {slug} and {year}"),
        ("/{slug}-{id}-{section}", "both follow {slug}"),
        ("/story.php?{id}", "not of the form name=value"),
        ("/story.php?{name}={id}", "not of the form name=value"),
    ],
)
def test_a_template_that_cannot_be_used_says_why(pattern: str, sentence: str):
    with pytest.raises(ValueError) as caught:
        UrlTemplate.parse(pattern)
    assert sentence in str(caught.value)
    assert f'"{pattern}"' in str(caught.value)


@pytest.mark.parametrize(
    ("pattern", "cure"),
    [
        ("/{section}/{slug}", 'Write {key} for the last part: "/{section}/{key}"'),
        ("/{section}/{year}/{slug}.html", 'Write {key} for the last part: "/{section}/{year}/{key}.html"'),
        ("/{year}/{month}/{day}", 'Write {key} for the last part, such as "/{section}/{key}"'),
    ],
)
def test_a_template_that_would_fold_different_articles_is_refused_with_the_cure(pattern: str, cure: str):
    with pytest.raises(NothingIdentifies) as caught:
        UrlTemplate.parse(pattern)
    assert caught.value.cure == cure


def test_what_is_no_part_of_the_identity_is_left_out_of_the_rendering():
    template = UrlTemplate.parse("/{_}/{path*}/{section}/{key}-{slug}")
    values = template.match("/a/b/c/world/calm-at-sea")
    assert values == {"path": "b/c", "section": "world", "key": "calm", "slug": "at-sea"}
    assert template.render({"section": "world", "key": "calm"}) == "/*/*/world/calm-"


def test_the_slug_identifies_nothing():
    assert UrlTemplate.parse(PRESSTV).identifying == {"year", "month", "day", "id"}


def test_rendering_leaves_the_slug_out():
    values = {"year": "2026", "month": "08", "day": "15", "id": "774416"}
    assert UrlTemplate.parse(PRESSTV).render(values) == "/Detail/2026/08/15/774416/"


def test_rendering_without_an_identifying_value_is_a_key_error():
    with pytest.raises(KeyError, match="id"):
        UrlTemplate.parse("/news/{id}").render({})


def test_a_day_that_no_calendar_has_is_no_date():
    template = UrlTemplate.parse(PRESSTV)
    assert template.date(template.match("/Detail/2026/02/28/1/") or {}) == date(2026, 2, 28)
    assert template.date(template.match("/Detail/2026/02/31/1/") or {}) is None
    assert template.date(template.match("/Detail/0000/01/01/1/") or {}) is None


def test_a_template_without_a_day_has_no_date():
    template = UrlTemplate.parse("/{year}/{month}/{id}")
    assert template.date(template.match("/2026/08/7") or {}) is None


def test_templates_are_equal_when_written_alike():
    assert UrlTemplate.parse(PRESSTV) == UrlTemplate.parse(PRESSTV) != UrlTemplate.parse("/{id}")
    assert len({UrlTemplate.parse(PRESSTV), UrlTemplate.parse(PRESSTV)}) == 1


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("filler", ["-", "/", ".html-", "1-", "%", "2026-"])
def test_long_hostile_paths_take_no_time_to_speak_of(pattern: str, filler: str):
    template = UrlTemplate.parse(pattern)
    values = template.match("/" + filler * 200_000 + "!")  # a quadratic match would need hours
    assert values is None or values.keys() == set(template.names)


@given(st.text())
def test_any_text_is_a_template_or_a_value_error(pattern: str):
    with suppress(ValueError):
        assert UrlTemplate.parse("/{id}" + pattern).identifying >= {"id"}
    with suppress(ValueError):
        assert UrlTemplate.parse(pattern).identifying


@pytest.mark.parametrize("pattern", PATTERNS)
@given(tail=st.text(), url=st.text())
def test_matching_takes_any_text(pattern: str, tail: str, url: str):
    template = UrlTemplate.parse(pattern)
    for text in (url, "/" + tail, "/news/" + tail, "/story.php?" + tail):
        values = template.match(text)
        assert values is None or values.keys() == set(template.names)


@pytest.mark.parametrize("pattern", [pattern for pattern in PATTERNS if "{_}" not in pattern and "*" not in pattern])
@given(
    id=st.text("abc019", min_size=1).filter(lambda text: any(map(str.isdigit, text))),
    section=st.text("abcXYZ", min_size=1),
    slug=st.text("abc-", min_size=1),
    folders=st.lists(st.text("abc-7", min_size=1), max_size=3),
    day=st.dates(date(1000, 1, 1)),
)
def test_what_was_rendered_matches_with_the_same_values(
    pattern: str, id: str, section: str, slug: str, folders: list[str], day: date
):
    template = UrlTemplate.parse(pattern)
    year, month, number = day.isoformat().split("-")
    given_values = {"id": id, "section": section, "lang": section, "slug": slug, "path": "/".join(folders)}
    given_values |= {"year": year, "month": month, "day": number}
    expected = {name: given_values[name] for name in template.names}
    assert template.match(template.render(expected)) == expected


A, B, C = "https://a.example", "https://b.example", "https://c.example"


@pytest.mark.parametrize(
    ("urls", "expected"),
    [
        ({A: f"{A}/7?x=1"}, {A: f"{A}/7?x=1", B: f"{B}/7?x=1"}),
        ({B: f"{B}/8", A: f"{A}/7"}, {A: f"{A}/8", B: f"{B}/8"}),
        ({C: f"{C}/news/7"}, {C: f"{C}/news/7"}),
        ({"https://gone.example": "https://gone.example/5", A: f"{A}/7"}, {A: f"{A}/7", B: f"{B}/7"}),
        ({"https://gone.example": "https://gone.example/5"}, {}),
        ({}, {}),
    ],
)
def test_a_path_is_carried_to_mirrors_whose_urls_are_made_alike(urls: dict[str, str], expected: dict[str, str]) -> None:
    alike = UrlTemplate.parse("/{id}")
    assert carry_path(urls, {A: alike, B: UrlTemplate.parse("/{id}"), C: UrlTemplate.parse("/news/{id}")}) == expected


def test_mirrors_without_a_template_are_alike() -> None:
    assert carry_path({A: f"{A}/7"}, {A: None, B: None, C: UrlTemplate.parse("/{id}")}) == {A: f"{A}/7", B: f"{B}/7"}
