"""An older archive keeps what it knows when a migration gives it another form."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, text

from crawler.archive.database.store import Archive
from crawler.archive.tables.sightings import sightings
from tests.archive.first_schema import make_first_schema
from tests.desk.fetched_pages import M1, M2, M3, NOW, begin, judge_alone, page, rows, words

M4 = "https://m4.example"
ARTICLES, LAST = 4, 40

SIGHTINGS = (  # id, article, mirror, path, fetched, the mirrors whose listings had it
    (1, 1, M1, "/1", True, (M1, M2, M3)),
    (2, 1, M2, "/1", False, (M2,)),
    (3, 2, M1, "/2", False, (M3,)),
    (4, 3, M1, "/3", False, (M1, M3)),
    (5, 3, M4, "/news/3", True, (M1,)),
    (6, 4, M1, "/4", True, (M4,)),
    (7, 4, M1, "/amp/4", True, ()),
)


def fill(connection: Connection) -> None:
    """An archive of the first version: m3 is a lazy copy whose links name m1, m4 has other addresses than m1."""
    make_first_schema(connection)
    for number in range(1, ARTICLES + 1):
        values = f"({number}, 'herald', '/{number}', 0, {NOW}, {number})"
        connection.execute(text(f"INSERT INTO articles (id, source, key, part, first_seen, story) VALUES {values}"))
    for number, article, mirror, path, fetched, listings in SIGHTINGS:
        times = f"{NOW}, {NOW + number}, {NOW if fetched else 'NULL'}"
        connection.execute(
            text(
                "INSERT INTO sightings (id, article_id, mirror, url, first_seen, last_seen, fetched_at)"
                f" VALUES ({number}, {article}, '{mirror}', '{mirror + path}', {times})"
            )
        )
        for listed_on in listings:
            connection.execute(text(f"INSERT INTO sighting_listings VALUES ({number}, '{listed_on}')"))


@pytest.fixture
def older(tmp_path: Path) -> Archive:
    engine = create_engine(f"sqlite:///{tmp_path / 'archive.db'}")
    with engine.begin() as connection:
        fill(connection)
        connection.execute(text(f"UPDATE sqlite_sequence SET seq = {LAST} WHERE name = 'sightings'"))
    engine.dispose()
    return Archive.in_folder(tmp_path)


@pytest.fixture
def on_a_server(database: str) -> Archive:
    engine = create_engine(database.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        fill(connection)
        connection.execute(text(f"SELECT setval('sightings_id_seq', {LAST})"))
    engine.dispose()
    return Archive.open(database)


def told(archive: Archive) -> Sequence[tuple[Any, ...]]:
    return [
        (row["id"] if row["id"] <= LAST else 0, row["article_id"], row["mirror"], row["url"], row["listed"],
         row["named_host"], row["fetched_at"] is not None)
        for row in rows(archive, sightings)
    ]  # fmt: skip


EXPECTED = {
    (1, 1, M1, f"{M1}/1", True, "", True),
    (2, 1, M2, f"{M2}/1", True, "", False),  # m2's own row, though m2 linked to m1 as well
    (0, 1, M3, f"{M3}/1", True, "m1.example", False),
    (3, 2, M3, f"{M3}/2", True, "m1.example", False),  # m1 never showed it: the row is m3's now
    (4, 3, M1, f"{M1}/3", True, "", False),
    (0, 3, M3, f"{M3}/3", True, "m1.example", False),
    (5, 3, M4, f"{M4}/news/3", False, "", True),
    (0, 3, M1, f"{M4}/news/3", True, "m4.example", False),  # their addresses differ: m1's listing leads there
    (6, 4, M1, f"{M1}/4", False, "", True),
    (0, 4, M4, f"{M1}/4", True, "m1.example", False),
    (7, 4, M1, f"{M1}/amp/4", False, "", True),
}


@pytest.mark.parametrize("fixture", ["older", "on_a_server"])
def test_each_listing_of_a_sighting_becomes_a_sighting_of_its_mirror(
    fixture: str, request: pytest.FixtureRequest
) -> None:
    with closing(request.getfixturevalue(fixture)) as archive:
        assert set(told(archive)) == EXPECTED
        assert len(told(archive)) == len(EXPECTED)
        new = {row["id"] for row in rows(archive, sightings)} - set(range(1, len(SIGHTINGS) + 1))
        assert min(new) > LAST
        times = {row["id"]: (row["first_seen"], row["first_run"], row["last_seen"]) for row in rows(archive, sightings)}
        assert times[2] == (NOW, None, NOW + 2)
        assert times[3] == (NOW, None, NOW + 3)


def test_no_id_of_a_sighting_is_given_out_again_after_the_upgrade(older: Archive) -> None:
    with closing(older) as archive:
        before = max(row["id"] for row in rows(archive, sightings))
        archive.call(lambda connection: connection.execute(sightings.delete()))
        judge_alone(archive, page(begin(archive), "/fresh", words("fresh")))
        assert [row["id"] > before for row in rows(archive, sightings)] == [True]
