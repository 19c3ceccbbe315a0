"""The page about the daemon's pages has each of them, each decision, and each key."""

from __future__ import annotations

import re

import pytest

from scheduler.web.decisions import DECISIONS
from scheduler.web.rendering import FOLDER
from scheduler.web.routes import PAGES as SERVED
from tests.docs.pages import PAGES, rows

PAGE = "docs/pages.md"
TABLE = rows(PAGE, "## What each page answers")


@pytest.mark.parametrize("path", [page.path for page in SERVED])
def test_every_page_of_the_daemon_stands_with_its_question(path: str):
    (row,) = [row for row in TABLE if row[1] == f"`{path}`"]
    assert "?" in row[2]


def test_no_page_stands_there_that_is_not_served():
    further = {"/sources/new", "/settings", "/help"}
    assert {row[1].strip("`") for row in TABLE} == {page.path for page in SERVED} | further


def test_every_decision_stands_with_its_command():
    """Counted by their words: a decision that is added to the pages is added there."""
    decisions = [word for row in rows(PAGE, "## Decisions") for word in re.split(r", | or ", row[0])]
    assert len(decisions) == len(DECISIONS) + len({"test", "add", "trust"})


def test_every_key_that_leads_to_a_page_stands_there():
    menu = re.search(r"{% for name, path, key in (\[.*?\]) %}", (FOLDER / "templates" / "base.html").read_text())
    assert menu
    letters = re.findall(r', "(\w)"\)', menu[1])
    (row,) = [row for row in rows(PAGE, "## Keys") if row[0].startswith("`g`")]
    assert re.findall(r"`(\w)`", row[0])[1:] == letters


def test_the_addresses_for_programs_stand_there():
    for address in ("/api/v1/openapi.json", "/api/v1/events", "/healthz", "/readyz", "/metrics"):
        assert f"`{address}`" in PAGES[PAGE]
