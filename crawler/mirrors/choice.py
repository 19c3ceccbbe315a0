"""Which mirror to ask, and in which order the others follow. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crawler.mirrors.health import Health, State, usable


def order(mirrors: Sequence[str], health: Mapping[str, Health], now: float) -> tuple[str, ...]:
    """Put usable mirrors into the order they are to be asked in: the healthier first, then the operator's order.

    :param mirrors: origins, the operator's order
    :returns: the usable ones; all of them when none is: better a doubtful mirror than no news

    >>> order(["a", "b"], {"a": Health(failures=1)}, now=0)
    ('b', 'a')
    """
    fit = [mirror for mirror in mirrors if usable(health.get(mirror, Health()), now)] or list(mirrors)
    return tuple(sorted(fit, key=lambda mirror: _trouble(health.get(mirror, Health()))))


def _trouble(health: Health) -> tuple[bool, int]:
    return (health.state is not State.ACTIVE, health.failures)


def explain(chosen: str, mirrors: Sequence[str], health: Mapping[str, Health]) -> str:
    """Say why a mirror was chosen over those that stand before it.

    >>> explain("b", ["a", "b"], {"a": Health(State.DOWN, cause="connection refused")})
    'chose b: a is down, connection refused'
    """
    passed = mirrors[: list(mirrors).index(chosen)]
    reasons = [f"{mirror} is {_condition(health.get(mirror, Health()))}" for mirror in passed]
    return f"chose {chosen}" + (f": {'; '.join(reasons)}" if reasons else "")


def _condition(health: Health) -> str:
    state = health.state.value if health.state is not State.ACTIVE else "failing"
    told = not health.cause or health.cause.startswith(state)
    return (health.cause or state) if told else f"{state}, {health.cause}"
