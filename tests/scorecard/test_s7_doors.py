"""S7: nothing runs what it was sent, and there is one door to the network; both rules are shown to bite."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scorecard.conftest import Score

ROOT = Path(__file__).parents[2]
PACKAGES = ("crawler", "scheduler")

CALLS = frozenset(
    [
        "__import__",
        "compile",
        "eval",
        "exec",
        "os.popen",
        "os.system",
        "yaml.load",
        "yaml.unsafe_load",
        "numpy.load",
        "np.load",
        "feedparser.parse",
        "trafilatura.fetch_url",
        "asyncio.create_subprocess_shell",
        "subprocess.getoutput",
        "subprocess.getstatusoutput",
    ]
)
"""Calls that run, or fetch, what they are handed. ``re.compile`` is another name."""

_THAWING = ["pickle", "cPickle", "_pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"]
_CLIENTS = ["requests", "httpx", "aiohttp", "urllib3", "http.client", "urllib.request", "xmlrpc.client", "ftplib"]
_CLIENTS += ["smtplib", "telnetlib", "pycurl", "treq", "websockets", "apprise"]

MODULES = frozenset([*_THAWING, *_CLIENTS])

EXCEPTED = {("crawler/discovery/feed.py", "feedparser.parse"), ("scheduler/hooks/send_apprise.py", "apprise")}
"""Bytes in a BytesIO, never a string, which feedparser would open as a file or a URL; tests/discovery shows it.
Messages to the operator's own addresses, from the process that tells hooks; an import rule keeps all else from it.
"""


def _modules(root: Path) -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            yield path.relative_to(root).as_posix(), ast.parse(path.read_bytes())


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


def _is_shell(call: ast.Call) -> bool:
    return any(
        word.arg == "shell" and not (isinstance(word.value, ast.Constant) and word.value.value is False)
        for word in call.keywords
    )


def doors(root: Path) -> list[str]:
    """What stands in the packages that must not."""
    found = []
    for name, module in _modules(root):
        for node in ast.walk(module):
            imported = {one for one in _imported(node) if one in MODULES or one.split(".")[0] in MODULES}
            found += [f"{name}: import {one}" for one in imported if (name, one) not in EXCEPTED]
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                if called in CALLS and (name, called) not in EXCEPTED:
                    found.append(f"{name}: {called}")
                if _is_shell(node):
                    found.append(f"{name}: shell=True")
    return found


def test_nothing_runs_what_it_was_sent_and_nothing_fetches_beside_the_door(score: Score) -> None:
    found = doors(ROOT)
    many = sum(1 for _ in _modules(ROOT))
    score("S7", "pickle, eval, exec, yaml.load, shell, HTTP clients: places, of modules", len(found), many, 0)
    assert found == []
    assert many > 200


BAD = [
    "import pickle",
    "from pickle import loads",
    "import marshal",
    "eval('1')",
    "exec('1')",
    "import yaml\nyaml.load('1')",
    "import subprocess\nsubprocess.run('ls', shell=True)",
    "import os\nos.system('ls')",
    "import urllib.request",
    "from urllib import request",
    "from http import client",
    "import requests",
    "import httpx",
    "def late():\n    import aiohttp",
    "import trafilatura\ntrafilatura.fetch_url('http://x')",
]


@pytest.mark.parametrize("code", BAD)
def test_the_search_finds_each_kind(code: str, tmp_path: Path) -> None:
    for package in PACKAGES:
        (tmp_path / package).mkdir()
    (tmp_path / "crawler" / "sly.py").write_text(code)
    assert doors(tmp_path)


@pytest.mark.slow
def test_the_import_rules_fail_on_a_copy_with_another_door(tmp_path: Path, score: Score) -> None:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "scheduler" / "daemon.py").open("a") as module:
        module.write("\n\ndef fetch(url: str) -> bytes:\n    import httpx\n\n    return httpx.get(url).content\n")
    with (tmp_path / "crawler" / "context" / "run_log.py").open("a") as module:
        module.write("\n\ndef thaw(data: bytes) -> object:\n    import pickle\n\n    return pickle.loads(data)\n")
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    broken = [line for line in done.stdout.splitlines() if line.endswith("BROKEN")]
    score("S7", "import rules that bite on a copy", len(broken), 2, 2)
    assert done.returncode != 0
    assert sorted(broken) == ["Nothing is pickled BROKEN", "One door to the network: no other HTTP client BROKEN"]
