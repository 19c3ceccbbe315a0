"""The settings of ``[dedup]`` as the values that the judge goes by."""

from __future__ import annotations

from crawler.canonical.judge import Rule
from crawler.canonical.sketch import Sampling
from crawler.settings import Settings


def rule_of(settings: Settings) -> Rule:
    """When two texts are near-duplicates."""
    d = settings.dedup
    return Rule(d.jaccard, d.containment, d.containment_jaccard, d.min_shingles)


def sampling_of(settings: Settings) -> Sampling:
    """How many shingles of a text are looked for."""
    return Sampling(settings.dedup.sample, settings.dedup.sample_min, settings.dedup.sample_max)
