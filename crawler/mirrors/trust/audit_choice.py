"""Which articles are compared with a second mirror, and with which. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import xxhash


def is_drawn(key: str, share: float) -> bool:
    """Return whether an article is among those that are audited: by a hash of its key, so always the same ones.

    :param share: 0..1

    >>> sum(is_drawn(f"/news/{number}", 0.02) for number in range(10_000))
    187
    """
    return xxhash.xxh3_64_intdigest(key.encode("utf-8", "surrogatepass")) < share * 2**64


def choose_second_mirrors(
    key: str, mirrors: Sequence[str], shown_on: Collection[str], first: Collection[str] = ()
) -> list[str]:
    """Return the mirrors that can be asked for a second look, in the order they are asked.

    :param mirrors: those that may be asked now
    :param shown_on: those that showed the text already
    :param first: those that are under observation; otherwise it is another one from article to article

    >>> mirrors = ["m1", "m2", "m3"]
    >>> choose_second_mirrors("/news/1", mirrors, {"m1"})
    ['m2', 'm3']
    >>> choose_second_mirrors("/news/3", mirrors, {"m1"}, first={"m3"})
    ['m3', 'm2']
    """
    others = [mirror for mirror in mirrors if mirror not in shown_on]
    turn = xxhash.xxh3_64_intdigest(key.encode("utf-8", "surrogatepass")) % len(others) if others else 0
    return sorted([*others[turn:], *others[:turn]], key=lambda mirror: mirror not in first)
