"""``mirrorfold runs``: what each run did, the newest first."""

from __future__ import annotations

import json

from crawler.context.tally import Tally


def test_runs_come_newest_first_with_what_they_did(mirrorfold, told):
    runs = json.loads(mirrorfold("runs", "--json").stdout)
    assert [run["source"] for run in runs] == ["gazette", "herald", "herald", "herald", "tribune"]
    hour_ago = runs[1]
    assert (hour_ago["outcome"], hour_ago["seconds"]) == ("partial", 30)
    assert (hour_ago["new"], hour_ago["known"], hour_ago["bodies_fetched"], hour_ago["requests"]) == (1, 2, 5, 12)
    assert hour_ago["listings_failed"] == 1
    assert hour_ago["warnings"] == ["/rss.xml of the mirror: \x1b[31mHTTP 500"]


def test_a_run_that_nobody_closed_is_running_or_interrupted(mirrorfold, told):
    (run,) = json.loads(mirrorfold("runs", "gazette", "--json").stdout)
    assert (run["outcome"], run["ended"], run["seconds"]) == ("running or interrupted", None, None)
    assert "running or interrupted" in mirrorfold("runs", "gazette").stdout


def test_a_run_that_was_killed_is_told_with_its_problem_and_no_invented_duration(mirrorfold, told):
    killed = json.loads(mirrorfold("runs", "--json").stdout)[2]
    assert (killed["outcome"], killed["seconds"], killed["requests"]) == ("interrupted", None, None)
    assert killed["problem"] == "the process ended before the run did"


def test_the_limit_keeps_the_newest(mirrorfold, told):
    assert [run["id"] for run in json.loads(mirrorfold("runs", "--json", "--limit", "2").stdout)] == [5, 4]


def test_runs_of_one_source_alone(mirrorfold, told):
    assert {run["source"] for run in json.loads(mirrorfold("runs", "herald", "--json").stdout)} == {"herald"}


def test_text_has_a_line_a_run_with_its_warnings_made_harmless(mirrorfold, told):
    heading, *lines = mirrorfold("runs").stdout.splitlines()
    assert heading.split()[:5] == ["run", "source", "started", "seconds", "outcome"]
    assert len(lines) == 5
    assert lines[1].endswith("/rss.xml of the mirror: [31mHTTP 500")
    assert "\x1b" not in "".join(lines)


def test_on_a_terminal_they_stand_in_a_table(mirrorfold, told, monkeypatch):
    monkeypatch.setattr("scheduler.cli.terminal.on_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "200")
    assert "the process ended before the run did" in mirrorfold("runs").stdout


def test_a_failed_run_tells_its_problem_first(mirrorfold, room):
    room.end(room.begin("herald"), Tally(warnings=["feed late"]), problem="Not one listing could be read")
    assert "Not one listing could be read; feed late" in mirrorfold("runs").stdout


def test_without_a_run_the_next_step_is_told(mirrorfold, room):
    assert mirrorfold("runs").stdout == "No run yet: mirrorfold crawl SOURCE makes one.\n"
