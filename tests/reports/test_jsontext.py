"""JSON that is safe to print, and still the same JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.reports.formats.data_formats import format_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()), inner),
)


@given(VALUES)
def test_every_reader_gets_the_same_value_back(value):
    assert json.loads(format_json(value)) == value


@given(VALUES)
def test_it_is_one_printable_line_that_utf8_can_hold(value):
    text = format_json(value)
    text.encode()
    assert len(text.splitlines()) == 1
    assert not [letter for letter in text if ord(letter) < 32 or 127 <= ord(letter) < 160]


def test_moments_are_iso_8601():
    assert format_json({"at": datetime(2026, 8, 15, tzinfo=UTC)}) == '{"at": "2026-08-15T00:00:00+00:00"}'


def test_what_has_no_place_in_json_is_refused():
    with pytest.raises(TypeError, match="set has no place in JSON"):
        format_json({1})
