"""What hooks are told: the closed list of events."""

from __future__ import annotations

from enum import StrEnum


class HookEvent(StrEnum):
    """The events of hooks."""

    ARTICLE_NEW = "article.new"
    """An article that no mirror had shown before."""
    ARTICLE_REVISED = "article.revised"
    """An article with another text than before, which its source stands by."""
    ARTICLE_DIVERGENT = "article.divergent"
    """An alarm: one mirror says something else than its siblings."""
    MIRROR_STATE = "mirror.state"
    """A mirror is in another state than before."""
    PROPOSAL_NEW = "proposal.new"
    """A host may be a mirror, and a person is to decide."""
    SOURCE_SILENT = "source.silent"
    """A source is without news for longer than its limit, or than its own rhythm lets one expect."""
    RUN_FAILED = "run.failed"
    """A run read nothing."""
