"""Fills an archive as half a year of twenty sources would have left it: what the pages' figures are measured on.

Rows are written past the program, which would take days; their numbers and their shapes are a crawl's: three sightings
an article, one text in fifteen a revision, one page in three for another mirror, two runs a source and hour.
"""

from __future__ import annotations

import hashlib
import json
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from crawler.archive.database.store import Archive
from crawler.archive.runs.record_runs import list_sources_with_articles
from crawler.archive.texts.text_dictionaries import load_samples, pack_texts, store_dictionary, train_dictionary

SOURCES, DAYS, DAY = 20, 180, 86_400
EVERY = 1800
"""Seconds between two runs of a source."""
SHARES = (0.3, 0.15, 0.1, 0.08, *([0.37 / 16] * 16))
WORDS = (
    "council river ballot harbour treaty strike market court minister border survey school ferry "
    "league budget energy climate election parliament hospital railway bridge museum novel concert "
    "vaccine rocket satellite drought flood storm harvest factory union wage export tariff bank "
    "currency inflation pension housing police inquiry verdict"
).split()


def fill_archive(folder: Path, number: int, now: int) -> Path:
    """Fill a new archive.

    :param number: articles
    :param now: seconds since 1970: the end of the last day
    :returns: its file
    """
    folder.mkdir(parents=True, exist_ok=True)
    Archive.in_folder(folder).close()
    file = folder / "archive.db"
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("synchronous=OFF", "journal_mode=MEMORY", "cache_size=-262144", "foreign_keys=OFF"):
        connection.execute(f"PRAGMA {pragma}")
    triggers = connection.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("BEGIN")
    _fill(connection, number, now)
    connection.execute("COMMIT")
    for _, sql in triggers:
        connection.execute(sql)
    connection.execute("BEGIN")
    for rows in (
        "SELECT DISTINCT source, first_seen / 86400, '' FROM articles",
        "SELECT DISTINCT source, fetched_at / 86400, '' FROM pages",
        "SELECT DISTINCT source, coalesce(ended, started) / 86400, 'runs' FROM runs",
        "SELECT DISTINCT articles.source, sightings.first_seen / 86400, sightings.mirror"
        " FROM sightings JOIN articles ON articles.id = sightings.article_id",
    ):
        connection.execute(f"INSERT INTO stale_days (source, day, mirror) {rows} WHERE true ON CONFLICT DO NOTHING")
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA optimize")
    connection.close()
    return file


def compress_texts(folder: Path) -> None:
    """Compress the texts of all sources, as their runs do with what they bring."""
    with closing(Archive.in_folder(folder)) as archive:
        for source in archive.read(list_sources_with_articles):
            if (samples := archive.read(load_samples, source)) is not None:
                archive.call(store_dictionary, source, train_dictionary(samples), 0)
            while archive.call(pack_texts, source):
                pass
    with closing(sqlite3.connect(folder / "archive.db", isolation_level=None)) as connection:
        connection.execute("VACUUM")  # the rows were written plain


def mirrors_of(source: int) -> list[str]:
    """Origins of a source's mirrors: four each, one source has three."""
    return [f"https://m{number}.s{source:02}.example" for number in range(1, 4 if source == SOURCES - 1 else 5)]


def _fill(connection: sqlite3.Connection, number: int, now: int) -> None:
    chance = random.Random(1)
    first = now - DAYS * DAY
    _fill_runs(connection, chance, first, now)
    batch, size = [], 5000
    for article in _articles(chance, number, first, now):
        batch.append(article)
        if len(batch) == size:
            _write(connection, chance, batch, first)
            batch = []
    _write(connection, chance, batch, first)
    connection.execute("INSERT INTO sources (source, paused, merged) SELECT DISTINCT source, 0, 0 FROM runs")


