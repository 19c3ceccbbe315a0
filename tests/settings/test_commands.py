"""``mirrorfold config`` and ``mirrorfold source``, as they are typed."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from scheduler.cli import main


@pytest.fixture
def mirrorfold(folder):
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, [*arguments, "--config", str(folder.path)], env={"MIRRORFOLD_CONFIG": None})

    return run


def test_a_right_configuration_is_counted(folder, mirrorfold):
    folder.source("herald")
    result = mirrorfold("config", "check")
    assert (result.exit_code, result.stdout) == (0, "config: 1 source, 0 mistakes\n")
    assert result.stderr.startswith("warning: network.contact is empty")


def test_mistakes_end_the_check_with_exit_code_2_and_no_traceback(folder, mirrorfold):
    folder.settings("[politeness]\ndelay = -1").source("herald", 'name = "H"')
    result = mirrorfold("config", "check")
    assert (result.exit_code, result.stdout) == (2, "")
    first, *lines = result.stderr.splitlines()
    assert first == "mirrorfold: 3 mistakes in the configuration:"
    assert "politeness.delay = -1: the number is too small. Write 0 or more" in lines[0]
    assert len(lines) == 3


def test_config_show_tells_where_a_value_comes_from(folder, mirrorfold):
    folder.settings("[politeness]\ndelay = 2")
    lines = [line.split() for line in mirrorfold("config", "show").stdout.splitlines()]
    assert ["politeness.delay", "=", "2.0", "#", "file"] in lines
    assert ["network.timeout", "=", "15.0", "#", "default"] in lines


def test_source_list_prints_one_source_a_line(folder, mirrorfold):
    folder.source("herald").source("b", 'name = "B"\nmirrors = ["http://b.example:81"]\nfeeds = ["/"]\nenabled = false')
    assert [line.split() for line in mirrorfold("source", "list").stdout.splitlines()] == [
        ["b", "B", "disabled", "b.example:81"],
        ["herald", "herald", "News", "every", "15m", "www.herald.example"],
    ]


def test_source_list_without_sources_tells_how_to_add_one(mirrorfold):
    assert "mirrorfold source add" in mirrorfold("source", "list").stdout


def test_listings_come_as_json(folder, mirrorfold):
    folder.source("herald")
    (listed,) = json.loads(mirrorfold("source", "list", "--json").stdout)
    shown = json.loads(mirrorfold("source", "show", "herald", "--json").stdout)
    assert listed == shown
    assert shown["mirrors"] == [{"url": "https://www.herald.example", "articles": []}]


def test_source_show_takes_the_name_too(folder, mirrorfold):
    folder.source("herald")
    assert "https://www.herald.example" in mirrorfold("source", "show", "Herald News").stdout


def test_an_unknown_source_ends_with_exit_code_7(folder, mirrorfold):
    folder.source("herald")
    result = mirrorfold("source", "show", "times")
    assert result.exit_code == 7
    assert "There are: herald (herald News)" in result.stderr
