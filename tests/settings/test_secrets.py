"""A password is never shown, wherever it was written."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from hypothesis import assume, given
from hypothesis import strategies as st

from crawler.settings.display import SecretUrl, mask_url
from scheduler.cli import main

PASSWORD = "hunter2"
URLS = [
    f"redis://:{PASSWORD}@db:6379/0",
    f"redis://{PASSWORD}@db:6379/0",
    f"rediss://user:a%2Fb{PASSWORD}@db",
    f"rediss+cluster://user:{PASSWORD}@db1:7000,db2:7001",
    f"redis://db:6379/0?password={PASSWORD}",
]
BAD = [
    # a mistake in a file, with the password on the same line
    f'[redis]\nurl = "rediz://:{PASSWORD}@db"',
    f'[redis]\nurl = "redis:/:{PASSWORD}@db"',
    f'[redis]\nurl = ":{PASSWORD}@db"',
    f'[redis]\nurl = "redis://user:{PASSWORD}"',
    f'[redis]\nurl = ["redis://:{PASSWORD}@db"]',
    f'[redis]\nurl = "redis://:{PASSWORD}@db',
    f'[redis]\npassword = "{PASSWORD}"',
    f'[redis]\npassword = "{PASSWORD}',
    f'redis = "{PASSWORD}"',
    f'[redis.auth]\nkey = "{PASSWORD}"',
    f'[database]\nurl = "mysql://me:{PASSWORD}@db/mirrorfold"',
    f'[network]\napi_token = "{PASSWORD}"',
    f'redis = {{ url = "redis://:{PASSWORD}@db"',
]


@pytest.mark.parametrize("url", URLS)
def test_a_url_is_whole_in_use_and_masked_in_repr(folder, url):
    settings = folder.load(MIRRORFOLD_REDIS__URL=url).settings
    assert settings.redis.url == url
    assert str(settings.redis.url) == url
    assert PASSWORD not in repr(settings)


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_config_show_masks_it(folder, url, options):
    result = CliRunner().invoke(
        main, ["--config", str(folder.path), "config", "show", *options], env={"MIRRORFOLD_REDIS__URL": url}
    )
    assert result.exit_code == 0
    assert "***" in result.output
    assert PASSWORD not in result.output


@pytest.mark.parametrize("text", BAD)
def test_no_message_about_a_file_shows_it(folder, text):
    assert PASSWORD not in str(folder.settings(text).problem())


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("MIRRORFOLD_REDIS__URL", f"rediz://:{PASSWORD}@db"),
        ("MIRRORFOLD_REDIS__PASSWORD", PASSWORD),
        ("MIRRORFOLD_PASSWORD", PASSWORD),
        ("MIRRORFOLD_ANYTHING", PASSWORD),
    ],
)
def test_no_message_about_a_variable_shows_it(folder, variable, value):
    assert PASSWORD not in str(folder.problem(**{variable: value}))


def test_no_message_about_a_secret_file_shows_its_content(folder, tmp_path):
    (tmp_path / "url").write_text(f"rediz://:{PASSWORD}@db")
    assert PASSWORD not in str(folder.problem(MIRRORFOLD_REDIS__URL_FILE=str(tmp_path / "url")))


def test_no_message_about_a_mirror_shows_a_password(folder):
    folder.source("a", f'name = "A"\nmirrors = ["https://me:{PASSWORD}@a.example"]\nfeeds = ["/f"]')
    assert PASSWORD not in str(folder.problem())


@given(st.text(), st.text(alphabet="pqrsPQRS", min_size=8))
def test_masking_hides_a_password_whatever_stands_around_it(around, password):
    assume(password not in around)
    assert password not in mask_url(f"redis://{around}:{password}@db:6379")
    assert password not in repr(SecretUrl(f"redis://user:{password}{around}@db"))


@given(st.text())
def test_masking_twice_is_masking_once(text):
    assert mask_url(mask_url(text)) == mask_url(text)


def test_json_of_config_show_is_a_list_of_rows(folder):
    result = CliRunner().invoke(main, ["config", "show", "--json", "--config", str(folder.path)])
    rows = json.loads(result.stdout)
    assert {"key": "redis.url", "value": "", "from": "default"} in rows
