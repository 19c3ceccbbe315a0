"""The same article comes out of every template the same: section, title, caption, text, and no furniture."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.article import Article
from crawler.extraction.hints import Hints
from crawler.extraction.page import read_page
from tests.extraction.templates import TEMPLATES, Content

SHARED = Path(os.environ.get("MIRRORFOLD_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
SEED = SHARED / "presstv" / "article.txt"

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
        "“There was no answer to the main question,” it said in a statement, but \"”here is an answer which gives"
        " hope for talks on the smaller ones.”",
        "The islands, whose population has been falling since 2014, want the council to pay for the late boat. The"
        " council says it cannot.",
    ),
    notice="The Gazette’s website can also be accessed at the following alternate addresses:",
    address="www.gazette-mirror.example",
    share="SHARE THIS ARTICLE",
    promo="The Gazette News Roku",
)


def seed() -> Content:
    """The article of the shared data, read at run time."""
    blocks = [line.strip() for line in SEED.read_text(encoding="utf-8").splitlines() if line.strip()]
    section, title, caption, *rest = blocks
    notice = next(number for number, line in enumerate(rest) if line.endswith("addresses:"))
    first, _, second = section.partition("/")
    return Content(
        (first.strip(), second.strip()), title, caption, tuple(rest[:notice]), *rest[notice : notice + 4]
    )


def check(content: Content, template: Callable[[Content], str]) -> None:
    hints = Hints(now=datetime(2026, 1, 1, tzinfo=UTC), language="en", site_name="The Gazette")
    url = "https://www.gazette.example/Detail/2022/01/27/675634/talks"
    said = read_page(template(content).encode(), url=url, content_type="text/html; charset=utf-8", hints=hints)
    assert isinstance(said, Article)
    assert said.text.splitlines() == [" ".join(text.split()) for text in content.paragraphs]
    assert said.title == content.title
    assert said.caption == content.caption
    assert said.section == content.section[1]
    assert not said.thin
    assert said.published == datetime(2022, 1, 27, 16, 6, tzinfo=UTC)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.__name__)
def test_an_article_comes_out_whole_and_alone(template: Callable[[Content], str]) -> None:
    check(OWN, template)


@pytest.mark.skipif(not SEED.exists(), reason=f"no shared data at {SEED}")
@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.__name__)
def test_the_shared_article_comes_out_whole_and_alone(template: Callable[[Content], str]) -> None:
    check(seed(), template)
