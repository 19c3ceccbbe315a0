"""Rows are found by two columns at once, however many are asked for, and from an index of the table."""

from __future__ import annotations

from sqlalchemy import Connection, text

from crawler.archive.database.store import Archive
from crawler.archive.pages.start_articles import NewArticle, start_articles
from crawler.archive.queries import PairQuery, select_pairs

ARTICLES = PairQuery("select source, key from wanted join articles on source = one and key = other", "text", "text")


def test_each_pair_is_found_and_no_mixture_of_two(archive: Archive) -> None:
    there = [(f"s{number % 3}", f"/{number}") for number in range(400)]
    archive.call(start_articles, [NewArticle(source, key, 0, 1) for source, key in there])
    asked = [*there, ("s1", "/0"), ("s9", "/1"), ("", "")]
    found = archive.read(select_pairs, ARTICLES, asked)
    assert sorted((row.source, row.key) for row in found) == sorted(there)
    assert archive.read(select_pairs, ARTICLES, []) == []


def test_the_table_is_not_read_through(archive: Archive) -> None:
    def plan(connection: Connection) -> list[str]:
        values = "with wanted(one, other) as (values (cast('a' as text), cast('b' as text)), ('c', 'd'))"
        return [row.detail for row in connection.execute(text(f"explain query plan {values} {ARTICLES.question}"))]

    if archive.name.startswith("sqlite"):
        assert any(step.startswith("SEARCH articles USING") for step in archive.read(plan))
