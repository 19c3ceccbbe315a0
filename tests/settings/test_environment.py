"""Variables outdo the file, and are checked as strictly."""

from __future__ import annotations

import pytest

from crawler.settings import Origin


def test_a_variable_outdoes_the_file_and_the_file_the_default(folder):
    folder.settings("[politeness]\ndelay = 2\nconcurrency = 3")
    configuration = folder.load(MIRRORFOLD_POLITENESS__DELAY="0.5")
    politeness = configuration.settings.politeness
    assert (politeness.delay, politeness.concurrency, politeness.source_concurrency) == (0.5, 3, 8)
    assert [configuration.origins[f"politeness.{key}"] for key in ("delay", "concurrency", "source_concurrency")] == [
        Origin.ENVIRONMENT,
        Origin.FILE,
        Origin.DEFAULT,
    ]


def test_lists_and_tables_are_written_in_toml(folder):
    network = folder.load(
        MIRRORFOLD_NETWORK__ALLOW_LOOPBACK='["127.0.0.1:8001", "[::1]:8001"]',
        MIRRORFOLD_NETWORK__RESOLVE='{ "www.a.example" = "127.0.0.1" }',
    ).settings.network
    assert network.allow_loopback == ("127.0.0.1:8001", "[::1]:8001")
    assert network.resolve == {"www.a.example": "127.0.0.1"}


def test_a_text_stands_as_it_is(folder):
    contact = "https://example.org/?a=[1]#\"x'"
    assert folder.load(MIRRORFOLD_NETWORK__CONTACT=contact).settings.network.contact == contact


def test_a_value_is_read_from_the_file_that_a_variable_names(folder, tmp_path):
    secret = tmp_path / "redis-url"
    secret.write_text("redis://:hunter2@db:6379/0\n")
    assert folder.load(MIRRORFOLD_REDIS__URL_FILE=str(secret)).settings.redis.url == "redis://:hunter2@db:6379/0"


@pytest.mark.parametrize(
    ("variable", "value", "what", "cure"),
    [
        ("MIRRORFOLD_POLITENESS__DELAY", "soon", "not a number", "such as 1.0"),
        ("MIRRORFOLD_POLITENESS__DELAY", "", "not a number", "such as 1.0"),
        ("MIRRORFOLD_POLITENESS__DELAY", "1\nother = 2", "not a number", "such as 1.0"),
        ("MIRRORFOLD_POLITENESS__DELAY", "-1", "too small", "0 or more"),
        ("MIRRORFOLD_NETWORK__ALLOW_LOOPBACK", "127.0.0.1:8001", "not a list", '["127.0.0.1:8001"]'),
        ("MIRRORFOLD_NETWORK__ALLOW_LOOPBACK", '["x"]', "no loopback address", "127.0.0.1:8001"),
        ("MIRRORFOLD_DEDUP__SAMPLE_MIN", "1000", "1000, is above dedup.sample_max, 512", "Lower"),
        ("MIRRORFOLD_POLITENESS_DELAY", "1", "no such setting", "Did you mean MIRRORFOLD_POLITENESS__DELAY?"),
        ("MIRRORFOLD_POLITENESS__DELAI", "1", "no such setting", "Did you mean MIRRORFOLD_POLITENESS__DELAY?"),
        ("MIRRORFOLD_ZZZ", "1", "no such setting", "MIRRORFOLD_SECTION__KEY"),
        ("MIRRORFOLD_REDIS__URL_FILE", "/nowhere/at/all", "cannot be read", "readable text file"),
    ],
)
def test_a_bad_variable_is_told_by_its_name(folder, variable, value, what, cure):
    problem = folder.problem(**{variable: value})
    assert (problem.file, problem.key) == ("environment", variable)
    assert what in problem.what
    assert cure in problem.cure


def test_a_value_and_a_file_for_the_same_setting_are_told(folder):
    problem = folder.problem(MIRRORFOLD_REDIS__URL="", MIRRORFOLD_REDIS__URL_FILE="/run/secrets/redis")
    assert problem.key == "MIRRORFOLD_REDIS__URL_FILE"
    assert "MIRRORFOLD_REDIS__URL is set as well" in problem.what


def test_a_mistake_in_the_file_is_told_though_a_variable_outdoes_it(folder):
    folder.settings("[politeness]\ndelay = -1")
    assert folder.problem(MIRRORFOLD_POLITENESS__DELAY="1").key == "politeness.delay"


def test_variables_that_are_no_settings_are_left_alone(folder):
    loaded = folder.load(
        HOME="/root",
        MIRRORFOLD_CONFIG="config",
        MIRRORFOLD_STATE="state",
        MIRRORFOLD_SHARED_DATA="data",
        MIRRORFOLD_FAILPOINT="archive",
        MIRRORFOLD_FAIL_AFTER="3",
    )
    assert loaded.settings == folder.load().settings
