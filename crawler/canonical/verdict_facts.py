"""What a judgement saw, as evidence: plain JSON values that a verdict carries. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from crawler.canonical.matching import Match, Rule, Subject, closest_of_each_article
from crawler.canonical.sketch import Likeness
from crawler.model.verdict import LinkKind

VERSION = 3
"""Version of the rules below; stands in every verdict's evidence."""

MOST_TOLD = 5
"""Rejected candidates that the evidence names, the closest: about 110 bytes each (docs/dedup.md)."""


def equal(exactly: bool) -> str:
    """Return how two texts are the same."""
    return "word for word" if exactly else "but for boilerplate"


def seen_of(subject: Subject, match: Match) -> dict[str, object]:
    """Return what was seen of the text that a verdict points to."""
    other = match.other
    seen: dict[str, object] = {"shared": other.shared, "text": other.revision}
    if match.kind is LinkKind.SAME_TEXT:
        seen["equal"] = equal(other.words == subject.words)
    if other.source != subject.source and other.mask_version:
        seen["mask_version_there"] = other.mask_version
    return seen


@dataclass(frozen=True, slots=True)
class Facts:
    """What a judgement saw, for its evidence."""

    subject: Subject
    rule: Rule
    key_known: bool
    compared: Sequence[Match] = ()

    def evidence(self, name: str, facts: Mapping[str, object], alike: Likeness | None = None) -> dict[str, object]:
        """Put together the rule that fired, what it saw, what was rejected, the settings and the versions."""
        seen = {} if alike is None else {"smaller_shingles": alike.smaller}
        tried: dict[str, object] = {}
        if not self.key_known:
            tried = {"compared": len(self.compared), "rejected": self._rejected()}
        known = {"key_known": self.key_known, "mask_version": self.subject.mask_version}
        given = {name: value for name, value in facts.items() if value is not None}
        return {"rule": name, **seen, **given, **tried, **known, "settings": asdict(self.rule), "version": VERSION}

    def _rejected(self) -> list[dict[str, object]]:
        """The closest articles among the candidates that are not alike."""
        alike = {match.other.article for match in self.compared if match.kind is not None}
        others = closest_of_each_article(match for match in self.compared if match.other.article not in alike)
        return [
            {
                "article": match.other.article,
                "shared": match.other.shared,
                "jaccard": round(match.alike.jaccard, 4),
                "containment": round(match.alike.containment, 4),
                "smaller_shingles": match.alike.smaller,
            }
            for match in others[:MOST_TOLD]
        ]
