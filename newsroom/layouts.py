"""Four sites' ways to dress the same article, with the furniture real pages have; their HTML is in ``layouts.toml``.

Everything from a story is escaped here.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from newsroom.mirror_style import PAPER, Mirror
from newsroom.paper_articles import Story
from newsroom.prose import SECTIONS


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to dress pages: templates of a whole page, of what an article has in its head, and of its main part."""

    shell: str
    head: str
    article: str

    def dress(self, title: str, main: str, head: str = "") -> str:
        """The whole page around its main part; all three are HTML."""
        links = [_section_link(section) for section in SECTIONS]
        menu = "\n".join(f"<li>{link}</li>" for link in links)
        return self.shell.format(paper=PAPER, title=title, head=head, main=main, menu=menu, sections=" | ".join(links))

    def dress_article(self, mirror: Mirror, story: Story, related: Sequence[Story]) -> str:
        """The page of an article.

        :param related: older articles of the same section
        """
        values = _article_values(mirror, story, related)
        return self.dress(escape(story.title), self.article.format_map(values), self.head.format_map(values))


def _article_values(mirror: Mirror, story: Story, related: Sequence[Story]) -> Mapping[str, Any]:
    """What the templates of an article may name; of the story itself only what needs no escaping."""
    rows = ((escape(mirror.tracked(other)), escape(other.title)) for other in related)
    return {
        "paper": PAPER,
        "story": story,
        "url": mirror.origin + mirror.path(story),
        "image": _image(mirror, story),
        "title": escape(story.title),
        "author": escape(story.author),
        "author_number": story.number % 40,
        "caption": escape(story.caption),
        "summary": escape(story.summary),
        "published": story.published.isoformat(),
        "modified": story.modified.isoformat(),
        "section_link": _section_link(story.section),
        "paragraphs": "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in story.paragraphs),
        "related": "\n".join(f'<li><a href="{path}">{title}</a></li>' for path, title in rows),
        "alternates": _alternates(mirror),
        "linked_data": _linked_data(mirror, story),
    }


def _image(mirror: Mirror, story: Story) -> str:
    return f"{mirror.origin}/images/{story.id}.gif"


def _section_link(section: str) -> str:
    return f'<a href="/section/{section.lower()}">{section}</a>'


def _alternates(mirror: Mirror) -> str:
    """The notice that names the other mirrors; empty when there is none."""
    if not mirror.others:
        return ""
    hosts = "".join(f"<p>{escape(host)}</p>" for host in mirror.others)
    return f'<div class="alternate"><p>{PAPER} can also be read at these alternate addresses:</p>{hosts}</div>'


def _linked_data(mirror: Mirror, story: Story) -> str:
    """The article as JSON-LD; "</" would end the script element wherever it stood."""
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": story.published.isoformat(),
        "dateModified": story.modified.isoformat(),
        "author": [{"@type": "Person", "name": story.author}],
        "articleSection": story.section,
        "image": [_image(mirror, story)],
        "mainEntityOfPage": mirror.origin + mirror.path(story),
        "publisher": {"@type": "Organization", "name": PAPER},
    }
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")


def teasers(mirror: Mirror, stories: Sequence[Story]) -> str:
    """A list of articles for the front page or a section page, links relative and tracked."""
    rows = (
        f'<li><h3><a href="{escape(mirror.tracked(story))}">{escape(story.title)}</a></h3>'
        f"<p>{escape(story.summary)}</p></li>"
        for story in stories
    )
    return '<ul class="teasers">\n' + "\n".join(rows) + "\n</ul>"


_TEMPLATES = tomllib.loads(Path(__file__).with_name("layouts.toml").read_text(encoding="utf-8"))

LAYOUTS = tuple(Layout(**templates) for templates in _TEMPLATES.values())
"""Broadsheet, portal, gazette and magazine."""
