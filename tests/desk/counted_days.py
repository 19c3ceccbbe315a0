"""What an archive's tables say of each day, counted row by row: what the roll-up is held to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from crawler.archive.database.store import Archive
from crawler.archive.rollup.read_days import load_days, sum_days
from crawler.archive.tables.articles import articles, pages, run_mirrors, runs
from crawler.archive.tables.days import day_sums, days, stale_days
from crawler.archive.tables.sightings import sightings
from tests.desk.fetched_pages import DAY, HOUR, rows

Row = dict[str, Any]
Counted = Counter[tuple[str, int, str, str]]
"""Source, day, mirror, what → how many."""

COSTS = (
    ("requests", "requests"), ("bytes", "bytes"), ("bodies_fetched", "bodies"), ("revisits", "revisits"),
    ("failures", "failures"),
)  # fmt: skip
"""Name in the roll-up, and column of what a run cost a mirror."""

FOREVER = 10**6
"""Days."""


def count_from_nothing(archive: Archive) -> Counted:
    """Count every row of the tables in Python."""
    there = {row["id"]: row for row in rows(archive, articles)}
    counted: Counted = Counter()
    _count_articles(counted, there)
    _count_sightings(counted, there, rows(archive, sightings))
    _count_runs(counted, {row["id"]: row for row in rows(archive, runs)}, rows(archive, run_mirrors))
    for row in rows(archive, pages):
        waits = "pending" if row["pending_since"] is not None else "unjudged"
        what = f"verdict:{row['verdict']}" if row["verdict"] else waits
        counted[row["source"], row["fetched_at"] // DAY, row["mirror"], what] += 1
    return +counted


def _count_articles(counted: Counted, there: dict[int, Row]) -> None:
    standing = [row for row in there.values() if row["folded_into"] is None and row["revision_id"] is not None]
    stories: set[object] = set()
    for row in sorted(standing, key=lambda row: (row["first_seen"], row["id"])):
        place = row["source"], row["first_seen"] // DAY, ""
        counted[*place, "articles"] += 1
        counted[*place, "stories"] += (row["source"], row["story"]) not in stories
        counted[*place, "stories:all"] += row["story"] not in stories
        stories |= {(row["source"], row["story"]), row["story"]}


def _count_sightings(counted: Counted, there: dict[int, Row], seen: list[Row]) -> None:
    of_article: dict[int, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in seen:
        place = there[row["article_id"]]["source"], row["first_seen"] // DAY, row["mirror"]
        counted[*place, "sightings"] += 1
        counted[*place, "requests_saved"] += row["fetched_at"] is None
        of_article[row["article_id"]][row["mirror"]].append(row)
    for number, by_mirror in of_article.items():
        article = there[number]
        if article["folded_into"] is None:
            place = article["source"], article["first_seen"] // DAY
            _count_order(counted, place, by_mirror)


def _count_order(counted: Counted, place: tuple[str, int], by_mirror: dict[str, list[Row]]) -> None:
    every = [row for mine in by_mirror.values() for row in mine]
    unknown = [row["first_seen"] // HOUR for row in every if row["first_run"] is None]
    if unknown:
        first = {
            mirror for mirror, mine in by_mirror.items() if min(r["first_seen"] // HOUR for r in mine) <= min(unknown)
        }
    else:
        run = min(row["first_run"] for row in every)
        first = {mirror for mirror, mine in by_mirror.items() if any(row["first_run"] == run for row in mine)}
    for mirror in first:
        counted[*place, mirror, "first" if len(first) == 1 else "tied"] += 1
    earliest = min(row["first_seen"] for row in every)
    for mirror, mine in by_mirror.items():
        late = (min(row["first_seen"] for row in mine) - earliest) // HOUR
        name = "0h" if late < 1 else "1h" if late < 2 else "2-6h" if late < 6 else "over"
        counted[*place, mirror, f"lag:{name}"] += len(by_mirror) > 1


def _count_runs(counted: Counted, ran: dict[int, Row], costs: list[Row]) -> None:
    for row in ran.values():
        at = row["started"] if row["ended"] is None else row["ended"]
        counted[row["source"], at // DAY, "", f"runs:{row['outcome'] or 'open'}"] += 1
        counted[row["source"], at // DAY, "", "known"] += (row["report"] or {}).get("known") or 0
    for row in costs:
        run = ran[row["run_id"]]
        at = run["started"] if run["ended"] is None else run["ended"]
        for what, column in COSTS:
            counted[run["source"], at // DAY, row["mirror"], what] += row[column]


def read_days(archive: Archive) -> Counted:
    """What the roll-up answers for each day."""
    return Counter({tuple(count[:4]): count.n for count in archive.read(load_days, None, 0, FOREVER)})


def find_wrong_days(archive: Archive) -> list[object]:
    """Where the roll-up answers something else than the tables say, also day by day in its own table if not stale.

    :return: what was asked, with the answers that are wrong: (answer, truth)
    """
    truth = count_from_nothing(archive)
    wrong: list[object] = _differences("days", read_days(archive), truth)
    kept = Counter({(r["source"], r["day"], r["mirror"], r["what"]): r["n"] for r in rows(archive, days)})
    stale = {(row["source"], row["day"], row["mirror"]) for row in rows(archive, stale_days)}
    for place in {*kept, *truth}:
        source, day, mirror, what = place
        of = mirror if what in ("sightings", "requests_saved") else "runs" if _is_of_runs(what) else ""
        if (source, day, of) not in stale and kept[place] != truth[place]:
            wrong.append(("kept", place, kept[place], truth[place]))
    sums: Counter[tuple[str, str, str]] = Counter()
    for (source, _, mirror, what), number in kept.items():
        sums[source, mirror, what] += number
    kept_sums = {(row["source"], row["mirror"], row["what"]): row["n"] for row in rows(archive, day_sums)}
    wrong += _differences("kept sums", kept_sums, sums)
    told: Counter[tuple[str, str, str]] = Counter()
    for (source, _, mirror, what), number in truth.items():
        told[source, mirror, what] += number
    return wrong + _differences("sums", archive.read(sum_days, with_order=True), told)


def _is_of_runs(what: str) -> bool:
    return what.startswith("runs:") or what in ("known", *(name for name, _ in COSTS))


def _differences(asked: str, answers: Mapping[Any, int], truth: Mapping[Any, int]) -> list[object]:
    places = {*answers, *truth}
    return [
        (asked, place, answers.get(place), truth.get(place))
        for place in sorted(places)
        if answers.get(place) != truth.get(place)
    ]
