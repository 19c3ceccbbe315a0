"""Every mistake is told with file, key, value and cure, and none hides another."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.model.errors import ConfigError
from crawler.settings.display import format_toml
from crawler.settings.sections import SECTIONS
from crawler.settings.source import SourceFile

SETTINGS_EDITS = [
    # what is written in mirrorfold.toml, the key told, what is said of it, words of the cure
    ("[politeness]\ndely = 1", "politeness.dely", "no such key", "Did you mean politeness.delay?"),
    ("[politness]\ndelay = 1", "politness", "no such key", "Did you mean politeness?"),
    ('[politeness]\n"a\\u001b" = 1', r'politeness."a\u001b"', "no such key", "There are: concurrency, delay"),
    ("[archive]\nzzz = 1", "archive.zzz", "no such key", "There are: keep_days, log_days, raw_days"),
    ("[politeness]\ndelay = -1", "politeness.delay", "too small", "Write 0 or more"),
    ('[politeness]\ndelay = "1"', "politeness.delay", "not a number", "without quotes, such as 1.0"),
    ("[politeness]\ndelay = true", "politeness.delay", "not a number", "such as 1.0"),
    ("[politeness]\ndelay = nan", "politeness.delay", "not a finite number", "such as 1.0"),
    ("[runs]\nconcurrency = 2.5", "runs.concurrency", "not a whole number", "such as 4"),
    ("[runs]\nconcurrency = 100000000000000000000", "runs.concurrency", "too large", "Write 256 or less"),
    ("[dedup]\njaccard = 0", "dedup.jaccard", "too small", "above 0"),
    ("[dedup]\njaccard = 1.5", "dedup.jaccard", "too large", "Write 1 or less"),
    ("[dedup]\nsample_min = 600", "dedup.sample_min", "600, is above dedup.sample_max, 512", "Lower"),
    ("[dedup]\njaccard = 0.05", "dedup.jaccard", "0.1, is above dedup.jaccard, 0.05", "raise the other"),
    ("runs = 3", "runs", "not a table", "[runs]"),
    ('[runs]\nlog = "none"', "runs.log", "says not which runs", "all, changes, problems"),
    ("[network]\nallow_loopback = 3", "network.allow_loopback", "not a list", '["127.0.0.1:8001"]'),
    ('[network]\nallow_loopback = ["localhost"]', "network.allow_loopback[0]", "no loopback address", "127.0.0.1:8001"),
    ('[network]\nallow_loopback = ["10.0.0.1:80"]', "network.allow_loopback[0]", "no loopback address", "[::1]:8001"),
    ('[network]\nresolve = ["a"]', "network.resolve", "not a table", '"www.example.com" = "127.0.0.1"'),
    ('[network]\nresolve = { "a.example" = "b" }', "network.resolve", '"b" is no IP address', '"a.example" ='),
    ('[network]\ncontact = "me\\nHost: x"', "network.contact", "cannot stand in a user agent", "mail address"),
    ("[network]\ncontact = 5", "network.contact", "not text", "in quotes"),
    ('[redis]\nurl = "127.0.0.1"', "redis.url", "no URL that begins with redis://", "redis://127.0.0.1:6379/0"),
    ('[redis]\nurl = "redis://h:port/0"', "redis.url", "host or port", "escape a password"),
    (
        '[redis]\nurl = "redis+cluster://h1:7000,h2:x"',
        "redis.url",
        "a node of this cluster cannot be",
        "escape a password",
    ),
    ('[redis]\nurl = "redis+cluster://h1:7000/1"', "redis.url", "a database other than 0", "between commas"),
    ('[redis]\nurl = "redis+cluster://"', "redis.url", "a node of this cluster cannot be", "10.0.0.1:6379,10.0.0.2"),
    ('[database]\nurl = "mysql://h/db"', "database.url", "begins with sqlite://, postgresql://", "leave it empty"),
    ("[network]\ntimeout 3", "line 2", "not TOML", "KEY = VALUE"),
    ("[network]\n[network]", "line 2", "not TOML", "KEY = VALUE"),
    ("x = " + "[" * 100_000, "file", "nested too deeply", "UTF-8"),
]

API = {"url": "/api", "format": "json", "link": "url"}
"""A right JSON listing."""

SOURCE_EDITS = [
    # keys changed in (or, with None, taken out of) a right source, the key told, what is said of it, words of the cure
    ({"name": None}, "name", "missing", 'Add name = "Press TV"'),
    ({"name": ""}, "name", "empty", "one line of plain text"),
    ({"name": "a\x1b[31mb"}, "name", "invisible characters", "one line of plain text"),
    ({"language": "english"}, "language", "no language code", '"en"'),
    ({"language": "qq"}, "language", "no language code", '"en"'),
    ({"timezone": "asia/tehran"}, "timezone", "no such time zone", 'Did you mean "Asia/Tehran"?'),
    ({"timezone": "Asia"}, "timezone", "no such time zone", "Asia/"),
    ({"timezone": "../../etc/passwd"}, "timezone", "no such time zone", "Asia/Tehran"),
    ({"mirrors": None}, "mirrors", "missing", "Add mirrors = ["),
    ({"mirrors": []}, "mirrors", "needs a mirror", "https://www.example.com"),
    ({"mirrors": "https://a.example"}, "mirrors", "not a list", '["https://www.example.com"]'),
    ({"mirrors": [5]}, "mirrors[0]", "neither a URL nor a table", "{ url ="),
    ({"mirrors": ["www.a.example"]}, "mirrors[0]", "no URL", '"https://www.a.example"'),
    ({"mirrors": [{"url": "ftp://a.example"}]}, "mirrors[0].url", "http or https alone", 'Begin with "https://"'),
    ({"mirrors": [{"articles": "/{id}"}]}, "mirrors[0].url", "missing", "https://www.example.com"),
    ({"mirrors": [{"url": "https://a.example", "article": "/{id}"}]}, "mirrors[0].article", "no such key", "articles?"),
    ({"mirrors": ["https://a.example/rss.xml"]}, "mirrors[0]", "looks like a file", "under feeds"),
    ({"mirrors": ["https://a.example/x//y"]}, "mirrors[0]", "no empty part", '"https://a.example/x/y"'),
    ({"mirrors": ["https://a.example/x?y"]}, "mirrors[0]", "without a query", '"https://a.example/x"'),
    ({"mirrors": ["https://a.example?x"]}, "mirrors[0]", "without a query", '"https://a.example"'),
    ({"mirrors": ["https://a.example/#x"]}, "mirrors[0]", "without a fragment", '"https://a.example"'),
    ({"mirrors": ["https://me@a.example"]}, "mirrors[0]", "no user name", '"https://a.example"'),
    ({"mirrors": ["https://a b.example"]}, "mirrors[0]", "no white space", "https://www.example.com"),
    ({"mirrors": ["https:///a.example"]}, "mirrors[0]", "no host", "https://www.example.com"),
    ({"mirrors": ["https://*.a.example"]}, "mirrors[0]", "no such host", "spelling"),
    ({"mirrors": ["https://a.example:99999"]}, "mirrors[0]", "no such host", "spelling"),
    ({"mirrors": ["https://a.example:0"]}, "mirrors[0]", "no such host", "spelling"),
    ({"mirrors": ["https://a.example", "http://www.a.example"]}, "mirrors[1]", "same mirror as mirrors[0]", "Remove"),
    ({"feeds": None}, "feeds", "nothing to read", 'feeds = ["/rss.xml"]'),
    ({"feeds": "/rss.xml"}, "feeds", "not a list", '["/rss.xml"]'),
    ({"feeds": ["rss.xml"]}, "feeds[0]", "no path", '"/rss.xml"'),
    ({"feeds": ["//a.example/rss.xml"]}, "feeds[0]", "no path", '"https://a.example/rss.xml"'),
    ({"feeds": ["ftp://a.example/rss.xml"]}, "feeds[0]", "no URL that begins with https://", "a path begins with /"),
    ({"feeds": ["https://me:x@a.example/rss"]}, "feeds[0]", "no user name", '"https://a.example/…"'),
    ({"feeds": ["https://a.example:99999/rss"]}, "feeds[0]", "no such host", "spelling"),
    ({"feeds": ["https:///rss"]}, "feeds[0]", "no host", "https://www.example.com"),
    ({"feeds": ["https://a.example/rss#x"]}, "feeds[0]", "no #", "/feeds/"),
    ({"feeds": ["/rss", "http://herald.example/a?b=1"]}, "feeds[1]", "host is a mirror", 'its path, "/a?b=1"'),
    ({"sections": ["/a b"]}, "sections[0]", "no white space", "/feeds/"),
    ({"feeds": ["/a", "/a"]}, "feeds[1]", "twice", "Remove one"),
    ({"sections": ["/page/{1..3}", "/page/2"]}, "sections[1]", "twice", "Remove one"),
    ({"sections": ["/page/{1-3}"]}, "sections[0]", "braces hold a count", '"/news/page/{1..20}"'),
    ({"sections": ["/{1..3}/{1..3}"]}, "sections[0]", "one at most", "Keep one of the two"),
    ({"sections": ["/page/{3..1}"]}, "sections[0]", "a count goes up", '"/page/{1..20}"'),
    ({"sections": ["/page/{0..3}"]}, "sections[0]", "from 1 or more", '"/page/{1..20}"'),
    ({"sections": ["https://b.example/p/{1..1001}"]}, "sections[0]", "1000 or less", '"https://b.example/p/{1..20}"'),
    ({"listings": ["/api"]}, "listings[0]", "no table", "[[listings]]"),
    ({"listings": [API | {"format": "xml"}]}, "listings[0].format", "no such format", '"json"'),
    ({"listings": [{"url": "/api", "format": "json"}]}, "listings[0].link", "missing", '"url"'),
    ({"listings": [API | {"link": ""}]}, "listings[0].link", "empty", "jmespath.org"),
    ({"listings": [API | {"items": "data["}]}, "listings[0].items", "no expression of JMESPath (", "data.articles"),
    ({"listings": [API | {"title": "nope(@)."}]}, "listings[0].title", "no expression of JMESPath (", "jmespath.org"),
    ({"listings": [API | {"published": "(" * 900}]}, "listings[0].published", "no expression of JMESPath (", "such as"),
    ({"listings": [API | {"items": "a" * 2000}]}, "listings[0].items", "1000 characters at most", "such as"),
    ({"listings": [API | {"url": "api"}]}, "listings[0].url", "no path", '"/api"'),
    ({"listings": [API | {"url": "https://www.herald.example/api"}]}, "listings[0].url", "is a mirror", '"/api"'),
    ({"listings": [API, API | {"link": "b"}]}, "listings[1].url", "twice", "Remove one"),
    ({"listings": [API | {"item": "a"}]}, "listings[0].item", "no such key", "Did you mean listings[0].items?"),
    ({"articles": "news/{id}"}, "articles", "does not begin with", "Write a template"),
    ({"articles": "/{slug}"}, "articles", "tells one article from another", '"/{key}"'),
    ({"articles": "/{section}/{slug}"}, "articles", "tells one article from another", '"/{section}/{key}"'),
    ({"articles": ["/news/{id}", "/video/{slug}"]}, "articles[1]", "tells one article from another", '"/video/{key}"'),
    ({"articles": "/{id}/{id}"}, "articles", "more than once", "Write a template"),
    ({"articles": "/{year}{id}"}, "articles", "between {year} and {id}", "Write a template"),
    ({"articles": "/{ID"}, "articles", "brace", "Write a template"),
    (
        {"mirrors": ["https://a.example", {"url": "https://b.example", "articles": "/b/{key}"}], "articles": "/{id}"},
        "mirrors[1].articles",
        "no identifying placeholder with the templates before it",
        "{id}",
    ),
    (
        {
            "mirrors": ["https://a.example", {"url": "https://b.example", "articles": ["/b/{id}", "/c/{key}"]}],
            "articles": ["/{id}", "/v/{number}"],
        },
        "mirrors[1].articles[1]",
        "no identifying placeholder with the templates before it",
        "{number}",
    ),
    ({"every": 600}, "every", "not text", '"15m"'),
    ({"every": "10 minutes"}, "every", "no span of time", '"10m"'),
    ({"every": "0s"}, "every", "no span of time", '"10m"'),
    ({"every": "10m", "cron": "0 * * * *"}, "cron", "both set", "Keep one"),
    ({"cron": "0 * * *"}, "cron", "no cron expression", "five fields"),
    ({"cron": "99 * * * *"}, "cron", "no cron expression", "five fields"),
    ({"cron": "0 6 * * 1-5"}, "cron", "written as names", "mon-fri"),
    ({"cron": "0 0 30 2 *"}, "cron", "never comes", "five fields"),
    ({"enabled": "yes"}, "enabled", "neither true nor false", "without quotes"),
    ({"rules": {"query_keep": ["a b"]}}, "rules.query_keep[0]", "no name of a parameter", '"id"'),
    ({"rules": {"query_keep": ["a"], "query_drop": ["a"]}}, "rules.query_drop[0]", "query_keep too", "Keep one"),
    ({"rules": {"variants": ["amp"]}}, "rules.variants[0]", "neither a part of a path", "/amp"),
    ({"extract": {"title": "h1["}}, "extract.title", "no CSS selector", "Select elements"),
    ({"extract": {"title": "h1::text"}}, "extract.title", "no CSS selector", "without ::text"),
    ({"extract": {"drop": ["a:nope"]}}, "extract.drop[0]", "no CSS selector", "Select elements"),
    ({"extract": {"titel": "h1"}}, "extract.titel", "no such key", "Did you mean extract.title?"),
    ({"politeness": {"delay": -1}}, "politeness.delay", "too small", "Write 0 or more"),
    ({"politeness": {"concurrency": "x"}}, "politeness.concurrency", "not a whole number", "such as 1"),
    ({"mirror": "https://a.example"}, "mirror", "no such key", "Did you mean mirrors?"),
]

RIGHT = {"name": "The Herald", "mirrors": ["https://www.herald.example"], "feeds": ["/rss.xml"]}


def toml(table):
    return "\n".join(f"{key} = {format_toml(value)}" for key, value in table.items() if value is not None)


def assert_told(problem, key, what, cure):
    assert problem.key == key
    assert what in problem.what
    assert cure in problem.cure


@pytest.mark.parametrize(("text", "key", "what", "cure"), SETTINGS_EDITS)
def test_a_bad_setting_is_told_with_its_cure(folder, text, key, what, cure):
    problem = folder.settings(text).problem()
    assert_told(problem, key, what, cure)
    assert problem.file == str(folder.path / "mirrorfold.toml")


@pytest.mark.parametrize(("edit", "key", "what", "cure"), SOURCE_EDITS)
def test_a_bad_source_is_told_with_its_cure(folder, edit, key, what, cure):
    problem = folder.source("herald", toml(RIGHT | edit)).problem()
    assert_told(problem, key, what, cure)
    assert problem.file == str(folder.path / "sources" / "herald.toml")


def test_the_value_is_shown_as_it_is_written(folder):
    assert folder.settings('[runs]\nconcurrency = "many"').problem().value == '"many"'


def test_a_missing_value_is_not_taken_for_an_empty_text(folder):
    assert folder.source("herald", toml(RIGHT | {"name": None})).problem().value == "(nothing)"


def test_all_mistakes_of_all_files_come_together(folder):
    folder.settings("[politeness]\ndelay = -1\n[runs]\nlease = 0")
    folder.source("a", toml({"name": "A", "mirrors": ["x"], "every": "1m", "cron": "bad"}))
    folder.source("b", "name = ")
    problems = folder.problems(MIRRORFOLD_RUNS__TIME_LIMIT="soon")
    assert [(os.path.basename(problem.file), problem.key) for problem in problems] == [
        ("mirrorfold.toml", "politeness.delay"),
        ("mirrorfold.toml", "runs.lease"),
        ("environment", "MIRRORFOLD_RUNS__TIME_LIMIT"),
        ("a.toml", "mirrors[0]"),
        ("a.toml", "cron"),
        ("a.toml", "feeds"),
        ("a.toml", "cron"),
        ("b.toml", "line 1"),
    ]


def test_one_mirror_in_two_sources_is_told_though_the_files_have_other_mistakes(folder):
    folder.source("a", toml(RIGHT | {"language": "xx"}))
    folder.source("b", toml(RIGHT | {"name": "B", "mirrors": ["http://herald.example:80"]}))
    language, mirror = folder.problems()
    assert language.key == "language"
    assert_told(
        mirror, "mirrors[0]", f"same mirror as mirrors[0] in {folder.path / 'sources' / 'a.toml'}", "Remove one"
    )


def test_another_port_is_another_mirror(folder):
    folder.source("a", toml(RIGHT))
    folder.source("b", toml(RIGHT | {"name": "B", "mirrors": ["https://www.herald.example:8443"]}))
    assert len(folder.load().sources) == 2


@pytest.mark.parametrize("name", ["the herald", "A"])
def test_a_name_never_means_two_sources(folder, name):
    folder.source("a", toml(RIGHT))
    folder.source("b", toml(RIGHT | {"name": name, "mirrors": ["https://b.example"]}))
    assert_told(folder.problem(), "name", f"{folder.path / 'sources' / 'a.toml'} too", "another name")


def test_a_source_may_be_named_like_its_own_id(folder):
    assert folder.source("herald", toml(RIGHT | {"name": "Herald"})).load().source("HERALD").name == "Herald"


def test_a_file_name_that_is_no_id_is_told(folder):
    assert_told(folder.source("Press TV", toml(RIGHT)).problem(), "file", "no id of a source", "lower-case")


def test_a_file_that_is_not_text_is_told(folder):
    (folder.path / "mirrorfold.toml").write_bytes(b"[runs]\n\xff")
    assert_told(folder.problem(), "file", "not UTF-8 (byte 7)", "UTF-8")


def test_a_file_that_cannot_be_read_is_told(folder):
    (folder.path / "sources").mkdir()
    (folder.path / "sources" / "a.toml").mkdir()
    assert_told(folder.problem(), "file", "cannot be read", "may read")


def test_sources_that_are_no_folder_are_told(folder):
    (folder.path / "sources").write_text("")
    assert_told(folder.problem(), "folder", "cannot be read", "folder")


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["/{id}", "https://a.example", "10m", "0 0 * * *", "h1", "en"])
    | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | st.just("url"), inner, max_size=3)
    ),
    max_leaves=5,
)
setting_keys = st.sampled_from([(section, key) for section, model in SECTIONS.items() for key in model.model_fields])
source_keys = st.sampled_from(list(SourceFile.model_fields))


def without_none(value):
    """TOML has no null."""
    match value:
        case dict():
            return {key: without_none(item) for key, item in value.items() if item is not None}
        case list():
            return [without_none(item) for item in value if item is not None]
        case _:
            return "" if value is None else value


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(setting_keys, values), max_size=4), st.dictionaries(source_keys, values, max_size=4))
def test_whatever_is_written_ends_in_values_or_in_sentences_of_our_own(folder, set_values, source):
    folder.settings("\n".join(f"{section}.{key} = {format_toml(without_none(v))}" for (section, key), v in set_values))
    folder.source("herald", toml(without_none(RIGHT | source)))
    try:
        folder.load()
    except ConfigError as error:
        for problem in error.problems:
            assert problem.cure
            assert "Input should" not in problem.what


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text())
def test_any_text_at_all_is_read_or_refused(folder, text):
    (folder.path / "mirrorfold.toml").write_bytes(text.encode("utf-8", "surrogatepass"))
    cures = ["nothing is wrong"]
    try:
        folder.load()
    except ConfigError as error:
        cures = [problem.cure for problem in error.problems]
    assert cures
    assert all(cures)
