"""What one mirror was asked in one run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class MirrorCost:
    """What one mirror was asked in one run.

    :ivar requests: all of them: listings, robots.txt, pages; :ivar bytes: of bodies as they came over the wire
    :ivar bodies: pages of articles not known before; :ivar revisits: pages of known articles
    :ivar failures: answers that count against the mirror
    :ivar audits: pages fetched to compare the mirror with another; :ivar rechecks: to recheck it; in none of the above
    :ivar controls: addresses asked for that cannot exist
    """

    requests: int = 0
    bytes: int = 0
    bodies: int = 0
    revisits: int = 0
    failures: int = 0
    audits: int = 0
    controls: int = 0
    rechecks: int = 0


SUMMED = {"bodies_fetched": "bodies"} | {
    name: name for name in ("requests", "bytes", "revisits", "audits", "controls", "rechecks")
}
"""Figure of a report → what of all mirrors' costs is added up for it."""
