"""What a probe of a proposed host found, as a value. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

MOST_SAID = 3
"""Alterations that are told of one probe."""

SAME_FROM = 0.9
"""Jaccard similarity from which two texts count as the same: what is left is the layout of another template."""


class PageOutcome(StrEnum):
    """What one page of a proposed host is, held against the source's articles."""

    SAME = "same"
    SIMILAR = "similar"
    """A near-duplicate: an earlier or later text, or one of the same origin."""
    ALTERED = "altered"
    """The same or a similar text with another number, contact or donation address."""
    OTHER_LANGUAGE = "other_language"
    OTHER = "other"
    """A text that the source does not have."""
    MISSING = "missing"
    """No article: an error, a page that cannot be read."""


@dataclass(frozen=True, slots=True)
class Probe:
    """How a host answered.

    :ivar tried: articles that were asked for; each is one of the next six
    :ivar altered_in: what was altered, in words
    :ivar notice: the sign that the host showed in place of articles, such as "parked: this domain is for sale"
    :ivar links_back: pages that link to a mirror of the source or name one as their canonical address
    :ivar trouble: why the host could not be asked
    :ivar carried: the articles' paths were those of the source
    """

    tried: int = 0
    same: int = 0
    similar: int = 0
    altered: int = 0
    other_language: int = 0
    other: int = 0
    missing: int = 0
    altered_in: tuple[str, ...] = ()
    notice: str = ""
    links_back: int = 0
    trouble: str = ""
    carried: bool = False

    @property
    def agree(self) -> int:
        """Articles whose text the source has too, altered ones included."""
        return self.same + self.similar + self.altered

    @property
    def words(self) -> str:
        """The probe in a sentence.

        >>> Probe(tried=10, same=8, altered=1, missing=1, altered_in=("a number: 5 instead of 4",)).words
        '9 of 10 articles agree, 1 is altered (a number: 5 instead of 4)'
        >>> Probe(trouble="connection refused").words
        'not reached: connection refused'
        """
        if self.notice:
            return self.notice
        if self.trouble and not self.tried:
            return f"not reached: {self.trouble}"
        parts = [f"{self.agree} of {self.tried} articles agree" if self.tried else "no article was found"]
        if self.similar:
            parts.append(f"{self.similar} of them in other words")
        if self.altered:
            verb = "is" if self.altered == 1 else "are"
            parts.append(f"{self.altered} {verb} altered ({'; '.join(self.altered_in)})")
        if self.other_language:
            parts.append(f"{self.other_language} in another language")
        return ", ".join(parts)

    def facts(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self) | {"altered_in": list(self.altered_in)}

    @classmethod
    def of_facts(cls, facts: Mapping[str, Any]) -> Self:
        """Read such values.

        >>> Probe.of_facts(Probe(tried=1, same=1, altered_in=("x",)).facts()).altered_in
        ('x',)
        """
        return cls(**{**facts, "altered_in": tuple(facts.get("altered_in", ()))})


def count_outcomes(
    outcomes: Iterable[PageOutcome], altered_in: Iterable[str] = (), *, links_back: int = 0, carried: bool = False
) -> Probe:
    """Count what the articles of a host turned out to be."""
    counts = Counter(outcomes)
    examples = tuple(dict.fromkeys(altered_in))[:MOST_SAID]
    return Probe(
        tried=counts.total(),
        same=counts[PageOutcome.SAME],
        similar=counts[PageOutcome.SIMILAR],
        altered=counts[PageOutcome.ALTERED],
        other_language=counts[PageOutcome.OTHER_LANGUAGE],
        other=counts[PageOutcome.OTHER],
        missing=counts[PageOutcome.MISSING],
        altered_in=examples,
        links_back=links_back,
        carried=carried,
    )
