"""The answer of a reading: a frozen value, light to import."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.mirrors.evidence import MirrorEvidence
from crawler.model.article import Article, Rejection


@dataclass(frozen=True, slots=True)
class PageSaid:
    """A page that was read: its article or why it has none, and what it gives away about mirrors."""

    said: Article | Rejection
    evidence: tuple[MirrorEvidence, ...] = ()
