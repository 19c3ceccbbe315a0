"""A template that can be used says how to read a URL; one that cannot says what is wrong with it."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from crawler.canonical.url_template_syntax import cut, names_of, parameter, path_expression
from hypothesis import given
from hypothesis import strategies as st

PIECES = st.lists(st.sampled_from(["/", "{id}", "{slug}", "{year}", "a", "-", "{", "}", "{Id}", " "]), max_size=8)


@given(pieces=PIECES)
def test_what_was_cut_can_be_put_together_again(pieces):
    text = "".join(pieces)
    literals_and_names = cut(text, lambda literal: literal)
    assert len(literals_and_names) % 2 == 1
    whole = "".join(f"{{{piece}}}" if place % 2 else piece for place, piece in enumerate(literals_and_names))
    assert whole == text


@given(pieces=PIECES)
def test_what_is_no_template_is_refused_and_what_is_one_tells_articles_apart(pieces):
    with suppress(ValueError):
        names = names_of("".join(pieces))
        assert "id" in names
        path_expression("".join(pieces))


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("https://a.test/{id}", 'does not begin with "/"'),
        ("/{id} x", "contains ' '"),
        ("/{id}#x", "contains '#'"),
        ("/{id", "a brace without its partner"),
        ("/id}", "a brace without its partner"),
        ("/{Id}", '"{Id}" is no name'),
        ("/{id}/{id}", "uses {id} more than once"),
        ("/{year}/{slug}", "no name that tells one article from another"),
    ],
)
def test_a_template_that_cannot_be_used_says_why(pattern, why):
    with pytest.raises(ValueError) as failure:
        names_of(pattern)
    assert why in str(failure.value)


@pytest.mark.parametrize("path", ["/{id}{section}", "/{id}{year}", "/{slug}-{id}-{section}"])
def test_a_path_that_can_be_read_in_two_ways_is_refused(path):
    with pytest.raises(ValueError):
        path_expression(path)


@pytest.mark.parametrize("piece", ["id", "=7", "{id}=7", "", "p={id}{section}"])
def test_what_is_no_parameter_of_a_query_is_refused(piece):
    with pytest.raises(ValueError):
        parameter(piece)


def test_a_parameter_gives_its_name_and_reads_its_value():
    name, expression = parameter("story%5fid=n{id}")
    assert name == "story_id"
    assert expression.match("n7") is not None
    assert expression.match("m7") is None


def test_a_hostile_path_takes_no_longer_than_it_is_long():
    expression = path_expression("/{section}-{slug}-{id}.html")
    begun = time.perf_counter()
    assert expression.match("/" + "-a" * 50_000) is None
    assert time.perf_counter() - begun < 5
