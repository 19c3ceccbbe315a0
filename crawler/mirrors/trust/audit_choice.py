"""Which articles are compared with a second mirror, and with which. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import xxhash


def draw_articles(keys: Collection[str], share: float) -> set[str]:
    """Draw the articles that are audited of those that a run brought, by hashes of their keys: always the same ones.

    They are the share to the nearest whole number above or below it, so that no run with many articles asks for more;
    of a run that brought one, it is drawn as often as the share says.

    :param share: 0..1

    >>> keys = [f"/news/{number}" for number in range(1_025)]
    >>> len(draw_articles(keys, 0.02)), sum(len(draw_articles([key], 0.02)) for key in keys)
    (20, 22)
    """
    ordered = sorted(set(keys), key=_digest)
    whole = int(len(ordered) * share)
    rest = len(ordered) * share - whole
    return {*ordered[:whole], *(key for key in ordered[whole : whole + 1] if _digest(key, 1) < rest * 2**64)}


def _digest(key: str, seed: int = 0) -> int:
    return xxhash.xxh3_64_intdigest(key.encode("utf-8", "surrogatepass"), seed)


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
    turn = _digest(key) % len(others) if others else 0
    return [*others[turn:], *others[:turn], *again]
