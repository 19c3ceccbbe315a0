"""An archive with hooks on each of the two databases, and what the process that sends would do with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crawler.archive.database.store import Archive
from crawler.archive.hooks.register_hooks import register_hooks
from crawler.settings.hook import Hook
from crawler.settings.sections import Alarms, Outbox
from scheduler.hooks.fan_out import fan_out
from scheduler.hooks.order import Order
from scheduler.hooks.sender import Sender
from scheduler.hooks.targets import Target, list_targets
from tests.archive.conftest import empty_archive, made_database
from tests.desk.fetched_pages import NOW, open_archive

__all__ = ["made_database"]

QUICK: dict[str, Any] = {"retry_after": 0.05, "retry_at_most": 0.1}

MakeSender = Callable[..., Sender]


def target(**values: Any) -> Target:
    """A hook with some values, as the process that sends knows it."""
    (only,) = list_targets((Hook.model_validate({"name": "desk", "url": "http://127.0.0.1:9/", **values}),), Alarms())
    return only


def tell(archive: Archive, *names: str) -> None:
    """Let hooks of these names be told what happens from now on."""
    archive.call(register_hooks, names or ("desk",), NOW)


def put_out(archive: Archive, *targets: Target, address: str = "") -> None:
    """Put what happened into the outbox."""
    while archive.call_for((), fan_out, targets or (target(),), address, NOW):
        pass


@pytest.fixture(params=["sqlite", "postgresql"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Archive]:
    """An empty one, that several threads may read while one writes."""
    if request.param == "sqlite":
        open_archive(tmp_path).close()
        with closing(Archive.in_folder(tmp_path)) as opened:
            yield opened
        return
    with closing(Archive.open(request.getfixturevalue("made_database"))) as opened:
        opened.call(empty_archive)
        yield opened


@pytest.fixture
def sender_of(archive: Archive) -> MakeSender:
    """Make what sends, for hooks as they would stand in the file."""

    def make(*hooks: dict[str, Any], alarms: Alarms | None = None, **outbox: Any) -> Sender:
        order = Order(
            state="/nowhere",
            database="",
            address="",
            hooks=tuple(map(Hook.model_validate, hooks)),
            alarms=alarms or Alarms(),
            outbox=Outbox.model_validate(QUICK | outbox),
        )
        archive.call(register_hooks, [each.name for each in order.targets], NOW)
        return Sender(archive, order)

    return make
