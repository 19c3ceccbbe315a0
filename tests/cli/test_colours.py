"""What a terminal shows in colour, and what everything else reads."""

from __future__ import annotations

import os
import pty
import subprocess
from typing import Any

import pytest

from tests.desk.desk import Desk, OpenRoom


@pytest.fixture
def desk(open_room: OpenRoom) -> Desk:
    desk: Desk = open_room(articles=2, mirrors=1)
    desk.crawl()
    return desk


def shown_on_terminal(desk: Desk, *words: str, **environment: str) -> str:
    """What a terminal gets to see."""
    ours, theirs = pty.openpty()
    try:
        subprocess.run(desk.command(*words), stdout=theirs, check=True, env=os.environ | environment, timeout=60)
    finally:
        os.close(theirs)
    received = b""
    while True:
        try:
            part = os.read(ours, 65_536)
        except OSError:  # the other end was closed
            break
        if not part:
            break
        received += part
    os.close(ours)
    return received.decode()


@pytest.mark.parametrize(("command", "word"), [("runs", "done"), ("mirrors", "active")])
def test_a_terminal_shows_states_and_outcomes_in_colour(desk: Any, command: str, word: str) -> None:
    green = f"\x1b[32m{word}\x1b[0m"
    assert green in shown_on_terminal(desk, command)
    assert "\x1b[" not in shown_on_terminal(desk, command, NO_COLOR="1")
    assert "\x1b[" not in desk.run(command).stdout
