"""What systemd is told, heard at a socket of our own: Type=notify, WatchdogSec and the stop depend on it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from pathlib import Path

from tests.desk.desk import OpenRoom


def _heard(listener: socket.socket) -> str:
    return listener.recv(100).decode()


def _first_but_the_watchdog(listener: socket.socket) -> str:
    while (said := _heard(listener)) == "WATCHDOG=1":
        continue
    return said


def test_systemd_hears_of_the_start_the_turning_loop_and_the_stop(tmp_path: Path, open_room: OpenRoom) -> None:
    desk = open_room(articles=1, mirrors=1)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(30)
        environment = os.environ | {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "100000"}
        with (tmp_path / "log").open("wb") as log:
            daemon = subprocess.Popen(desk.command("run"), stderr=log, env=environment)
        try:
            assert _first_but_the_watchdog(listener) == "READY=1"
            assert [_heard(listener), _heard(listener)] == ["WATCHDOG=1"] * 2
            daemon.send_signal(signal.SIGTERM)
            assert _first_but_the_watchdog(listener) == "STOPPING=1"
            assert daemon.wait(20) == 0
        finally:
            if daemon.poll() is None:
                daemon.kill()
                daemon.wait()
