"""The systemd unit: its keys are real ones, and agree with what the daemon does."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from crawler.model.errors import ConfigError
from scheduler.cli import COMMANDS
from scheduler.daemon import STOP_CRAWLS
from tests.packaging.files import ROOT, unit

FILE = ROOT / "packaging" / "mirrorfold.service"
SETTINGS = unit(FILE.read_text(encoding="utf-8"))
SERVICE = {key: value for section, key, value in SETTINGS if section == "Service"}

KEYS = {
    # systemd.unit(5)
    "Unit": {"Description", "Documentation", "Wants", "Requires", "After", "Before"}
    | {"StartLimitIntervalSec", "StartLimitBurst", "OnFailure"},
    "Install": {"WantedBy", "RequiredBy", "Alias"},
    "Service": {
        # systemd.service(5)
        *("Type", "NotifyAccess", "ExecStart", "ExecReload", "TimeoutStartSec", "TimeoutStopSec", "WatchdogSec"),
        *("Restart", "RestartSec", "RestartPreventExitStatus", "OOMPolicy"),
        # systemd.kill(5)
        *("KillMode", "KillSignal"),
        # systemd.exec(5)
        *("Environment", "EnvironmentFile", "LoadCredential", "DynamicUser", "User", "Group", "UMask"),
        *("StateDirectory", "StateDirectoryMode", "ProtectSystem", "ProtectHome", "ProtectProc", "ProtectClock"),
        *("ProtectHostname", "ProtectKernelLogs", "ProtectKernelModules", "ProtectKernelTunables"),
        *("ProtectControlGroups", "PrivateTmp", "PrivateDevices", "NoNewPrivileges", "CapabilityBoundingSet"),
        *("LockPersonality", "RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID"),
        *("RestrictAddressFamilies", "SystemCallArchitectures", "SystemCallFilter", "SystemCallErrorNumber"),
        # systemd.resource-control(5)
        *("MemoryHigh", "MemoryMax", "TasksMax"),
    },
}


@pytest.mark.parametrize(("section", "key"), [setting[:2] for setting in SETTINGS])
def test_every_key_is_one_that_systemd_knows_in_its_section(section, key):
    assert key in KEYS[section]


def test_no_key_stands_twice():
    names = [setting[:2] for setting in SETTINGS]
    assert sorted(names) == sorted(set(names))


def test_the_unit_starts_the_daemon_itself_for_only_the_main_process_may_notify():
    program, command = SERVICE["ExecStart"].split()
    assert (program.rpartition("/")[2], SERVICE["NotifyAccess"], SERVICE["Type"]) == ("mirrorfold", "main", "notify")
    assert command == "run"
    assert command in COMMANDS


def test_a_wrong_configuration_is_not_tried_again():
    assert SERVICE["Restart"] == "on-failure"
    assert int(SERVICE["RestartPreventExitStatus"]) == ConfigError.exit_code


def test_the_state_folder_is_the_one_that_systemd_makes():
    environment = dict(pair.split("=") for pair in SERVICE["Environment"].split())
    assert environment["MIRRORFOLD_STATE"] == f"/var/lib/{SERVICE['StateDirectory']}"
    assert environment["MIRRORFOLD_CONFIG"].startswith("/etc/")


def test_systemd_waits_longer_than_the_daemon_takes_to_stop():
    assert float(SERVICE["TimeoutStopSec"]) >= STOP_CRAWLS + 5


def test_the_embedded_index_and_systemd_can_be_reached():
    assert "AF_UNIX" in SERVICE["RestrictAddressFamilies"].split()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="this machine has no systemd-analyze")
def test_systemd_itself_finds_no_mistake_but_that_the_program_is_not_installed_here(tmp_path):
    # the name is its own: a unit of this name that is installed here must not be mixed in
    copy = tmp_path / "mirrorfold-checked.service"
    copy.write_text(FILE.read_text(encoding="utf-8").replace("/opt/mirrorfold/bin/mirrorfold", "/bin/true"))
    done = subprocess.run(
        ["systemd-analyze", "verify", str(copy)], capture_output=True, text=True, timeout=60, check=False
    )
    assert [line for line in done.stderr.splitlines() if copy.name in line] == []
