"""The table of guards is true to the code: `make scorecard` takes each out of a copy by its text."""

from __future__ import annotations

import pytest

from tests.scorecard.teeth import GUARDS, ROOT, Guard


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name.replace(" ", "-"))
def test_a_guard_stands_where_the_table_says_once_and_its_test_exists(guard: Guard) -> None:
    assert (ROOT / guard.file).read_text(encoding="utf-8").count(guard.stands) == 1
    assert (ROOT / guard.test.partition(" ")[0].partition("::")[0]).exists()
