"""The operator's files, read once: settings, sources, and where each value came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from crawler.model.errors import NotFound
from crawler.settings.mistakes import find_closest
from crawler.settings.sections import Settings
from crawler.settings.source import Source


class Origin(StrEnum):
    """Where a setting's value comes from; a later one outdoes an earlier one."""

    DEFAULT = "default"
    """Nobody set it."""
    FILE = "file"
    """``mirrorfold.toml``."""
    ENVIRONMENT = "environment"
    """A variable ``MIRRORFOLD_SECTION__KEY``."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """A configuration without a mistake; one with a mistake does not exist.

    :ivar folder: where it was read
    :ivar sources: sorted by id, disabled ones included
    :ivar origins: dotted key of every setting → where its value comes from
    """

    folder: Path
    settings: Settings
    sources: tuple[Source, ...]
    origins: Mapping[str, Origin]

    def source(self, name_or_id: str) -> Source:
        """Find a source by its id or its name, whatever the case.

        :raises NotFound: with the sources there are
        """
        wanted = name_or_id.casefold()
        for source in self.sources:
            if wanted in (source.id.casefold(), source.name.casefold()):
                return source
        raise NotFound(f'there is no source "{name_or_id}"', where=str(self.folder), cure=self._advice(name_or_id))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is allowed but should not stay so."""
        if self.settings.network.contact:
            return ()
        return ("network.contact is empty: set it, so that publishers can reach who crawls them",)

    def _advice(self, name_or_id: str) -> str:
        if not self.sources:
            return f"Add one as a file {self.folder / 'sources' / 'NAME.toml'}; docs/sources.md tells how"
        guess = find_closest(name_or_id, [word for source in self.sources for word in (source.id, source.name)])
        question = f'Did you mean "{guess}"? ' if guess else ""
        return f"{question}There are: {', '.join(f'{source.id} ({source.name})' for source in self.sources)}"
