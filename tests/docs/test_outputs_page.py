"""The page about what comes out has each feed, each parameter, and the bounds of the code."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

from crawler.fetching.answer_headers import MOST_LETTERS
from crawler.model.hook_event import HookEvent
from crawler.settings.hook import Hook
from scheduler.hooks.sign_webhook import sign_webhook
from scheduler.reports.feeds.feed import FEWEST, MOST, USUAL
from scheduler.reports.hooks.event import Event, Teller, write_cloud_event
from scheduler.web.feed_door import FEEDS
from scheduler.web.feeds import FORMATS, PARAMETERS, PATHS
from scheduler.web.pages.evidence import MOST_BYTES
from tests.docs.pages import PAGES, blocks, rows

PAGE = "docs/outputs.md"
TABLES = rows(PAGE, "## Feeds")


def test_every_feed_stands_there_in_every_format():
    assert all(path.startswith(FEEDS) for path in PATHS)
    named = {span for row in TABLES for span in re.findall(r"`(/feeds/[^`]+)`", row[-1])}
    assert named == {f"{path}.{kind}" for path in PATHS for kind in FORMATS}


def test_every_parameter_stands_there_with_its_bounds():
    assert {row[0].strip("`") for row in TABLES if row[0].startswith("`")} == set(PARAMETERS)
    assert f"from {FEWEST} to {MOST}; {USUAL} without it" in PAGES[PAGE]


def test_every_event_and_every_key_of_a_hook_stands_there():
    assert [row[0].strip("`") for row in rows(PAGE, "### Events")] == [event.value for event in HookEvent]
    assert {row[0].strip("`") for row in rows(PAGE, "### Keys of a hook")} == set(Hook.model_fields)


def test_what_it_shows_is_what_is_posted_and_how_it_is_verified():
    shown = {block.language: block.text for block in blocks(PAGE) if block.language in ("json", "python")}
    event = Event(HookEvent.ARTICLE_NEW, "presstv", 0, "Storm", article=12)
    posted = json.loads(write_cloud_event(event, "x", Teller("y", "https://news.example.org/mirrorfold")))
    example = json.loads(shown["json"])
    assert list(example) == list(posted)
    assert (example["subject"], example["data"]["page"]) == (posted["subject"], posted["data"]["page"])
    secret = f"whsec_{base64.b64encode(b'k' * 24).decode()}"
    headers = sign_webhook(b"k" * 24, "x", 1, b"{}")
    receiver: dict[str, Any] = {}
    exec(shown["python"], receiver)  # it is what the page tells a reader to run
    assert receiver["verifies"](headers, b"{}", secret)
    assert not receiver["verifies"](headers, b"{ }", secret)


def test_its_bounds_are_those_of_the_code():
    said = " ".join(PAGES[PAGE].split())
    assert f"{MOST_BYTES >> 20} MiB at most" in said
    assert f"{MOST_LETTERS >> 10} KiB of an answer" in said
