"""Sites to be surveyed, and the command as a person runs it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.desk import prefork
from tests.desk.papers import english, feed, page
from tests.desk.sites import OpenSites, Pages, Sites, open_sites

__all__ = ["open_sites"]

Survey = Callable[..., Any]


def write_settings(folder: Path, sites: Sites) -> None:
    """Write a configuration without any source, under which some sites may be asked."""
    (folder / "config" / "sources").mkdir(parents=True, exist_ok=True)
    pairs = json.dumps([origin.removeprefix("http://") for origin in sites.origins])
    (folder / "config" / "mirrorfold.toml").write_text(
        f'[network]\ncontact = "tests"\nallow_loopback = {pairs}\n[politeness]\ndelay = 0.0\n'
    )


def name_hosts(folder: Path, sites: Sites, *names: str) -> list[str]:
    """Write such a configuration in which the sites have names; their origins under these."""
    write_settings(folder, sites)
    file = folder / "config" / "mirrorfold.toml"
    table = "".join(f'"{name}" = "127.0.0.1"\n' for name in names)
    file.write_text(f"{file.read_text()}[network.resolve]\n{table}")
    return [f"http://{name}:{origin.rpartition(':')[2]}" for name, origin in zip(names, sites.origins, strict=True)]


@pytest.fixture
def configure(tmp_path: Path) -> Callable[[Sites], None]:
    """Let some sites be asked, by a configuration without any source."""
    return partial(write_settings, tmp_path)


@pytest.fixture
def command(tmp_path: Path) -> Survey:
    """Run a command to its end; its answer as JSON where it gives one, and the process where any code will do."""

    def run(*words: str, code: int | None = 0) -> Any:
        folders = ("--config", str(tmp_path / "config"), "--state", str(tmp_path / "state"))
        done = prefork.run([*words, *folders], os.environ, timeout=120)
        assert code is None or done.returncode == code, f"{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr, done.stderr
        return json.loads(done.stdout) if "--json" in words and code is not None else done

    return run


def paper(number: int = 12, *, head: str = "", body: str = "") -> Pages:
    """A site with a front page of headlines, a feed, and articles."""
    pieces = [english(place) for place in range(number)]
    headlines = "".join(f'<h2><a href="{piece.path}">{piece.title} says the council</a></h2>' for piece in pieces)
    front = (
        '<html lang="en"><head><title>The Calm</title><meta property="og:site_name" content="The Calm">'
        f'<link rel="alternate" type="application/rss+xml" href="/rss.xml">{head}</head>'
        f'<body><nav><a href="/tag/sea">Sea</a></nav><main>{headlines}{body}</main></body></html>'
    )
    pages: Pages = {piece.path: page(piece) for piece in pieces}
    return {"/": front, "/rss.xml": feed(piece.path for piece in pieces), **pages}


def add_without_feed(open_sites: OpenSites, configure: Callable[[Sites], None], command: Survey) -> tuple[str, Pages]:
    """Add a site that has no feed; the source's id, and the pages."""
    pages = paper()
    del pages["/rss.xml"]
    sites = open_sites(pages)
    configure(sites)
    return command("source", "add", sites.origins[0], "--yes", "--json")["id"], pages
