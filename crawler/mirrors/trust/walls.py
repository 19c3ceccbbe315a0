"""Whether a page is its article's, or one page that its mirror shows at many addresses: a wall. Pure.

A consent form, an invitation to log in or an error page has one text and one title wherever it stands. So have a
correction at three addresses, a weather page a day and a biography under each cartoon; but those have a title, a day or
a picture of their own, or the title that their listing gives them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.canonical.face import Face, share_title
from crawler.canonical.sketch import likeness
from crawler.canonical.text import Shingles

MOST_SAME = 3
"""Addresses of one mirror, kept apart by listings or templates, from which on one page is a wall."""

LIKE_CONTROL = 0.9
"""Jaccard similarity from which on a page is like its mirror's control page; never by containment."""

KEPT = 0.1
"""Share of an earlier text that a revision keeps at least; one that keeps less may be a wall."""

SHORTEST = 40
"""Shingles of an earlier text that can be said to be thrown away."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """What a page looks like to a reader: its text, and its own title, day and picture."""

    digest: bytes
    own: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class ControlPage:
    """What a mirror answers to an address that cannot exist."""

    digest: bytes
    shingles: Shingles

    def is_like(self, digest: bytes, shingles: Shingles) -> bool:
        """Return whether a page is this one again; nothing is like a page without text."""
        if not len(self.shingles):
            return False
        return digest == self.digest or likeness(shingles, self.shingles).jaccard >= LIKE_CONTROL


def has_own_title(face: Face, before: str | None = None) -> bool:
    """Return whether a page bears the title that its listing gives it, or that its article had before.

    >>> has_own_title(Face(title="Storm hits the coast | Herald", listed="Storm hits the coast"))
    True
    >>> has_own_title(Face(title="Before you continue", listed="Storm hits the coast"))
    False
    """
    return share_title(face.title, face.listed) or share_title(face.title, before)


def is_wall(names: Sequence[str], *, replaced: bool = False) -> bool:
    """Return whether pages that look the same are a wall.

    :param names: what listings, or earlier texts, call the article of each address
    :param replaced: one of them stands in place of an earlier text of its article

    >>> is_wall(["Storm", "Calm", "Frost"]), is_wall(["Storm", "Storm", "Storm"]), is_wall(["Storm", "Calm"])
    (True, False, False)
    >>> is_wall(["Storm", "Calm"], replaced=True)
    True
    """
    different = len({" ".join(name.casefold().split()) for name in names})
    return different >= (MOST_SAME - 1 if replaced else MOST_SAME)


def throws_away(earlier: Shingles, now: Shingles) -> bool:
    """Return whether a text keeps next to nothing of an earlier one of its article."""
    if len(earlier) < SHORTEST:
        return False
    alike = likeness(earlier, now)
    return alike.containment * alike.smaller < KEPT * len(earlier)
