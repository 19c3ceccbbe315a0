"""How far a run is, and how long it will take. Pure: ``now`` is handed in, in seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Progress:
    """What a run has to ask for, and how much of it is done.

    :ivar planned: articles that are asked for; 0 while listings are read
    :ivar done: those of them that came to an end, whatever it was
    :ivar since: when the first was asked for
    """

    planned: int = 0
    done: int = 0
    since: float = 0.0

    def begin(self, planned: int, now: float) -> None:
        """Put down that the listings are read, and how much there is to ask for."""
        self.planned, self.since = planned, now

    def count_done(self) -> None:
        """Count an article that came to its end."""
        self.done += 1

    def estimate_left(self, now: float) -> float | None:
        """Estimate the seconds until all is done, at the pace so far; None while nothing is.

        >>> Progress(planned=541, done=120, since=1000.0).estimate_left(1060.0)
        210.5
        """
        if not self.done:
            return None
        return max(0.0, now - self.since) * (self.planned - self.done) / self.done
