"""What the pages point to exists, and the files they show are right."""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.settings import load
from tests.docs.pages import PAGES, ROOT, Block, blocks, code_spans, headings, prose

LINKS = [(page, link) for page in PAGES for link in re.findall(r"\]\(([^)\s]+)\)", prose(page))]
FILES = [block for page in PAGES for block in blocks(page) if block.language == "toml"]
MODULES = sorted(
    {(page, span) for page in PAGES for span in code_spans(page) if span.startswith(("crawler.", "scheduler."))}
)

HOSTS = ("keepachangelog.com", "semver.org", "127.0.0.1", "www.presstv.ir", "www.presstv.co.uk", "example.org")
"""Hosts that a page may name, beside those that RFC 2606 reserves for examples."""


def _anchor(heading: str) -> str:
    """The fragment by which a heading is linked: lower case, spaces to hyphens, other punctuation left out."""
    return re.sub(r"[^\w\- ]", "", heading.lstrip("# ").lower()).replace(" ", "-")


@pytest.mark.parametrize(("page", "link"), [pair for pair in LINKS if not urlsplit(pair[1]).scheme])
def test_every_link_leads_somewhere(page, link):
    name, _, fragment = link.partition("#")
    target = (ROOT / page).parent / name if name else ROOT / page
    assert target.exists()
    if fragment:
        other = str(target.resolve().relative_to(ROOT.resolve()))
        assert fragment in map(_anchor, headings(other))


def test_the_readme_leads_to_every_page():
    linked = {link.partition("#")[0] for page, link in LINKS if page == "README.md"}
    assert linked >= set(PAGES) - {"README.md"}


@pytest.mark.parametrize("block", FILES, ids=lambda block: f"{block.page}: {block.text.splitlines()[0]}")
def test_every_file_shown_is_right(block: Block, tmp_path: Path):
    named = re.match(r"# (mirrorfold\.toml|sources/\w+\.toml)\n", block.text)
    assert named, "a file on a page begins with its name: # mirrorfold.toml or # sources/NAME.toml"
    file = tmp_path / named[1]
    file.parent.mkdir(exist_ok=True)
    file.write_text(block.text, encoding="utf-8")
    assert load(tmp_path, {}).folder == tmp_path


@pytest.mark.parametrize(("page", "name"), MODULES)
def test_every_module_named_on_a_page_exists(page, name):
    module, _, attribute = name.rpartition(".")
    if attribute.isupper():
        assert hasattr(import_module(module), attribute)
    else:
        assert find_spec(name) is not None


@pytest.mark.parametrize("page", PAGES)
def test_every_path_of_the_code_on_a_page_exists(page):
    named = set(re.findall(r"\b((?:crawler|scheduler|config|docs|tests)/[\w/]+)", PAGES[page]))
    missing = [path for path in named if not (list(ROOT.glob(f"{path}*")) or path.startswith("config/sources"))]
    assert missing == []


def test_every_page_that_the_code_sends_a_reader_to_exists():
    files = [path for folder in ("crawler", "scheduler", "config") for path in (ROOT / folder).rglob("*")]
    code = "".join(path.read_text(encoding="utf-8") for path in files if path.suffix in (".py", ".toml"))
    named = set(re.findall(r"docs/\w+\.md", code))
    assert named
    assert named <= set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_no_host_but_examples(page):
    hosts = {urlsplit(url).hostname or "" for url in re.findall(r"\b\w+://[^\s\"'`)\]>]+", PAGES[page])}
    assert {host for host in hosts if not host.endswith((".example", ".test", *HOSTS))} == set()


@pytest.mark.parametrize("page", PAGES)
def test_lines_are_short_enough_to_be_read(page):
    long = [line for line in prose(page).splitlines() if len(line) > 120 and not line.startswith("|")]
    assert long == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_no_marks_of_a_merge(page):
    assert not re.search(r"^(<{7}|={7}|>{7})( |$)", PAGES[page], re.MULTILINE)


def test_the_version_has_its_entry_in_the_changelog():
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert version
    assert f"## [{version[1]}]" in headings("CHANGELOG.md")
    assert "## [Unreleased]" in headings("CHANGELOG.md")