def _fill_runs(connection: sqlite3.Connection, chance: random.Random, first: int, now: int) -> None:
    run = 0
    for step in range(DAYS * DAY // EVERY):
        runs, costs = [], []
        for source in range(SOURCES):
            run += 1
            started = first + step * EVERY + source
            outcome = chance.choices(("done", "partial", "failed"), (95, 4, 1))[0]
            report = {"verdicts": {"new": 5}, "known": 40, "requests": 12, "bytes": 200_000, "bodies_fetched": 5,
                      "revisits": 1, "listings": {"read": 3, "unchanged": 0, "failed": 0}}  # fmt: skip
            runs.append((run, f"s{source:02}", started, started + 8, outcome, json.dumps(report)))
            costs += [(run, mirror, 3, 50_000, 1, 0, chance.random() < 0.02) for mirror in mirrors_of(source)]
        connection.executemany(
            "INSERT INTO runs (id, source, started, ended, outcome, report) VALUES (?, ?, ?, ?, ?, ?)", runs
        )
        connection.executemany(
            "INSERT INTO run_mirrors (run_id, mirror, requests, bytes, bodies, revisits, failures)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            costs,
        )
    health = [
        (f"s{source:02}", mirror, "active", first, "", 0, 0, 0, now, 1.0, 0.2, now, 0, "", 0)
        for source in range(SOURCES)
        for mirror in mirrors_of(source)
    ]
    connection.executemany(
        "INSERT INTO mirror_health (source, mirror, state, since, cause, failures, probes, probe_at, good_at, success,"
        " latency, newest, behind_since, suspicion, back_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        health,
    )
    events = [
        (f"s{source:02}", mirror, now - chance.randrange(DAYS * DAY), state, f"{state}: as seen")
        for source in range(SOURCES)
        for mirror in mirrors_of(source)
        for state in ("down", "active", "degraded", "active")
    ]
    connection.executemany("INSERT INTO mirror_events (source, mirror, at, state, cause) VALUES (?,?,?,?,?)", events)


def _articles(chance: random.Random, number: int, first: int, now: int) -> Iterator[tuple[int, int, int]]:
    """Id, source and when it was first seen, in the order of time."""
    sources = chance.choices(range(SOURCES), SHARES, k=number)
    step = (now - first) / number
    for place, source in enumerate(sources):
        yield place + 1, source, int(first + place * step)


def _text(chance: random.Random) -> str:
    return "\n".join(" ".join(chance.choices(WORDS, k=60)).capitalize() + "." for _ in range(4))


def _write(
    connection: sqlite3.Connection, chance: random.Random, batch: list[tuple[int, int, int]], first: int
) -> None:
    articles, revisions, sightings, pages, showings = [], [], [], [], []
    for number, source, seen in batch:
        name, mirrors = f"s{source:02}", mirrors_of(source)
        revision = number * 2
        run = (seen - first) // EVERY * SOURCES + source + 1
        story = number if chance.random() > 0.1 else max(1, number - chance.randrange(1, 50))
        articles.append((number, name, f"/news/{number}", seen, revision, story))
        texts = [(revision, 0)] if chance.random() > 0.07 else [(revision - 1, 3600), (revision, 0)]
        for text, before in texts:
            digest = hashlib.blake2b(f"{text}".encode(), digest_size=16).digest()
            title = " ".join(chance.choices(WORDS, k=7)).capitalize()
            revisions.append((text, number, digest, title, _text(chance), "[]", seen - before))
            showings.append((text, mirrors[0], seen, seen + 3600))
        shown = chance.sample(mirrors, 3)
        for place, mirror in enumerate(shown):
            later = place * chance.choice((0, 600, 4000, 30_000))
            fetched = seen if place == 0 else None
            sightings.append((number, mirror, f"{mirror}/news/{number}", 1, seen + later, run, seen + DAY, fetched))
        for place in range(1 + (chance.random() < 0.35)):
            verdict = "new" if place == 0 else chance.choice(("mirror", "unchanged", "revision"))
            evidence = '{"rule": "nothing_like_it", "key_known": false, "compared": 0, "version": 3, "mask_version": 0}'
            pages.append(
                (run + place, name, shown[place], f"{shown[place]}/news/{number}", f"/news/{number}", seen + place, 200,
                 30_000, number, revision, verdict, evidence)
            )  # fmt: skip
    for statement, rows in zip(_STATEMENTS, (articles, revisions, showings, sightings, pages), strict=True):
        connection.executemany(statement, rows)


_STATEMENTS = (
    "INSERT INTO articles (id, source, key, first_seen, revision_id, story) VALUES (?,?,?,?,?,?)",
    "INSERT INTO revisions (id, article_id, digest, title, text, authors, first_seen, thin) VALUES (?,?,?,?,?,?,?,0)",
    "INSERT INTO showings (revision_id, mirror, first_seen, last_seen) VALUES (?,?,?,?)",
    "INSERT INTO sightings (article_id, mirror, url, listed, first_seen, first_run, last_seen, fetched_at)"
    " VALUES (?,?,?,?,?,?,?,?)",
    "INSERT INTO pages (run_id, source, mirror, url, key, fetched_at, status, size, article_id, revision_id, verdict,"
    " evidence) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
)


if __name__ == "__main__":
    import sys

    began = time.monotonic()
    made = fill_archive(Path(sys.argv[1]), int(sys.argv[2]), int(time.time()) // DAY * DAY)
    print(f"{made}: {made.stat().st_size / 1e9:.2f} GB in {time.monotonic() - began:.0f} s")
