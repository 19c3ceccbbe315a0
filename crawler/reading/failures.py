"""How the reading of a page can fail."""

from __future__ import annotations

from crawler.model.errors import MirrorfoldError


class PageTimeout(MirrorfoldError):
    """A task took longer than it may; its process was killed."""


class PageCrash(MirrorfoldError):
    """A task's process died, or the task raised."""


class PageError(PageCrash):
    """The task raised what no page can make it raise: a mistake of ours, which is logged with its trace."""


class PoolStopped(MirrorfoldError):
    """The pool was stopped before the task had ended: nothing is known of the page, and it is to be read again."""


class PoolBroken(MirrorfoldError):
    """The pool broke down with the task, again and again: nothing is known of the page, and it is to be read again."""
