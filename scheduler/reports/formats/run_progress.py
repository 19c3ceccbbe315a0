"""How far a run is, as a line. Pure."""

from __future__ import annotations

import math

from crawler.context.progress import Progress
from scheduler.reports.formats.text_format import format_count


def format_progress(*, run: int, source: str, listings: int, progress: Progress, now: float, ends: float) -> str:
    """Say how far a run is, and how long it will take.

    :param listings: how many were read so far
    :param ends: when ``runs.time_limit`` ends it

    >>> progress = Progress(planned=541, done=120, since=1000.0)
    >>> format_progress(run=3, source="herald", listings=2, progress=progress, now=1060.0, ends=1900.0)
    'run 3 of herald: 120 of 541 articles, about 4 min left'
    >>> format_progress(run=3, source="herald", listings=2, progress=progress, now=1060.0, ends=1100.0)
    'run 3 of herald: 120 of 541 articles, about 4 min left: longer than runs.time_limit allows, the next run goes on'
    """
    about = f"run {run} of {source}"
    if not progress.planned:
        return f"{about}: {format_count(listings, 'listing')} read so far"
    said = f"{about}: {progress.done:,} of {format_count(progress.planned, 'article')}"
    left = progress.estimate_left(now)
    if left is None:
        return said
    beyond = ": longer than runs.time_limit allows, the next run goes on" if now + left > ends else ""
    return f"{said}, about {format_rough_span(left)} left{beyond}"


def format_rough_span(seconds: float) -> str:
    """A span of time that is only estimated.

    >>> [format_rough_span(seconds) for seconds in (0.0, 41.0, 100.0, 3599.0, 9000.0)]
    ['10 s', '50 s', '2 min', '60 min', '2 h 30 min']
    """
    if seconds <= 90:
        return f"{max(1, math.ceil(seconds / 10)) * 10} s"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} min" if minutes <= 90 else f"{minutes // 60} h {minutes % 60} min"
