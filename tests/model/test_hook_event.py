"""The names of events are a contract with whoever receives them."""

from __future__ import annotations

from crawler.model.hook_event import HookEvent


def test_no_event_was_renamed():
    assert [event.value for event in HookEvent] == [
        "article.new", "article.revised", "article.divergent", "mirror.state", "proposal.new", "source.silent",
        "run.failed",
    ]  # fmt: skip
