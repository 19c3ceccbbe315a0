"""The pages name every command and option that there is, and no other."""

from __future__ import annotations

import re

import click
import pytest
from click.testing import CliRunner

from scheduler.cli import COMMANDS, main
from tests.docs.pages import PAGES, ROOT, commands, headings, options, rows, shell_lines

REFERENCE = "docs/commands.md"
EVERYWHERE = {"--config", "--state", "--help", "-h", "--version"}
"""Options of all commands: they stand at the top of the page."""

LEAVES = list(commands())


def _heading(name: str) -> str:
    fitting = [line for line in headings(REFERENCE) if re.match(rf"### `mirrorfold {name}[ `]", line)]
    assert len(fitting) == 1, f"{REFERENCE} needs one heading: ### `mirrorfold {name} …`"
    return fitting[0]


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_its_line_in_the_readme(name):
    said = [row[0] for row in rows("README.md", "## Commands")]
    assert any(re.match(rf"`mirrorfold {name}[ `]", cell) for cell in said)


@pytest.mark.parametrize(("name", "command"), LEAVES, ids=[name for name, _ in LEAVES])
def test_every_option_stands_in_the_section_of_its_command(name, command):
    documented = {re.split(r"[` ]", row[0])[1] for row in rows(REFERENCE, _heading(name))}
    assert documented == set(options(command)) - EVERYWHERE


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_help_of_a_group_cuts_no_sentence(name):
    said = CliRunner().invoke(main, [name, "--help"]).output.partition("\nCommands:")[2]
    assert "..." not in said


def test_the_page_of_commands_has_no_other():
    documented = {re.match(r"### `mirrorfold ([a-z -]+?)(?: [A-Z[].*)?`", line) for line in headings(REFERENCE)[1:]}
    assert {found[1] for found in documented if found} == {name for name, _ in LEAVES}


@pytest.mark.parametrize("option", sorted(EVERYWHERE))
def test_the_options_of_all_commands_stand_at_the_top(option):
    assert f"`{option}" in PAGES[REFERENCE].partition("\n## ")[0] or f" {option}`" in PAGES[REFERENCE]


def _mistake(words: list[str]) -> str | None:
    """What is wrong with a call of the program."""
    command: click.Command = main
    known: dict[str, click.Option | None] = {**options(main), "--help": None, "-h": None}
    rest = iter(words)
    for word in rest:
        if word.startswith("-") and word != "-":
            if word not in known:
                return f"no option {word}"
            option = known[word]
            if option is not None and not option.is_flag:
                next(rest, None)
        elif isinstance(command, click.Group):
            found = command.get_command(click.Context(command), word)
            if found is None:
                return f"no command {word}"
            command, known = found, {**known, **options(found)}
    return None


@pytest.mark.parametrize("page", PAGES)
def test_every_call_on_a_page_is_one_that_the_program_takes(page):
    calls = [words[1:] for words in shell_lines(page) if words[0] == "mirrorfold"]
    mistakes = {" ".join(words): _mistake(words) for words in calls}
    assert {call: mistake for call, mistake in mistakes.items() if mistake} == {}


@pytest.mark.parametrize("page", PAGES)
def test_every_make_target_on_a_page_exists(page):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {words[1] for words in shell_lines(page) if words[0] == "make"}
    assert named <= targets


@pytest.mark.parametrize(
    ("call", "mistake"),
    [
        (["stats", "--limit", "3"], "no option --limit"),
        (["stat"], "no command stat"),
        (["config", "check", "--config", "x"], None),
        (["runs", "--limit", "3", "herald"], None),
    ],
)
def test_a_wrong_call_would_be_noticed(call, mistake):
    assert _mistake(call) == mistake
