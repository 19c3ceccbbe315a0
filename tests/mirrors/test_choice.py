"""Which mirror is asked first, and what the choice says of the others."""

from __future__ import annotations

import pytest

from crawler.mirrors.health.choose_mirror import explain_choice, order_mirrors
from crawler.mirrors.health.mirror_health import MirrorHealth
from crawler.mirrors.health.state import State

NOW = 1_790_000_000
BEHIND = MirrorHealth(newest=NOW - 90_000, behind_since=NOW - 9_000)
FRESH = MirrorHealth(newest=NOW - 60)


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (MirrorHealth(State.DEGRADED, newest=NOW), "a degraded"),
        (MirrorHealth(success=0.5, newest=NOW), "a answered well in 50% of late"),
        (BEHIND, "a lags 2 h behind"),
        (MirrorHealth(latency=4.0, newest=NOW), "a is slow, 4.0 s an answer"),
    ],
)
def test_a_mirror_with_a_trouble_is_asked_after_one_without_and_the_choice_says_which(one, why):
    health = {"a": one, "b": MirrorHealth(latency=0.2, newest=NOW)}
    assert order_mirrors(["a", "b"], health, NOW) == ("b", "a")
    assert why in explain_choice("b", ["a", "b"], health, NOW)


def test_between_equals_the_operators_order_stands():
    assert order_mirrors(["c", "a", "b"], {}, NOW) == ("c", "a", "b")


def test_a_worse_state_weighs_more_than_any_lag():
    assert order_mirrors(["a", "b"], {"a": MirrorHealth(State.DEGRADED, newest=NOW), "b": BEHIND}, NOW) == ("b", "a")
    assert order_mirrors(["a", "b"], {"a": BEHIND, "b": FRESH}, NOW) == ("b", "a")


def test_a_retired_mirror_is_never_asked_and_a_doubtful_one_when_there_is_no_other():
    health = {"a": MirrorHealth(State.RETIRED), "b": MirrorHealth(State.SEIZED, probe_at=NOW + 900)}
    assert order_mirrors(["a", "b"], health, NOW) == ("b",)


def test_a_mirror_under_recheck_comes_after_all_that_are_trusted_and_before_a_suspect_one():
    health = {
        "a": MirrorHealth(recheck_since=NOW - 600), "b": MirrorHealth(State.SUSPECT), "c": MirrorHealth(State.DEGRADED)
    }  # fmt: skip
    assert order_mirrors(["a", "b", "c"], health, NOW) == ("c", "a", "b")
    assert "a is being rechecked since " in explain_choice("c", ["a", "b", "c"], health, NOW)
