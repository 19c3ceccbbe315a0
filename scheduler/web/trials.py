"""Surveys that pages began: one at a time, each with its steps as they are made, kept until the next one."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from crawler.index.end_tasks import end_tasks
from crawler.model.errors import MirrorfoldError, NotFound, Refused
from scheduler.reports.lists.survey import tried_lines
from scheduler.service.control import Tell

log = logging.getLogger(__name__)

MOST_KEPT = 5
"""Trials whose pages can still be looked at."""


@dataclass(slots=True)
class Trial:
    """A survey of a site, or a test of a source.

    :ivar urls: as they were typed
    :ivar testing: id of the source that is tested; empty for a site
    :ivar steps: what was done so far: name and words
    :ivar facts: what was found, once it is done
    :ivar error: why it ended without
    :ivar saved: the file that was made of it
    """

    id: str
    urls: tuple[str, ...] = ()
    testing: str = ""
    steps: list[tuple[str, str]] = field(default_factory=list)
    facts: dict[str, Any] | None = None
    error: str = ""
    saved: str = ""
    done: bool = False


class Trials:
    """The trials of this daemon."""

    def __init__(self) -> None:
        self._trials: dict[str, Trial] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def find(self, number: str) -> Trial:
        """A trial by its id.

        :raises NotFound: when it is gone
        """
        trial = self._trials.get(number)
        if trial is None:
            cure = "Begin another: they are kept until the daemon ends, a few of them"
            raise NotFound("There is no such trial", where=number[:40], cure=cure)
        return trial

    def begin(
        self, work: Callable[[Tell], Awaitable[dict[str, Any]]], *, urls: tuple[str, ...] = (), testing: str = ""
    ) -> Trial:
        """Begin one.

        :param work: is handed what takes the steps; returns the facts
        :raises Refused: while another is under way
        """
        if self._tasks:
            raise Refused("Another site is looked at just now", cure="Wait until it is done: one at a time")
        trial = Trial(secrets.token_hex(6), urls, testing)
        self._trials[trial.id] = trial
        for old in list(self._trials)[:-MOST_KEPT]:
            del self._trials[old]
        task = asyncio.create_task(_run(trial, work), name="trial")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return trial

    async def stop(self) -> None:
        """Give up what is under way."""
        await end_tasks(self._tasks)


def _steps(far: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a survey or a test tells of its progress: name and words of each step."""
    if "step" in far:
        yield far["step"], far["words"]
        return
    for line in tried_lines(far):
        name, _, words = line.strip().partition(" ")
        yield name, words.strip()


async def _run(trial: Trial, work: Callable[[Tell], Awaitable[dict[str, Any]]]) -> None:
    try:
        trial.facts = await work(lambda far: trial.steps.extend(_steps(far)))
    except MirrorfoldError as error:
        trial.error = str(error)
    except Exception as error:
        log.exception("a trial ended with an error of ours")
        trial.error = f"The daemon met an error of its own ({type(error).__name__}); its log tells more"
    finally:
        trial.done = True
