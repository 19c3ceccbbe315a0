"""What the mirrors of an article showed at each observation → whether they agree, one is late, or one is different.

Two mirrors are divergent when each held on to its own text through the whole grace: both texts were there when it
began, both were seen again when it was over. Where every mirror shows, whenever it is asked, a text that was the true
one within the last grace, this cannot happen: both texts would have been the true one at the moment the grace began.
(Provided that no true text comes back within a grace.) Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, permutations


@dataclass(frozen=True, slots=True)
class Observation:
    """What a mirror showed when it was asked.

    :ivar text: whatever tells texts apart, such as a digest under the newest mask
    """

    mirror: str
    text: bytes
    at: int


@dataclass(frozen=True, slots=True)
class Spell:
    """A mirror's text of now: seen at every observation from ``since`` to ``until``.

    :ivar first: the place of its first observation among all of the article; ``last``: of its last one
    """

    mirror: str
    text: bytes
    since: int
    until: int
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Lag:
    """A mirror that still shows what another one has replaced.

    :ivar behind: a mirror that showed the same text and went on
    :ivar since: when that mirror was first seen with another text
    """

    mirror: str
    text: bytes
    behind: str
    since: int


@dataclass(frozen=True, slots=True)
class Odd:
    """A text that stands against the one most mirrors hold.

    :ivar mirrors: who holds it, in the operator's order
    :ivar against: the mirror it is compared with, which holds ``other``
    :ivar since: when both had been seen with their texts; ``until``: when both were last seen with them
    :ivar outvoted: more mirrors hold the other text; where not, nobody can tell which one was altered
    """

    mirrors: tuple[str, ...]
    text: bytes
    against: str
    other: bytes
    since: int
    until: int
    outvoted: bool


class Agreement(StrEnum):
    """How the mirrors of an article stand to each other."""

    AGREED = "agreed"
    """They show one text, or some are late."""
    OPEN = "open"
    """They show different texts, and the grace is not over."""
    DIVERGENT = "divergent"
    """They held on to different texts through the grace."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """What a set of observations says.

    :ivar now: mirror → its text of now
    :ivar since: when the oldest disagreement began; None when there is none
    :ivar apart: the pairs of mirrors that disagree
    :ivar best: the text that stands; None when the observations do not tell
    :ivar shown_by: text → the mirrors that ever showed it
    """

    standing: Agreement
    now: Mapping[str, Spell]
    since: int | None
    apart: tuple[tuple[Spell, Spell], ...]
    odd: tuple[Odd, ...]
    lags: tuple[Lag, ...]
    best: bytes | None
    shown_by: Mapping[bytes, frozenset[str]]


def weigh_observations(
    observations: Sequence[Observation],
    grace: float,
    *,
    graces: Mapping[str, float] | None = None,
    order: Sequence[str] = (),
) -> Weighing:
    """Return how the mirrors of an article stand to each other.

    :param grace: seconds; ``graces`` has that of mirrors with one of their own, and of two the shorter counts
    :param order: the operator's: of two texts held by equally many mirrors, the one of the first mirror is believed

    >>> a, b = b"four hundred", b"five hundred"
    >>> seen = [Observation("m1", a, 0), Observation("m2", b, 10), Observation("m1", a, 100), Observation("m2", b, 110)]
    >>> weigh_observations(seen, 80).standing.value, weigh_observations(seen, 99).standing.value
    ('divergent', 'open')
    >>> weigh_observations([*seen, Observation("m2", a, 120)], 80).standing.value
    'agreed'
    """
    own, observations = graces or {}, sorted(observations, key=lambda observation: observation.at)
    now, shown_by = find_spells(observations), _shown_by(observations)
    apart = [pair for pair in combinations(now.values(), 2) if _conflict(*pair, shown_by)]
    ripe = [pair for pair in apart if _ripe(*pair, min(own.get(spell.mirror, grace) for spell in pair))]
    lags = _lags(observations, now, shown_by)
    places = {mirror: place for place, mirror in enumerate(order)}
    standing = Agreement.DIVERGENT if ripe else Agreement.OPEN if apart else Agreement.AGREED
    since = min((max(first.since, second.since) for first, second in apart), default=None)
    best = _best(_ranked(now.values(), places), lags, disputed=bool(apart))
    return Weighing(
        standing=standing,
        now=now,
        since=since,
        apart=tuple(apart),
        odd=_odd(ripe, now.values(), places),
        lags=lags,
        best=best,
        shown_by=shown_by,
    )


def find_spells(observations: Sequence[Observation]) -> dict[str, Spell]:
    """Find each mirror's text of now.

    :param observations: oldest first
    """
    current: dict[str, Spell] = {}
    for place, observation in enumerate(observations):
        before = current.get(observation.mirror)
        goes_on = before is not None and before.text == observation.text
        current[observation.mirror] = Spell(
            mirror=observation.mirror,
            text=observation.text,
            since=before.since if before is not None and goes_on else observation.at,
            until=observation.at,
            first=before.first if before is not None and goes_on else place,
            last=place,
        )
    return current


def _shown_by(observations: Sequence[Observation]) -> dict[bytes, frozenset[str]]:
    mirrors: dict[bytes, frozenset[str]] = {}
    for observation in observations:
        mirrors[observation.text] = mirrors.get(observation.text, frozenset()) | {observation.mirror}
    return mirrors


def _conflict(first: Spell, second: Spell, shown_by: Mapping[bytes, frozenset[str]]) -> bool:
    """Two texts that may not be versions of one: nobody showed both, or nobody else showed one of them."""
    if first.text == second.text:
        return False
    one, other = shown_by[first.text], shown_by[second.text]
    return 1 in (len(one), len(other)) or one.isdisjoint(other)


def _ripe(first: Spell, second: Spell, grace: float) -> bool:
    """Both texts were there when the grace began, and both were seen again when it was over, be it within a second."""
    seen_again = min(first.last, second.last) > max(first.first, second.first)
    return seen_again and min(first.until, second.until) - max(first.since, second.since) >= grace


def _lags(
    observations: Sequence[Observation], now: Mapping[str, Spell], shown_by: Mapping[bytes, frozenset[str]]
) -> tuple[Lag, ...]:
    """Who is late: a newer text that nobody else ever showed is no proof of it."""
    lags = []
    for late, ahead in permutations(now.values(), 2):
        theirs = [observation for observation in observations if observation.mirror == ahead.mirror]
        same = [place for place, observation in enumerate(theirs) if observation.text == late.text]
        if ahead.text != late.text and same and len(shown_by[ahead.text]) > 1:
            since = theirs[same[-1] + 1].at
            lags.append(Lag(mirror=late.mirror, text=late.text, behind=ahead.mirror, since=since))
    return tuple(lags)


Holders = Sequence[tuple[bytes, Sequence[Spell]]]
"""Texts with those who hold them now: the text to believe comes first."""


def _ranked(now: Iterable[Spell], places: Mapping[str, int]) -> Holders:
    """Most holders first; of as many, that of the mirror first in the operator's order, then the one seen first."""
    last = len(places)
    held: dict[bytes, list[Spell]] = {}
    for spell in sorted(now, key=lambda spell: (places.get(spell.mirror, last), spell.since)):
        held.setdefault(spell.text, []).append(spell)
    return sorted(held.items(), key=lambda pair: -len(pair[1]))


