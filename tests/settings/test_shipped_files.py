"""The files that ship, and the page about them, say what the program does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from crawler.settings import load
from crawler.settings.listings import JsonListing
from crawler.settings.sections import SECTIONS, Settings
from crawler.settings.source import Extract, MirrorTable, OwnPoliteness, Rules, SourceFile
from crawler.settings.table import Table

ROOT = Path(__file__).parents[2]
SHIPPED = (ROOT / "config" / "mirrorfold.toml").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")


def test_the_shipped_configuration_is_right():
    (source,) = load(ROOT / "config", {}).sources
    assert (source.id, source.name, str(source.schedule)) == ("presstv", "Press TV", "every 10m")


def test_every_setting_ships_with_its_true_default():
    with_every_key_set = re.sub(r"(?m)^#(?=[a-z_]+ = )", "", SHIPPED)
    written = tomllib.loads(with_every_key_set)
    assert {section: set(keys) for section, keys in written.items()} == {
        section: set(model.model_fields) for section, model in SECTIONS.items()
    }
    assert Settings.model_validate(written) == Settings()


def test_the_shipped_file_changes_no_default():
    assert all(keys == {} for keys in tomllib.loads(SHIPPED).values())


@pytest.mark.parametrize(
    ("key", "sentence"),
    [(key, field.description) for model in SECTIONS.values() for key, field in model.model_fields.items()],
)
def test_every_setting_ships_with_its_sentence(key, sentence):
    assert sentence
    assert re.search(rf"^# {re.escape(' '.join(sentence.split()))}\n#{key} = ", SHIPPED, re.MULTILINE)


@pytest.mark.parametrize(
    ("prefix", "model"),
    [
        ("", SourceFile),
        ("mirrors.", MirrorTable),
        ("listings.", JsonListing),
        ("rules.", Rules),
        ("extract.", Extract),
        ("politeness.", OwnPoliteness),
    ],
)
def test_every_key_of_a_source_stands_on_the_page(prefix: str, model: type[Table]):
    missing = [f"{prefix}{key}" for key in model.model_fields if f"`{prefix}{key}`" not in PAGE]
    assert not missing


def test_every_message_on_the_page_is_one_that_the_program_has():
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "crawler").glob("*/*.py"))
    rows = PAGE.partition("| message | it means |")[2].splitlines()[2:]
    assert len(rows) > 10
    for row in rows:
        message = row.split("|")[1].strip()
        for part in re.split(r"…|\(…\)|, not ", message):
            assert part.strip(" :") in code, message


def test_every_source_on_the_page_is_right(tmp_path: Path):
    examples = re.findall(r"```toml\n# sources/(\S+)\.toml\n(.*?)```", PAGE, re.DOTALL)
    assert examples
    for stem, text in examples:
        folder = tmp_path / stem
        (folder / "sources").mkdir(parents=True)
        (folder / "sources" / f"{stem}.toml").write_text(text, encoding="utf-8")
        assert load(folder, {}).source(stem)
