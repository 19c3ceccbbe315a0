"""The settings' file with every key, its default and what it is for, all of them commented out."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from pydantic.fields import FieldInfo

from crawler.settings.display import format_toml
from crawler.settings.sections import SECTIONS, Settings
from crawler.settings.table import Table

WIDTH = 118

HEAD = """\
# Every setting with its default. Take the # off a key to change it; "mirrorfold config show" tells what is in force.
#
# A variable of the environment outdoes this file: MIRRORFOLD_POLITENESS__DELAY=0.5, with lists and tables in TOML,
# MIRRORFOLD_NETWORK__ALLOW_LOOPBACK='["127.0.0.1:8001"]'. A name that ends in _FILE, as in MIRRORFOLD_REDIS__URL_FILE,
# names a file that holds the value.
"""

HOOKS = """\
# Who is told what happens: a table a hook, as many as you like. docs/outputs.md has every key, and what is told.
#
# [[hooks]]
# name = "newsroom"
# url = "https://hooks.example.org/mirrorfold"
# secret_file = "/etc/mirrorfold/newsroom.secret"
# events = ["article.divergent", "mirror.state", "source.silent"]
"""


def write_defaults() -> str:
    """The text of ``mirrorfold.toml`` as ``mirrorfold init`` writes it; it changes nothing."""
    defaults = Settings()
    sections = ((name, getattr(defaults, name)) for name in SECTIONS)
    return "\n".join([HEAD, *("\n".join(_section(name, table)) for name, table in sections), HOOKS])


def _section(name: str, table: Table) -> Iterator[str]:
    yield f"[{name}]"
    for key, field in type(table).model_fields.items():
        yield ""
        yield from (f"# {line}" for line in textwrap.wrap(_describe(field), WIDTH))
        yield f"#{key} = {format_toml(getattr(table, key))}"
    yield ""


def _describe(field: FieldInfo) -> str:
    return " ".join(str(field.description or "").split())
