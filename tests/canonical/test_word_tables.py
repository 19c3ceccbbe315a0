"""Tables of words are files: every one is read, no wording stands twice, and a mistake is named with its line."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from crawler.canonical.word_tables import load_tables, parse_tables

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "crawler").rglob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_has_tables_and_no_wording_stands_twice_under_one_name(path: Path) -> None:
    tables = load_tables(".".join(path.parent.relative_to(ROOT).parts), path.name)
    assert tables
    for name, table in tables.items():
        assert table.rows, name
        rows = Counter((row.name, groups) for row in table.rows for groups in _parts(row.groups))
        assert not {row: number for row, number in rows.items() if number > 1}, name


def _parts(groups: tuple[tuple[str, ...], ...]) -> list[object]:
    """What may stand once: a wording by itself, and a combination as a whole."""
    return list(groups[0]) if len(groups) == 1 else [groups]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_package_next_to_a_file_reads_it(path: Path) -> None:
    assert any(f'"{path.name}"' in module.read_text() for module in path.parent.glob("*.py"))


def test_rows_go_on_are_joined_by_name_and_keep_their_groups() -> None:
    tables = parse_tables("# about\n[a]\nen: one |\n    two\nde: eins\nen: three\n\n[b]\nen: x | y + z\n", "a.txt")
    assert tables["a"].by_name() == {"en": ("one", "two", "three"), "de": ("eins",)}
    assert tables["a"].wordings() == ("one", "two", "eins", "three")
    assert tables["b"].rows[0].groups == (("x", "y"), ("z",))


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("en: one", "words.txt:1: a row before the first [table]"),
        ("[a]\n# about\nen one", "words.txt:3: a row is a name, a colon, and wordings parted by bars"),
        ("[a]\n: one", "words.txt:2: a row is a name, a colon, and wordings parted by bars"),
        ("[a]\nen: one | | two", "words.txt:2: an empty wording"),
        ("[a]\nen:", "words.txt:2: an empty wording"),
        ("[a]\nde: eins\nen: one |\n    two | one", "words.txt:3: 'one' stands twice under 'en'"),
        ("[a]\nen: one\n[a]", "words.txt:3: the table [a] stands twice"),
        ("[a", "words.txt:1: a table is named [so], and nothing stands behind it"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(text: str, mistake: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_tables(text, "words.txt")
    assert str(caught.value) == mistake
