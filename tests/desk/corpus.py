"""The labelled corpus: invented news, each in variants, with the story that a reader would put it in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "corpus"


@dataclass(frozen=True)
class Text:
    """One text of the corpus.

    :ivar variant: what was done to the original: same, mirrored, revised, near, different
    :ivar story: texts with an equal story tell the same event
    """

    event: str
    variant: str
    source: str
    story: str
    text: str

    @property
    def id(self) -> str:
        return f"{self.event}/{self.variant}"


def texts() -> list[Text]:
    """All texts, by event, the original first."""
    found = []
    for file in sorted(FOLDER.glob("*.json")):
        for row in json.loads(file.read_text())["texts"]:
            text = "\n".join(row["text"])
            found.append(Text(file.stem, row["variant"], row["source"], row["story"], text))
    return found
