"""Page templates: four sites' ways to dress the same article, with the furniture real pages have.

A layout is a pair of functions from a ``View`` to the inside of a page. Everything from a story is escaped here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from newsroom.mirror_style import PAPER, Mirror
from newsroom.paper_articles import Story
from newsroom.prose import SECTIONS


@dataclass(frozen=True, slots=True)
class View:
    """One article page to be dressed.

    :ivar related: older articles of the same section
    """

    mirror: Mirror
    story: Story
    related: Sequence[Story]

    @property
    def url(self) -> str:
        return self.mirror.origin + self.mirror.path(self.story)

    @property
    def image(self) -> str:
        return f"{self.mirror.origin}/images/{self.story.id}.gif"

    def paragraphs(self) -> str:
        return "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in self.story.paragraphs)

    def related_items(self) -> str:
        rows = ((escape(self.mirror.tracked(story)), escape(story.title)) for story in self.related)
        return "\n".join(f'<li><a href="{path}">{title}</a></li>' for path, title in rows)

    def section_link(self) -> str:
        section = self.story.section
        return f'<a href="/section/{section.lower()}">{section}</a>'


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to dress pages.

    :ivar shell: (title, what stands in the head, main part) → the whole page
    :ivar article: the page of one article
    """

    shell: Callable[[str, str, str], str]
    article: Callable[[View], str]


def menu() -> str:
    return "\n".join(f'<li><a href="/section/{section.lower()}">{section}</a></li>' for section in SECTIONS)


def teasers(mirror: Mirror, stories: Sequence[Story]) -> str:
    """A list of articles for the front page or a section page, links relative and tracked."""
    rows = (
        f'<li><h3><a href="{escape(mirror.tracked(story))}">{escape(story.title)}</a></h3>'
        f"<p>{escape(story.summary)}</p></li>"
        for story in stories
    )
    return '<ul class="teasers">\n' + "\n".join(rows) + "\n</ul>"


# --- broadsheet: semantic tags, JSON-LD ---------------------------------------------------------------------


def broadsheet_shell(title: str, head: str, main: str) -> str:
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | {PAPER}</title>
<meta name="viewport" content="width=device-width">{head}
<style>body{{font-family:Georgia,serif;max-width:46em;margin:auto}}nav ul{{display:flex;gap:1em}}</style>
</head><body>
<div class="cookie-banner" role="dialog"><p>We use cookies to count readers and to remember your choices.</p>
<button>Accept all</button> <button>Only necessary</button></div>
<header><a class="logo" href="/">{PAPER}</a><nav aria-label="Sections"><ul>{menu()}</ul></nav></header>
<main>{main}</main>
<footer><p>© 2026 {PAPER}. All rights reserved.</p><a href="/about">About us</a> <a href="/contact">Contact</a></footer>
</body></html>
"""


def broadsheet_article(view: View) -> str:
    story, title = view.story, escape(view.story.title)
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": story.published.isoformat(),
        "dateModified": story.modified.isoformat(),
        "author": [{"@type": "Person", "name": story.author}],
        "articleSection": story.section,
        "image": [view.image],
        "mainEntityOfPage": view.url,
        "publisher": {"@type": "Organization", "name": PAPER},
    }
    # "</" would end the script element wherever it stood
    script = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
    head = f'<link rel="canonical" href="{view.url}"><script type="application/ld+json">{script}</script>'
    main = f"""<div class="breadcrumb"><a href="/">News</a> / {view.section_link()}</div>
<article><h1>{title}</h1>
<p class="byline">By <a rel="author" href="/authors/{view.story.number % 40}">{escape(story.author)}</a>
<time datetime="{story.published.isoformat()}">{story.published:%A, %d %B %Y %H:%M} GMT</time></p>
<figure><img src="{view.image}" alt=""><figcaption>{escape(story.caption)}</figcaption></figure>
{view.paragraphs()}
</article>
<div class="share"><span class="label">SHARE THIS ARTICLE</span>
<a href="/share/mail">Mail</a> <a href="/share/link">Copy link</a></div>
<aside><h2>Related stories</h2><ul>{view.related_items()}</ul></aside>"""
    return broadsheet_shell(title, head, main)


# --- portal: divs and classes, og: meta, the notice of alternate addresses ----------------------------------


def portal_shell(title: str, head: str, main: str) -> str:
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{PAPER} - {title}</title>{head}</head>
<body class="portal"><div id="page"><div id="header"><div id="logo"><a href="/">{PAPER}</a></div>
<div id="menu"><ul>{menu()}</ul></div><div id="search"><form action="/search"><input name="q"></form></div></div>
<div id="content">{main}</div>
<div id="sidebar"><div class="widget"><h4>Newsletter</h4><p>Our morning letter, every weekday.</p>
<form><input type="email"><button>Subscribe</button></form></div></div>
<div id="footer"><ul><li><a href="/about">About</a></li><li><a href="/rss.xml">RSS</a></li></ul>
<div class="copy">{PAPER}, independent since 1961</div></div></div>
<div id="gdpr">This website uses cookies. <a href="/privacy">Read more</a> <button>OK</button></div></body></html>
"""


