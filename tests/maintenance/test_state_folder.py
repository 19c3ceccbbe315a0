"""Two processes never work in one state folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.maintenance.state_folder import lock_state_folder
from crawler.model.errors import Refused
from scheduler.cli import main
from tests.desk.processes import started

HOLD = """
import signal, sys
from pathlib import Path
from crawler.maintenance.state_folder import lock_state_folder
with lock_state_folder(Path(sys.argv[1])):
    print("held", flush=True)
    signal.pause()
"""


@contextmanager
def held_by_another(state: Path) -> Iterator[subprocess.Popen[bytes]]:
    with started([sys.executable, "-c", HOLD, str(state)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        try:
            yield holder
        finally:
            holder.kill()


def test_the_second_holder_is_refused_and_told_who_the_first_is(tmp_path: Path) -> None:
    with held_by_another(tmp_path) as holder, pytest.raises(Refused) as refusal, lock_state_folder(tmp_path):
        pytest.fail("two hold one folder")
    assert refusal.value.what == f"Process {holder.pid} works in this state folder"


def test_the_command_that_comes_second_ends_with_exit_code_3(tmp_path: Path) -> None:
    (tmp_path / "config" / "sources").mkdir(parents=True)
    (tmp_path / "config" / "mirrorfold.toml").write_text('[network]\ncontact = "tests"\n')
    places = ["--config", str(tmp_path / "config"), "--state", str(tmp_path / "state")]
    with held_by_another(tmp_path / "state"):
        result = CliRunner().invoke(main, ["reindex", *places])
    assert result.exit_code == 3, result.output
    assert "works in this state folder" in result.stderr


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    with held_by_another(tmp_path) as holder:
        holder.kill()
        holder.wait()
        with lock_state_folder(tmp_path) as identity:
            assert identity, "the next one has it"


def test_a_folder_keeps_its_identity_and_another_has_its_own(tmp_path: Path) -> None:
    with lock_state_folder(tmp_path / "a") as first, lock_state_folder(tmp_path / "b") as other:
        assert first != other
    with lock_state_folder(tmp_path / "a") as again:
        assert again == first


def test_a_state_folder_that_is_a_file_is_refused_with_a_cure(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    with pytest.raises(Refused, match="cannot be used") as refusal, lock_state_folder(tmp_path / "state"):
        pytest.fail("a file is no folder")
    assert "--state" in refusal.value.cure
