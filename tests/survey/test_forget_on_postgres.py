"""``source remove --forget`` on PostgreSQL: cut off, it goes on; in the end there is no row of the source."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from crawler.model.failpoints import VARIABLE
from tests.desk import prefork
from tests.desk.desk import DATABASE
from tests.desk.sites import OpenSites
from tests.survey.conftest import paper, write_settings


def tables_with_rows(database: str) -> set[str]:
    with psycopg.connect(database) as connection:
        names = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        counts = {
            name: connection.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(name))).fetchone()
            for (name,) in names
        }
    return {name for name, count in counts.items() if count != (0,)}


def test_a_removal_that_was_killed_goes_on_and_leaves_no_row(
    open_sites: OpenSites, command: Any, tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATABASE, database)
    sites = open_sites(paper())
    write_settings(tmp_path, sites)
    name = command("source", "add", sites.origins[0], "--yes", "--json")["id"]
    assert command("crawl", name, "--json")["verdicts"] == {"new": 12}
    folders = ("--config", str(tmp_path / "config"), "--state", str(tmp_path / "state"))
    words = ["source", "remove", name, "--yes", "--forget", *folders]
    for batch in (1, 2):
        killed = prefork.run(words, os.environ | {VARIABLE: f"forget.rows:{batch}"}, timeout=120)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert "was removed before" in command("source", "remove", name, "--yes", "--forget").stdout
    assert tables_with_rows(database) == {"alembic_version", "archive_identity", "traits"}
