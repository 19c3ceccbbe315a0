"""What a mirror is good for. Pure."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """The state of a mirror, the best first: the order in which they are asked."""

    ACTIVE = "active"
    """It answers with articles."""
    DEGRADED = "degraded"
    """It serves, but not well: it failed just now, or lags behind its siblings; asked after the active ones."""
    SUSPECT = "suspect"
    """It said something else than its siblings, again and again; asked after all that can be trusted."""
    CHALLENGED = "challenged"
    """It shows a browser check or captcha instead of articles."""
    DOWN = "down"
    """No good answer in several runs: it is probed from time to time."""
    BLOCKED = "blocked"
    """It shows a notice that it is blocked by law or by a court."""
    PARKED = "parked"
    """Its domain is for sale, has expired, or was suspended."""
    SEIZED = "seized"
    """It shows a notice that its domain was seized."""
    PROPOSED = "proposed"
    """It may be a mirror: a person is to say so. Never crawled."""
    RETIRED = "retired"
    """A person said that it is asked no more; it is kept for the history."""


IN_USE = frozenset({State.ACTIVE, State.DEGRADED, State.SUSPECT})
"""States in which a mirror is asked in every run."""

PROBED = frozenset({State.DOWN, State.SEIZED, State.PARKED, State.CHALLENGED, State.BLOCKED})
"""States in which a mirror is asked only for a probe."""
