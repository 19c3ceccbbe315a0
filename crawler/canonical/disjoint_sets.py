"""Articles that belong together, and articles that must not. Pure."""

from __future__ import annotations

from collections.abc import Iterable


class Groups:
    """A partition that only grows together: disjoint sets with paths halved, and pairs of sets that are kept apart.

    >>> groups = Groups([1, 2, 3])
    >>> groups.part(1, 3), groups.unite(2, 3), groups.unite(1, 2), groups.by_member()
    (None, True, False, {1: 1, 2: 2, 3: 2})
    """

    def __init__(self, members: Iterable[int]) -> None:
        self._parent = {member: member for member in sorted(members)}
        self._apart: dict[int, set[int]] = {}
        """Root → roots that it must not come together with."""

    def unite(self, member: int, other: int) -> bool:
        """Bring two sets together, unless they are kept apart.

        :returns: whether they are together now
        """
        first, second = sorted((self._root(member), self._root(other)))
        if first == second:
            return True
        if second in self._apart.get(first, ()):
            return False
        self._parent[second] = first
        for enemy in self._apart.pop(second, set()):
            self._apart[enemy].discard(second)
            self._keep_apart(first, enemy)
        return True

    def part(self, member: int, other: int) -> None:
        """Keep two sets that are not together apart from now on."""
        self._keep_apart(self._root(member), self._root(other))

    def together(self, member: int, other: int) -> bool:
        """Return whether two members are in one set."""
        return self._root(member) == self._root(other)

    def may(self, member: int, other: int) -> bool:
        """Return whether nothing keeps two members apart."""
        return self._root(other) not in self._apart.get(self._root(member), ())

    def by_member(self) -> dict[int, int]:
        """Each member's set, named by its smallest member."""
        return {member: self._root(member) for member in self._parent}

    def _keep_apart(self, first: int, second: int) -> None:
        self._apart.setdefault(first, set()).add(second)
        self._apart.setdefault(second, set()).add(first)

    def _root(self, member: int) -> int:
        parent = self._parent
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member
