"""One article of our own, the shared one, and five ways in which news sites write an article into HTML."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest

from crawler.extraction.page import read_page
from crawler.extraction.page_values import Hints, Overrides
from crawler.model.article import Article, Rejection

SHARED = Path(os.environ.get("MIRRORFOLD_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
NOW = datetime(2026, 1, 1, tzinfo=UTC)
URL = "https://www.gazette.example/Detail/2022/01/27/675634/talks"

Read = Callable[..., Article | Rejection]


@dataclass(frozen=True, slots=True)
class Content:
    """What every template has to carry."""

    section: tuple[str, str]
    title: str
    caption: str
    paragraphs: tuple[str, ...]
    notice: str
    address: str
    share: str
    promo: str


def semantic(content: Content) -> str:
    """article, figure, figcaption, nav; the furniture inside the article's own element."""
    paragraphs = "\n".join(f"<p>{escape(text)}</p>" for text in content.paragraphs)
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>{escape(content.title)} - The Gazette</title>
<meta property="og:title" content="{escape(content.title)}"><meta property="og:type" content="article">
<meta property="og:site_name" content="The Gazette">
<meta property="article:published_time" content="2022-01-27T16:06:00+00:00">
</head><body><header><a href="/">The Gazette</a><nav><ul><li><a href="/iran">Iran</a></li>
<li><a href="/world">World</a></li><li><a href="/video">Video</a></li></ul></nav></header>
<main>
<nav class="breadcrumb"><a href="/news">{content.section[0]}</a> / <a href="/news/r">{content.section[1]}</a></nav>
<article><h1>{escape(content.title)}</h1>
<time datetime="2022-01-27T16:06:00Z">Thursday, 27 January 2022 4:06 PM</time>
<figure><img src="/img/1.jpg" alt=""><figcaption>{escape(content.caption)}</figcaption></figure>
{paragraphs}
<p>{escape(content.notice)}</p><p><a href="https://{content.address}">{content.address}</a></p>
<p>{escape(content.share)}</p><p><a href="/apps">{escape(content.promo)}</a></p>
</article></main><footer><p>© The Gazette. All rights reserved.</p></footer></body></html>"""


def classes(content: Content) -> str:
    """div with classes; the furniture follows the body in elements of its own."""
    paragraphs = "\n".join(f"<p>{escape(text)}</p>" for text in content.paragraphs)
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>The Gazette - {escape(content.title)}</title>
</head><body><div class="header"><div class="menu"><a href="/iran">Iran</a> <a href="/world">World</a></div></div>
<div class="container"><div class="breadcrumb"><a href="/n">{content.section[0]}</a>&nbsp; / &nbsp;
<a href="/n/r">{content.section[1]}</a></div>
<div class="news-title"><h1>{escape(content.title)}</h1></div>
<div class="detail-date">Thursday, 27 January 2022 4:06 PM [ Last Update: Thursday, 27 January 2022 4:06 PM ]</div>
<div class="img-box"><img src="/1.jpg"><div class="img-caption">{escape(content.caption)}</div></div>
<div class="article-body">
{paragraphs}
<p><br></p>
</div>
<div class="alternate"><p>{escape(content.notice)}</p><p>{content.address}</p></div>
<div class="share-box"><strong>{escape(content.share)}</strong></div>
<div class="promo-box"><span>{escape(content.promo)}</span></div>
<div class="related"><h3>Related</h3><ul><li><a href="/a">Grain ships leave the port after a long winter</a></li>
<li><a href="/b">Mayor opens the second bridge over the river</a></li></ul></div></div></body></html>"""


def tables(content: Content) -> str:
    """Nested layout tables; paragraphs parted by two line breaks; address as text in the same cell."""
    paragraphs = "<br><br>\n".join(escape(text, quote=False) for text in content.paragraphs)
    return f"""<html><head><title>{escape(content.title)}</title></head><body bgcolor="#ffffff">
<table width="100%"><tr><td><a href="/">Home</a> | <a href="/iran">Iran</a> | <a href="/world">World</a></td></tr>
<tr><td><table width="760"><tr><td valign="top">
<font size="1">{content.section[0]} / {content.section[1]}</font><br>
<h1><font size="5">{escape(content.title)}</font></h1>
<font size="1">Thursday, 27 January 2022 4:06 PM</font><br>
<table align="left" width="300"><tr><td><img src="/1.jpg" width="300"></td></tr>
<tr><td><font size="1">{escape(content.caption)}</font></td></tr></table>
<font face="Verdana" size="2">{paragraphs}<br><br><br>
{escape(content.notice)}<br><br>{content.address}<br><br>
<b>{escape(content.share)}</b><br>{escape(content.promo)}</font>
</td></tr></table></td></tr><tr><td align="center"><font size="1">Contact | Advertise</font></td></tr></table>
</body></html>"""


def flat(content: Content) -> str:
    """Everything is a paragraph of one div, the caption too; address and labels run on with single breaks."""
    paragraphs = "\n".join(f"<p>{escape(text)}</p>" for text in content.paragraphs)
    return f"""<html lang="en-GB"><head><meta charset="utf-8">
<title>{escape(content.title)} | The Gazette</title></head>
<body><div id="top"><a href="/">The Gazette</a></div><div id="content">
<p class="crumbs"><a href="/n">{content.section[0]}</a> / <a href="/n/r">{content.section[1]}</a></p>
<h1>{escape(content.title)}</h1><p>Thursday, 27 January 2022 4:06 PM</p>
<p><img src="/1.jpg" alt="picture"></p><p>{escape(content.caption)}</p>
{paragraphs}
<p>{escape(content.notice)}<br>{content.address}</p>
<p>{escape(content.share)}<br>{escape(content.promo)}</p>
</div><div id="bottom"><a href="/contact">Contact</a></div></body></html>"""


