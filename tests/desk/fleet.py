"""Many sources on one newsroom, a daemon that crawls them all, and what the kernel says of its process."""

from __future__ import annotations

import json
from pathlib import Path

from tests.desk.desk import TEMPLATE, Desk


def write_sources(desk: Desk, number: int, every: str, mirrors: int = 1, settings: str = "") -> list[str]:
    """Configure so many sources, each with mirrors of its own out of the newsroom's; return their ids."""
    desk.configure(settings=settings)
    (desk.config / "sources" / "room.toml").unlink()
    names = [f"s{place:02}" for place in range(number)]
    for place, name in enumerate(names):
        own = desk.room.origins[place * mirrors : (place + 1) * mirrors]
        source_file(desk, name).write_text(source_toml(name, own, every))
    return names


def source_file(desk: Desk, name: str) -> Path:
    return desk.config / "sources" / f"{name}.toml"


def source_toml(name: str, mirrors: list[str], every: str) -> str:
    """The text of a source's file."""
    return (
        f'name = "Source {name}"\nlanguage = "en"\nmirrors = {json.dumps(mirrors)}\nfeeds = ["/rss.xml"]\n'
        f'articles = "{TEMPLATE}"\nevery = "{every}"\n'
    )


def resident(process: int) -> int:
    """Bytes of memory that a process holds (proc(5), VmRSS)."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise AssertionError(f"process {process} has no VmRSS")


def descriptors(process: int) -> int:
    """Open file descriptors of a process."""
    return len(list(Path(f"/proc/{process}/fd").iterdir()))
