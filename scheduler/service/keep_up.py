"""What goes on for as long as the daemon runs: an error ends none of it in silence, nor for good."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from crawler.model.errors import MirrorfoldError

log = logging.getLogger(__name__)

AGAIN = 5.0
"""Seconds after which what an error ended is begun again."""


async def keep_up(what: str, work: Callable[[], Awaitable[None]], again: float = AGAIN) -> None:
    """Do some work to its end, which may never come; what is raised is told, and the work is begun again.

    :param what: it is, the subject of a sentence
    :param again: seconds until then
    """
    while True:
        try:
            return await work()
        except MirrorfoldError as error:
            log.warning("%s was broken off, and is begun again: %s", what, error)
        except Exception:
            log.exception("%s was broken off by an error of ours, and is begun again", what)
        await asyncio.sleep(again)
