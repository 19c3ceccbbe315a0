"""Five ways in which news sites have written one article into HTML, from hand-made tables to semantic elements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape


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
<main><nav class="breadcrumb"><a href="/news">{content.section[0]}</a> / <a href="/news/r">{content.section[1]}</a></nav>
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
    return f"""<html lang="en-GB"><head><meta charset="utf-8"><title>{escape(content.title)} | The Gazette</title></head>
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
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(content.title)} — Gazette</title>
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
