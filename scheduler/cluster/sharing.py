"""Whether several processes could work on one archive; asked by commands, which load nothing of what does the work."""

from __future__ import annotations

from importlib.util import find_spec

from crawler.settings import Settings


def lacks_for_sharing(settings: Settings) -> str:
    """What an installation of several processes lacks, as a sentence's beginning; empty when it lacks nothing."""
    if not str(settings.database.url).startswith("postgresql"):
        return "database.url names no PostgreSQL, in which several processes could meet"
    if not str(settings.redis.url):
        return "redis.url is empty, and an embedded index serves one process alone"
    if find_spec("procrastinate") is None:
        return "procrastinate is not installed, which hands out the runs"
    return ""
