"""Which events a hook is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model.hook_event import HookEvent
from scheduler.hooks.targets import wants
from scheduler.reports.hooks.event import Event
from tests.hooks.conftest import target


def event(text: str = "", kind: HookEvent = HookEvent.ARTICLE_NEW, source: str = "herald") -> Event:
    return Event(event=kind, source=source, at=0, says="", text=text)


def test_without_a_filter_everything_is_told() -> None:
    assert all(wants(target(), event(kind=kind)) for kind in HookEvent)


def test_events_and_sources_that_are_named_are_told() -> None:
    named = target(events=["run.failed"], sources=["herald"])
    assert wants(named, event(kind=HookEvent.RUN_FAILED))
    assert not wants(named, event())
    assert not wants(named, event(kind=HookEvent.RUN_FAILED, source="courier"))


@pytest.mark.parametrize(
    ("words", "text", "told"),
    [
        ("hormuz", "The Strait of HORMUZ is open.", True),
        ("strait of hormuz", "The strait\nof Hormuz", True),
        ("hormuz strait", "The strait of Hormuz", False),
        ("port", "Exports and reports", False),
        ("élan", "ELAN", True),
        ("straße", "STRASSE", True),
        ("нефть", "Нефть дорожает", True),
        ("东京", "他在东京都", True),
        ("...", "anything ...", False),
        ("x", "", False),
    ],
)
def test_words_are_whole_words_whatever_their_case_and_accents(words: str, text: str, told: bool) -> None:
    assert wants(target(words=[words]), event(text)) is told


@given(st.lists(st.sampled_from(["storm", "Coast", "ÖL", "oil"]), min_size=1), st.integers(0, 9), st.integers(1, 3))
def test_any_run_of_words_of_a_text_is_found_in_any_case(said: list[str], start: int, number: int) -> None:
    place = start % len(said)
    wanted = " ".join(said[place : place + number]).swapcase()
    assert wants(target(words=["nowhere", wanted]), event(" – ".join(said)))
