"""A failure says what happened, where, and what to do; and ends a command with a code of its own."""

from __future__ import annotations

import re

import pytest

from crawler.model import errors
from crawler.model.errors import ConfigError, HealthCode, MirrorfoldError, NotFound, Problem, Unreachable


def _all_failures(kind: type[MirrorfoldError] = MirrorfoldError) -> list[type[MirrorfoldError]]:
    named = [failure for failure in kind.__subclasses__() if failure.__module__ == errors.__name__]
    return [kind, *(failure for direct in named for failure in _all_failures(direct))]


def test_every_failure_stands_in_the_table_with_its_exit_code():
    table = dict(re.findall(r"(\w+) {2,}(\d+) {2}", errors.__doc__ or ""))
    assert table == {failure.__name__: str(failure.exit_code) for failure in _all_failures()}


def test_no_two_failures_share_a_code_but_a_kind_and_its_special_case():
    codes = [failure.exit_code for failure in _all_failures() if failure is not Unreachable]
    assert len(codes) == len(set(codes))
    assert not set(codes) & {code for code in HealthCode if code is not HealthCode.HEALTHY}


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (NotFound("No such source"), "No such source"),
        (NotFound("No such source", where="herald"), "No such source (herald)"),
        (NotFound("No such source", cure="Look at config/"), "No such source. Look at config/"),
        (
            NotFound("No such source", where="herald", cure="Look at config/"),
            "No such source (herald). Look at config/",
        ),
    ],
)
def test_a_failure_leaves_out_what_it_was_not_given(failure, sentence):
    assert str(failure) == sentence


def test_all_mistakes_of_a_configuration_are_named_each_in_a_line():
    mistakes = [Problem(file="a.toml", key=key, value="-1", what="is negative", cure="Write 1") for key in ("x", "y")]
    assert str(ConfigError(mistakes)).splitlines() == [
        "2 mistakes in the configuration:",
        "  a.toml: x = -1: is negative. Write 1",
        "  a.toml: y = -1: is negative. Write 1",
    ]
    assert str(ConfigError(mistakes[:1])).startswith("1 mistake in")
