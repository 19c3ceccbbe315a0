"""A folder of configuration that a test fills and loads."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.model.errors import ConfigError, Problem
from crawler.settings import Configuration, load

RIGHT = """
name = "{id} News"
mirrors = ["https://www.{id}.example"]
feeds = ["/rss.xml"]
"""


@dataclass(frozen=True)
class Folder:
    path: Path

    def settings(self, text: str) -> Folder:
        (self.path / "mirrorfold.toml").write_text(text, encoding="utf-8")
        return self

    def source(self, id: str = "herald", text: str | None = None) -> Folder:
        """Write a source's file: ``text``, or one without a mistake."""
        (self.path / "sources").mkdir(exist_ok=True)
        file = self.path / "sources" / f"{id}.toml"
        file.write_text(RIGHT.format(id=id) if text is None else text, encoding="utf-8")
        return self

    def load(self, **environ: str) -> Configuration:
        return load(self.path, environ)

    def problems(self, **environ: str) -> tuple[Problem, ...]:
        with pytest.raises(ConfigError) as caught:
            self.load(**environ)
        return caught.value.problems

    def problem(self, **environ: str) -> Problem:
        """The only mistake there is."""
        problems = self.problems(**environ)
        assert len(problems) == 1, "\n".join(map(str, problems))
        return problems[0]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)
