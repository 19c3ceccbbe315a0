"""What counts as a change of the configuration, and what is taken over."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from crawler.model.errors import ConfigError
from crawler.settings import load
from scheduler.service.reload import ConfigWatch

SOURCE = 'name = "Paper"\nmirrors = ["https://www.example.com"]\nfeeds = ["/rss.xml"]\n'


@pytest.fixture
def watch(tmp_path: Path) -> ConfigWatch:
    sources = tmp_path / "config" / "sources"
    sources.mkdir(parents=True)
    (sources / "paper.toml").write_text(SOURCE)
    return ConfigWatch(load(tmp_path / "config", {}), tmp_path)


def test_a_file_in_the_place_of_one_as_old_and_as_large_is_a_change(watch: ConfigWatch, tmp_path: Path) -> None:
    file = tmp_path / "config" / "sources" / "paper.toml"
    before, swapped = file.stat(), tmp_path / "swapped"
    swapped.write_text(SOURCE.replace("Paper", "Sheet"))
    os.utime(swapped, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert swapped.stat().st_size == before.st_size
    assert not watch.changed()
    swapped.rename(file)
    assert watch.changed()
    assert watch.reload().sources[0].name == "Sheet"


def test_a_folder_of_sources_that_went_away_is_no_wish_to_follow_nobody(watch: ConfigWatch, tmp_path: Path) -> None:
    folder, away = tmp_path / "config" / "sources", tmp_path / "away"
    folder.rename(away)
    with pytest.raises(ConfigError, match="the folder of sources is gone"):
        watch.reload()
    assert [source.id for source in watch.current.sources] == ["paper"]
    away.rename(folder)
    (folder / "paper.toml").unlink()
    assert watch.reload().sources == ()