def portal_article(view: View) -> str:
    story, title = view.story, escape(view.story.title)
    head = f"""<meta property="og:type" content="article"><meta property="og:title" content="{title}">
<meta property="og:url" content="{view.url}"><meta property="og:image" content="{view.image}">
<meta property="og:site_name" content="{PAPER}"><meta property="og:description" content="{escape(story.summary)}">
<meta property="article:published_time" content="{story.published.isoformat()}">
<meta property="article:section" content="{story.section}"><meta name="author" content="{escape(story.author)}">"""
    main = f"""<div class="path"><a href="/">News</a> &nbsp;/&nbsp; {view.section_link()}</div>
<h1 class="detail-title">{title}</h1>
<div class="detail-info"><span class="date">{story.published:%A, %d %B %Y %I:%M %p} [ GMT ]</span>
<span class="author">{escape(story.author)}</span></div>
<figure class="detail-image"><img src="/images/{story.id}.gif"><figcaption>{escape(story.caption)}</figcaption></figure>
<div class="detail-body">
{view.paragraphs()}
</div>
{alternates(view.mirror)}
<div class="share-box"><h5>SHARE THIS ARTICLE</h5>
<ul><li><a href="/s/f">f</a></li><li><a href="/s/t">t</a></li></ul></div>
<div class="related"><h4>Read also</h4><ul>{view.related_items()}</ul></div>"""
    return portal_shell(title, head, main)


def alternates(mirror: Mirror) -> str:
    """The notice that names the other mirrors; empty when there is none."""
    if not mirror.others:
        return ""
    hosts = "".join(f"<p>{escape(host)}</p>" for host in mirror.others)
    return f'<div class="alternate"><p>{PAPER} can also be read at these alternate addresses:</p>{hosts}</div>'


# --- gazette: a page of the nineties, nothing but a title ----------------------------------------------------


def gazette_shell(title: str, head: str, main: str) -> str:
    sections = " | ".join(f'<a href="/section/{section.lower()}">{section}</a>' for section in SECTIONS)
    return f"""<html><head><title>{title}</title>{head}</head>
<body bgcolor="#ffffff">
<center><font size="6" color="#000080"><b>{PAPER}</b></font><br><font size="2">{sections}</font></center><hr>
{main}
<hr><center><font size="1">Best viewed at 800 x 600. Webmaster: desk@lantern.example</font></center>
</body></html>
"""


def gazette_article(view: View) -> str:
    story, title = view.story, escape(view.story.title)
    main = f"""<font size="2"><a href="/">News</a> / {view.section_link()}</font>
<h2>{title}</h2>
<font size="2" color="#666666">{story.published:%d.%m.%Y %H:%M}, {escape(story.author)}</font>
<div align="right"><img src="/images/{story.id}.gif" width="220"><br><i>{escape(story.caption)}</i></div>
<div align="left">
{view.paragraphs()}
</div>
<hr><b>SHARE THIS ARTICLE</b> <a href="/print">Print</a><br>
<b>More news</b><ul>{view.related_items()}</ul>"""
    return gazette_shell(title, "", main)


# --- magazine: microdata and og:, the notice again, furniture inside the article ----------------------------


def magazine_shell(title: str, head: str, main: str) -> str:
    return f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>{head}</head>
<body><a class="skip" href="#main">Skip to content</a>
<header class="masthead"><h2><a href="/">{PAPER} Magazine</a></h2><nav><ol>{menu()}</ol></nav></header>
<div id="main">{main}</div>
<section class="cookies" hidden><p>Cookies help us to deliver our pages.</p><button>Agree</button></section>
<footer><nav><a href="/imprint">Imprint</a> <a href="/terms">Terms</a></nav><small>{PAPER} Magazine</small></footer>
</body></html>
"""


def magazine_article(view: View) -> str:
    story, title = view.story, escape(view.story.title)
    head = f"""<link rel="canonical" href="{view.url}"><meta property="og:title" content="{title}">
<meta property="og:type" content="article"><meta property="og:image" content="{view.image}">
<meta name="description" content="{escape(story.summary)}">
<meta property="article:modified_time" content="{story.modified.isoformat()}">"""
    main = f"""<article itemscope itemtype="https://schema.org/NewsArticle">
<ol class="breadcrumbs"><li><a href="/">News</a></li><li>/</li>
<li>{view.section_link()}</li></ol>
<header><h1 itemprop="headline">{title}</h1><address itemprop="author">{escape(story.author)}</address>
<time itemprop="datePublished" datetime="{story.published:%Y-%m-%dT%H:%M:%SZ}">{story.published:%d %b %Y}</time>
</header>
<figure><img itemprop="image" src="{view.image}" alt="{escape(story.caption)}">
<figcaption>{escape(story.caption)}</figcaption></figure>
<div itemprop="articleBody">
{view.paragraphs()}
</div>
<footer class="tools"><button class="share">SHARE THIS ARTICLE</button>{alternates(view.mirror)}</footer>
</article>
<aside class="more"><h3>More from {story.section}</h3><ul>{view.related_items()}</ul></aside>"""
    return magazine_shell(title, head, main)


LAYOUTS = (
    Layout(broadsheet_shell, broadsheet_article),
    Layout(portal_shell, portal_article),
    Layout(gazette_shell, gazette_article),
    Layout(magazine_shell, magazine_article),
)
