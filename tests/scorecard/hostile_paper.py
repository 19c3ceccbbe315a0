"""A paper whose titles and texts are payloads that others wrote to do harm."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.desk.papers import Piece, english, paper

DATA = Path(os.environ.get("MIRRORFOLD_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))


def of_others(name: str) -> Path:
    if not (DATA / name).exists():
        pytest.skip(f"no {DATA / name}: set MIRRORFOLD_SHARED_DATA to the folder that has {name}")
    return DATA / name


def strings() -> list[str]:
    """The payloads of shared/data/hostile."""
    rows = [
        json.loads(of_others(f"hostile/{name}.json").read_text("utf-8")) for name in ("xss_payloads", "naughty_strings")
    ]
    return [text for row in rows for text in row if isinstance(text, str)]


def write_hostile_paper(folder: Path, payloads: Sequence[str]) -> Path:
    """Write a paper in which each payload is an article's title and a paragraph of its text."""
    calm = english(1).paragraphs
    pieces = [
        Piece(f"/Detail/2026/08/05/{700000 + number}/x", text, [*calm, f"This is item {number}.", text])
        for number, text in enumerate(payloads)
        if text.strip() and text.isprintable()
    ]
    pieces += [Piece(f"/Detail/2026/08/06/{900000 + number}/x", f"a{chr(code)}b",
                     [*calm, f"This is page {number}.", f"c{chr(code)}d"])  # else one text at many addresses: a wall
               for number, code in enumerate((0x1B, 0x07, 0x9B, 0x202E, 0x2066, 0x2028, 0x0D))]  # fmt: skip
    formulas = ("=1+1", "+1+1", "-1+1", "@SUM(1)", '=HYPERLINK("http://a.example")')
    pieces += [Piece(f"/Detail/2026/08/07/{950000 + number}/x", formula, [*calm, formula])
               for number, formula in enumerate(formulas)]  # fmt: skip
    return paper(folder, pieces)
