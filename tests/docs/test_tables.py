"""The tables on the pages have a row for each thing in the code, and the code's own values."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from importlib import import_module

import pytest

from crawler.mirrors.health.state import State
from crawler.model import errors
from crawler.model.article import Reason
from crawler.model.errors import MirrorfoldError
from crawler.model.verdict import Kind
from crawler.settings.display import format_toml
from crawler.settings.sections import SECTIONS
from scheduler.watching.metrics import Metrics, Sample
from tests.docs.pages import PAGES, ROOT, blocks, rows

OPERATIONS = "docs/operations.md"
KEYS = [(section, key) for section, model in SECTIONS.items() for key in model.model_fields]
FAILURES = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, MirrorfoldError)]
LIMITS = [row[1:] for row in rows(OPERATIONS, "## Limits that are no settings")]


@pytest.mark.parametrize(("section", "key"), KEYS, ids=[f"{section}.{key}" for section, key in KEYS])
def test_every_setting_stands_with_its_default_and_its_sentence(section, key):
    field = SECTIONS[section].model_fields[key]
    default = format_toml(field.get_default(call_default_factory=True))
    sentence = " ".join(str(field.description).split())
    assert [f"`{section}.{key}`", f"`{default}`", sentence] in rows(OPERATIONS, "## Settings")


def test_no_setting_stands_there_that_does_not_exist():
    assert len(rows(OPERATIONS, "## Settings")) == len(KEYS)


@pytest.mark.parametrize("page", PAGES)
def test_a_setting_named_on_a_page_exists(page):
    sections = "|".join(SECTIONS)
    named = re.findall(rf"`((?:{sections})\.[a-z_]+)`", PAGES[page])
    keys = ("url", "articles", "grace", "proxy", "proxy_file")
    others = {f"mirrors.{key}" for key in keys}  # keys of a source
    others |= {"archive.db", "archive.commit"}  # a file, and a stage of a run
    assert set(named) - {f"{section}.{key}" for section, key in KEYS} - others == set()


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.__name__)
def test_every_failure_stands_with_its_exit_code(failure):
    codes = {(row[0], row[1]) for row in rows(OPERATIONS, "## Exit codes")}
    assert (str(failure.exit_code), f"`{failure.__name__}`") in codes
    tree = "\n".join(block.text for block in blocks("docs/architecture.md"))
    assert re.search(rf"^(?:│   )?(?:[├└]── )?{failure.__name__} +{failure.exit_code}$", tree, re.MULTILINE)


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.__name__)
def test_every_exit_code_stands_in_the_readme(failure):
    assert re.search(rf"\b{failure.exit_code} [a-z]", PAGES["README.md"].partition("Exit codes:")[2])


def test_every_verdict_stands_on_the_page_about_them():
    assert [row[0] for row in rows("docs/dedup.md", "## Verdicts")] == [f"`{kind.value}`" for kind in Kind]


def test_every_metric_stands_on_the_page():
    metrics = Metrics(lambda: 0.0)
    may_be_absent = [field.name for field in fields(Sample) if field.default is None]
    assert may_be_absent
    metrics.sample = Sample(**dict.fromkeys(may_be_absent, 1))
    shown = {f"{one.name}_total" if one.type == "counter" else one.name for one in metrics.registry.collect()}
    table = re.findall(r"^\| `(mirrorfold_\w+)` \|", PAGES[OPERATIONS], re.MULTILINE)
    assert set(table) == {name for name in shown if name.startswith("mirrorfold_")}


def test_every_reason_for_quarantine_stands_with_its_meaning():
    assert [row[0] for row in rows(OPERATIONS, "## Quarantine")] == [f"`{reason.value}`" for reason in Reason]


def test_every_state_of_a_mirror_stands_with_its_meaning():
    assert [row[0] for row in rows(OPERATIONS, "## Mirrors")] == [f"`{state.value}`" for state in State]


@pytest.mark.parametrize(("value", "name"), LIMITS)
def test_every_limit_has_the_value_that_the_code_has(value, name):
    module, _, constant = name.strip("`").rpartition(".")
    assert getattr(import_module(module), constant) == int(value)


def test_the_layers_are_those_that_are_checked():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (layers,) = [contract["layers"] for contract in contracts if contract.get("containers") == ["crawler"]]
    assert [*layers, ""] in [block.text.split("\n") for block in blocks("docs/architecture.md")]
