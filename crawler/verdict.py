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
