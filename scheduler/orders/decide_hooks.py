"""What a person decides about hooks: that what was given up is tried again."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from crawler.archive.hooks.deliveries import retry_dead_letters
from crawler.model.errors import NotFound
from scheduler.reports.hooks.load_hooks import count_dead_letters


def retry_deliveries(connection: Connection, which: Collection[int] | None, now: int) -> int:
    """Have dead letters tried again, at once, before what came after them.

    :param which: their numbers; None: all
    :returns: how many
    :raises NotFound: when one of them is no dead letter; then none is tried
    """
    wanted = None if which is None else {number for number in which if abs(number) < 2**63}
    number = retry_dead_letters(connection, wanted, now)
    if which is not None and number != len(set(which)):
        cure = "mirrorfold hooks dead lists their numbers" if count_dead_letters(connection) else "There is none"
        raise NotFound("There is no such dead letter", where=", ".join(map(str, sorted(set(which)))), cure=cure)
    return number
