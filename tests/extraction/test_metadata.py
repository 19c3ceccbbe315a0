"""Authors, section, image, language and canonical link."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.extraction.fields.metadata import BY, HOME_CRUMBS, NOT_A_NAME

TITLE = "Ferries run again after the storm"
TEXT = "<p>The boats will run every hour again, the council said on Friday, and the late boat stays.</p>" * 3


def page(line: str = "", head: str = "", lang: str = "") -> str:
    return f"<html {lang}><head>{head}</head><body><div>{line}<h1>{TITLE}</h1>{TEXT}</div></body></html>"


def linked(json: str) -> str:
    return f'<script type="application/ld+json">{json}</script>'


@pytest.mark.parametrize(
    "line",
    [
        '<nav class="breadcrumb"><a href="/">Home</a> / <a href="/n">News</a> / <a href="/r">Coast</a></nav>',
        '<nav aria-label="Breadcrumb"><ol><li><a href="/">Home</a></li><li><a href="/r">Coast</a></li></ol></nav>',
        f'<ol class="breadcrumbs"><li>Home</li><li>Coast</li><li>{TITLE}</li></ol>',
        f'<div id="breadcrumb"><a href="/">Home</a> &gt; <a href="/r">Coast</a> &gt; {TITLE[:25]}</div>',
        '<ul class="crumbs"><li><a href="/">Start</a></li><li><a href="/r">Coast</a></li></ul>',
        "<p>News   /   Coast</p>",
        "<p>News › Coast</p><p>Thursday, 27 January 2022 4:06 PM</p>",
    ],
)
def test_the_last_crumb_that_is_not_the_title_is_the_section(line: str, article: Any) -> None:
    assert article(page(line)).section == "Coast"


@pytest.mark.parametrize(
    "head",
    [
        linked(
            '{"@type":"BreadcrumbList","itemListElement":[{"position":2,"name":"Coast"},{"position":1,"name":"Home"}]}'
        ),
        linked('{"@type":"BreadcrumbList","itemListElement":[{"position":"1","item":{"@id":"/","name":"Coast"}}]}'),
        linked('{"@type":"NewsArticle","headline":"x","articleSection":["News","Coast"]}'),
        '<meta property="article:section" content="Coast">',
    ],
)
def test_a_declared_section_is_read(head: str, article: Any) -> None:
    assert article(page(head=head)).section == "Coast"


def test_the_front_page_is_no_section(article: Any) -> None:
    line = '<nav class="breadcrumb"><a href="/">{}</a><a href="/x">{}</a></nav>'
    read = {crumb: article(page(line.format(crumb, TITLE))).section for crumb in HOME_CRUMBS}
    assert {crumb: section for crumb, section in read.items() if section is not None} == {}


def test_a_menu_or_a_date_before_the_title_is_no_section(article: Any) -> None:
    assert article(page("<p>Home | World | Sport</p><p>27 / 01 / 2022</p>")).section is None


@pytest.mark.parametrize(
    ("head", "line", "names"),
    [
        (
            linked('{"@type":"NewsArticle","headline":"x","author":{"@type":"Person","name":"Ann Quill"}}'),
            "",
            ["Ann Quill"],
        ),
        (
            linked('{"@type":"NewsArticle","headline":"x","author":["Ann Quill",{"name":"Bo Reed"}]}'),
            "",
            ["Ann Quill", "Bo Reed"],
        ),
        ('<meta name="author" content="By Ann Quill and Bo Reed">', "", ["Ann Quill", "Bo Reed"]),
        (
            '<meta name="author" content="https://x.example/ann">',
            '<a rel="author" href="/a">Ann Quill</a>',
            ["Ann Quill"],
        ),
        ('<meta name="author" content="Ann Quill, ANN QUILL">', "", ["Ann Quill"]),
        ("", '<p class="byline">By Ann Quill</p>', ["Ann Quill"]),
        ("", "", []),
    ],
)
def test_authors_are_people_each_once(head: str, line: str, names: list[str], article: Any) -> None:
    assert article(page(line, head)).authors == tuple(names)


def test_nobody_is_no_author(article: Any) -> None:
    read = {nobody: article(page(head=f'<meta name="author" content="{nobody.title()}">')) for nobody in NOT_A_NAME}
    assert {nobody: each.authors for nobody, each in read.items() if each.authors} == {}


@pytest.mark.parametrize("form", ["{by} Zoë Quill", "{title}: Zoë Quill", "{upper}:Zoë Quill", "{by}&nbsp;Zoë Quill"])
def test_what_stands_before_a_name_is_no_part_of_it(form: str, article: Any) -> None:
    written = [form.format(by=by, title=by.title(), upper=by.upper()) for by in BY]
    read = {line: article(page(head=f'<meta name="author" content="{line}">')).authors for line in written}
    assert {line: names for line, names in read.items() if names != ("Zoë Quill",)} == {}


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Written by: By Ann Quill", ["Ann Quill"]),
        ("By Ann Quill and by Bo Reed", ["Ann Quill", "Bo Reed"]),
        ("作者：王小明", ["王小明"]),
        ("記者王小明", ["王小明"]),
        ("文／王小明", ["王小明"]),
        ("山田太郎記者", ["山田太郎"]),
        ("김철수 기자", ["김철수"]),
        ("김철수 기자, 이영희 특파원", ["김철수", "이영희"]),
        ("โดย: สมชาย ใจดี", ["สมชาย ใจดี"]),
        ("بقلم: سمير حداد", ["سمير حداد"]),
        ("نویسنده: سمیرا حداد", ["سمیرا حداد"]),
        ("Por: Ana Quintela", ["Ana Quintela"]),
        ("Von Ann Quill", ["Ann Quill"]),
        ("Автор статьи", []),
        ("Conan O&amp;#39;Quill", ["Conan O'Quill"]),
        ("Ann &amp;quot;Annie&amp;quot; Quill", ['Ann "Annie" Quill']),
    ],
)
def test_names_stand_alone_in_any_language(written: str, names: list[str], article: Any) -> None:
    assert article(page(head=f'<meta name="author" content="{written}">')).authors == tuple(names)
    assert article(page(f'<p class="byline">{written}</p>')).authors == tuple(names)


@pytest.mark.parametrize(
    "name",
    ["Von der Au", "De Gaulle", "Di Quill", "Per Hansson", "Byron Quill", "Nga Tran", "Parisa Quill", "Авторханов Иван",
     "Textor Quill", "Avery Quill", "Daoud", "Porfirio Quill", "Ottó Szerző-Kis", "Na Hong-jin"],
)  # fmt: skip
def test_a_name_that_begins_as_such_words_do_stays_whole(name: str, article: Any) -> None:
    assert article(page(head=f'<meta name="author" content="{name}">')).authors == (name,)


@pytest.mark.parametrize(
    ("lang", "head", "hint", "code"),
    [
        ('lang="en-GB"', "", "fa", "en"),
        ('lang="IW"', "", "", "he"),
        ("", '<meta property="og:locale" content="pt_BR">', "", "pt"),
        ("", '<meta http-equiv="x" name="content-language" content="ru">', "", "ru"),
        ("", "", "fa", "fa"),
        ('lang="{{lang}}"', "", "", "en"),
    ],
)
def test_the_language_is_what_the_page_says_else_the_sources_else_its_texts(
    lang: str, head: str, hint: str, code: str, article: Any
) -> None:
    assert article(page(head=head, lang=lang), language=hint).language == code


@pytest.mark.parametrize(
    ("head", "image"),
    [
        ('<meta property="og:image" content="/i/1.jpg">', "https://www.gazette.example/i/1.jpg"),
        ('<meta name="twitter:image" content="//cdn.example/1.jpg">', "https://cdn.example/1.jpg"),
        (
            linked('{"@type":"NewsArticle","headline":"x","image":[{"url":"https://c.example/1.jpg"}]}'),
            "https://c.example/1.jpg",
        ),
        ('<meta property="og:image" content="data:image/gif;base64,AAAA">', None),
        ('<meta property="og:image" content="http://[broken">', None),
    ],
)
def test_the_image_is_an_absolute_address(head: str, image: str | None, article: Any) -> None:
    assert article(page(head=head)).image == image


def test_the_canonical_link_is_what_the_page_claims(article: Any) -> None:
    head = '<link rel="alternate canonical" href="/Detail/2022/01/27/675634/other">'
    assert article(page(head=head)).canonical_link == "https://www.gazette.example/Detail/2022/01/27/675634/other"


def test_the_source_can_say_where_section_and_author_stand(article: Any) -> None:
    line = '<i class="s">News / Coast</i><i class="a">By Ann Quill</i>'
    said = article(page(line), overrides={"section": ".s", "author": ".a"})
    assert (said.section, said.authors) == ("Coast", ("Ann Quill",))
