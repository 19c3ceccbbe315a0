"""Days are what the tables say, and texts are found that stand, whatever happened to the archive since."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from hypothesis import HealthCheck, Phase, example, given, settings

from crawler.archive.database.store import Archive
from crawler.archive.rollup.recount_days import recount_stale_days
from crawler.archive.tables.days import stale_days
from tests.archive.conftest import empty_archive
from tests.desk.archive_life import Life, Step, steps
from tests.desk.counted_days import find_wrong_days
from tests.desk.fetched_pages import open_archive, rows
from tests.desk.found_texts import find_wrong_searches

WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
EXAMPLES = settings(max_examples=40, deadline=None, phases=WITHOUT_SHRINKING, suppress_health_check=list(HealthCheck))


@contextmanager
def new_archive() -> Iterator[Archive]:
    with tempfile.TemporaryDirectory() as folder, closing(open_archive(Path(folder))) as archive:
        yield archive


def live(archive: Archive, happened: list[Step]) -> list[object]:
    """Let things happen, and look at days and texts after each; what is not as the tables say."""
    life, wrong = Life(archive), list[object]()
    for step in happened:
        life.happen(step)
        wrong += [(step, each) for each in (*find_wrong_days(archive), *find_wrong_searches(archive))]
    while archive.call(recount_stale_days):
        pass
    return [*wrong, *rows(archive, stale_days), *find_wrong_days(archive)]


FOUND = [
    (0, 6, 9, 11, 3), (3, 7, 0, 3, 5), (8, 0, 3, 2, 11), (3, 7, 0, 3, 5), (3, 9, 6, 2, 7), (10, 6, 0, 0, 11),
    (10, 0, 8, 10, 8), (10, 4, 4, 1, 4), (8, 7, 4, 10, 6),
]  # fmt: skip
"""A key is used again for the text that its article stands under, and the article is purged."""


@EXAMPLES
@given(steps)
@example(FOUND)
def test_days_and_full_text_are_what_the_tables_say_whatever_happens(happened: list[Step]) -> None:
    with new_archive() as archive:
        assert live(archive, happened) == []


def test_so_they_are_on_a_server(made_database: str) -> None:
    with closing(Archive.open(made_database)) as archive:

        @EXAMPLES
        @given(steps)
        def check(happened: list[Step]) -> None:
            archive.call(empty_archive)
            assert live(archive, happened) == []

        check()
