"""Likenesses → stories. Pure: a story follows from the links, never from the order in which they were found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crawler.model.verdict import LinkKind


@dataclass(frozen=True, slots=True)
class AlikeArticles:
    """Two articles that are alike.

    :ivar container: of a containment, the article with the longer text; None when both are equally long
    """

    one: int
    other: int
    kind: LinkKind
    jaccard: float = 1.0
    containment: float = 1.0
    container: int | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """What a person decided about stories.

    :ivar id: a later decision stands above an earlier one that says otherwise
    :ivar together: whether each pair is to be in one story, or never
    """

    id: int
    together: bool
    pairs: tuple[tuple[int, int], ...]


class Groups:
    """Articles that belong together, and those that must not: disjoint sets with paths halved, and pairs kept apart.

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


def join_stories(
    articles: Iterable[int], links: Sequence[AlikeArticles], overrides: Iterable[Override] = ()
) -> dict[int, int]:
    """Part articles into stories.

    1. What a person decided stands above all links: articles together in one story, or never in one.
    2. Articles alike as a whole are one family, however many stand between two of them. Where a decision keeps
       articles apart, the closer likeness counts first.
    3. A family joins the story of another when more than half of its articles contain one of the other's, or stand
       in one; of several, the closest. So a containment brings one article into a story, and alone never unites two.
    4. A roundup contains families that are not alike, and brings nothing together, however often it is copied.

    :param links: among ``articles``
    :returns: article → story, which is the smallest article in it

    >>> contained = AlikeArticles(2, 3, LinkKind.CONTAINMENT, 0.3, 0.7, 2)
    >>> join_stories([1, 2, 3, 4], [AlikeArticles(1, 2, LinkKind.JACCARD), contained])
    {1: 1, 2: 1, 3: 1, 4: 4}
    >>> apart, together = Override(1, False, ((1, 2),)), Override(2, True, ((2, 3),))
    >>> join_stories([1, 2, 3], [AlikeArticles(1, 2, LinkKind.JACCARD)], [apart, together])
    {1: 1, 2: 2, 3: 2}
    """
    groups = Groups(articles)
    for override in sorted(overrides, key=lambda decision: -decision.id):
        _follow(override, groups)
    for link in sorted((link for link in links if link.kind is not LinkKind.CONTAINMENT), key=_closeness):
        groups.unite(link.one, link.other)
    family = groups.by_member()
    partial = [link for link in links if family[link.one] != family[link.other] and groups.may(link.one, link.other)]
    for link in _joining(_without_roundups(partial, family, links), family):
        groups.unite(link.one, link.other)
    return groups.by_member()


def _follow(override: Override, groups: Groups) -> None:
    """Do as a decision says, unless a later one has brought together what it parts: it is then void as a whole."""
    if override.together:
        for pair in override.pairs:
            groups.unite(*pair)
    elif not any(groups.together(*pair) for pair in override.pairs):
        for pair in override.pairs:
            groups.part(*pair)


def _joining(partial: Iterable[AlikeArticles], family: Mapping[int, int]) -> Iterable[AlikeArticles]:
    """The containments that bring families together, one for each that joins another."""
    sizes = Counter(family.values())
    concerned: dict[tuple[int, int], set[int]] = defaultdict(set)
    closest: dict[tuple[int, int], AlikeArticles] = {}
    for link in sorted(partial, key=_closeness):
        for article, other in ((link.one, link.other), (link.other, link.one)):
            pair = family[article], family[other]
            concerned[pair].add(article)
            closest.setdefault(pair, link)
    joining: dict[int, AlikeArticles] = {}
    for (first, second), link in closest.items():  # the closest first
        if 2 * len(concerned[first, second]) > sizes[first]:
            joining.setdefault(first, link)
    return sorted(joining.values(), key=_closeness)


def _closeness(link: AlikeArticles) -> tuple[float, float, int, int]:
    return (-link.jaccard, -link.containment, min(link.one, link.other), max(link.one, link.other))


def _without_roundups(
    partial: Sequence[AlikeArticles], family: Mapping[int, int], links: Sequence[AlikeArticles]
) -> list[AlikeArticles]:
    """Leave out the containments of roundups; to find one may expose another, whose parts it held together."""
    sizes, texts = Counter(family.values()), _texts_in(family, links)
    left = list(partial)
    while True:
        parts: dict[int, set[int]] = defaultdict(set)
        for link in left:
            if link.container is not None:
                held = link.other if link.container == link.one else link.one
                parts[family[link.container]].add(family[held])
        alike = _neighbours((family[link.one], family[link.other]) for link in left)
        roundups = {
            container
            for container, held in parts.items()
            if _quotes(_clusters(held, alike), sizes, alone=texts[container] == 1)
        }
        if not roundups:
            return left
        left = [link for link in left if link.container is None or family[link.container] not in roundups]


def _quotes(clusters: Sequence[set[int]], sizes: Mapping[int, int], *, alone: bool) -> bool:
    """Return whether a family quotes others, that are not alike, and is no long version with its excerpts.

    One text that contains two is a roundup. A family of several texts may be an article and two excerpts of it; it is
    a roundup when it contains three, or two that stand in several articles each.
    """
    grown = sum(sum(sizes[family] for family in cluster) > 1 for cluster in clusters)
    return len(clusters) > 1 and (alone or len(clusters) > 2 or grown > 1)


def _texts_in(family: Mapping[int, int], links: Sequence[AlikeArticles]) -> Counter[int]:
    """How many different texts each family has: the copies of a roundup are one."""
    same = Groups(family)
    for link in links:
        if link.kind is LinkKind.SAME_TEXT:
            same.unite(link.one, link.other)
    return Counter(family[article] for article, text in same.by_member().items() if article == text)


def _neighbours(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    neighbours: dict[int, set[int]] = defaultdict(set)
    for first, second in pairs:
        neighbours[first].add(second)
        neighbours[second].add(first)
    return neighbours


def _clusters(nodes: set[int], neighbours: Mapping[int, set[int]]) -> list[set[int]]:
    """Part nodes into those between which a way leads without leaving them."""
    clusters: list[set[int]] = []
    left = set(nodes)
    while left:
        reached: set[int] = set()
        fresh = {min(left)}
        while fresh:
            reached |= fresh
            fresh = {other for node in fresh for other in neighbours.get(node, ())} & nodes - reached
        clusters.append(reached)
        left -= reached
    return clusters
