"""``[[hooks]]``: what is wrong with one is told with its cure, and what is secret is shown nowhere."""

from __future__ import annotations

import base64
import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from crawler.settings import hook_problems
from crawler.settings.hook import Hook, read_signing_key, read_target
from scheduler.cli import main

PASSWORD = "hunter2"
SECRET = f"whsec_{base64.b64encode(PASSWORD.encode() * 4).decode()}"
URL = f'url = "https://hooks.example.org/{PASSWORD}"'


def hook(text: str, name: str = "desk") -> str:
    return f'[[hooks]]\nname = "{name}"\n{text}\n'


def test_a_hook_is_read_with_all_its_keys(folder, tmp_path: Path):
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    text = (
        f'{URL}\nsecret_file = "{tmp_path / "secret"}"\nevents = ["run.failed"]\nsources = ["herald"]\nwords = ["x y"]'
    )
    (only,) = folder.source("herald").settings(hook(text)).load().settings.hooks
    assert (only.name, only.events, only.sources, only.words, only.timeout) == (
        "desk", ("run.failed",), ("herald",), ("x y",), 15.0,
    )  # fmt: skip
    assert read_target(only) == f"https://hooks.example.org/{PASSWORD}"
    assert read_signing_key(only) == PASSWORD.encode() * 4
    assert PASSWORD not in repr(only)


WRONG = [
    (hook(""), "name", "nobody is told"),
    (hook(f'{URL}\ncommand = ["x"]'), "command", "several targets"),
    (hook(URL) + hook(URL), "name", "two hooks have this name"),
    (hook(URL, "Desk"), "name", "no name of a hook"),
    (hook('url = "ftp://a.example/x"'), "url", "no address that events can be posted to"),
    (hook('url = "https://:1"'), "url", "no address that events can be posted to"),
    (hook(f'apprise = "{PASSWORD}"'), "apprise", "no address of Apprise"),
    (hook('url_file = "/nowhere"'), "url_file", "cannot be read"),
    (hook(f'{URL}\nsecret = "{PASSWORD}"'), "secret", "no secret of Standard Webhooks"),
    (hook(f'{URL}\nsecret = "whsec_{PASSWORD}"'), "secret", "no secret of Standard Webhooks"),
    (hook(f'command = ["x"]\nsecret = "{SECRET}"'), "secret", "only what is posted to an address is signed"),
    (hook(f'{URL}\nsecret = "{SECRET}"\nsecret_file = "{__file__}"'), "secret_file", "no secret"),
    (hook(f'{URL}\nevents = ["article.old"]'), "events[0]", "no such event"),
    (hook(f"{URL}\ntimeout = 0"), "timeout", "too small"),
    (hook(f'{URL}\nwords = [""]'), "words[0]", "is empty"),
    (hook(f'ulr = "https://a.example/{PASSWORD}"'), "ulr", "no such key"),
]


@pytest.mark.parametrize(("text", "key", "what"), WRONG, ids=[f"{key}: {what}" for _, key, what in WRONG])
def test_what_is_wrong_is_told_with_its_place_and_its_cure(folder, text: str, key: str, what: str):
    problems = folder.settings(text).problems()
    problem = problems[0]
    assert problem.key.partition("].")[2] == key
    assert what in problem.what
    assert problem.cure
    assert PASSWORD not in " ".join(map(str, problems))


@pytest.mark.parametrize(
    "text", [f'hooks = "{PASSWORD}"', f'[[hooks]]\nurl = "https://{PASSWORD}', f'[hooks]\nurl = "{PASSWORD}"']
)
def test_no_message_about_a_broken_file_shows_an_address(folder, text: str):
    assert PASSWORD not in str(folder.settings(text).problem())


def test_without_apprise_its_address_is_refused_by_the_name_of_the_extra(folder, monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("apprise")
    right = hook(f'apprise = "tgram://{PASSWORD}/x"')
    assert folder.settings(right).load().settings.hooks
    find = importlib.util.find_spec
    missing: Any = lambda name, *rest: None if name == "apprise" else find(name, *rest)  # noqa: E731
    monkeypatch.setattr(hook_problems, "find_spec", missing)
    assert "mirrorfold[notify]" in folder.problem().cure


def test_a_hook_of_a_source_that_is_not_there_is_warned_of(folder):
    loaded = folder.source("herald").settings(hook(f'{URL}\nsources = ["herald", "courier"]')).load()
    assert [warning for warning in loaded.warnings if "courier" in warning]
    assert not [warning for warning in loaded.warnings if '"herald"' in warning]


def test_config_show_has_what_is_set_of_a_hook_without_its_secrets(folder):
    pytest.importorskip("apprise")
    text = f'{URL}\nsecret = "{SECRET}"\nevents = ["run.failed"]'
    folder.settings(hook(text) + hook(f'apprise = "tgram://{PASSWORD}/x"', "chat"))
    for options in ([], ["--json"]):
        shown = CliRunner().invoke(main, ["config", "show", *options, "--config", str(folder.path)]).stdout
        assert PASSWORD not in shown
        assert SECRET not in shown
    rows = {row["key"]: row["value"] for row in json.loads(shown) if row["key"].startswith("hooks")}
    assert rows == {
        "hooks[0].name": "desk",
        "hooks[0].url": "https://hooks.example.org/***",
        "hooks[0].secret": "***",
        "hooks[0].events": ["run.failed"],
        "hooks[1].name": "chat",
        "hooks[1].apprise": "tgram://***",
    }


def test_the_example_of_a_new_configuration_is_a_hook_that_is_right(folder, tmp_path: Path):
    shipped = (Path(__file__).parents[2] / "config" / "mirrorfold.toml").read_text(encoding="utf-8")
    example = shipped[shipped.index("# [[hooks]]") :].replace("# ", "")
    (tmp_path / "secret").write_text(SECRET)
    (only,) = (
        folder.settings(example.replace("/etc/mirrorfold/newsroom.secret", str(tmp_path / "secret")))
        .load()
        .settings.hooks
    )
    assert isinstance(only, Hook)
    assert only.name == "newsroom"
