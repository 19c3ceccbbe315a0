"""The source that a survey proposes, and its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import tomlkit
from tomlkit.items import Array

from crawler.settings import Source
from crawler.settings.sections import Settings
from crawler.settings.source import SourceFile, build_source

WIDTH = 100
"""Characters of the longest list that is written on one line."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A source as its file would hold it.

    :ivar feeds: paths, or full URLs of listings on other hosts; so ``sitemaps`` and ``sections``
    :ivar articles: a template, empty where none is proven
    :ivar language: a code, empty where it is not known; ``timezone``: an IANA name, or empty
    :ivar every: as the file writes it, empty for the default
    :ivar notes: key → what its comment says, where the key is written and where it is left out
    """

    id: str
    name: str
    mirrors: tuple[str, ...]
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    articles: str = ""
    language: str = ""
    timezone: str = ""
    every: str = ""
    enabled: bool = True
    notes: Mapping[str, str] = field(default_factory=dict)

    def facts(self) -> dict[str, object]:
        """The keys that are written, with their values."""
        values = {
            "name": self.name,
            "mirrors": list(self.mirrors),
            "feeds": list(self.feeds),
            "sitemaps": list(self.sitemaps),
            "sections": list(self.sections),
            "articles": self.articles,
            "language": self.language,
            "timezone": self.timezone,
            "every": self.every,
        }
        written: dict[str, object] = {key: value for key, value in values.items() if value}
        return written if self.enabled else written | {"enabled": False}


KEYS = ("name", "mirrors", "feeds", "sitemaps", "sections", "articles", "language", "timezone", "every", "enabled")
"""In the order of the file."""


def make_source(proposal: Proposal, settings: Settings) -> Source:
    """The source that the file would make, for whoever reads its pages before there is one.

    :raises pydantic.ValidationError: the file would have a mistake
    """
    facts = proposal.facts()
    listed = facts.keys() & {"feeds", "sitemaps", "sections"}
    whole = facts if listed else facts | {"feeds": ["/"]}  # a source that lists nothing is none yet
    return build_source(Path(f"{proposal.id}.toml"), SourceFile.model_validate(whole), settings)


def write_toml(proposal: Proposal) -> str:
    """The text of the source's file; comments say what a survey found.

    >>> print(write_toml(Proposal("a", "A", ("https://a.example",), feeds=("/rss",), notes={"feeds": "20 items"})))
    name = "A"
    mirrors = ["https://a.example"]
    feeds = ["/rss"] # 20 items
    <BLANKLINE>
    """
    document = tomlkit.document()
    facts = proposal.facts()
    for key in KEYS:
        note = _line(proposal.notes.get(key, ""))
        if key in facts:
            value = facts[key]
            item = tomlkit.item(_array(value) if isinstance(value, list) else value)
            if note:
                item.comment(note)
            document.add(key, item)
        elif note:
            document.add(tomlkit.comment(f"{key}: {note}"))
    return tomlkit.dumps(document)


def _line(text: str) -> str:
    """A comment is one line, whatever a site called itself."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def _array(values: Sequence[str]) -> Array:
    array = tomlkit.array()
    array.extend(values)
    array.multiline(sum(len(value) + 4 for value in values) > WIDTH)
    return array
