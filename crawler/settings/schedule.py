"""When a source is due: after a span of time, or by the clock."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.settings.mistakes import Mistake

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
LONGEST = 366 * SECONDS["d"]


@dataclass(frozen=True, slots=True)
class Every:
    """So many ``seconds`` after the last run."""

    seconds: int

    @classmethod
    def parse(cls, text: str) -> Every:
        """Read a whole number with its unit: s, m, h or d.

        :raises Mistake: when it is none, zero, or longer than a year

        >>> Every.parse("10m")
        Every(seconds=600)
        """
        match = re.fullmatch(r"([0-9]{1,9})([smhd])", text)
        seconds = int(match[1]) * SECONDS[match[2]] if match else 0
        if not 0 < seconds <= LONGEST:
            raise Mistake("this is no span of time up to a year", 'Write a number and s, m, h or d, such as "10m"')
        return cls(seconds)

    def __str__(self) -> str:
        """
        >>> str(Every(7200)), str(Every(90))
        ('every 2h', 'every 90s')
        """
        unit = max((unit for unit in SECONDS if self.seconds % SECONDS[unit] == 0), key=SECONDS.__getitem__)
        return f"every {self.seconds // SECONDS[unit]}{unit}"


@dataclass(frozen=True, slots=True)
class Cron:
    """At the times of a crontab ``expression`` of five fields, in the source's time zone."""

    expression: str

    def __str__(self) -> str:
        return f"cron {self.expression}"
