"""Is it them, or is it us? Told from who was heard of while all mirrors of a source were silent. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heard:
    """The latest run of another source that ended while a source was silent.

    :ivar heard: whether any server answered it, whatever it said
    """

    source: str
    heard: bool


def is_ours(silent: int, others: Iterable[Heard]) -> bool:
    """Say whether our own uplink failed, when none of a source's mirrors was heard of in a run.

    One other source that was heard of meanwhile tells that it is the source; one that was silent, too, that it is we.
    Without either, several mirrors do not fall silent at once by themselves; a single one may.

    :param silent: mirrors that were asked in this run

    >>> is_ours(1, []), is_ours(3, []), is_ours(1, [Heard("herald", False)]), is_ours(3, [Heard("herald", True)])
    (False, True, True, False)
    """
    told = [other.heard for other in others]
    if any(told):
        return False
    return bool(told) or silent > 1
