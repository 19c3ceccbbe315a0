"""Which articles are compared with a second mirror, and with which. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import xxhash


def is_drawn(key: str, share: float) -> bool:
    """Return whether an article is among those that are audited: by a hash of its key, so always the same ones.

    :param share: 0..1

    >>> sum(is_drawn(f"/news/{number}", 0.02) for number in range(10_000))
    187
    """
    return xxhash.xxh3_64_intdigest(key.encode("utf-8", "surrogatepass")) < share * 2**64


def choose_second_mirrors(key: str, mirrors: Sequence[str], shown_on: Sequence[str]) -> list[str]:
    """Return the mirrors that can be asked for a second look, in the order they are asked.

    :param mirrors: those that may be asked now
    :param shown_on: those that showed the text already, the latest first: but for that one they are asked when no other
        can be, for they may show another text by now

    >>> mirrors = ["m1", "m2", "m3"]
    >>> choose_second_mirrors("/news/1", mirrors, ["m1"]), choose_second_mirrors("/news/1", mirrors, ["m3", "m1"])
    (['m2', 'm3'], ['m2', 'm1'])
    """
    others = [mirror for mirror in mirrors if mirror not in shown_on]
    again = [mirror for mirror in reversed(shown_on[1:]) if mirror in mirrors]
    turn = xxhash.xxh3_64_intdigest(key.encode("utf-8", "surrogatepass")) % len(others) if others else 0
    return [*others[turn:], *others[:turn], *again]
