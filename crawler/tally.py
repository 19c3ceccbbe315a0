"""What a run did, counted while it does it; its report is made of this."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(slots=True)
class MirrorCost:
    """What one mirror was asked in one run.

    :ivar requests: all of them: listings, robots.txt, pages; :ivar bytes: of bodies as they came over the wire
    :ivar bodies: pages of articles not known before; :ivar revisits: pages of known articles
    :ivar failures: answers that count against the mirror
    :ivar audits: pages fetched to compare the mirror with another; in neither of the two above
    """

    requests: int = 0
    bytes: int = 0
    bodies: int = 0
    revisits: int = 0
    failures: int = 0
    audits: int = 0


@dataclass(slots=True)
class Tally:
    """Counters of one run. ``lost`` holds keys that no mirror gave: they stay unknown and are tried again."""

    mirrors: dict[str, MirrorCost] = field(default_factory=dict)
    answers: int = 0
    """Answers of any kind that were heard: with none, the whole source is out of reach."""
    listings_read: int = 0
    listings_unchanged: int = 0
    listings_failed: int = 0
    links: int = 0
    known_articles: set[int] = field(default_factory=set)
    """Ids of the known articles that the listings showed, unchanged listings included."""
    unknown: int = 0
    waiting: int = 0
    """Keys in quarantine whose next try is not due."""
    kept_away: int = 0
    """Keys of articles that a person removed: not fetched, or not kept."""
    resumed: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    pending: int = 0
    alarms: int = 0
    """Alarms that it raised."""
    belonging: int = 0
    """Pages that turned out to be another face, or a later page, of an article."""
    learned: int = 0
    """Lines that were found to be boilerplate."""
    quarantined: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    unread: int = 0
    """Pages and listings that met an error of ours: nobody out there is to blame, the next run reads them again."""
    lost: set[str] = field(default_factory=set)
    foreign: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    choice: str = ""
    stopped: bool = False
    """The run's time was over: what its listings said is read again."""
    causes: dict[str, str] = field(default_factory=dict)
    """Mirror → what its last failure was."""
    ttl: int = 0
    """Seconds that the feeds ask to be left alone between two readings."""
    not_before: int = 0
    """End of the longest Retry-After of a listing's mirror, seconds since 1970."""

    def mirror(self, origin: str) -> MirrorCost:
        """The costs of one mirror, to be added to."""
        return self.mirrors.setdefault(origin, MirrorCost())

    def warn(self, sentence: str) -> None:
        """Keep a warning for the report, once."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)

    @property
    def known(self) -> int:
        """Known articles that the listings showed."""
        return len(self.known_articles)

    @property
    def outcome(self) -> str:
        """How a run ended that was not stopped: done, partial (something is left to the next run), failed."""
        if self.listings_failed and not self.listings_read and not self.listings_unchanged:
            return "failed"
        return "partial" if self.listings_failed or self.lost or self.unread or self.stopped else "done"

    def report(self) -> dict[str, Any]:
        """Plain JSON values."""
        costs = self.mirrors.values()
        return {
            "requests": sum(cost.requests for cost in costs),
            "answers": self.answers,
            "bytes": sum(cost.bytes for cost in costs),
            "bodies_fetched": sum(cost.bodies for cost in costs),
            "revisits": sum(cost.revisits for cost in costs),
            "audits": sum(cost.audits for cost in costs),
            "listings": {
                "read": self.listings_read,
                "unchanged": self.listings_unchanged,
                "failed": self.listings_failed,
            },
            "links": self.links,
            "known": self.known,
            "unknown": self.unknown,
            "waiting": self.waiting,
            "kept_away": self.kept_away,
            "resumed": self.resumed,
            "verdicts": dict(self.verdicts),
            "pending": self.pending,
            "alarms": self.alarms,
            "belonging": self.belonging,
            "learned": self.learned,
            "quarantined": dict(self.quarantined),
            "refused": self.refused,
            "unread": self.unread,
            "lost": sorted(self.lost),
            "foreign": self.foreign,
            "choice": self.choice,
            "causes": self.causes,
            "ttl": self.ttl,
            "not_before": self.not_before,
            "warnings": list(self.warnings),
            "mirrors": {origin: asdict(cost) for origin, cost in self.mirrors.items()},
        }
