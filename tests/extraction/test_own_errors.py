"""A mistake of ours among what parsers raise is told by where it was raised; what documents do to parsers is not."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from lxml import etree

from crawler.extraction.fields import found_dates, timestamps
from crawler.extraction.markup.own_errors import is_ours, tell_own
from crawler.extraction.page import read_page
from crawler.extraction.page_values import Hints
from crawler.reading.probe_page import PAGE

NOW = datetime(2026, 5, 3, tzinfo=UTC)


def caught(work: Callable[[], object]) -> BaseException:
    try:
        work()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is looked at
        return error
    raise AssertionError("nothing was raised")


def test_what_a_module_of_ours_raises_by_mistake_is_ours() -> None:
    assert is_ours(caught(lambda: timestamps.credible(0, None)))  # type: ignore[arg-type]  # the mistake


@pytest.mark.parametrize(
    "work",
    [
        pytest.param(lambda: etree.fromstring("<a><b></a>"), id="a parser's own word"),
        pytest.param(lambda: int("x"), id="a value"),
        pytest.param(lambda: b"\xff".decode(), id="characters"),
        pytest.param(lambda: {}["no module of ours"], id="raised elsewhere"),
    ],
)
def test_what_a_document_makes_others_raise_is_not(work: Callable[[], object]) -> None:
    assert not is_ours(caught(work))


def test_it_is_told_once_and_nothing_else_is(caplog: pytest.LogCaptureFixture) -> None:
    tell_own(caught(lambda: int("x")))
    assert caplog.records == []
    tell_own(caught(lambda: timestamps.credible(0, None)))  # type: ignore[arg-type]  # the mistake
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_a_page_is_read_without_the_part_that_stumbles_and_that_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(found_dates, "EARLIEST", None)
    read_page(PAGE, url="https://www.herald.example/news/1", hints=Hints(now=NOW))
    assert "AttributeError" in caplog.text
