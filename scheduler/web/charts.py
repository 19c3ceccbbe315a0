"""Numbers → the geometry of small charts, which the templates draw as SVG. Pure; lengths are in SVG's units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.reports.counts.mirror_strips import FAILED, GOOD, NOT_ASKED, PARTLY

HEIGHTS = {GOOD: 1.0, PARTLY: 0.6, FAILED: 0.3, NOT_ASKED: 0.1}
"""How high a cell stands, so that a strip reads without colours."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle with its class and what it says."""

    x: float
    y: float
    width: float
    height: float
    kind: str = ""
    says: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Rectangles in a box; ``top`` is the value that the box is as high as."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    top: int = 0


def draw_bars(
    values: Sequence[int], says: Sequence[str], *, width: float = 240, height: float = 32, gap: float = 1
) -> Chart:
    """A bar a value, from zero; a value that is not zero is at least a unit high.

    >>> [(bar.x, bar.height) for bar in draw_bars([0, 2, 4], ["", "", ""], width=30, height=10).bars]
    [(10.0, 5.0), (20.0, 10.0)]
    """
    top, step = max(values, default=0), width / max(len(values), 1)
    bars = [
        Bar(round(place * step, 2), round(height - high, 2), round(max(step - gap, 0.5), 2), round(high, 2), says=word)
        for place, (value, word) in enumerate(zip(values, says, strict=True))
        if value > 0
        for high in [max(1.0, height * value / top)]
    ]
    return Chart(width, height, tuple(bars), top)


def draw_stacks(
    stacks: Sequence[Sequence[tuple[str, int]]], says: Sequence[str], *, width: float = 720, height: float = 120
) -> Chart:
    """A bar of several kinds a place, one upon the other.

    :param stacks: of each place the kinds and their values, from the bottom
    """
    top, step = max((sum(value for _, value in stack) for stack in stacks), default=0), width / max(len(stacks), 1)
    bars: list[Bar] = []
    for place, (stack, word) in enumerate(zip(stacks, says, strict=True)):
        foot = height
        for kind, value in stack:
            high = height * value / top if top else 0.0
            if high > 0:
                foot -= high
                bars.append(
                    Bar(round(place * step, 2), round(foot, 2), round(max(step - 1, 0.5), 2), round(high, 2), kind,
                        f"{word}: {value:,} {kind}")
                )  # fmt: skip
    return Chart(width, height, tuple(bars), top)


def draw_strip(
    cells: Sequence[Any], says: Sequence[str], *, width: float = 180, height: float = 16, places: int = 30
) -> Chart:
    """How a mirror did, a cell a run, the last at the right: by colour and by height.

    :param places: cells that the strip has room for
    """
    step = width / max(len(cells), places)
    bars = [
        Bar(round(width - (len(cells) - place) * step, 2), round(height * (1 - high), 2), round(max(step - 1, 0.5), 2),
            round(height * high, 2), cell.how.replace(" ", "-"), word)
        for place, (cell, word) in enumerate(zip(cells, says, strict=True))
        for high in [HEIGHTS[cell.how]]
    ]  # fmt: skip
    return Chart(width, height, tuple(bars))


@dataclass(frozen=True, slots=True)
class Axis:
    """A stretch of time that is as wide as a chart; seconds since 1970."""

    since: int
    until: int
    width: float = 720

    def place(self, at: float) -> float:
        """Where a moment stands.

        >>> Axis(0, 100, 50).place(50)
        25.0
        """
        span = max(self.until - self.since, 1)
        return round(min(max((at - self.since) / span, 0.0), 1.0) * self.width, 2)

    def stretch(self, since: float, until: float, least: float = 2.0) -> tuple[float, float]:
        """Where a time begins and how wide it is; at least so wide that it is seen."""
        left = self.place(since)
        wide = max(self.place(until) - left, least)
        return min(left, self.width - wide), wide


def draw_share(parts: Sequence[tuple[str, int, str]], *, width: float = 720, height: float = 18) -> Chart:
    """One bar whose parts add up to its width.

    :param parts: kind, value, what it says
    """
    whole, at, bars = sum(value for _, value, _ in parts), 0.0, []
    for kind, value, says in parts:
        wide = width * value / whole if whole else 0.0
        if wide > 0:
            bars.append(Bar(round(at, 2), 0, round(wide, 2), height, kind, says))
            at += wide
    return Chart(width, height, tuple(bars), whole)
