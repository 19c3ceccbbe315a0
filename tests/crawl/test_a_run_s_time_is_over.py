"""A run whose time is over leaves the rest to the next one, which goes on where it stopped."""

from __future__ import annotations

import json
from collections import Counter

from tests.desk.desk import OpenRoom

ARTICLES = 200
MOST_RUNS = 30


def test_a_first_crawl_is_finished_by_as_many_runs_as_its_time_limit_makes_it_take(open_room: OpenRoom) -> None:
    desk = open_room(articles=ARTICLES, mirrors=1)
    desk.configure(settings="[politeness]\ndelay = 0.06\nconcurrency = 2\n\n[runs]\ntime_limit = 5.0\n")
    reports = []
    while not reports or reports[-1]["outcome"] == "partial":
        assert len(reports) < MOST_RUNS, "it does not come to an end"
        reports.append(json.loads(desk.run("crawl", "Room", "--json").stdout))
    assert len(reports) > 2, "the limit is too long for this test, or ends no run"
    assert [report["outcome"] for report in reports] == [*["partial"] * (len(reports) - 1), "done"]
    for report in reports[:-1]:
        assert sum("(runs.time_limit)" in warning for warning in report["warnings"]) == 1
        assert report["verdicts"].get("new", 0) > 0, "each run goes on"
    asked = Counter(row["article"] for row in desk.room.log_rows() if row["kind"] == "article")
    assert len(asked) == ARTICLES
    assert set(asked.values()) == {1}, "no article is asked for twice"
    feeds = [row["status"] for row in desk.room.log_rows() if row["kind"] == "feed"]
    assert feeds == [200] * len(reports), "the listing is read in full, once a run, until all is fetched"
    assert desk.crawl()["listings"] == {"read": 0, "unchanged": 1, "failed": 0}
