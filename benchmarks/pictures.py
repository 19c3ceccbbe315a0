"""Pictures of the pages for the documentation: ``python -m benchmarks.pictures FOLDER``.

The demo runs until its mirror is seized for the second time: a correction, altered numbers and a copy by another paper
have happened by then. Chromium is the distribution's own.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

WIDTH, HEIGHT = 1120, 760
MOST_BYTES = 200_000
HAPPENED = r"\d+ divergent(?s:.*)is seized(?s:.*)run \d+ of newsroom: partial"
"""What the demo says when all that the pictures show is there."""
SECONDS = 240

PICTURES = {"overview": ("/", "light"), "overview-dark": ("/", "dark"), "diff": ("/alarms", "light")}
"""Name → page, and how it is looked at."""


def main() -> int:
    """Write the pictures."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures")
    folder.mkdir(parents=True, exist_ok=True)
    program = shutil.which("chromium")
    if program is None:
        print("chromium is not installed: apt-get install chromium fonts-noto-core fonts-noto-cjk", file=sys.stderr)
        return 1
    with _demo() as origin, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        for name, (path, scheme) in PICTURES.items():
            written = _take(browser, origin + path, scheme, folder / f"{name}.png")
            print(f"{folder / name}.png: {written:,} bytes")
        browser.close()
    return int(any((folder / f"{name}.png").stat().st_size > MOST_BYTES for name in PICTURES))


def _take(browser: Browser, url: str, scheme: str, file: Path) -> int:
    size = {"width": WIDTH, "height": HEIGHT}
    context = browser.new_context(viewport=size, color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(url)
    page.screenshot(path=file)
    context.close()
    return file.stat().st_size


@contextmanager
def _demo() -> Iterator[str]:
    """Run the demo until all has happened; the origin of its pages."""
    with tempfile.TemporaryDirectory() as state, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        printed = Path(state) / "printed"
        call = [str(Path(sys.executable).with_name("mirrorfold")), "demo", "--daemon", "--state", f"{state}/demo"]
        with printed.open("w") as output:
            environment = {**os.environ, "MIRRORFOLD_WEB__PORT": str(port)}
            process = subprocess.Popen(call, stdout=output, stderr=subprocess.STDOUT, env=environment)
        try:
            _wait(printed, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)


def _wait(printed: Path, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SECONDS
    while not re.search(HAPPENED, text := printed.read_text()):
        if process.poll() is not None or time.monotonic() > end:
            raise TimeoutError(f"the demo did not come that far:\n{text}")
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
