"""What the canonicalizer decided about a page, and the evidence for it. Frozen values, no I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The closed list of verdicts."""

    NEW = "new"
    """An article nobody had."""
    UNCHANGED = "unchanged"
    """The same text on the same mirror."""
    MIRROR = "mirror"
    """The same text on another mirror, or under another URL of the source."""
    REVISION = "revision"
    """The same identity with an edited text."""
    DIVERGENT = "divergent"
    """The same identity, but one mirror says something else: an alarm."""
    COPY = "copy"
    """The same text in another source."""
    NEAR_DUPLICATE = "near_duplicate"
    """Another identity with a similar text: linked, never folded."""
    QUARANTINED = "quarantined"
    """No article at all."""


STARTS_ARTICLE = frozenset({Kind.NEW, Kind.COPY, Kind.NEAR_DUPLICATE})
"""Verdicts of pages that nobody had under any key of their source."""

BRINGS_TEXT = STARTS_ARTICLE | {Kind.REVISION}
"""Verdicts of pages whose text the source had not shown before: a second mirror may be asked for it."""

MAY_STAND = BRINGS_TEXT | {Kind.MIRROR}
"""Verdicts whose text may become the one that stands."""

CHANGES_NOTHING = frozenset({Kind.UNCHANGED, Kind.MIRROR})
"""Verdicts of pages that say what the archive has."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One decision.

    :ivar of: id of the article it points to: the folded-into, revised, copied or similar one; None for ``new``
    :ivar jaccard: exact Jaccard similarity of the shingle sets, 0..1, where two texts were compared
    :ivar containment: share of the smaller shingle set found in the larger, 0..1
    :ivar evidence: the rule that fired and what it saw; plain JSON values
    """

    kind: Kind
    of: int | None = None
    jaccard: float | None = None
    containment: float | None = None
    evidence: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pending:
    """Not decided yet: a mirror shows a text that its siblings never showed; both are fetched again.

    Ends as ``revision`` when they agree within the grace, otherwise as ``divergent``.
    """

    of: int
    evidence: dict[str, object] = field(default_factory=dict)


class LinkKind(StrEnum):
    """Why two articles belong to one story."""

    SAME_TEXT = "same_text"
    """Equal words: unites two stories."""
    JACCARD = "jaccard"
    """Alike as a whole: unites two stories."""
    CONTAINMENT = "containment"
    """One stands in the other: brings one article into one story, never unites two."""


@dataclass(frozen=True, slots=True)
class StoryLink:
    """A likeness between the judged article and another one.

    :ivar longer: whether the other one has the longer text; None when both are equally long
    """

    other: int
    kind: LinkKind
    jaccard: float
    containment: float
    longer: bool | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that follows from one page: its verdict, the links of its article, and an article to fold it into.

    :ivar fold_into: id of the article of the same source that has this very text under another key
    :ivar conflict: the key is taken by another article: this page starts an article of its own
    :ivar same_as: revision that this text equals but for boilerplate: it is no text of its own
    """

    outcome: Verdict | Pending
    links: tuple[StoryLink, ...] = ()
    fold_into: int | None = None
    conflict: bool = False
    same_as: int | None = None
