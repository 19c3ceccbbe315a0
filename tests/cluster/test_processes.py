"""Whole processes on real servers: a daemon that leads, one that stands by, one that works; and commands."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from tests.desk.desk import COMMAND, wait_until
from tests.desk.hook_targets import hook_target
from tests.desk.installation import Installation, Member
from tests.desk.metrics_page import A_SAMPLE, free_port, scrape, value


def ended(installation: Installation) -> int:
    return int(installation.ask("select count(*) from runs where ended is not null")[0][0])


@pytest.mark.slow
def test_one_leads_others_work_and_commands_reach_the_one_that_leads(installation: Installation) -> None:
    first = installation.start("run")
    wait_until(lambda: ended(installation) == 2, "both sources were crawled", 60)
    installation.start("run")
    worker = installation.start("work", "--concurrency", "3")
    facts = json.loads(installation.command("status", "--json").stdout)["installation"]
    assert sorted(member["role"] for member in facts["members"]) == ["run", "run", "work"]
    assert [member["places"] for member in facts["members"] if member["role"] == "work"] == [3]
    assert facts["leader"]["holder"] == facts["members"][0]["holder"]
    assert facts["members"][0]["pid"] == first.process.pid
    assert installation.command("healthcheck", "--live", state="work-3").returncode == 0, "a worker answers"
    crawled = installation.command("crawl", "s000", "--json")
    assert json.loads(crawled.stdout)["source"] == "s000"
    assert installation.command("source", "pause", "s001").returncode == 0
    assert installation.ask("select paused from sources where source = 's001'") == [(True,)]
    unknown = installation.command("crawl", "nobody")
    assert unknown.returncode == 7
    _takes_a_new_configuration_over(installation)
    _keeps_its_places(installation, worker)
    first.process.send_signal(signal.SIGTERM)
    assert first.process.wait(30) == 0
    wait_until(lambda: len(installation.leaders()) == 1, "another one leads at once", 10)
    assert installation.command("crawl", "s000").returncode == 0


def _takes_a_new_configuration_over(installation: Installation) -> None:
    """What is pushed counts on every machine, and older files of another one do not."""
    file = installation.config / "sources" / "s000.toml"
    before = file.read_text()
    file.write_text(before.replace("Source 0", "The first source"))
    assert "version 2" in installation.command("config", "push", "--reason", "a better name").stdout

    def versions() -> set[object]:
        return {row[0] for row in installation.ask("select configuration from members")}

    wait_until(lambda: versions() == {2}, "every process goes by the second version", 30)
    file.write_text(before)
    late = installation.start("run")
    assert late.says("mirrorfold config push makes them count")
    assert installation.ask("select max(version) from configurations") == [(2,)]
    assert installation.command("config", "pull", "--yes").returncode == 0
    assert "The first source" in file.read_text()
    assert late.stop() == 0


def _keeps_its_places(installation: Installation, worker: Member) -> None:
    """How many runs a worker does at once is settled with the queue at its start."""
    file = installation.config / "mirrorfold.toml"
    file.write_text(file.read_text().replace("concurrency = 2", "concurrency = 1"))
    wait_until(lambda: worker.says("runs.concurrency changed: it takes effect after a restart"), "it says so", 30)
    assert installation.ask("select places from members where pid = %s", worker.process.pid) == [(3,)]


@pytest.mark.slow
def test_each_process_counts_its_own_runs_and_the_one_that_leads_speaks_for_all(installation: Installation) -> None:
    ports = {role: free_port() for role in ("run", "work")}
    works = installation.start("work", settings={"MIRRORFOLD_METRICS__PORT": str(ports["work"])})
    leads = installation.start("run", settings={"MIRRORFOLD_METRICS__PORT": str(ports["run"])})

    def runs(role: str, member: Member) -> float:
        worker = f"{socket.gethostname()}/{member.name}"
        named = {"worker": worker, "outcome": "done"}
        return sum(value(scrape(ports[role]), "runs_total", source=name, **named) or 0 for name in ("s000", "s001"))

    wait_until(lambda: runs("run", leads) + runs("work", works) == ended(installation) > 1, "each run counts once", 60)
    wait_until(lambda: value(scrape(ports["run"]), "mirrors", up="1") == 6, "it speaks for all", A_SAMPLE)
    assert value(scrape(ports["work"]), "mirrors", up="1") is None
    assert value(scrape(ports["work"]), "tasks", worker=f"{socket.gethostname()}/{works.name}")


@pytest.mark.slow
def test_the_run_of_a_worker_that_is_killed_is_done_by_another(installation: Installation) -> None:
    mirrors = [f"m{number}" for number in range(1, 7)]
    for mirror in mirrors:
        installation.room.post({"do": "fault", "mirror": mirror, "kind": "slow", "arg": 1})
    leads = installation.start("run")
    wait_until(lambda: installation.ask("select count(*) from runs where ended is null")[0][0] > 0, "it crawls", 60)
    leads.kill()
    for mirror in mirrors:
        installation.room.post({"do": "clear", "mirror": mirror})
    installation.start("run")
    done = "select count(distinct source) from runs where outcome = 'done'"
    wait_until(lambda: installation.ask(done) == [(2,)], "both are crawled to the end", 90)
    assert installation.ask("select count(*) - count(distinct (source, key)) from articles") == [(0,)]


@pytest.mark.slow
def test_whoever_leads_tells_hooks_what_happens_on_any_machine(installation: Installation) -> None:
    file = installation.config / "mirrorfold.toml"
    with hook_target() as target:
        hook = f'[[hooks]]\nname = "desk"\nurl = "{target.url}"\nevents = ["article.new"]\n'
        file.write_text(f"{file.read_text()}[outbox]\nretry_after = 0.2\nretry_at_most = 0.5\n{hook}")
        target.close()
        leads = installation.start("run")
        wait_until(lambda: ended(installation) == 2, "both sources were crawled", 60)
        wait_until(lambda: installation.ask("select failures > 0 from hooks") == [(True,)], "it is tried", 30)
        stands_by = installation.start("run")
        target.open()
        wait_until(lambda: len(target.taken) > 0, "the one that leads tells it", 30)
        leads.kill()
        number = installation.ask("select count(*) from articles")[0][0]
        wait_until(lambda: installation.ask("select delivered from hooks") == [(number,)], "the other one does", 60)
        assert target.ids == [row[0] for row in installation.ask("select message from hook_deliveries order by id")]
        assert len(target.taken) <= number + 2
        assert stands_by.stop() == 0


def test_to_work_without_what_is_shared_is_refused_with_what_to_set(tmp_path: Path) -> None:
    (tmp_path / "config" / "sources").mkdir(parents=True)
    places = ["--config", str(tmp_path / "config"), "--state", str(tmp_path / "state")]
    done = subprocess.run([COMMAND, "work", *places], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 3
    assert "database.url" in done.stderr
    assert "redis.url" in done.stderr
    assert not (tmp_path / "state" / "archive.db").exists()
