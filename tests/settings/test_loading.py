"""From files to values: what a right configuration hands on."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pydantic
import pytest

from crawler.model.errors import ConfigError, NotFound
from crawler.model.listing import JsonFields
from crawler.settings import Cron, Every, Origin, Settings, load

WHOLE = """
name = "The Herald"
language = "en"
timezone = "Europe/London"
mirrors = ["https://www.herald.example", { url = "http://herald.test:8080/", articles = "/a/{id}" }]
feeds = ["/rss.xml"]
sitemaps = ["/sitemap.xml"]
sections = ["/world?page=1"]
articles = "/news/{year}/{id}/{slug}"
cron = "*/15 6-23 * * mon-fri"
enabled = false
rules.query_keep = ["story"]
rules.query_drop = ["from"]
rules.variants = ["/amp", "m."]

[[listings]]
url = "/api"
format = "json"
items = "data.articles"
link = "href"
title = "headline"
published = "at"

[extract]
title = "h1.title"
drop = [".share", "aside"]

[politeness]
delay = 3
"""


def test_an_empty_folder_means_all_defaults_and_no_source(folder):
    configuration = folder.load()
    assert configuration.settings == Settings()
    assert configuration.sources == ()
    assert set(configuration.origins.values()) == {Origin.DEFAULT}


def test_a_missing_folder_is_a_mistake_with_a_cure(tmp_path: Path):
    with pytest.raises(ConfigError, match=r"there is no such folder.*--config"):
        load(tmp_path / "nowhere", {})


def test_an_empty_sources_folder_is_fine(folder):
    (folder.path / "sources").mkdir()
    assert folder.load().sources == ()


def test_every_key_of_a_source_reaches_its_value(folder):
    (source,) = folder.source("herald", WHOLE).load().sources
    assert (source.id, source.name, source.language) == ("herald", "The Herald", "en")
    assert (source.timezone, source.enabled) == ("Europe/London", False)
    assert source.path == folder.path / "sources" / "herald.toml"
    assert [mirror.origin for mirror in source.mirrors] == ["https://www.herald.example", "http://herald.test:8080"]
    assert [mirror.articles for mirror in source.mirrors] == [("/news/{year}/{id}/{slug}",), ("/a/{id}",)]
    named = [(listing.kind, listing.address) for listing in source.listings]
    assert named == [("feed", "/rss.xml"), ("sitemap", "/sitemap.xml"), ("section", "/world?page=1"), ("json", "/api")]
    fields = JsonFields(items="data.articles", link="href", title="headline", published="at")
    assert [listing.fields for listing in source.listings] == [None, None, None, fields]
    assert source.schedule == Cron("*/15 6-23 * * mon-fri")
    assert (source.query_keep, source.query_drop) == (("story",), ("from",))
    assert source.variants == ("/amp", "m.")
    assert (source.extract.title, source.extract.text, source.extract.drop) == ("h1.title", None, (".share", "aside"))


def test_a_source_needs_only_a_name_a_mirror_and_a_listing(folder):
    source = folder.source("herald").load().source("herald")
    assert source.schedule == Every(900)
    assert (source.timezone, source.language, source.enabled, source.articles) == ("UTC", None, True, ())


def test_a_source_overrides_the_politeness_of_the_settings(folder):
    folder.settings("[politeness]\ndelay = 0.5\nconcurrency = 1").source("herald", WHOLE).source("other")
    herald, other = folder.load().sources
    assert (herald.delay, herald.concurrency) == (3.0, 1)
    assert (other.delay, other.concurrency) == (0.5, 1)


def test_sources_are_sorted_by_id_and_other_files_are_left_alone(folder):
    folder.source("b").source("a-z").source("a")
    (folder.path / "sources" / "notes.txt").write_text("not TOML at all")
    (folder.path / "sources" / "c.toml.orig").write_text("nor this")
    assert [source.id for source in folder.load().sources] == ["a", "a-z", "b"]


@pytest.mark.parametrize("wanted", ["herald", "HERALD", "the herald", "The Herald"])
def test_a_source_is_found_by_id_and_by_name_whatever_the_case(folder, wanted):
    assert folder.source("herald", WHOLE).load().source(wanted).id == "herald"


def test_a_source_that_is_not_there_is_answered_with_those_that_are(folder):
    configuration = folder.source("herald", WHOLE).source("other").load()
    with pytest.raises(NotFound, match=r'"herold".*Did you mean "herald"\?.*herald \(The Herald\), other'):
        configuration.source("herold")


def test_without_any_source_the_answer_tells_how_to_add_one(folder):
    with pytest.raises(NotFound, match=r"NAME\.toml"):
        folder.load().source("herald")


def test_a_file_of_windows_with_a_byte_order_mark_is_read(folder):
    (folder.path / "mirrorfold.toml").write_bytes(b"\xef\xbb\xbf[runs]\r\nconcurrency = 9\r\n")
    assert folder.load().settings.runs.concurrency == 9


def test_nothing_that_is_handed_on_can_be_changed(folder):
    configuration = folder.source().load()
    with pytest.raises(pydantic.ValidationError):
        configuration.settings.network.timeout = 1
    with pytest.raises(TypeError):
        configuration.settings.network.resolve["www.example.com"] = "127.0.0.1"
    with pytest.raises(TypeError):
        configuration.origins["network.timeout"] = Origin.FILE
    with pytest.raises(dataclasses.FrozenInstanceError):
        configuration.sources[0].name = "Another"


def test_an_empty_contact_is_warned_of(folder):
    assert "network.contact" in folder.load().warnings[0]
    assert folder.settings('[network]\ncontact = "https://example.org/bot"').load().warnings == ()
