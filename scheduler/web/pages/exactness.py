"""Whether a page's figures count what happened this moment, or what was counted last."""

from __future__ import annotations

from sqlalchemy import Connection

from crawler.archive.rollup.read_days import is_counted
from scheduler.web.view import View


def counts_now(connection: Connection, view: View) -> bool:
    """Whether days that are not up to date are counted for the page.

    Not while something runs, for each page would count again what the run's end counts once; and not while all days are
    counted after an upgrade, which takes longer than a page may.
    """
    return not view.status.get("running") and is_counted(connection)
