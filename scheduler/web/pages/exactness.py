"""Whether a page's figures count what happened this moment, or what was counted last."""

from __future__ import annotations

from scheduler.web.view import View


def counts_now(view: View, *, counted: bool) -> bool:
    """Whether days that are not up to date are counted for the page.

    Not while something runs, for each page would count again what the run's end counts once; and not while all days are
    counted after an upgrade, which takes longer than a page may.

    :param counted: every day was counted since the upgrade (``crawler.archive.rollup.read_days.is_counted``)
    """
    return not view.status.get("running") and counted
