"""What the README shows is what the commands print: the same lines, whatever the figures and the titles are."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from scheduler.cli import main
from tests.desk.desk import wait_until
from tests.desk.metrics_page import free_port
from tests.docs.pages import blocks

ARTICLES = "40"
"""Fewer than the demo publishes by itself: the lines are the same, and sooner there."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An output on the page, and the command above it."""

    command: str
    lines: tuple[str, ...]


def _shown() -> list[Shown]:
    found: list[Shown] = []
    command = ""
    for block in blocks("README.md"):
        if block.language == "sh":
            command = block.text.strip().splitlines()[-1]
        elif block.language == "text":
            found.append(Shown(command, tuple(block.text.splitlines())))
    return found


OUTPUTS = _shown()


def _pattern(line: str) -> re.Pattern[str]:
    """What a line on the page stands for: any figures, any unit of bytes, any widths, anything for an ellipsis."""
    escaped = re.escape(line.rstrip()).replace("…", ".*")
    figures = re.sub(r"\d[\d,]*(?:\\\.\d+)?", r"[\\d,.]+", escaped)
    units = re.sub(r"(?<=\\ )(?:[kM]B|B)\b", "[kM]?B", figures)
    return re.compile(re.sub(r"(?:\\ )+", r"\\s+", units) + r"\s*")


def _missing(shown: tuple[str, ...], printed: list[str]) -> list[str]:
    """The lines of the page that do not stand in the output, in the same order."""
    rest = iter(printed)
    return [line for line in shown if line.strip() != "…" and not any(_pattern(line).fullmatch(one) for one in rest)]


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that was run: its folder and what it printed."""

    state: Path
    lines: list[str]

    def prints(self, command: str) -> list[str]:
        """What a command that looks at the demo prints."""
        if command == "make run":
            return self.lines
        words = command.partition("|")[0].split()[1:]
        environment = {"MIRRORFOLD_CONFIG": str(self.state / "config"), "MIRRORFOLD_STATE": str(self.state)}
        done = CliRunner().invoke(main, words, env=environment)
        assert done.exit_code == 0, done.output
        return done.output.splitlines()


def _free_row(length: int) -> int:
    """A port from which ``length`` ports are free, beyond those that a demo takes by itself."""
    for first in range(9700, 9999 - length, length):
        sockets = [socket.socket() for _ in range(length)]
        try:
            for place, one in enumerate(sockets):
                one.bind(("127.0.0.1", first + place))
            return first
        except OSError:
            continue
        finally:
            for one in sockets:
                one.close()
    pytest.skip(f"this machine has no {length} free ports in a row")


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    (tmp_path / "newsroom-port").write_text(str(_free_row(4)))
    program = Path(sys.executable).with_name("mirrorfold")
    call = [str(program), "demo", "--daemon", "--articles", ARTICLES, "--state", str(tmp_path)]
    printed = tmp_path / "printed"
    environment = {**os.environ, "MIRRORFOLD_WEB__PORT": str(free_port())}  # the usual one may be somebody's
    with printed.open("w") as output:
        process = subprocess.Popen(call, stdout=output, stderr=subprocess.STDOUT, env=environment)

    def is_told() -> bool:
        so_far = printed.read_text()
        assert process.poll() is None, so_far
        return re.search(_LAST, so_far) is not None

    try:
        wait_until(is_told, "what the mirror altered is told", 200)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0, printed.read_text()
    finally:
        process.kill()
        process.wait()
    return Demo(tmp_path, printed.read_text().splitlines())


_LAST = r"the first mirror is given back\n(?s:.*) is active: answers well\n(?s:.*)of newsroom: done, \d+ divergent"
"""The mirror that came back is asked when its probe is due; what it altered is told once the grace is over."""


@pytest.mark.slow
def test_the_readme_shows_what_the_commands_print(demo: Demo):
    printed = {shown.command: demo.prints(shown.command) for shown in OUTPUTS}
    missing = {shown.command: _missing(shown.lines, printed[shown.command]) for shown in OUTPUTS}
    assert not any(missing.values()), (missing, printed)


def test_the_readme_begins_with_what_it_is_the_command_and_its_output():
    first = OUTPUTS[0]
    assert first.command == "make run"
    assert any(line.endswith("bodies fetched.") for line in first.lines)


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("  asked   206 requests, 11.7 MB", "  asked       46 requests, 149.0 kB"),
        ("article 1: …", "article 1: A title, 3 of 4"),
        ("  3  newsroom  …", " 12  newsroom  done 1"),
    ],
)
def test_figures_widths_and_titles_may_differ(line, printed):
    assert _missing((line,), [printed]) == []


@pytest.mark.parametrize("printed", ["  told   206 requests, 11.7 MB", "  asked   206 requests, 11.7 MB, 1 failure"])
def test_other_words_would_be_noticed(printed):
    assert _missing(("  asked   206 requests, 11.7 MB",), [printed]) == ["  asked   206 requests, 11.7 MB"]