def _odd(ripe: Sequence[tuple[Spell, Spell]], now: Iterable[Spell], places: Mapping[str, int]) -> tuple[Odd, ...]:
    """The texts that stand against the believed one among those that were held through the grace."""
    texts = {spell.text for pair in ripe for spell in pair}
    ranked = [(text, held) for text, held in _ranked(now, places) if text in texts]
    odd = []
    for text, held in ranked[1:]:
        believed, holders = ranked[0]
        pair = next((pair for pair in ripe if {side.text for side in pair} == {text, believed}), None)
        if pair is not None:
            against = next(side for side in pair if side.text == believed)
            since, until = max(side.since for side in pair), min(side.until for side in pair)
            mirrors, outvoted = tuple(side.mirror for side in held), len(holders) > len(held)
            odd.append(
                Odd(
                    mirrors=mirrors,
                    text=text,
                    against=against.mirror,
                    other=believed,
                    since=since,
                    until=until,
                    outvoted=outvoted,
                )
            )
    return tuple(odd)


def _best(ranked: Holders, lags: Sequence[Lag], *, disputed: bool) -> bytes | None:
    """The text that stands: the newest that mirrors agree on; while they do not, one that several hold."""
    late = {lag.text for lag in lags}
    current = [(text, held) for text, held in ranked if text not in late] or list(ranked)
    if disputed:
        return next((text for text, held in current if len(held) > 1), None)
    return max(current, key=lambda pair: max(spell.since for spell in pair[1]))[0] if current else None
