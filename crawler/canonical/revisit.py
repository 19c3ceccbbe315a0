"""When a known article is fetched again. Pure."""

from __future__ import annotations

MINUTE, HOUR, DAY = 60, 3600, 86400

SCHEDULE = ((3 * HOUR, 15 * MINUTE), (DAY, HOUR), (7 * DAY, 3 * HOUR))
"""(article younger than, seconds to the next visit): the intervals newsdiffs uses; after a week, never."""


def next_visit(born: float, now: int) -> int | None:
    """Return when to fetch an article again, in seconds since 1970; None when it is too old to change.

    :param born: when it was published, or first seen where the page does not say
    :param now: when it was fetched

    >>> next_visit(born=0, now=2 * HOUR) - 2 * HOUR, next_visit(born=0, now=8 * DAY)
    (900, None)
    """
    age = now - born
    return next((now + interval for younger_than, interval in SCHEDULE if age < younger_than), None)


NEVER = (1 << 32) - 1
"""A time that does not come: the last that fits 32 bits, in the year 2106."""

FIRST_WAIT, SECOND_WAIT, LONGEST_WAIT = 10 * MINUTE, HOUR, 7 * DAY
"""Seconds until a page that was no article, or was gone, is asked for again; from the second try on they double."""

GIVEN_UP_AFTER = 30 * DAY
"""Seconds after which such a page is given up: a person has to ask."""


def next_try(tries: int, since: int, now: int, *, lasting: bool = False) -> int:
    """Return when a page that was no article may be fetched again, in seconds since 1970.

    :param tries: how often it was fetched; ``since``: when it was first
    :param lasting: whether it is likely to stay what it is: a list of other articles

    >>> [next_try(tries, since=0, now=0) // HOUR for tries in (1, 2, 3, 4, 9, 10, 99)]
    [0, 1, 2, 4, 128, 168, 168]
    >>> next_try(1, since=0, now=0), next_try(12, since=0, now=31 * DAY) == NEVER
    (600, True)
    """
    if is_given_up(since, now):
        return NEVER
    if lasting:
        return now + LONGEST_WAIT
    return now + (FIRST_WAIT if tries <= 1 else min(SECOND_WAIT << min(tries - 2, 30), LONGEST_WAIT))


def is_given_up(since: int, last: int) -> bool:
    """Return whether a page that was no article for so long is asked for no more.

    :param since: when it was fetched first; ``last``: when it was last
    """
    return last - since > GIVEN_UP_AFTER


def next_observation(since: int, now: int, grace: float) -> int:
    """Return when to ask the mirrors of a disputed article again, in seconds since 1970.

    At once, then at growing intervals, so that a day of grace costs a dozen observations; and when the grace is over.

    >>> tuple(next_observation(0, now=now, grace=DAY) for now in (30, 2 * HOUR, 20 * HOUR))
    (30, 10800, 86400)
    """
    age, over = now - since, since + int(grace)
    if age < MINUTE:
        return now
    later = now + min(max(age // 2, 15 * MINUTE), 6 * HOUR)
    return min(later, over) if now < over else min(later, now + HOUR)