def script_data(content: Content) -> str:
    """A page of a script application that was rendered on the server: JSON-LD, generated class names, sections."""
    paragraphs = "\n".join(f'<p class="css-9q2x">{escape(text)}</p>' for text in content.paragraphs)
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>{escape(content.title)} — Gazette</title>
<script type="application/ld+json">{{"@context":"https://schema.org","@graph":[
{{"@type":"BreadcrumbList","itemListElement":[
{{"@type":"ListItem","position":1,"name":"{content.section[0]}","item":"/n"}},
{{"@type":"ListItem","position":2,"name":"{content.section[1]}","item":"/n/r"}}]}},
{{"@type":"NewsArticle","datePublished":"2022-01-27T16:06:00+00:00","author":[{{"@type":"Person","name":"Desk"}}]}}
]}}</script></head><body><div id="__next"><div class="css-1"><div class="css-2"><section class="css-3">
<h1 class="css-4">{escape(content.title)}</h1>
<div class="css-5"><picture><img src="/1.jpg"></picture><span class="css-6">{escape(content.caption)}</span></div>
<div class="css-7">{paragraphs}
<div class="css-8"><p>{escape(content.notice)} <a href="https://{content.address}">{content.address}</a></p></div>
<div class="css-10"><p>{escape(content.share)}</p></div><p>{escape(content.promo)}</p></div></section></div></div></div>
</body></html>"""


TEMPLATES: Sequence[Callable[[Content], str]] = (semantic, classes, tables, flat, script_data)


OWN = Content(
    section=("News", "Coast"),
    title="Harbour council, ferry firms fail to agree on winter timetable, more talks planned",
    caption="A deckhand ties up a ferry at the northern quay during a storm on January 21, 2022. (Photo by HPA)",
    paragraphs=(
        "The harbour council says the two ferry companies are still failing to answer its demand for a common winter"
        " timetable, but it leaves the door open to further talks next week.",
        "The companies and the council have been at odds since autumn, when the council accused them of running"
        " half-empty boats at the same hour. Both deny it.",
        "Last month, the council asked for one boat an hour on the northern route, and for a late boat on Fridays.",
        "“There should be no doubt that people on the islands need a late boat,” council leader Marta Quill said on"
        " Wednesday, “and we are working to get them one.”",
        "However, the answer did not impress the larger company, whose director told reporters that “it cannot be"
        " said that our costs were taken into account.”",
        "“Let's not rush,” he said; it takes time to count passengers.",
        "Separately, the smaller company said its main concern - the price of fuel - had been overlooked. It said it"
        " could still move forward on other points.",
        '“There was no answer to the main question,” it said in a statement, but "”here is an answer which gives'
        " hope for talks on the smaller ones.”",
        "The islands, whose population has been falling since 2014, want the council to pay for the late boat. The"
        " council says it cannot.",
    ),
    notice="The Gazette’s website can also be accessed at the following alternate addresses:",
    address="www.gazette-mirror.example",
    share="SHARE THIS ARTICLE",
    promo="The Gazette News Roku",
)


@pytest.fixture(params=TEMPLATES, ids=lambda template: template.__name__)
def template(request: pytest.FixtureRequest) -> Callable[[Content], str]:
    chosen: Callable[[Content], str] = request.param
    return chosen


@pytest.fixture
def own_article() -> Content:
    return OWN


@pytest.fixture
def own_page() -> bytes:
    """The page of our own article in the first template."""
    return semantic(OWN).encode()


@pytest.fixture
def shared_article() -> Content:
    """The article of the shared data, read at run time."""
    path = SHARED / "presstv" / "article.txt"
    if not path.exists():
        pytest.skip(f"no shared data at {path}")
    section, title, caption, *rest = [line.strip() for line in path.read_text().splitlines() if line.strip()]
    notice = next(number for number, line in enumerate(rest) if line.endswith("addresses:"))
    first, _, second = (part.strip() for part in section.partition("/"))
    return Content((first, second), title, caption, tuple(rest[:notice]), *rest[notice : notice + 4])


@pytest.fixture
def shared() -> Path:
    if not SHARED.exists():
        pytest.skip(f"no shared data at {SHARED}")
    return SHARED


@pytest.fixture
def read() -> Read:
    """Read a page written as text."""

    def read(html: str | bytes, url: str = URL, content_type: str = "", **hints: object) -> Article | Rejection:
        body = html.encode() if isinstance(html, str) else html
        overrides = Overrides(**hints.pop("overrides", {}))  # type: ignore[arg-type]
        given = Hints(now=NOW, overrides=overrides, **hints)  # type: ignore[arg-type]
        return read_page(body, url=url, content_type=content_type, hints=given)

    return read


@pytest.fixture
def article(read: Read) -> Callable[..., Article]:
    """Read a page that must be an article."""

    def article(html: str | bytes, **given: object) -> Article:
        said = read(html, **given)
        assert isinstance(said, Article), said
        return said

    return article
