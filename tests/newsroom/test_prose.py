"""The paper reads like a paper: long enough, each article its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.prose import BODY, SECTIONS, SHARED, SLOT, Prose, Writer, write


@pytest.fixture(scope="module")
def paper() -> list[Prose]:
    return [write(1, number) for number in range(1, 201)]


def test_no_two_of_two_hundred_articles_share_a_tenth_of_their_shingles(paper, shingles):
    sets = [shingles(" ".join(article.paragraphs)) for article in paper]
    closest = max(len(a & b) / len(a | b) for a, b in combinations(sets, 2))
    assert closest < 0.03, "distinct articles must be really distinct; 0.1 is the limit, 0.02 is usual"


def test_all_titles_differ(paper):
    assert len({article.title for article in paper}) == len(paper)


@given(seed=st.integers(), number=st.integers(min_value=1))
def test_every_article_has_the_promised_length(seed, number):
    article = write(seed, number)
    assert 6 <= len(article.paragraphs) <= 14
    assert 250 <= sum(len(paragraph.split()) for paragraph in article.paragraphs) <= 900


@given(seed=st.integers(), number=st.integers(min_value=1))
def test_no_slot_is_left_unfilled(seed, number):
    article = write(seed, number)
    everything = " ".join((article.title, article.caption, article.summary, *article.paragraphs))
    assert "{" not in everything
    assert "  " not in everything


def test_every_text_holds_a_number_that_an_edit_can_alter(paper):
    assert all(re.search(r"\d\d", " ".join(article.paragraphs)) for article in paper)


def test_every_section_has_its_share_of_articles(paper):
    assert {article.section for article in paper} == set(SECTIONS)


def test_another_process_writes_the_same_article():
    code = "from newsroom.prose import write; print(ascii(write(7, 11)))"
    said = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": "99"},
    )
    assert said.stdout.strip() == ascii(write(7, 11))


@pytest.mark.parametrize("section", SECTIONS)
def test_every_slot_of_every_template_has_a_table(section):
    tables = {**SHARED, **SECTIONS[section]}
    known = {*tables, *Writer(Random(1), section).cast, "year", *"1234"}
    templates = [template for table in (*tables.values(), *BODY.values()) for template in table]
    assert {slot for template in templates for slot in SLOT.findall(template)} <= known


def test_every_sentence_begins_with_a_capital_or_a_figure_and_ends(paper):
    for article in paper:
        for paragraph in article.paragraphs:
            assert re.match(r"“?[A-Z\d]", paragraph), paragraph
            assert re.search(r"[.”]$", paragraph), paragraph
            assert not re.search(r"[^n.]\. [a-z]", paragraph), paragraph
