"""The same article comes out of every template the same: section, title, caption, text, and no furniture."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.desk.texts_in_scripts import PAIRS


def assert_whole_and_alone(content: Any, template: Any, article: Any) -> None:
    said = article(template(content), language="en", site_name="The Gazette")
    assert said.text.splitlines() == [" ".join(text.split()) for text in content.paragraphs]
    assert said.title == content.title
    assert said.caption == content.caption
    assert said.section == content.section[1]
    assert said.published == datetime(2022, 1, 27, 16, 6, tzinfo=UTC)
    assert said.language == "en"
    assert not said.thin


def test_an_article_comes_out_whole_and_alone(own_article: Any, template: Any, article: Any) -> None:
    assert_whole_and_alone(own_article, template, article)


def test_the_shared_article_comes_out_whole_and_alone(shared_article: Any, template: Any, article: Any) -> None:
    assert_whole_and_alone(shared_article, template, article)


def test_an_article_without_furniture_loses_nothing(own_article: Any, template: Any, article: Any) -> None:
    bare = replace(own_article, notice="", address="", share="", promo="")
    assert article(template(bare)).text == article(template(own_article)).text


@pytest.mark.parametrize("language", PAIRS)
def test_an_article_comes_out_whole_in_every_script(
    language: str, own_article: Any, template: Any, article: Any
) -> None:
    told = PAIRS[language].one + PAIRS[language].other
    foreign = replace(own_article, title=PAIRS[language].other[0][:40], paragraphs=told[: len(told) // 2 + 1])
    said = article(template(foreign), site_name="The Gazette")
    assert said.text.splitlines() == list(foreign.paragraphs)
    assert said.title == foreign.title.strip()
